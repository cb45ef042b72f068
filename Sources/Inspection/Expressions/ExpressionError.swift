// What can be wrong with an expression, as data; the words for it live with the command line.

import Primitives

/// Why an expression has no value, and which bytes of its text are to blame.
public struct ExpressionError: Error, Equatable, Sendable {
  /// Byte offsets in the expression's text; empty at its end when something is missing there.
  public let range: Range<Int>
  public let reason: Reason

  public init(_ reason: Reason, at range: Range<Int>) {
    self.reason = reason
    self.range = range
  }

  /// The kinds of failure. Types are carried as they are spelled.
  public enum Reason: Equatable, Sendable {
    /// Longer, deeper or with more operators than is evaluated.
    case tooComplex
    /// A byte that starts no token.
    case unexpectedByte(UInt8)
    /// A string, character or quoted name without its closing quote.
    case unterminated
    /// A number that is not one, or does not fit 64 bits.
    case badNumber
    /// A character constant that is empty or holds several characters.
    case badCharacter
    /// Something else should stand here.
    case expected(String)
    case unknownName([UInt8])
    /// Several different types have this name; the modules that define them follow.
    case ambiguousType([UInt8], modules: [[UInt8]])
    /// Several variables have this name; ways to say which one follow.
    case ambiguousName([UInt8], choices: [[UInt8]])
    case unknownType([UInt8])
    case noMember([UInt8], of: [UInt8])
    /// `.` or `->` on something that has no members.
    case notARecord([UInt8])
    case notAPointer([UInt8])
    /// An operator on a type for which C does not define it.
    case badOperand([UInt8])
    /// A cast between types that C does not allow.
    case badCast(from: [UInt8], to: [UInt8])
    case notAnInteger([UInt8])
    /// `&` of a value that has no address.
    case noAddress
    /// The type is declared but not defined in any module.
    case incomplete([UInt8])
    /// `*` or `->` on a `void *` to memory whose type is unknown.
    case unknownObject(Address)
    case divisionByZero
    /// A slice with a count below 1 or above the limit.
    case badCount(limit: Int)
    case unreadable(Address)
    /// A thread-local variable and no thread that has it.
    case threadLocal([UInt8])
    /// A variable of the frame that has no value at this instruction.
    case withoutValue([UInt8])
    /// The variable was optimised away or has no type.
    case untyped([UInt8])
    /// An index that a container of so many elements does not have.
    case outOfRange(count: UInt64)
    /// No such key in a map; not certain when the map is too large to search all of it.
    case noKey(isCertain: Bool)
    /// `*` or `->` on an empty `optional`.
    case emptyContainer([UInt8])
    /// A container whose contents are not known.
    case container(ContainerProblem)
    /// Calls and assignments would change the target.
    case changesTarget
    /// Part of the language, but not of this evaluator.
    case unsupported(String)
  }
}
