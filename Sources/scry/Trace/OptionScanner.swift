// Options in the way of getopt_long(3), which strace's users know: bundles, values that touch their letter, shortened
// long names, and an end at the first word that is none.

/// One option: its spellings and whether it takes a value.
struct OptionRule: Sendable {
  enum Value: Sendable {
    case none, required
    /// Only as `--name=value`.
    case optional
  }

  var letter: Character?
  var names: [String]
  var value: Value
  /// What the value is called in the help.
  var valueName = ""
  var help = ""
}

/// An option as it was given.
struct GivenOption: Equatable {
  /// The first of the rule's names.
  var name: String
  var value: String?
  /// As it was written, without the value: `-s`, `--string-limit`.
  var spelling: String
}

/// Why words are not options.
enum OptionScanError: Error, Equatable {
  case unknownLetter(Character)
  case unknownName(String)
  case ambiguous(String, [String])
  case missingValue(spelling: String)
  case unwantedValue(name: String)
}

/// Reads options from the front of a list of words.
struct OptionScanner {
  private let rules: [OptionRule]
  private var words: ArraySlice<String>
  private(set) var options: [GivenOption] = []

  /// The words behind the options, without a `--` between them.
  var rest: ArraySlice<String> { words }

  init(_ words: ArraySlice<String>, rules: [OptionRule]) throws(OptionScanError) {
    self.rules = rules
    self.words = words
    while let word = self.words.first, word.hasPrefix("-"), word != "-" {
      self.words.removeFirst()
      if word == "--" { return }
      if word.hasPrefix("--") {
        try scan(name: word.dropFirst(2))
      } else {
        try scan(letters: word.dropFirst())
      }
    }
  }

  private mutating func scan(name word: Substring) throws(OptionScanError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let (rule, name) = try find(String(parts[0]))
    var value = parts.count > 1 ? String(parts[1]) : nil
    if rule.value == .none, value != nil { throw .unwantedValue(name: name) }
    if rule.value == .required, value == nil {
      value = words.popFirst()
      if value == nil { throw .missingValue(spelling: "--\(name)") }
    }
    options.append(GivenOption(name: rule.names[0], value: value, spelling: "--\(name)"))
  }

  private func find(_ name: String) throws(OptionScanError) -> (OptionRule, String) {
    if let rule = rules.first(where: { $0.names.contains(name) }) { return (rule, name) }
    let longer = rules.flatMap { rule in
      rule.names.filter { $0.hasPrefix(name) }.map { (rule, $0) }
    }
    guard let first = longer.first else { throw .unknownName(name) }
    guard longer.allSatisfy({ $0.0.names[0] == first.0.names[0] }) else {
      throw .ambiguous(name, longer.map(\.1))
    }
    return first
  }

  private mutating func scan(letters: Substring) throws(OptionScanError) {
    var rest = letters
    while let letter = rest.popFirst() {
      guard let rule = rules.first(where: { $0.letter == letter }) else {
        throw .unknownLetter(letter)
      }
      var value: String?
      if rule.value == .required {
        value = rest.isEmpty ? words.popFirst() : String(rest)
        rest = ""
        if value == nil { throw .missingValue(spelling: "-\(letter)") }
      }
      options.append(GivenOption(name: rule.names[0], value: value, spelling: "-\(letter)"))
    }
  }
}
