// Rectangles in rectangles, each as large as what it stands for (Bruls, Huizing and van Wijk, "Squarified Treemaps", 2000).

/// A rectangle, in pixels.
public struct Rectangle: Sendable {
  public var x: Double
  public var y: Double
  public var width: Double
  public var height: Double

  public init(x: Double, y: Double, width: Double, height: Double) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  var area: Double { width * height }

  /// What is left inside of a border, under a headline.
  func inset(by border: Double, head: Double) -> Rectangle {
    Rectangle(
      x: x + border, y: y + head, width: max(width - 2 * border, 0),
      height: max(height - head - border, 0))
  }
}

/// Divides rectangles.
public enum Treemap {
  /// The parts of a rectangle for weights that fall, in their order, each as near to a square as can be.
  public static func divide(_ whole: Rectangle, by weights: [Double]) -> [Rectangle] {
    let total = weights.reduce(0, +)
    guard total > 0, whole.area > 0 else {
      return weights.map { _ in Rectangle(x: whole.x, y: whole.y, width: 0, height: 0) }
    }
    let areas = weights.map { $0 / total * whole.area }
    var parts: [Rectangle] = []
    var rest = whole
    var start = 0
    while start < areas.count {
      let side = min(rest.width, rest.height)
      let end = rowEnd(areas, from: start, side: side)
      parts += lay(Array(areas[start..<end]), into: &rest)
      start = end
    }
    return parts
  }

  /// How many areas are laid along the side: as long as the worst of the row gets no worse.
  private static func rowEnd(_ areas: [Double], from start: Int, side: Double) -> Int {
    var end = start + 1
    var sum = areas[start]
    var worst = ratio(largest: areas[start], smallest: areas[start], sum, side)
    while end < areas.count {
      let next = ratio(largest: areas[start], smallest: areas[end], sum + areas[end], side)
      guard next <= worst else { break }
      worst = next
      sum += areas[end]
      end += 1
    }
    return end
  }

  /// The worst ratio of two sides in a row of areas that fall.
  private static func ratio(
    largest: Double, smallest: Double, _ sum: Double, _ side: Double
  ) -> Double {
    guard sum > 0, smallest > 0, side > 0 else { return .infinity }
    return max(side * side * largest / (sum * sum), sum * sum / (side * side * smallest))
  }

  private static func lay(_ row: [Double], into rest: inout Rectangle) -> [Rectangle] {
    let sum = row.reduce(0, +)
    let isColumn = rest.width >= rest.height
    let side = isColumn ? rest.height : rest.width
    let depth = side > 0 ? sum / side : 0
    var place = isColumn ? rest.y : rest.x
    let parts = row.map { area in
      let length = depth > 0 ? area / depth : 0
      defer { place += length }
      return isColumn
        ? Rectangle(x: rest.x, y: place, width: depth, height: length)
        : Rectangle(x: place, y: rest.y, width: length, height: depth)
    }
    if isColumn {
      rest.x += depth
      rest.width = max(rest.width - depth, 0)
    } else {
      rest.y += depth
      rest.height = max(rest.height - depth, 0)
    }
    return parts
  }
}
