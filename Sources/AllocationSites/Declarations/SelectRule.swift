// One choice of a selection, as it is kept in a table: the test, the value, and the condition.

/// When an object is of one type: `byte[-1]&7=1 if len <= alloc`.
public struct SelectRule: Sendable, Hashable {
  public var test: SelectTest
  public var value: UInt64
  /// Empty for none.
  public var condition: [UInt8]

  init(_ test: SelectTest, _ choice: SelectChoice) {
    self.test = test
    value = choice.value
    condition = choice.condition
  }

  /// Reads what `text` gave; nil for anything else.
  public init?(_ text: [UInt8]) {
    var parser = DeclarationParser(cursor: DeclarationCursor(text, line: 1))
    guard let test = try? parser.selectTest(), parser.cursor.take("="),
      let value = try? parser.cursor.number()
    else { return nil }
    self.test = test
    self.value = value
    parser.cursor.skipBlanks()
    condition = []
    if parser.cursor.take("if ") {
      condition = parser.cursor.text(isName: false) { _ in false }
    }
  }

  /// As a declaration spells it, the value behind an equals sign.
  public var text: [UInt8] {
    let units = [1: "byte", 2: "short", 4: "int", 8: "long"]
    var text = "\(units[test.width] ?? "byte")[\(test.offset)]"
    if test.shift > 0 { text += ">>\(test.shift)" }
    if test.mask != .max { text += "&\(test.mask)" }
    text += "=\(value)"
    return Array(text.utf8) + (condition.isEmpty ? [] : Array(" if ".utf8) + condition)
  }
}
