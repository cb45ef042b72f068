// The memory of a process as a treemap (SVG 1.1): allocators, in them types, in these sites.

import Inspection
import Primitives

/// Draws the memory.
public struct MapSVG {
  private let title: String
  private var text = ""

  private static let size = Rectangle(x: 0, y: 0, width: 1280, height: 800)
  private static let head = 34.0
  private static let characterWidth = 6.7
  /// Of more parts the smallest become one.
  private static let partLimit = 400
  /// Smaller parts than this, in square pixels, become one too.
  private static let areaLimit = 6.0

  /// The picture as bytes of a file. `title` is shown above it.
  public static func picture(of memory: MemoryPart, title: String) -> [UInt8] {
    var map = MapSVG(title: title)
    map.draw(memory)
    return Array(map.text.utf8)
  }

  private init(title: String) { self.title = title }

  private mutating func draw(_ memory: MemoryPart) {
    let (width, height) = (Self.size.width.short, Self.size.height.short)
    let heading = "\(title): \(ByteCount.text(memory.tally.bytes))"
    text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)">
      <style>
      svg { font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 11px; }
      rect { stroke: #ffffff; stroke-width: 1; }
      text { fill: #1f2328; pointer-events: none; }
      .large { font-size: 14px; font-weight: bold; }
      .head { font-weight: bold; }
      g:hover > rect { stroke: #cf222e; stroke-width: 2; }
      </style>
      <rect width="\(width)" height="\(height)" fill="#ffffff"/>
      <text class="large" x="10" y="22">\(XMLText.escaped(heading))</text>

      """
    parts(of: memory, in: Self.size.inset(by: 6, head: Self.head), depth: 0, hue: 0)
    text += "</svg>\n"
  }

  /// Draws the parts of something into its rectangle.
  private mutating func parts(of whole: MemoryPart, in frame: Rectangle, depth: Int, hue: Int) {
    let shown = Self.merged(whole, area: frame.area)
    let places = Treemap.divide(frame, by: shown.map { Double($0.bytes) })
    for (number, (part, place)) in zip(shown, places).enumerated() {
      let own = depth == 0 ? number : depth == 1 ? hue * 40 + number : hue
      draw(part, in: place, depth: depth, hue: own)
    }
  }

  /// A part as it is drawn: one of the memory's, or what stands for many small ones.
  private struct Cell {
    let part: MemoryPart?
    let bytes: UInt64
    let count: Int
  }

  private static func merged(_ whole: MemoryPart, area: Double) -> [Cell] {
    let total = Double(max(whole.tally.bytes, 1))
    let parts = whole.parts.filter { $0.tally.bytes > 0 }
    let large = parts.prefix(partLimit).prefix {
      Double($0.tally.bytes) / total * area >= areaLimit
    }
    var cells = large.map { Cell(part: $0, bytes: $0.tally.bytes, count: 1) }
    let rest = parts.dropFirst(large.count)
    let bytes = rest.reduce(0) { $0 &+ $1.tally.bytes }
    if bytes > 0 { cells.append(Cell(part: nil, bytes: bytes, count: rest.count)) }
    return cells
  }

  private mutating func draw(_ cell: Cell, in place: Rectangle, depth: Int, hue: Int) {
    let name = cell.part.map(Self.name) ?? "\(cell.count) smaller"
    let words =
      cell.part.map(Self.tooltip) ?? "\(cell.count) smaller ones, \(ByteCount.text(cell.bytes))"
    text += """
      <g><title>\(XMLText.escaped(words))</title>\
      <rect x="\(place.x.short)" y="\(place.y.short)" width="\(place.width.short)" \
      height="\(place.height.short)" fill="\(Self.colour(depth: depth, hue: hue))"/>

      """
    let hasHead = place.width >= 30 && place.height >= 16
    if hasHead { label(name, cell.bytes, in: place, isHead: cell.part?.parts.isEmpty == false) }
    if let part = cell.part, !part.parts.isEmpty, place.area > 60 {
      let inner = place.inset(by: 2, head: hasHead ? 17 : 2)
      if inner.width > 3, inner.height > 3 {
        parts(of: part, in: inner, depth: depth + 1, hue: hue)
      }
    }
    text += "</g>\n"
  }

  private mutating func label(
    _ name: String, _ bytes: UInt64, in place: Rectangle, isHead: Bool
  ) {
    let room = Int((place.width - 6) / Self.characterWidth)
    let amount = "  " + ByteCount.text(bytes)
    let words = name.count + amount.count <= room ? name + amount : name.cut(to: room)
    text += """
      <text\(isHead ? " class=\"head\"" : "") x="\((place.x + 4).short)" y="\((place.y + 12).short)" \
      xml:space="preserve">\(XMLText.escaped(words))</text>

      """
  }

  private static func name(_ part: MemoryPart) -> String {
    if let site = part.site, part.kind == .site { return site.text.plain }
    guard !part.name.isEmpty else { return part.kind == .type ? "no type" : "unknown" }
    let name = part.kind == .owner ? part.name.fileName : part.name[...]
    return EscapedBytes().text(name)
  }

  private static func tooltip(_ part: MemoryPart) -> String {
    let full = part.kind == .owner ? EscapedBytes().text(part.name) : name(part)
    let count = part.tally.count
    let counted = count == 1 ? "" : " in \(count)"
    return "\(full)\n\(ByteCount.text(part.tally.bytes)) (\(part.tally.bytes) bytes)\(counted)"
  }

  /// A hue for each allocator and type; lighter inside.
  private static func colour(depth: Int, hue: Int) -> String {
    // The golden angle keeps neighbours apart.
    let angle = (Double(hue) * 137.5).truncatingRemainder(dividingBy: 360)
    let lightness = [86, 76, 88][min(depth, 2)]
    return "hsl(\(Int(angle)), \(depth == 0 ? 25 : 55)%, \(lightness)%)"
  }
}
