// Treemaps: areas as large as their weights, inside, not over each other.

import Rendering
import Testing

@Suite struct TreemapTests {
  @Test(arguments: [[6.0, 6, 4, 3, 2, 2, 1], [1], [1000, 1, 1], [5, 5, 5, 5]])
  func areasAreAsLargeAsTheirWeights(weights: [Double]) {
    let whole = Rectangle(x: 10, y: 20, width: 600, height: 400)
    let parts = Treemap.divide(whole, by: weights)
    let total = weights.reduce(0, +)
    #expect(parts.count == weights.count)
    for (part, weight) in zip(parts, weights) {
      #expect(abs(part.width * part.height - weight / total * 240_000) < 0.01)
      #expect(part.x >= 9.99 && part.x + part.width <= 610.01)
      #expect(part.y >= 19.99 && part.y + part.height <= 420.01)
    }
    for (index, a) in parts.enumerated() {
      for b in parts[(index + 1)...] {
        let isApart =
          a.x + a.width <= b.x + 0.01 || b.x + b.width <= a.x + 0.01
          || a.y + a.height <= b.y + 0.01 || b.y + b.height <= a.y + 0.01
        #expect(isApart)
      }
    }
  }

  /// The example of the article has no part longer than three times its width.
  @Test func partsAreNearlySquare() {
    let parts = Treemap.divide(
      Rectangle(x: 0, y: 0, width: 6, height: 4), by: [6, 6, 4, 3, 2, 2, 1])
    for part in parts {
      #expect(max(part.width / part.height, part.height / part.width) <= 3.01)
    }
  }

  @Test func nothingIsDividedIntoNothing() {
    let empty = Rectangle(x: 0, y: 0, width: 0, height: 10)
    #expect(Treemap.divide(empty, by: [1, 2]).allSatisfy { $0.width * $0.height == 0 })
    #expect(Treemap.divide(Rectangle(x: 0, y: 0, width: 5, height: 5), by: []).isEmpty)
  }
}
