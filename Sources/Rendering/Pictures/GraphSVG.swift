// A graph of objects as a picture that needs nothing else (SVG 1.1).

import Inspection
import Primitives

/// Draws a graph.
public enum GraphSVG {
  /// The picture as bytes of a file. `display` has the labels of a theme.
  public static func picture(of graph: ObjectGraph, display: ObjectDisplay? = nil) -> [UInt8] {
    let cards = graph.nodes.map { GraphCard($0, display) }
    let layout = GraphLayout(graph, cards)
    let note = graph.isTruncated ? 24.0 : 0
    var text = head(width: layout.width, height: layout.height + note)
    for edge in graph.edges { text += line(edge, graph, layout) }
    for (index, card) in cards.enumerated() {
      text += box(card, layout.boxes[index], graph.nodes[index])
    }
    if graph.isTruncated {
      text += """
        <text class="note" x="20" y="\((layout.height + 10).short)">\
        There are more objects than these \(graph.nodes.count).</text>

        """
    }
    return Array((text + "</svg>\n").utf8)
  }

  private static let style = """
    svg { background: #ffffff; font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 12px; }
    .box { fill: #f6f8fa; stroke: #57606a; stroke-width: 1; }
    .asked .box { fill: #fff8c5; stroke: #9a6700; stroke-width: 2; }
    .static .box { fill: #ddf4ff; stroke: #0969da; }
    .stack .box { fill: #fbefff; stroke: #8250df; }
    .asked.static .box, .asked.stack .box { fill: #fff8c5; }
    .title { font-weight: bold; fill: #24292f; }
    .subtitle, .note { fill: #57606a; font-size: 11px; }
    .field { fill: #24292f; }
    .edge { fill: none; stroke: #57606a; stroke-width: 1.2; }
    .edge:hover, g:hover > .edge { stroke: #cf222e; stroke-width: 2.4; }
    .conservative { stroke-dasharray: 5 4; stroke: #8c959f; }
    .rule { stroke: #d0d7de; }
    """

  private static func head(width: Double, height: Double) -> String {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <svg xmlns="http://www.w3.org/2000/svg" width="\(width.short)" height="\(height.short)" \
    viewBox="0 0 \(width.short) \(height.short)">
    <style>\(style)</style>
    <defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" \
    markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#57606a"/></marker></defs>
    <rect width="\(width.short)" height="\(height.short)" fill="#ffffff"/>

    """
  }

  // MARK: Boxes

  private static func box(_ card: GraphCard, _ box: GraphBox, _ node: ObjectGraph.Node) -> String {
    let kinds = (node.layer == 0 ? "asked " : "") + kind(of: node.object)
    var text = """
      <g class="\(kinds)"><title>\(XMLText.escaped(card.tooltip))</title>\
      <rect class="box" x="\(box.x.short)" y="\(box.y.short)" width="\(box.width.short)" \
      height="\(box.height.short)" rx="4"/>

      """
    text += line(card.title, "title", box, at: 17)
    text += line(card.subtitle, "subtitle", box, at: 33)
    if !card.fields.isEmpty {
      let y = box.y + GraphLayout.headHeight
      text += """
        <line class="rule" x1="\(box.x.short)" y1="\(y.short)" x2="\((box.x + box.width).short)" \
        y2="\(y.short)"/>

        """
    }
    for (number, field) in card.fields.enumerated() {
      text += line(
        field, "field", box,
        at: GraphLayout.headHeight + Double(number + 1) * GraphLayout.lineHeight)
    }
    return text + "</g>\n"
  }

  private static func line(
    _ words: String, _ kind: String, _ box: GraphBox, at height: Double
  ) -> String {
    """
    <text class="\(kind)" x="\((box.x + 10).short)" y="\((box.y + height).short)" \
    xml:space="preserve">\(XMLText.escaped(words))</text>

    """
  }

  private static func kind(of object: Classification) -> String {
    switch object.allocator {
    case .static: "static"
    case .stack: "stack"
    default: "block"
    }
  }

  // MARK: Lines

  /// From a pointer's line on the right side of its box to the left side of the next layer's; to the right side of what stands in the
  /// same layer or before it.
  private static func line(
    _ edge: ObjectGraph.Edge, _ graph: ObjectGraph, _ layout: GraphLayout
  ) -> String {
    let field = graph.nodes[edge.from].fields[edge.field]
    let (from, to) = (layout.boxes[edge.from], layout.boxes[edge.to])
    let goesOn = graph.nodes[edge.to].layer > graph.nodes[edge.from].layer
    let start = (
      x: from.x + from.width,
      y: from.y + GraphLayout.headHeight + (Double(edge.field) + 0.75) * GraphLayout.lineHeight
    )
    let end = (x: goesOn ? to.x : to.x + to.width, y: to.y + 14)
    let bend = goesOn ? max((end.x - start.x) / 2, 30) : 60
    let outer = goesOn ? end.x - bend : max(start.x, end.x) + bend
    let path =
      "M\(start.x.short) \(start.y.short) C\((goesOn ? start.x + bend : outer).short) \(start.y.short) "
      + "\(outer.short) \(end.y.short) \(end.x.short) \(end.y.short)"
    let kind = field.evidence == .conservative ? " conservative" : ""
    let offset = field.value - (graph.nodes[edge.to].object.allocation?.start ?? field.value)
    let name = GraphCard.line(field)
    let words =
      "\(name) = \(field.value)" + (offset > 0 ? ", \(offset) bytes in" : "")
      + (field.evidence == .conservative ? ", conservative" : "")
    return """
      <g><title>\(XMLText.escaped(words))</title>\
      <path class="edge\(kind)" d="\(path)" marker-end="url(#arrow)"/></g>

      """
  }
}
