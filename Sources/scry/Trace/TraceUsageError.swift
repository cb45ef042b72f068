// What is wrong with a command line, in strace's words where strace has any.

import Tracing

/// Ends the command before anything is traced.
struct TraceUsageError: Error {
  var message: String
  /// The help is pointed at.
  var showsHelp = false
  /// What was to be told before.
  var warnings: [String] = []

  init(_ message: String, showsHelp: Bool = false) {
    self.message = message
    self.showsHelp = showsHelp
  }

  init(_ error: OptionScanError) {
    showsHelp = true
    switch error {
    case .unknownLetter(let letter): message = "invalid option -- '\(letter)'"
    case .unknownName(let name): message = "unrecognized option '--\(name)'"
    case .ambiguous(let name, let names):
      let list = names.map { "'--\($0)'" }.joined(separator: " ")
      message = "option '--\(name)' is ambiguous; possibilities: \(list)"
    case .missingValue(let spelling):
      message =
        spelling.hasPrefix("--")
        ? "option '\(spelling)' requires an argument"
        : "option requires an argument -- '\(spelling.dropFirst())'"
    case .unwantedValue(let name): message = "option '--\(name)' doesn't allow an argument"
    }
  }

  init(_ error: CallChoiceError) {
    switch error {
    case .unknownCall(let name): message = "invalid system call '\(name)'"
    case .unknownDesignator(let designator, let name):
      message = "incorrect personality designator '\(designator)' in qualification '\(name)'"
      showsHelp = true
    case .badExpression(let expression, let reason):
      message = "regcomp: \(expression): \(reason)"
    }
  }

  /// An option's value means nothing.
  init(invalid value: String, of option: GivenOption) {
    message = "invalid \(option.spelling) argument: '\(value)'"
    showsHelp = true
  }
}
