// What the words of the tables stand for.

import SystemCallData

/// The names of groups, views and choices, by which forms refer to them; their lines are read only when a call needs them.
struct FormNames: Sendable {
  static let shared = FormNames()

  /// Lines of `constants.table` and `structures.table`; lines of `choices.table`, those of one choice together.
  let groups: [Name]
  let structures: [Name]
  let choices: [[Name]]
  private let forms: [Name: ArgumentForm]

  private init() {
    groups = Name(scry_constants_table()).lines
    structures = Name(scry_structures_table()).lines
    var forms: [Name: ArgumentForm] = [:]
    for (index, line) in groups.enumerated() {
      let isFlags = line.cut(at: UInt8(ascii: " ")).1?.hasPrefix("flags") ?? false
      forms[line.firstWord] = ArgumentForm(
        isFlags ? .flags : .enumeration, reference: UInt16(index))
    }
    for (index, line) in structures.enumerated() {
      let name = line.firstWord.cut(at: UInt8(ascii: "@")).0
      forms[name] = ArgumentForm(.structure, reference: UInt16(index))
    }
    var choices: [[Name]] = []
    for line in Name(scry_choices_table()).lines {
      if choices.last?.last?.firstWord == line.firstWord {
        choices[choices.count - 1].append(line)
      } else {
        forms[line.firstWord] = ArgumentForm(.choice, reference: UInt16(choices.count))
        choices.append([line])
      }
    }
    self.choices = choices
    self.forms = forms
  }

  subscript(name: Name) -> ArgumentForm? { forms[name] }
}

extension Name {
  /// Up to the first space.
  fileprivate var firstWord: Name { cut(at: UInt8(ascii: " ")).0 }
}
