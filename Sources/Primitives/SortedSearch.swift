// Binary search in what is sorted.

extension RandomAccessCollection {
  /// The index of the first element that belongs to the second part of a collection in two parts; `endIndex` when the second part
  /// is empty. `belongsToSecond` must hold for no element of the first part and for all of the second.
  @inlinable
  public func partitioningIndex(where belongsToSecond: (Element) -> Bool) -> Index {
    var low = startIndex
    var rest = count
    while rest > 0 {
      let half = rest / 2
      let middle = index(low, offsetBy: half)
      if belongsToSecond(self[middle]) {
        rest = half
      } else {
        low = index(after: middle)
        rest -= half + 1
      }
    }
    return low
  }
}
