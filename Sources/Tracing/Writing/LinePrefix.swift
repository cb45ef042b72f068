// What stands in front of a line: who, when, where.

import Glibc
import SystemCalls

/// The parts before a call, in strace's order.
struct LinePrefix {
  private let line: LineOptions
  private let id: TaskIDStyle
  private let tasks: TaskTable
  private var lastTime: UInt64?
  /// The second that `clockText` is for.
  private var clockSecond = -1
  private var clockText: [UInt8] = []

  init(_ options: TraceOptions, tasks: TaskTable) {
    line = options.line
    id = options.taskIDs
    self.tasks = tasks
  }

  /// `isCall`: the line is of a call and has its number.
  mutating func append(_ task: TracedTask, isCall: Bool, to output: inout OutputBuffer) {
    append(idOf: task, to: &output)
    if let clock = line.clock { append(clock, to: &output) }
    if let relative = line.relative { append(relative, to: &output) }
    if line.showsNumber { append(numberOf: isCall ? task.call : nil, to: &output) }
    if line.showsInstructionPointer { append(pointerOf: task, to: &output) }
  }

  private func append(pointerOf task: TracedTask, to output: inout OutputBuffer) {
    guard let pointer = task.instructionPointer else {
      output.append("[????????????????] ")
      return
    }
    output.append("[")
    output.append(pointer, radix: 16, digits: 16)
    output.append("] ")
  }

  private func append(idOf task: TracedTask, to output: inout OutputBuffer) {
    switch id {
    case .none: break
    case .plain:
      let start = output.column
      output.append(decimal: Int64(task.tid))
      output.pad(toColumn: start + 5)
      output.append(" ")
    case .amongSeveral:
      guard tasks.count > 1 else { return }
      output.append("[pid ")
      output.append(decimal: UInt64(task.tid), width: 5)
      output.append("] ")
    }
  }

  private mutating func append(_ style: ClockStyle, to output: inout OutputBuffer) {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    if style.isUnixTime {
      output.append(decimal: Int64(now.tv_sec))
    } else {
      if now.tv_sec != clockSecond { renewClock(now.tv_sec) }
      clockText.withUnsafeBytes { output.append($0) }
    }
    output.append(fraction: UInt64(now.tv_nsec), style.precision)
    output.append(" ")
  }

  private mutating func renewClock(_ second: Int) {
    var time = time_t(second)
    var parts = tm()
    localtime_r(&time, &parts)
    clockSecond = second
    clockText = []
    for (index, part) in [parts.tm_hour, parts.tm_min, parts.tm_sec].enumerated() {
      if index > 0 { clockText.append(UInt8(ascii: ":")) }
      clockText.append(UInt8(ascii: "0") + UInt8(part / 10))
      clockText.append(UInt8(ascii: "0") + UInt8(part % 10))
    }
  }

  private mutating func append(_ precision: TimePrecision, to output: inout OutputBuffer) {
    let now = MonotonicClock.now
    let passed = now &- (lastTime ?? now)
    lastTime = now
    let isInParentheses = line.clock != nil
    if isInParentheses { output.append("(+") }
    output.append(decimal: passed / 1_000_000_000, width: 6)
    output.append(fraction: passed % 1_000_000_000, precision)
    output.append(isInParentheses ? ") " : " ")
  }

  private func append(numberOf call: CallInFlight?, to output: inout OutputBuffer) {
    output.append("[")
    if let call {
      output.append(decimal: call.number, width: 4)
    } else {
      output.append("????")
    }
    output.append("] ")
  }
}

extension CallConvention {
  /// strace's name for the kind of program.
  var modeName: StaticString {
    switch self {
    case .amd64: "64 bit"
    case .i386: "32 bit"
    case .x32: "x32"
    }
  }
}

extension OutputBuffer {
  /// Blanks in front, so that it takes at least `width` columns.
  mutating func append(decimal value: UInt64, width: Int) {
    var bound: UInt64 = 10
    for _ in 1..<max(width, 1) {
      if value < bound { append(" ") }
      bound &*= 10
    }
    append(decimal: value)
  }

  /// Seconds of a time in nanoseconds, with a fraction.
  mutating func append(seconds nanoseconds: UInt64, _ precision: TimePrecision) {
    append(decimal: nanoseconds / 1_000_000_000)
    append(fraction: nanoseconds % 1_000_000_000, precision)
  }

  /// A point and nanoseconds cut to a precision; nothing for whole seconds.
  mutating func append(fraction nanoseconds: UInt64, _ precision: TimePrecision) {
    guard precision != .seconds else { return }
    var rest = nanoseconds
    for _ in precision.digits..<9 { rest /= 10 }
    append(".")
    append(rest, radix: 10, digits: precision.digits)
  }
}
