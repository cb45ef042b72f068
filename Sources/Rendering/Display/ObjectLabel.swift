// A label: text with expressions over an object's members, `{peer}:{port} {state}`.

import Inspection
import Primitives

/// A template for what to say of an object in a few words.
public struct ObjectLabel: Sendable {
  private let parts: [Part]

  private enum Part: Sendable {
    case text([UInt8])
    /// In C's syntax, over the object's members.
    case expression([UInt8])
  }

  /// Longer templates are refused, in bytes.
  private static let lengthLimit = 1000

  /// Reads a template; a brace itself is written twice. Nil for an empty expression, a brace without its partner, or too much text.
  public init?(parsing template: [UInt8]) {
    guard template.count <= Self.lengthLimit else { return nil }
    var parts: [Part] = []
    var rest = template[...]
    while let first = rest.first {
      if first == UInt8(ascii: "{"), rest.dropFirst().first != first {
        guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else { return nil }
        let expression = Array(rest[(rest.startIndex + 1)..<end])
        guard !expression.allSatisfy({ $0 == UInt8(ascii: " ") }) else { return nil }
        parts.append(.expression(expression))
        rest = rest[(end + 1)...]
      } else {
        let isBrace = first == UInt8(ascii: "{") || first == UInt8(ascii: "}")
        if isBrace, rest.dropFirst().first != first { return nil }
        parts.append(.text([first]))
        rest = rest.dropFirst(isBrace ? 2 : 1)
      }
    }
    self.parts = parts
  }

  /// The label of an object; `?` for what cannot be evaluated.
  func text(of object: ExpressionValue, in scope: any ExpressionScope, style: Style) -> StyledText {
    let evaluator = ExpressionEvaluator(scope: scope, object: object)
    var result = StyledText()
    for part in parts {
      switch part {
      case .text(let bytes): result.append(bytes: bytes, style)
      case .expression(let text):
        let value = try? evaluator.evaluate(text)
        result.append(value.map { Self.text(of: $0, in: scope) } ?? "?", style)
      }
    }
    return result
  }

  /// Columns that one value may take.
  private static let valueWidth = 60

  /// A value in a few words: strings without quotes, others as they are printed.
  private static func text(of value: ExpressionValue, in scope: any ExpressionScope) -> String {
    var limits = ViewLimits()
    limits.followedPointers = 0
    limits.elements = 8
    limits.stringLength = valueWidth
    let view = ViewBuilder.view(of: value, in: scope, limits: limits)
    switch view.content {
    case .string(let string): return shown(string)
    case .pointer(let pointer):
      if let string = pointer.string { return shown(string) }
      return pointer.address.raw == 0 ? "NULL" : pointer.address.description
    case .unreadable: return "?"
    case .character(let number) where number.size == 1:
      return EscapedBytes(asciiOnly: TerminalCharacters.asciiOnly).text([
        UInt8(truncatingIfNeeded: number.bits)
      ])
    default: return ValueText(width: valueWidth).oneLine(view) ?? "{…}"
    }
  }

  private static func shown(_ string: StringView) -> String {
    EscapedBytes(asciiOnly: TerminalCharacters.asciiOnly).text(string.bytes)
      + (string.isTruncated ? "…" : "")
  }
}
