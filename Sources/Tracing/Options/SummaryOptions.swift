// What the table of `-c` shows.

/// `-c`, `-C` and their kin.
public struct SummaryOptions: Sendable {
  /// `-C`: the calls are printed as well.
  public var printsCalls = false
  public var sort: SummaryColumn? = .percent
  public var columns: [SummaryColumn] = [.percent, .seconds, .average, .calls, .errors, .name]
  /// `-w`: time between entry and exit, and not the kernel's own.
  public var usesWallClock = false
  /// `-O`: nanoseconds taken off every call.
  public var overhead: Int64 = 0

  public init() {}
}

/// A column of the table.
public enum SummaryColumn: Sendable, CaseIterable {
  case percent, seconds, shortest, longest, average, calls, errors, bytes, name

  /// The names that `-S` and `-U` take; strace's, and `bytes`.
  public static let names: [(name: String, column: SummaryColumn)] = [
    ("time", .percent), ("time_percent", .percent), ("time-percent", .percent),
    ("time_total", .seconds), ("time-total", .seconds), ("total_time", .seconds),
    ("total-time", .seconds), ("min_time", .shortest), ("min-time", .shortest),
    ("shortest", .shortest), ("time_min", .shortest), ("time-min", .shortest),
    ("longest", .longest), ("max_time", .longest), ("max-time", .longest),
    ("time_max", .longest), ("time-max", .longest), ("avg_time", .average),
    ("avg-time", .average), ("time_avg", .average), ("time-avg", .average),
    ("calls", .calls), ("count", .calls), ("error", .errors), ("errors", .errors),
    ("bytes", .bytes), ("name", .name), ("syscall", .name), ("syscall_name", .name),
    ("syscall-name", .name),
  ]
}
