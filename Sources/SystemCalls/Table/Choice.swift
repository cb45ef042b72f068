// Arguments that another argument chooses.

/// The lines of one choice of `choices.table`.
final class Choice: Sendable {
  /// What the arguments from the chosen one on are.
  struct Alternative: Sendable {
    let forms: [ArgumentForm]
    /// How the result prints, if not as the call's line says.
    let result: ArgumentForm?

    /// The form that is a choice again; nil when there is none.
    var choice: Int? { forms.last?.kind == .choice ? forms.count - 1 : nil }
  }

  private let alternatives: [UInt64: Alternative]
  private let otherwise: Alternative
  private let mask: UInt64

  /// Reads the lines of the choice.
  init(parsing lines: [Name], catalogue: KernelCatalogue = .shared) {
    var alternatives: [UInt64: Alternative] = [:]
    var otherwise = Alternative(forms: [], result: nil)
    var mask: UInt64 = 0xFFFF_FFFF
    for line in lines {
      let (head, tail) = line.cut(at: UInt8(ascii: ":"))
      let words = head.split(UInt8(ascii: " "))
      guard words.count > 1 else { continue }
      if words[1] == Name("&") {
        mask = words.last?.unsigned ?? 0
        continue
      }
      let alternative = Alternative(parsing: tail ?? Name(""))
      if words[1] == Name("*") {
        otherwise = alternative
      } else if let value = words[1].unsigned ?? catalogue.constant(words[1]) {
        alternatives[value & mask] = alternative
      }
    }
    (self.alternatives, self.otherwise, self.mask) = (alternatives, otherwise, mask)
  }

  /// What the chooser's value chooses.
  subscript(value: UInt64) -> Alternative { alternatives[value & mask] ?? otherwise }
}

extension Choice.Alternative {
  fileprivate init(parsing text: Name) {
    let words = text.split(UInt8(ascii: " "))
    let arrow = words.firstIndex(of: Name("->")) ?? words.count
    forms = words[..<arrow].map { ArgumentForm(word: $0) ?? ArgumentForm(.hexadecimal) }
    result = words[arrow...].dropFirst().first.flatMap(ArgumentForm.init(word:))
  }
}
