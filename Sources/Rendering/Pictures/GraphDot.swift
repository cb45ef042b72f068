// A graph of objects in the language of Graphviz (graphviz.org, "DOT Language").

import Inspection
import Primitives

/// Writes a graph for `dot`.
public enum GraphDot {
  /// The text of the file. `display` has the labels of a theme.
  public static func text(of graph: ObjectGraph, display: ObjectDisplay? = nil) -> [UInt8] {
    var text = """
      digraph objects {
        rankdir=LR;
        node [shape=record, fontname="monospace", fontsize=10, style=filled, fillcolor="#f6f8fa"];
        edge [fontname="monospace", fontsize=9];

      """
    for (index, node) in graph.nodes.enumerated() {
      let card = GraphCard(node, display)
      let fields = card.fields.enumerated().map { "<f\($0.offset)> \(record($0.element))" }
      let parts = ["<head> \(record(card.title))\\n\(record(card.subtitle))"] + fields
      let colour = node.layer == 0 ? ", fillcolor=\"#fff8c5\"" : ""
      text +=
        "  n\(index) [label=\"\(parts.joined(separator: "|"))\", "
        + "tooltip=\"\(quoted(card.tooltip))\"\(colour)];\n"
    }
    for edge in graph.edges {
      let field = graph.nodes[edge.from].fields[edge.field]
      let style = field.evidence == .conservative ? " [style=dashed]" : ""
      text += "  n\(edge.from):f\(edge.field):e -> n\(edge.to):head:w\(style);\n"
    }
    return Array((text + "}\n").utf8)
  }

  /// A printable text inside quotes.
  private static func quoted(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }

  /// A printable text in a field of a record, where more characters mean something. Blanks at the ends would be lost.
  private static func record(_ text: String) -> String {
    var result = ""
    for character in quoted(text) {
      if "{}|<> ".contains(character) { result += "\\" }
      result.append(character)
    }
    return result
  }
}
