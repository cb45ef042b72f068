// How an argument prints: the word that stands for it in the tables.

/// The form of one argument or field: `[>|<>][*]WORD[[N]][@INDEX]` in the tables.
///
/// `>`: the kernel writes it, `<>`: it also reads it. `*`: a pointer to one such value. The word is a kind, a group of constants, a view of a
/// struct or a choice. `[]`: an array, of N elements if N is there. The index is the argument (from 0) that tells the length, or
/// that chooses; `@ret`: the result tells the length.
struct ArgumentForm: Sendable, Equatable {
  /// How values of the kind lie in memory.
  enum Shape: UInt8, Sendable {
    case value, pointer, array
  }

  var kind: Kind
  var direction = PointerArgument.Direction.read
  var shape = Shape.value
  /// Elements of an array of fixed length; 0 for others.
  var count: UInt8 = 0
  /// Which group, view or choice: its place in the tables.
  var reference: UInt16 = 0
  /// The argument with the length; negative for none.
  var index: Int8 = -1

  /// The length is what the call returned.
  static let resultIndex: Int8 = 7

  init(_ kind: Kind, reference: UInt16 = 0) {
    self.kind = kind
    self.reference = reference
  }

  /// Reads a word of a table; nil when it stands for nothing.
  init?(word text: Name) {
    var word = text
    let direction: PointerArgument.Direction =
      word.hasPrefix("<>") ? .both : word.hasPrefix(">") ? .written : .read
    word = word.dropFirst(direction == .both ? 2 : direction == .written ? 1 : 0)
    let isPointer = word.hasPrefix("*")
    if isPointer { word = word.dropFirst() }
    let (head, suffix) = word.cut(at: UInt8(ascii: "@"))
    let (name, bounds) = head.cut(at: UInt8(ascii: "["))
    guard let form = Self.kinds[name].map({ ArgumentForm($0) }) ?? FormNames.shared[name] else {
      return nil
    }
    self = form
    self.direction = direction
    shape = isPointer ? .pointer : bounds != nil ? .array : .value
    count = UInt8(clamping: bounds?.dropLast().integer ?? 0)
    if let suffix {
      index = suffix == Name("ret") ? Self.resultIndex : Int8(clamping: suffix.integer ?? -1)
    }
  }
}

extension ArgumentForm {
  /// What an argument without a form is by its C type: never more than the type says.
  init(type: Name, name: Name) {
    if type.hasSuffix("*") {
      let isText = type == Name("const char *")
      let isPath = name.hasSuffix("name") || name.hasPrefix("path")
      self.init(isText ? (isPath ? .path : .string) : .pointer)
    } else {
      self.init(Self.types[type] ?? .hexadecimal)
    }
  }

  /// What a member of a struct is by its C type and its size in bytes.
  init(memberType type: Name, size: Int) {
    if type.hasSuffix("*") {
      self.init(.pointer)
    } else if type.hasPrefix("char[") {
      self.init(.characters)
    } else if type.hasSuffix("]") || ![1, 2, 4, 8].contains(size) {
      self.init(.bytes)
    } else if let kind = Self.types[type] {
      self.init(kind)
    } else {
      self.init(type.hasPrefix("struct") || type.hasPrefix("union") ? .bytes : .size)
    }
  }

  private static let types: [Name: Kind] = [
    Name("int"): .int, Name("s32"): .int, Name("pid_t"): .int, Name("clockid_t"): .int,
    Name("key_t"): .int, Name("timer_t"): .int, Name("mqd_t"): .int, Name("long"): .long,
    Name("ssize_t"): .long, Name("loff_t"): .long, Name("off_t"): .long, Name("__s32"): .int,
    Name("unsigned int"): .unsigned, Name("u32"): .unsigned, Name("size_t"): .size,
    Name("short"): .int, Name("signed char"): .int, Name("__s64"): .long, Name("__s16"): .int,
    Name("u64"): .size, Name("umode_t"): .mode, Name("uid_t"): .user, Name("gid_t"): .user,
  ]
}
