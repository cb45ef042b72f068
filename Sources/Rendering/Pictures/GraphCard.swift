// An object of a graph as what is written on its box.

import Inspection
import Primitives
import TypeModel

/// The lines of a box.
struct GraphCard {
  /// The type, or what it is else.
  let title: String
  /// Name, address, size.
  let subtitle: String
  /// One line for each pointer.
  let fields: [String]
  /// Everything that is known, for a hover.
  let tooltip: String

  /// Longer lines are cut, in characters.
  private static let width = 48

  init(_ node: ObjectGraph.Node, _ display: ObjectDisplay?) {
    let object = node.object
    title = Self.title(object).cut(to: Self.width)
    let size = object.allocation.map { "\($0.size) bytes" } ?? ""
    let label = object.object.flatMap { display?.label(of: $0.shape.element, at: $0.start)?.plain }
    let place = "\(object.address)  \(size)"
    subtitle = (label.map { "\($0)" } ?? place).cut(to: Self.width)
    var lines = node.fields.map { Self.line($0).cut(to: Self.width) }
    if node.omittedFields > 0 { lines.append("… \(node.omittedFields) more pointers") }
    fields = lines
    var words = object.line.plain
    if let label { words += "\n\(label)" }
    if node.omittedReferences > 0 {
      words += "\n\(node.omittedReferences) more point at it"
    }
    tooltip = words
  }

  private static func title(_ object: Classification) -> String {
    let text = EscapedBytes()
    var words: [String] = []
    if let type = object.object { words.append(text.text(type.shape.spelling)) }
    if case .variable(let name, _)? = object.frame?.part {
      words.append(text.text(name))
    } else if let symbol = object.symbol, !symbol.name.isEmpty {
      words.append(text.text(symbol.name))
    }
    return words.isEmpty
      ? "untyped \(text.text(object.allocator.spelling)) block" : words.joined(separator: " ")
  }

  /// A pointer's name; a variable that is a pointer has none.
  static func line(_ field: ObjectGraph.Field) -> String {
    if !field.path.isEmpty { return EscapedBytes().text(field.path) }
    return field.evidence == .declared ? "value" : "+\(field.offset)"
  }
}
