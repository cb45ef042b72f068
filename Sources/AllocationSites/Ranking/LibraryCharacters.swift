// What the names of libstdc++'s own functions say of the blocks that they allocate, where its debug information is missing.

/// The strings that libstdc++ instantiates itself allocate their buffers inside the library, in functions whose symbols
/// name the characters.
public enum LibraryCharacters {
  /// The type that the buffers hold which a function allocates, by its mangled symbol; nil for every function but the
  /// members of `std::__cxx11::basic_string` and `basic_stringbuf` for characters (Itanium C++ ABI 5.1.5.2 for their
  /// codes). The old `std::string`, before `__cxx11`, puts a header in front and is not among them.
  public static func element(ofMember symbol: [UInt8]) -> [UInt8]? {
    var rest = symbol[...]
    guard rest.starts(with: "_ZN".utf8) else { return nil }
    rest = rest.dropFirst(3)
    if rest.first == UInt8(ascii: "K") { rest = rest.dropFirst() }
    for template in templates where rest.starts(with: template.utf8) {
      rest = rest.dropFirst(template.utf8.count)
      return characters.first { rest.starts(with: "\($0.code)St11char_traits".utf8) }
        .map { Array($0.name.utf8) }
    }
    return nil
  }

  private static let templates = ["St7__cxx1112basic_stringI", "St7__cxx1115basic_stringbufI"]

  private static let characters = [
    (code: "c", name: "char"), (code: "w", name: "wchar_t"), (code: "Du", name: "char8_t"),
    (code: "Ds", name: "char16_t"), (code: "Di", name: "char32_t"),
  ]
}
