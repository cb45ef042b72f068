// What is wrong with an expression: one line, and a caret under the place.

import Inspection
import Primitives
import Rendering
import TargetMemory

extension ExpressionError {
  /// The line of the error, the expression, and a caret under what is to blame. Of memory that a target lacks, why it does.
  func lines(for expression: String, in target: any Target) -> String {
    let bytes = Array(expression.utf8)
    let start = min(range.lowerBound, bytes.count)
    let end = min(max(range.upperBound, start + 1), max(bytes.count, start + 1))
    let before = Diagnostics.printable(bytes[..<start])
    let marked = Diagnostics.printable(bytes[start..<min(end, bytes.count)])
    let mark = "^" + String(repeating: "~", count: max(marked.count - 1, 0))
    return """
      \(reason.text)\(absence(in: target))
        \(Diagnostics.printable(bytes))
        \(String(repeating: " ", count: before.count))\(mark)
      """
  }

  private func absence(in target: any Target) -> String {
    guard case .unreadable(let address) = reason, let absence = target.absence(at: address) else {
      return ""
    }
    return ": " + absence.text
  }

  /// Whether the expression itself is wrong, rather than what it names absent.
  var isUsage: Bool {
    switch reason {
    case .tooComplex, .unexpectedByte, .unterminated, .badNumber, .badCharacter, .expected,
      .notARecord, .notAPointer, .badOperand, .badCast, .notAnInteger, .noAddress, .badCount,
      .changesTarget, .unsupported, .divisionByZero, .ambiguousName, .ambiguousType:
      true
    case .unknownName, .unknownType, .noMember, .incomplete, .unknownObject, .unreadable,
      .threadLocal, .withoutValue, .untyped, .outOfRange, .noKey, .emptyContainer, .container:
      false
    }
  }
}

extension ExpressionError.Reason {
  /// A line without a full stop; bytes of the target in it are escaped.
  var text: String {
    switch self {
    case .tooComplex: "the expression is too long or too deeply nested"
    case .unexpectedByte(let byte): "'\(Self.name([byte]))' is not part of an expression"
    case .unterminated: "the closing quote is missing"
    case .badNumber: "not a number that fits 64 bits"
    case .badCharacter: "not one character"
    case .expected(let what): "expected \(what)"
    case .unsupported(let what): "\(what) is not supported"
    case .changesTarget: "scry only looks: no calls, no assignments"
    case .badCount(let limit): "a slice has from 1 to \(limit) elements"
    case .divisionByZero: "division by zero"
    default: nameText
    }
  }

  /// Errors about names and types.
  private var nameText: String {
    switch self {
    case .unknownName(let name):
      "no variable, function or enumerator is named '\(Self.name(name))' (local variables: --frame)"
    case .unknownType(let name): "no type is named '\(Self.name(name))'"
    case .ambiguousType(let name, let files):
      "'\(Self.name(name))' is defined differently in \(Self.list(files))"
    case .ambiguousName(let name, let choices):
      "'\(Self.name(name))' is ambiguous; say which one: \(Self.list(choices))"
    case .noMember(let name, let type): "\(Self.name(type)) has no member '\(Self.name(name))'"
    case .notARecord(let type): "\(Self.name(type)) has no members"
    case .notAPointer(let type): "\(Self.name(type)) cannot be dereferenced"
    case .badOperand(let type): "\(Self.name(type)) does not go with this operator"
    case .badCast(let from, let to): "\(Self.name(from)) cannot be cast to \(Self.name(to))"
    case .notAnInteger: "an integer is needed here"
    case .noAddress: "this value has no address"
    case .incomplete(let type): "\(Self.name(type)) is declared, but no module here defines it"
    case .unknownObject(let address):
      "what lies at \(address) is unknown; cast it: *(struct name *)\(address)"
    case .unreadable(let address): "cannot read memory at \(address)"
    case .threadLocal(let name): "no thread has '\(Self.name(name))' yet"
    case .withoutValue(let name): "'\(Self.name(name))' has no value here: it was optimised out"
    case .untyped(let name):
      name.isEmpty
        ? "only the symbol is known, without a type; cast its address: *(int *)&name"
        : "'\(Self.name(name))' has no known type"
    default: containerText
    }
  }

  private var containerText: String {
    switch self {
    case .outOfRange(let count): "there are \(count) elements"
    case .noKey(let isCertain): isCertain ? "no such key" : "no such key in the part searched"
    case .emptyContainer(let type): "\(Self.name(type)) is empty"
    case .container(let problem): problem.text
    default: ""
    }
  }

  private static func name(_ bytes: [UInt8]) -> String { Diagnostics.printable(bytes) }

  private static func list(_ names: [[UInt8]]) -> String {
    names.map { name($0) }.joined(separator: ", ")
  }
}
