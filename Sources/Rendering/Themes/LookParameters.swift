// A look as the escape sequence that switches a terminal to it.

extension Look {
  /// The parameters of "select graphic rendition" (ECMA-48 §8.3.117; ISO 8613-6 for colours beyond eight) for a terminal of a depth:
  /// `1;38;5;208`. Nil for nothing.
  public func parameters(for depth: ColourDepth) -> String? {
    let look = reduced(to: depth)
    var numbers: [Int] = []
    for (attribute, _, parameter) in Attributes.all where look.attributes.contains(attribute) {
      numbers.append(parameter)
    }
    numbers += look.foreground?.parameters(30) ?? []
    numbers += look.background?.parameters(40) ?? []
    return numbers.isEmpty ? nil : numbers.map(String.init).joined(separator: ";")
  }
}

extension Colour {
  /// `base` is 30 for the foreground, 40 for the background.
  fileprivate func parameters(_ base: Int) -> [Int] {
    switch self {
    case .indexed(let number) where number < 8: [base + Int(number)]
    case .indexed(let number) where number < 16: [base + 60 + Int(number) - 8]
    case .indexed(let number): [base + 8, 5, Int(number)]
    case .rgb(let red, let green, let blue): [base + 8, 2, Int(red), Int(green), Int(blue)]
    }
  }
}
