// Orders that one key goes through.

extension CaseIterable where Self: Equatable {
  /// The case behind this one; the first behind the last.
  var next: Self {
    let all = Array(Self.allCases)
    let place = all.firstIndex(of: self).map { ($0 + 1) % all.count }
    return place.map { all[$0] } ?? self
  }
}
