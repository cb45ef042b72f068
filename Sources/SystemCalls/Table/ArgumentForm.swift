// How an argument prints: the word that stands for it in the table of calls.

/// The form of one argument: `[>|<>]WORD[@INDEX]` in the table.
///
/// `>`: the kernel writes it, `<>`: it also reads it. The word is a kind, a group of constants, a struct, `NAME[]` for an array of
/// structs, or a union. The index is the argument (from 0) that tells the length or chooses from a union; `@ret`: the result does.
struct ArgumentForm: Sendable, Equatable {
  var kind: Kind
  var direction = PointerArgument.Direction.read
  /// Which group, struct or union: its place in the tables.
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
    var direction = PointerArgument.Direction.read
    if word.hasPrefix("<>") {
      direction = .both
      word = word.dropFirst(2)
    } else if word.hasPrefix(">") {
      direction = .written
      word = word.dropFirst()
    }
    let (name, suffix) = word.cut(at: UInt8(ascii: "@"))
    guard let form = Self.kinds[name].map({ ArgumentForm($0) }) else { return nil }
    self = form
    self.direction = direction
    if let suffix {
      index = suffix == Name("ret") ? Self.resultIndex : Int8(suffix.integer ?? -1)
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

  private static let types: [Name: Kind] = [
    Name("int"): .int, Name("s32"): .int, Name("pid_t"): .int, Name("clockid_t"): .int,
    Name("key_t"): .int, Name("timer_t"): .int, Name("mqd_t"): .int, Name("long"): .long,
    Name("ssize_t"): .long, Name("loff_t"): .long, Name("off_t"): .long,
    Name("unsigned int"): .unsigned, Name("u32"): .unsigned, Name("size_t"): .size,
    Name("u64"): .size, Name("umode_t"): .mode, Name("uid_t"): .user, Name("gid_t"): .user,
  ]
}
