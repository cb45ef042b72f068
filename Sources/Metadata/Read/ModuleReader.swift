// Reads all units of a module on several threads.

import DebugInfo
import Primitives
import Synchronization

/// How far a build has come.
public struct MetadataProgress: Sendable {
  public enum Stage: Sendable {
    case reading, merging, sites, writing
  }

  /// The module.
  public var path: String
  public var stage: Stage
  /// Units of debug information done so far in this stage, and all of them.
  public var unitsDone: Int
  public var unitsTotal: Int
}

/// What all units say, in the order of the units, whatever thread read them.
struct ModuleRecords {
  var units: [UnitRecords]
  var strings: StringPools
}

/// Reads units in parallel.
enum ModuleReader {
  /// Reads all `units`; nil when cancelled. `progress` is called on any of the threads.
  static func read(
    _ units: [DwarfUnit], threads: Int, cancellation: Cancellation,
    progress: @escaping @Sendable (Int) -> Void
  ) -> ModuleRecords? {
    let workers = max(1, min(threads, StringID.maximalPools, units.count))
    let nextPool = Atomic<Int>(0)
    let pools = (0..<workers).map { StringPool(index: $0) }
    let done = Atomic<Int>(0)
    let order = DwarfUnit.largestFirst(units)
    let results = parallelMap(
      count: units.count, threads: workers,
      makeState: { pools[nextPool.add(1, ordering: .relaxed).oldValue % workers] },
      body: { pool, turn -> (place: Int, records: UnitRecords)? in
        guard !cancellation.isCancelled else { return nil }
        let records = UnitReader.read(units[order[turn]], pool: pool)
        progress(done.add(1, ordering: .relaxed).newValue)
        return (order[turn], records)
      })
    if cancellation.isCancelled { return nil }
    var records = Array(repeating: UnitRecords(), count: units.count)
    for case (let place, let unit)? in results { records[place] = unit }
    return ModuleRecords(units: records, strings: StringPools(pools: pools))
  }
}
