// Counts of calls, their errors, bytes and times: `-c` and `-C`.

import SystemCalls

/// What is known of all calls with one number.
struct CallCount {
  var calls: UInt64 = 0
  var errors: UInt64 = 0
  /// That were moved, as their results say.
  var bytes: UInt64 = 0
  /// Nanoseconds, like the others.
  var time: Int64 = 0
  var shortest = Int64.max
  var longest: Int64 = 0

  var average: Int64 { calls == 0 ? 0 : time / Int64(clamping: calls) }

  mutating func add(_ result: CallResult, time elapsed: Int64, movesBytes: Bool) {
    calls += 1
    if result.isError { errors += 1 }
    if movesBytes, !result.isError { bytes &+= UInt64(clamping: result.value) }
    time &+= elapsed
    shortest = min(shortest, elapsed)
    longest = max(longest, elapsed)
  }
}

/// Counts calls, apart for each way into the kernel.
final class Summary {
  let options: SummaryOptions
  private var counts: [[CallCount]]

  /// Numbers above are not counted.
  private static let limit: UInt64 = 512

  init(_ options: SummaryOptions) {
    self.options = options
    counts = Array(
      repeating: Array(repeating: CallCount(), count: Int(Self.limit)),
      count: CallConvention.all.count)
  }

  /// Counts the call that a task is in; `elapsed` in nanoseconds.
  func count(_ task: TracedTask, _ result: CallResult, elapsed: UInt64) {
    guard let call = task.call, call.number < Self.limit else { return }
    let time =
      options.usesWallClock
      ? Int64(clamping: elapsed) : task.systemTime - task.systemTimeAtEntry
    let movesBytes = Self.moving[Int(call.convention.rawValue)].contains(call.number)
    counts[Int(call.convention.rawValue)][Int(call.number)].add(
      result, time: max(time - options.overhead, 0), movesBytes: movesBytes)
  }

  /// Calls whose result is a number of bytes that went from or to somewhere.
  private static let moving: [SystemCallSet] = {
    let names: Set<String> = [
      "read", "write", "pread64", "pwrite64", "readv", "writev", "preadv", "pwritev", "preadv2",
      "pwritev2", "recvfrom", "sendto", "recvmsg", "sendmsg", "sendfile", "splice", "tee",
      "vmsplice", "copy_file_range", "getrandom", "process_vm_readv", "process_vm_writev",
      "mq_timedreceive", "getdents", "getdents64",
    ]
    return CallConvention.all.map { convention in
      convention.calls.reduce(into: SystemCallSet.none) { set, call in
        if names.contains(call.name) { set.insert(call.number) }
      }
    }
  }()

  /// The tables, with their lines' ends.
  func tables() -> String {
    CallConvention.all.map { convention in
      let rows = rows(of: convention)
      if rows.isEmpty { return "" }
      let title =
        convention == .amd64
        ? "" : "System call usage summary for \(convention.modeName) mode:\n"
      return title + SummaryTable(rows, options).text
    }.joined()
  }

  private func rows(of convention: CallConvention) -> [SummaryRow] {
    let counts = counts[Int(convention.rawValue)]
    let rows = counts.indices.filter { counts[$0].calls > 0 }.map { number in
      SummaryRow(name: convention.name(of: UInt64(number)), count: counts[number])
    }
    guard let sort = options.sort else { return rows }
    return rows.sorted { $0.precedes($1, by: sort) }
  }
}

/// A line of the table.
struct SummaryRow {
  var name: String
  var count: CallCount

  /// Larger first, names rising; equal rows stay in the order of the calls' numbers.
  func precedes(_ other: SummaryRow, by column: SummaryColumn) -> Bool {
    switch column {
    case .percent, .seconds: count.time > other.count.time
    case .shortest: count.shortest > other.count.shortest
    case .longest: count.longest > other.count.longest
    case .average: count.average > other.count.average
    case .calls: count.calls > other.count.calls
    case .errors: count.errors > other.count.errors
    case .bytes: count.bytes > other.count.bytes
    case .name: name < other.name
    }
  }
}

extension CallConvention {
  static let all: [CallConvention] = [.amd64, .i386, .x32]

  /// The name of a call by its number.
  func name(of number: UInt64) -> String {
    call(number)?.name ?? "syscall_0x" + String(number, radix: 16)
  }
}
