// What a line of the trace holds besides the call.

/// A unit of time and with it the digits that are shown.
public enum TimePrecision: String, CaseIterable, Sendable {
  case seconds = "s"
  case milliseconds = "ms"
  case microseconds = "us"
  case nanoseconds = "ns"

  /// Digits behind the point.
  public var digits: Int {
    switch self {
    case .seconds: 0
    case .milliseconds: 3
    case .microseconds: 6
    case .nanoseconds: 9
    }
  }
}

/// `-t`, `-tt`, `-ttt`.
public struct ClockStyle: Equatable, Sendable {
  /// Seconds since 1970, and not the time of the day.
  public var isUnixTime: Bool
  public var precision: TimePrecision

  public init(isUnixTime: Bool, precision: TimePrecision) {
    self.isUnixTime = isUnixTime
    self.precision = precision
  }
}

/// The parts of a line that are asked for.
public struct LineOptions: Sendable {
  /// `-t`.
  public var clock: ClockStyle?
  /// `-r`: time since the line before.
  public var relative: TimePrecision?
  /// `-T`: time spent in the call.
  public var elapsed: TimePrecision?
  /// `-i`.
  public var showsInstructionPointer = false
  /// `-n`.
  public var showsNumber = false
  /// `-k`: the stack behind each call. The observer writes it.
  public var showsStack = false
  /// `-e read=` and `-e write=`: descriptors whose data are shown whole.
  public var dumpedReads = DescriptorSet.none
  public var dumpedWrites = DescriptorSet.none

  public init() {}
}
