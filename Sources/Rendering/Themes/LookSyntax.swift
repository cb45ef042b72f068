// Looks as a theme writes them: `bold #ff8700 on black`.

extension Look {
  /// Reads attributes, a colour and `on` with a background, in any order, between blanks (Documentation/FORMATS.md, "Themes").
  /// Throws the word that means nothing.
  public init(parsing text: String) throws(LookSyntaxError) {
    self.init()
    var isBackground = false
    for word in text.split(separator: " ").map(String.init) {
      if word == "on", !isBackground {
        isBackground = true
      } else if let known = Attributes.all.first(where: { $0.name == word }) {
        attributes.insert(known.attribute)
      } else {
        let colour = try Colour(parsing: word)
        let isTaken = (isBackground ? background : foreground) != nil
        guard !isTaken else { throw .repeatedColour(word) }
        if isBackground { background = colour } else { foreground = colour }
        isBackground = false
      }
    }
    if isBackground { throw .unknownWord("on") }
  }
}

/// What is wrong with a look.
public enum LookSyntaxError: Error {
  /// Neither an attribute nor a colour.
  case unknownWord(String)
  /// A second colour.
  case repeatedColour(String)
}

extension Colour {
  /// The names of ECMA-48 §8.3.117, with `bright-` for the second eight.
  private static let names = [
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
  ]

  /// Reads a name, a number from 0 to 255, `#rrggbb`, or `default` for nil.
  fileprivate init?(parsing word: String) throws(LookSyntaxError) {
    let bright = "bright-"
    if word == "default" { return nil }
    if let number = Self.names.firstIndex(of: word) {
      self = .indexed(UInt8(number))
    } else if word.hasPrefix(bright),
      let number = Self.names.firstIndex(of: String(word.dropFirst(bright.count)))
    {
      self = .indexed(UInt8(number + 8))
    } else if word.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt8(word) {
      self = .indexed(number)
    } else if let value = Self.hexadecimal(word) {
      self = .rgb(UInt8(value >> 16), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF))
    } else {
      throw .unknownWord(word)
    }
  }

  /// Of `#` and six digits.
  private static func hexadecimal(_ word: String) -> UInt32? {
    let digits = word.dropFirst()
    guard word.first == "#", digits.utf8.count == 6, digits.allSatisfy(\.isHexDigit) else {
      return nil
    }
    return UInt32(digits, radix: 16)
  }
}
