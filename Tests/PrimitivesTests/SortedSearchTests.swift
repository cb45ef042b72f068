// Binary search.

import Primitives
import Testing

@Suite struct SortedSearchTests {
  @Test func theFirstOfTheSecondPartIsFound() {
    for count in 0..<40 {
      let numbers = Array(0..<count)
      for limit in -1...count {
        #expect(numbers.partitioningIndex { $0 > limit } == min(limit + 1, count))
      }
    }
  }

  @Test func slicesKeepTheirIndices() {
    let slice = [9, 1, 3, 3, 5, 0][1..<5]
    #expect(slice.partitioningIndex { $0 >= 3 } == 2)
    #expect(slice.partitioningIndex { $0 > 5 } == 5)
    #expect(slice.partitioningIndex { _ in true } == 1)
  }
}
