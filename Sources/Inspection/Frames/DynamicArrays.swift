// Arrays whose length is known only while the program runs (C's variable-length arrays).

import DebugInfo
import Primitives

extension VariableReader {
  /// The type with its length at this moment, of an array of one dimension; the type as it is when its length is fixed or it is no
  /// array. Nil when the length cannot be told.
  func sized(_ type: ExpressionType, _ die: Die) -> ExpressionType? {
    guard case .array(let element, nil) = type.shape else { return type }
    guard let size = element.size, let array = array(die), let count = count(of: array) else {
      return nil
    }
    // Before its declaration is reached the bound may be anything.
    let bytes = count.multipliedReportingOverflow(by: max(size, 1))
    guard !bytes.overflow, bytes.partialValue < Self.addressSpace else { return nil }
    return .array(element, count: count)
  }

  /// Bytes that a program can have (four-level paging).
  private static let addressSpace: UInt64 = 1 << 47

  /// The array behind typedefs and qualifiers.
  private func array(_ die: Die) -> Die? {
    var die = die
    for _ in 0..<32 {
      if die.tag == .arrayType { return die }
      guard let next = die.reference(.type) else { return nil }
      die = next
    }
    return nil
  }

  /// Elements; nil for several dimensions, and when the bound is not known here.
  private func count(of array: Die) -> UInt64? {
    let bounds = array.children.filter { $0.tag == .subrangeType }
    guard let bound = bounds.first, bounds.count == 1 else { return nil }
    if let count = number(bound, .count) { return count }
    guard let last = number(bound, .upperBound), last < .max else { return nil }
    return last + 1
  }

  /// A bound: a number, an expression, or a variable of the compiler's own (DWARF 5 §2.19).
  private func number(_ die: Die, _ name: DwarfAttribute) -> UInt64? {
    guard let value = die.attribute(name) else { return nil }
    if let number = value.unsigned { return number }
    if let bytes = die.unit.bytes(at: value) {
      return LocationExpression(bytes, unit: die.unit).number(in: context)
    }
    return die.unit.reference(value).flatMap(context.word)
  }
}
