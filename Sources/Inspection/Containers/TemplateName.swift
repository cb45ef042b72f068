// The name of a class template's instance taken apart: `std::map<int, foo>` is `std::map` of `int` and `foo`.

/// A qualified name and the template arguments at its end.
struct TemplateName {
  /// The name in front of the arguments, inline namespaces taken off: `std::list` for `std::__cxx11::list<int>`.
  let stem: String
  /// The spellings of the arguments, blanks around them dropped.
  let arguments: [[UInt8]]

  /// Namespaces that say how the library was built, not what a class is.
  private static let inlineNamespaces = ["__cxx11::", "__cxx1998::", "__debug::", "__8::", "_V2::"]

  /// nil for a name that is no instance of a template.
  init?(_ name: [UInt8]) {
    guard let open = name.firstIndex(of: UInt8(ascii: "<")), name.last == UInt8(ascii: ">") else {
      return nil
    }
    guard let arguments = Self.split(name[(open + 1)...].dropLast()) else { return nil }
    self.arguments = arguments
    stem = Self.plain(name[..<open])
  }

  /// A name without the inline namespaces.
  static func plain(_ name: some Collection<UInt8>) -> String {
    var text = String(decoding: name, as: UTF8.self)
    for space in inlineNamespaces {
      while let range = text.firstRange(of: space) { text.removeSubrange(range) }
    }
    return text
  }

  /// An argument; nil when there are fewer.
  subscript(_ place: Int) -> [UInt8]? {
    arguments.indices.contains(place) ? arguments[place] : nil
  }

  /// Splits at the commas that stand in no bracket; nil when the brackets do not match. Inside round ones a `>` is an
  /// operator (`foo<(a > b)>`).
  private static func split(_ text: ArraySlice<UInt8>) -> [[UInt8]]? {
    var parts: [[UInt8]] = []
    var start = text.startIndex
    var open: [UInt8] = []
    for place in text.indices {
      switch text[place] {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): open.append(text[place])
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        if open.popLast() == nil { return nil }
      case UInt8(ascii: "<") where open.last ?? UInt8(ascii: "<") == UInt8(ascii: "<"):
        open.append(text[place])
      case UInt8(ascii: ">") where open.last ?? UInt8(ascii: "<") == UInt8(ascii: "<"):
        if open.popLast() == nil { return nil }
      case UInt8(ascii: ",") where open.isEmpty:
        parts.append(trimmed(text[start..<place]))
        start = place + 1
      default: break
      }
    }
    guard open.isEmpty else { return nil }
    let last = trimmed(text[start...])
    return last.isEmpty && parts.isEmpty ? [] : parts + [last]
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> [UInt8] {
    let blank = UInt8(ascii: " ")
    var text = text
    while text.first == blank { text = text.dropFirst() }
    while text.last == blank { text = text.dropLast() }
    return Array(text)
  }
}
