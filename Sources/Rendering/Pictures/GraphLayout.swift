// Where the boxes of a graph stand: in layers from left to right, few lines crossing (Sugiyama, Tagawa and Toda, 1981).

import Inspection

/// A box, in pixels.
struct GraphBox {
  var x = 0.0
  var y = 0.0
  let width: Double
  let height: Double
}

/// The places of all boxes.
struct GraphLayout {
  private(set) var boxes: [GraphBox]
  private(set) var width = 0.0
  private(set) var height = 0.0

  static let lineHeight = 16.0
  static let headHeight = 40.0
  static let characterWidth = 7.3
  private static let margin = 20.0
  private static let layerGap = 90.0
  private static let boxGap = 18.0
  private static let sweeps = 8

  init(_ graph: ObjectGraph, _ cards: [GraphCard]) {
    boxes = cards.map { card in
      let longest = ([card.title, card.subtitle] + card.fields).map(\.count).max() ?? 0
      return GraphBox(
        width: Double(longest) * Self.characterWidth + 20,
        height: Self.headHeight + Double(card.fields.count) * Self.lineHeight
          + (card.fields.isEmpty ? 0 : 6))
    }
    let layers = Self.ordered(graph)
    place(layers)
  }

  /// The nodes of each layer from top to bottom: each near the middle of those that it is connected to.
  private static func ordered(_ graph: ObjectGraph) -> [[Int]] {
    let numbers = Set(graph.nodes.map(\.layer)).sorted()
    var layers = numbers.map { number in
      graph.nodes.indices.filter { graph.nodes[$0].layer == number }
    }
    var neighbours = graph.nodes.map { _ in [Int]() }
    for edge in graph.edges {
      neighbours[edge.from].append(edge.to)
      neighbours[edge.to].append(edge.from)
    }
    for sweep in 0..<sweeps {
      let order = sweep % 2 == 0 ? Array(layers.indices) : layers.indices.reversed()
      for layer in order { layers[layer] = sorted(layers, layer, neighbours) }
    }
    return layers
  }

  private static func sorted(_ layers: [[Int]], _ layer: Int, _ neighbours: [[Int]]) -> [Int] {
    var places: [Int: Double] = [:]
    for (number, nodes) in layers.enumerated() where number != layer {
      for (place, node) in nodes.enumerated() {
        places[node] = (Double(place) + 0.5) / Double(nodes.count)
      }
    }
    let wanted = layers[layer].enumerated().map { place, node in
      let around = neighbours[node].compactMap { places[$0] }
      let own = (Double(place) + 0.5) / Double(layers[layer].count)
      return (
        node: node, place: place,
        middle: around.isEmpty ? own : around.reduce(0, +) / Double(around.count)
      )
    }
    return wanted.sorted { ($0.middle, $0.place) < ($1.middle, $1.place) }.map(\.node)
  }

  /// Layer beside layer, each in the middle of the height.
  private mutating func place(_ layers: [[Int]]) {
    let heights = layers.map { nodes in
      nodes.reduce(0) { $0 + boxes[$1].height + Self.boxGap } - Self.boxGap
    }
    let tallest = heights.max() ?? 0
    var x = Self.margin
    for (nodes, own) in zip(layers, heights) {
      var y = Self.margin + (tallest - own) / 2
      let widest = nodes.map { boxes[$0].width }.max() ?? 0
      for node in nodes {
        boxes[node].x = x + (widest - boxes[node].width) / 2
        boxes[node].y = y
        y += boxes[node].height + Self.boxGap
      }
      x += widest + Self.layerGap
    }
    width = x - Self.layerGap + Self.margin
    height = tallest + 2 * Self.margin
  }
}
