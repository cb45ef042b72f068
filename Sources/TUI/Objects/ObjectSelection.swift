// The places of the objects that a list shows, in its order: four bytes an object when they are sorted or filtered, else none.

import Inspection
import Primitives
import TypeModel

/// The order of objects.
enum ObjectOrder: String, CaseIterable, Sendable { case address, size, type }

/// Rows of a list of objects.
struct ObjectSelection: Sendable {
  private enum Rows: Sendable {
    /// All objects, in the census's order.
    case all
    /// Those of some kinds, in the census's order.
    case matches(KindMatches)
    /// Places in the census.
    case places([UInt32])
  }

  let census: HeapCensus
  private let rows: Rows
  /// Objects on which the condition could not be evaluated.
  let unclear: Int
  /// Of matches, those that were looked at last.
  private var window = KindMatches.Window()

  /// All objects.
  init(_ census: HeapCensus) {
    self.census = census
    rows = .all
    unclear = 0
  }

  /// The objects of some kinds.
  init(_ matches: KindMatches, of census: HeapCensus) {
    self.census = census
    rows = .matches(matches)
    unclear = 0
  }

  init(_ census: HeapCensus, places: [UInt32], unclear: Int = 0) {
    self.census = census
    rows = .places(places)
    self.unclear = unclear
  }

  var count: Int {
    switch rows {
    case .all: census.count
    case .matches(let matches): matches.count
    case .places(let places): places.count
    }
  }

  /// The place in the census of a row, which must be below `count`.
  mutating func place(_ row: Int) -> Int {
    switch rows {
    case .all: return row
    case .places(let places): return Int(places[row])
    case .matches(let matches):
      if !window.rows.contains(row) { window = matches.window(around: row) }
      return Int(window.places[row - window.rows.lowerBound])
    }
  }
}

/// Chooses and sorts objects.
struct ObjectSelector: Sendable {
  let census: HeapCensus
  let scope: ObjectScope
  let order: ObjectOrder
  let condition: ObjectCondition?

  /// Objects between two looks at whether anybody still waits.
  private static let stride = 4096

  /// The selection, when it needs no look at every object: in the census's order, without a condition.
  var immediate: ObjectSelection? {
    guard order == .address, condition == nil else { return nil }
    if scope.isEverything { return ObjectSelection(census) }
    return ObjectSelection(census.matches(ofKinds: scope.kinds(of: census)), of: census)
  }

  /// Makes the selection; shows the job what there is from time to time.
  func run(_ job: Job<ObjectSelection>) -> ObjectSelection {
    let wanted = scope.kinds(of: census)
    guard let condition else {
      job.report("sorting objects")
      return ObjectSelection(census, places: sorted(census.places(ofKinds: wanted)))
    }
    job.report("choosing objects")
    let (places, unclear) = chosen(wanted, condition, job)
    return ObjectSelection(census, places: sorted(places), unclear: unclear)
  }

  /// Those of the wanted kinds for which the condition holds.
  private func chosen(
    _ wanted: [Bool], _ condition: ObjectCondition, _ job: Job<ObjectSelection>
  ) -> ([UInt32], Int) {
    var places: [UInt32] = []
    var unclear = 0
    var nextReport = Self.stride
    census.visit { place, kind in
      if wanted[kind] {
        switch holds(condition, place, census.kinds[kind]) {
        case true?: places.append(UInt32(truncatingIfNeeded: place))
        case nil: unclear += 1
        case false?: break
        }
      }
      if place == nextReport {
        if job.isCancelled { return false }
        // More each time: what was published is copied when more comes.
        nextReport = place + max(place / 4, Self.stride)
        job.publish(
          ObjectSelection(census, places: places, unclear: unclear),
          progress: "choosing objects, \(100 * place / max(census.count, 1)) %")
      }
      return place & 1023 != 0 || !job.isCancelled
    }
    return (places, unclear)
  }

  /// nil when it cannot be told.
  private func holds(
    _ condition: ObjectCondition, _ place: Int, _ kind: HeapCensus.Kind
  ) -> Bool? {
    guard let shape = kind.shape else { return false }
    if case .array(let count) = shape.fit, count != 1 { return false }
    return try? condition.holds(for: shape.element, at: census.address(place) + kind.offset)
  }

  /// Objects of a kind are alike, so that it is kinds that are sorted, and objects are dealt out to them.
  private func sorted(_ places: [UInt32]) -> [UInt32] {
    if order == .address { return places }
    let ranked = census.kinds.indices.sorted { precedes(census.kinds[$0], census.kinds[$1]) }
    var starts = [Int](repeating: 0, count: census.kinds.count + 1)
    for place in places { starts[census.kind(Int(place))] += 1 }
    var next = 0
    for kind in ranked {
      let count = starts[kind]
      starts[kind] = next
      next += count
    }
    return [UInt32](unsafeUninitializedCapacity: places.count) { result, filled in
      for place in places {
        let kind = census.kind(Int(place))
        result[starts[kind]] = place
        starts[kind] += 1
      }
      filled = places.count
    }
  }

  private func precedes(_ a: HeapCensus.Kind, _ b: HeapCensus.Kind) -> Bool {
    if order == .type {
      let (name, other) = (census.types[a.type].spelling, census.types[b.type].spelling)
      if name != other { return name.lexicographicallyPrecedes(other) }
    }
    return a.size > b.size
  }
}
