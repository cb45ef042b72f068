// The layout of values.

import Inspection
import Primitives
import Rendering
import Testing

@Suite struct ValueTextTests {
  private func number(_ value: Int128) -> ValueView {
    let integer = ExpressionIntegers.value(value)
    return ValueView(type: .basic(.int), address: nil, content: .integer(integer))
  }

  private func record(_ fields: [(String, ValueView)]) -> ValueView {
    let members = fields.map { FieldView(name: Array($0.0.utf8), kind: .member, value: $0.1) }
    return ValueView(type: .void, address: nil, content: .record(members))
  }

  private func text(_ value: ValueView, width: Int = 40) -> String {
    ValueText(width: width).text(of: value).plain
  }

  @Test func whatFitsStandsOnOneLine() {
    #expect(text(record([("x", number(1)), ("y", number(-2))])) == "{x = 1, y = -2}")
  }

  @Test func whatDoesNotFitTakesALineForEachMember() {
    let inner = record([("first_coordinate", number(1)), ("second_coordinate", number(2))])
    let outer = record([("name", number(7)), ("inner", inner)])
    #expect(
      text(outer) == """
        {
          name = 7,
          inner = {
            first_coordinate = 1,
            second_coordinate = 2,
          },
        }
        """)
  }

  @Test func equalNeighboursAreFolded() {
    let runs = [
      ArrayView.Run(value: number(0), index: 0, count: 200),
      ArrayView.Run(value: number(5), index: 200, count: 1),
    ]
    let array = ArrayView(runs: runs, count: 1000, isTruncated: true)
    let value = ValueView(type: .void, address: nil, content: .array(array))
    #expect(text(value, width: 80) == "{0 <repeats 200 times>, 5} … of 1000 elements")
  }

  @Test func hostileStringsAreEscaped() {
    let string = StringView(bytes: Array("\u{1B}[2J\"\u{0}".utf8) + [0xFF], isTruncated: true)
    let value = ValueView(type: .void, address: nil, content: .string(string))
    #expect(text(value) == #""\x1b[2J\"\x00\xff"…"#)
  }

  @Test func danglingPointersAreMarked() {
    let pointer = PointerView(address: Address(0x1234), pointee: Pointee(.unmapped))
    let value = ValueView(type: .pointer(.void), address: nil, content: .pointer(pointer))
    #expect(text(value) == "0x1234 <dangling: not mapped>")
  }
}

/// Integers as an evaluator computes them.
enum ExpressionIntegers {
  static func value(_ value: Int128) -> IntegerValue {
    IntegerValue(bits: UInt128(truncatingIfNeeded: value), size: 4, isSigned: true)
  }
}
