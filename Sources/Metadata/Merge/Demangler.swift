// Demangles the names of classes (Itanium C++ ABI §5.1), spelled as compilers spell them in debug information.

/// A reader of mangled class names: namespaces, nested classes, template arguments that are types, integers or
/// enumerators, substitutions.
/// Anything else (functions' local classes, expressions) gives nil: the symbol then stays as it is.
struct Demangler {
  private var rest: ArraySlice<UInt8>
  private var substitutions: [[UInt8]] = []
  /// Names under way, and bytes made: mangled names can be made to grow without limit.
  private var depth = 0

  private static let depthLimit = 32
  private static let sizeLimit = 1 << 16

  /// The name of a mangled class; nil when it is not understood wholly.
  static func name(_ mangled: some Collection<UInt8>) -> [UInt8]? {
    guard mangled.count < 1 << 12 else { return nil }
    var demangler = Demangler(rest: Array(mangled)[...])
    guard let name = demangler.type(), demangler.rest.isEmpty else { return nil }
    return name
  }

  private init(rest: ArraySlice<UInt8>) { self.rest = rest }

  private mutating func take(_ text: StaticString) -> Bool {
    guard text.withUTF8Buffer({ rest.starts(with: $0) }) else { return false }
    rest = rest.dropFirst(text.utf8CodeUnitCount)
    return true
  }

  private mutating func remember(_ name: [UInt8]) -> [UInt8]? {
    guard name.count < Self.sizeLimit, substitutions.count < 1 << 10 else { return nil }
    substitutions.append(name)
    return name
  }

  // MARK: Types

  private mutating func type() -> [UInt8]? {
    guard depth < Self.depthLimit else { return nil }
    depth += 1
    defer { depth -= 1 }
    if let builtin = builtin() { return builtin }
    if take("P") { return suffixed("*") }
    if take("R") { return suffixed("&") }
    if take("O") { return suffixed("&&") }
    if take("K") { return qualified("const") }
    if take("V") { return qualified("volatile") }
    return className()
  }

  private mutating func suffixed(_ suffix: String) -> [UInt8]? {
    guard take("K") else { return type().flatMap { remember($0 + suffix.utf8) } }
    // Behind what is pointed to, a const stands where gcc writes it.
    guard let inner = type(), remember(Array("const ".utf8) + inner) != nil else { return nil }
    return remember(inner + " const".utf8 + suffix.utf8)
  }

  /// In front of names, behind pointers.
  private mutating func qualified(_ word: String) -> [UInt8]? {
    guard let inner = type() else { return nil }
    let isPointer = inner.last == UInt8(ascii: "*")
    return remember(
      isPointer ? inner + " \(word)".utf8 : Array("\(word) ".utf8) + inner)
  }

  private static let builtins: [(StaticString, String)] = [
    ("v", "void"), ("b", "bool"), ("c", "char"), ("a", "signed char"), ("h", "unsigned char"),
    ("s", "short"), ("t", "unsigned short"), ("i", "int"), ("j", "unsigned int"), ("l", "long"),
    ("m", "unsigned long"), ("x", "long long"), ("y", "unsigned long long"), ("n", "__int128"),
    ("o", "unsigned __int128"), ("f", "float"), ("d", "double"), ("e", "long double"),
    ("g", "__float128"), ("w", "wchar_t"), ("Dn", "decltype(nullptr)"), ("Di", "char32_t"),
    ("Ds", "char16_t"), ("Du", "char8_t"),
  ]

  private mutating func builtin() -> [UInt8]? {
    for (code, name) in Self.builtins where take(code) { return Array(name.utf8) }
    return nil
  }

  // MARK: Names

  private mutating func className() -> [UInt8]? {
    if take("N") { return nested() }
    var name: [UInt8]
    let isStandard = take("St")
    if !isStandard, rest.first == UInt8(ascii: "S") {
      guard let found = substitution() else { return nil }
      name = found
    } else {
      let scope: [UInt8] = isStandard ? Array("std::".utf8) : []
      guard let part = sourceName(), let known = remember(scope + part) else { return nil }
      name = known
    }
    return rest.first == UInt8(ascii: "I") ? arguments(of: name).flatMap { remember($0) } : name
  }

  private mutating func nested() -> [UInt8]? {
    var name: [UInt8] = []
    while !take("E") {
      switch rest.first {
      case UInt8(ascii: "I"):
        guard let whole = arguments(of: name), let known = remember(whole) else { return nil }
        name = known
      case UInt8(ascii: "S") where name.isEmpty:
        guard let found = take("St") ? Array("std".utf8) : substitution() else { return nil }
        name = found
      default:
        guard let part = sourceName() else { return nil }
        guard let known = remember(name.isEmpty ? part : name + "::".utf8 + part) else {
          return nil
        }
        name = known
      }
    }
    return name.isEmpty ? nil : name
  }

  private mutating func sourceName() -> [UInt8]? {
    guard let length = number(), length > 0, length <= rest.count else { return nil }
    let name = Array(rest.prefix(length))
    rest = rest.dropFirst(length)
    // ABI tags are not part of the name in debug information.
    while take("B") {
      guard let length = number(), length <= rest.count else { return nil }
      rest = rest.dropFirst(length)
    }
    return name.starts(with: "_GLOBAL__N_".utf8) ? Array("(anonymous namespace)".utf8) : name
  }

  private mutating func number() -> Int? {
    let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    guard !digits.isEmpty, digits.count < 6 else { return nil }
    rest = rest.dropFirst(digits.count)
    return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  private static let abbreviations: [(StaticString, String)] = [
    ("Sa", "std::allocator"), ("Sb", "std::basic_string"),
    ("Ss", "std::basic_string<char, std::char_traits<char>, std::allocator<char> >"),
    ("Si", "std::basic_istream<char, std::char_traits<char> >"),
    ("So", "std::basic_ostream<char, std::char_traits<char> >"),
    ("Sd", "std::basic_iostream<char, std::char_traits<char> >"),
  ]

  /// `S_` is the first, `S0_` the second, then on in base 36.
  private mutating func substitution() -> [UInt8]? {
    for (code, name) in Self.abbreviations where take(code) { return Array(name.utf8) }
    guard take("S") else { return nil }
    var index = 0
    var isFirst = true
    while !take("_") {
      guard let digit = rest.popFirst(), index < 1 << 16 else { return nil }
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): index = index * 36 + Int(digit - 48)
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): index = index * 36 + Int(digit - 55)
      default: return nil
      }
      isFirst = false
    }
    return substitutions[safe: isFirst ? 0 : index + 1]
  }

  // MARK: Template arguments

  private mutating func arguments(of name: [UInt8]) -> [UInt8]? {
    guard take("I"), let list = argumentList() else { return nil }
    var result = name + [UInt8(ascii: "<")] + list.joined(separator: ", ".utf8)
    if result.last == UInt8(ascii: ">") { result.append(UInt8(ascii: " ")) }
    return result + [UInt8(ascii: ">")]
  }

  private mutating func argumentList() -> [[UInt8]]? {
    var list: [[UInt8]] = []
    while !take("E") {
      if take("J") {
        guard depth < Self.depthLimit else { return nil }
        depth += 1
        defer { depth -= 1 }
        guard let pack = argumentList() else { return nil }
        list += pack
      } else if take("L") {
        guard let value = literal() else { return nil }
        list.append(value)
      } else {
        guard let type = type() else { return nil }
        list.append(type)
      }
    }
    return list
  }

  /// An integer, without the suffix of its type, as gcc writes it; an enumerator behind its type; a bool by name.
  private mutating func literal() -> [UInt8]? {
    if take("b1E") { return Array("true".utf8) }
    if take("b0E") { return Array("false".utf8) }
    var prefix: [UInt8] = []
    if builtin() == nil {
      guard let enumeration = type() else { return nil }
      prefix = "(".utf8 + enumeration + ")".utf8
    }
    if take("n") { prefix.append(UInt8(ascii: "-")) }
    let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    rest = rest.dropFirst(digits.count)
    return digits.isEmpty || !take("E") ? nil : prefix + digits
  }
}
