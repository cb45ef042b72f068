// The objects of the heap as they come in, and what has changed since they were counted before.

import AgentIndex
import Inspection
import Primitives
import Rendering

/// Keeps the latest census, and the tallies of the one before.
public final class CensusKeeper {
  /// What there is; grows while it is being made. nil before the first.
  public private(set) var census: HeapCensus?
  /// +1 whenever `census` is another one.
  public private(set) var version = 0
  /// Why there is none; nil while there may be one.
  public private(set) var obstacle: String?
  /// Untyped blocks get the types that pointers to them say.
  public private(set) var infers = false
  private var before: [TypeName: Tally] = [:]
  private var job: Job<HeapCensus>?
  private var seen = -1
  private let wakeUp: WakeUp
  private let wording: any Wording

  fileprivate struct TypeName: Hashable {
    var spelling: [UInt8]
    var evidence: Evidence
    var module: [UInt8]?
  }

  init(_ wakeUp: WakeUp, _ wording: any Wording) {
    self.wakeUp = wakeUp
    self.wording = wording
  }

  public var isRunning: Bool { job?.isRunning ?? false }

  /// What is being done, for the line of messages.
  public var activity: String? { isRunning ? job?.progress : nil }

  /// Counts anew. What was counted until now becomes what growth is measured from.
  func start(_ inspector: Inspector, infers: Bool) {
    job?.cancel()
    if let census, census.isComplete { before = Self.tallies(of: census) }
    self.infers = infers
    seen = -1
    let wording = wording
    job = Job(wakeUp) { job throws(JobFailure) in
      job.report(infers ? "following pointers" : "reading tables of types")
      do throws(IndexError) {
        return try inspector.census(infers: infers) { census in
          job.publish(census, progress: "counting objects, \(Quantity.count(census.count))")
          return !job.isCancelled
        }
      } catch {
        throw JobFailure(wording.line(error, of: inspector))
      }
    }
  }

  func cancel() { job?.cancel() }

  /// Takes what the worker has brought; true when there was something.
  func update() -> Bool {
    guard let job, job.version != seen else { return false }
    seen = job.version
    if case .failed(let reason) = job.state {
      obstacle = reason
    } else {
      obstacle = nil
    }
    // A count that has only begun does not replace a whole one.
    if let value = job.value, value.isComplete || census?.isComplete != true || !job.isRunning {
      census = value
      version += 1
    }
    return true
  }

  /// By how many objects and bytes a row of types has grown since the census before; nil without one.
  func growth(of row: HeapCensus.TypeGroup, from now: Tally) -> (count: Int64, bytes: Int64)? {
    guard !before.isEmpty else { return nil }
    let old = before[TypeName(row)] ?? Tally()
    return (
      Int64(bitPattern: now.count &- old.count), Int64(bitPattern: now.bytes &- old.bytes)
    )
  }

  private static func tallies(of census: HeapCensus) -> [TypeName: Tally] {
    var result: [TypeName: Tally] = [:]
    for (row, tally) in zip(census.types, census.typeTallies) {
      result[TypeName(row), default: Tally()].count &+= tally.count
      result[TypeName(row), default: Tally()].bytes &+= tally.bytes
    }
    return result
  }
}

extension CensusKeeper.TypeName {
  fileprivate init(_ row: HeapCensus.TypeGroup) {
    self.init(spelling: row.spelling, evidence: row.evidence, module: row.origin?.module)
  }
}
