// What the view of an object shows, made beside the interface.

import Inspection
import Primitives
import Rendering
import TypeModel

/// What a person has asked to see.
enum ObjectSource: Sendable {
  case expression(String)
  case address(Address)
  /// Where a pointer leads, and what it is declared to point to.
  case pointer(Address, ExpressionType?)
}

/// An object taken apart, or what is known where there is none.
struct ObjectContent: Sendable {
  /// A word or two: the type and the address.
  var title: StyledText
  /// What is known of the place, a line each.
  var lines: [StyledText]
  var value: ValueView?
  var path: FieldPath
  /// Where the object lies; nil for computed values.
  var address: Address?
  /// The part that was meant, when it is not the object itself.
  var part: Address?
  let reader: FieldReader
}

extension ObjectContent {
  /// Reads what a source leads to. Throws what to say to the person.
  init(
    _ source: ObjectSource, isRaw: Bool, _ inspector: Inspector, _ subject: Subject
  ) throws(JobFailure) {
    let reader = FieldReader(inspector, isRaw: isRaw, rules: subject.rules)
    switch source {
    case .address(let address): self.init(at: address, pointedBy: nil, reader)
    case .pointer(let address, let type): self.init(at: address, pointedBy: type, reader)
    case .expression(let text):
      do throws(ExpressionError) {
        self = try Self.evaluated(text, reader)
      } catch {
        throw JobFailure(
          subject.wording.lines(error, in: text, of: inspector).joined(separator: "\n"))
      }
    }
  }

  private init(at address: Address, pointedBy type: ExpressionType?, _ reader: FieldReader) {
    let answer = reader.inspector.classifyAnew(address)
    self.init(
      title: StyledText(address.description, .address), lines: [answer.line] + answer.noteLines,
      path: FieldPath(address, type: nil), address: address, reader: reader)
    guard let object = reader.object(at: address, pointedBy: type) else { return }
    let start = object.address ?? address
    show(object, at: start)
    part = start == address ? nil : address
  }

  private mutating func show(_ object: ExpressionValue, at start: Address) {
    value = reader.view(of: object)
    path = FieldPath(start, type: object.type)
    address = start
    title = StyledText()
    title.append(bytes: object.type.spelling, .type)
    title.append(" \(start)", .address)
  }

  private static func evaluated(
    _ text: String, _ reader: FieldReader
  ) throws(ExpressionError) -> ObjectContent {
    let node = try ExpressionParser.parse(Array(text.utf8), oracle: reader.scope)
    if case .integer(let number, _) = node.kind {
      return ObjectContent(at: Address(number), pointedBy: nil, reader)
    }
    let value = try ExpressionEvaluator(scope: reader.scope).evaluate(node)
    let title = StyledText(bytes: text.utf8, .symbol)
    var content = ObjectContent(
      title: title, lines: [], path: FieldPath(expression: text), address: value.address,
      reader: reader)
    // Of a pointer the object that it leads to is shown.
    if let address = (try? ExpressionEvaluator(scope: reader.scope).address(of: value, node))
      ?? value.address
    {
      content.address = address
      let answer = reader.inspector.classifyAnew(address)
      content.lines = [answer.line] + answer.noteLines
      if answer.allocator == .code { return content }
    }
    content.value = reader.view(of: value)
    return content
  }
}
