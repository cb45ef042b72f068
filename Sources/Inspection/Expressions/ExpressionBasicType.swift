// The arithmetic types that C has without any declaration.

/// A type of a constant or of a cast such as `(unsigned long) x`, with the sizes of x86-64's System V ABI, table 3.1.
public enum BasicType: String, Sendable, CaseIterable {
  case bool = "_Bool"
  case char
  case signedChar = "signed char"
  case unsignedChar = "unsigned char"
  case short
  case unsignedShort = "unsigned short"
  case int
  case unsignedInt = "unsigned int"
  case long
  case unsignedLong = "unsigned long"
  case longLong = "long long"
  case unsignedLongLong = "unsigned long long"
  case int128 = "__int128"
  case unsignedInt128 = "unsigned __int128"
  case float, double
  case longDouble = "long double"
  case wideChar = "wchar_t"
  case char8 = "char8_t"
  case char16 = "char16_t"
  case char32 = "char32_t"

  /// In bytes.
  public var size: Int {
    switch self {
    case .bool, .char, .signedChar, .unsignedChar, .char8: 1
    case .short, .unsignedShort, .char16: 2
    case .int, .unsignedInt, .float, .wideChar, .char32: 4
    case .long, .unsignedLong, .longLong, .unsignedLongLong, .double: 8
    case .int128, .unsignedInt128, .longDouble: 16
    }
  }

  public var isSigned: Bool {
    switch self {
    case .bool, .unsignedChar, .unsignedShort, .unsignedInt, .unsignedLong, .unsignedLongLong,
      .unsignedInt128, .char8, .char16, .char32:
      false
    default: true
    }
  }

  public var isFloating: Bool { self == .float || self == .double || self == .longDouble }

  /// The signed or unsigned integer type of a size after C's promotions.
  static func integer(size: Int, isSigned: Bool) -> BasicType {
    switch size {
    case ...4: isSigned ? .int : .unsignedInt
    case ...8: isSigned ? .long : .unsignedLong
    default: isSigned ? .int128 : .unsignedInt128
    }
  }

  /// The type that a sorted list of specifiers names ("int long unsigned"); nil when C has none such.
  static func named(bySpecifiers words: [String]) -> BasicType? {
    specifiers[words.sorted().joined(separator: " ")]
  }

  /// Whether a word is one of the specifiers that combine to a basic type.
  static func isSpecifier(_ word: String) -> Bool { specifierWords.contains(word) }

  private static let specifierWords = Set(
    specifiers.keys.flatMap { $0.split(separator: " ").map(String.init) })

  private static let specifiers: [String: BasicType] = [
    "_Bool": .bool, "bool": .bool, "char": .char, "char signed": .signedChar,
    "char unsigned": .unsignedChar, "short": .short, "int short": .short, "short signed": .short,
    "int short signed": .short, "short unsigned": .unsignedShort,
    "int short unsigned": .unsignedShort, "int": .int, "signed": .int, "int signed": .int,
    "unsigned": .unsignedInt, "int unsigned": .unsignedInt, "long": .long, "int long": .long,
    "long signed": .long, "int long signed": .long, "long unsigned": .unsignedLong,
    "int long unsigned": .unsignedLong, "long long": .longLong, "int long long": .longLong,
    "long long signed": .longLong, "int long long signed": .longLong,
    "long long unsigned": .unsignedLongLong, "int long long unsigned": .unsignedLongLong,
    "__int128": .int128, "__int128 signed": .int128, "__int128 unsigned": .unsignedInt128,
    "float": .float, "double": .double, "double long": .longDouble,
  ]
}

/// The size of a floating constant.
enum FloatingKind: Equatable {
  case float, double, longDouble

  var type: BasicType {
    switch self {
    case .float: .float
    case .double: .double
    case .longDouble: .longDouble
    }
  }
}
