// The loop: wait for a task to stop, say what it does, let it run on.

import CLinux
import Glibc
import SystemCalls

/// How a trace ended.
public enum TraceEnd: Equatable, Sendable {
  /// The program that was launched exited; 0 when only others were traced.
  case exited(status: Int32)
  /// The program was killed.
  case killed(by: Int32)
  /// A signal to us ended the trace.
  case interrupted(by: Int32)
}

/// Traces tasks until the last has ended.
///
/// ptrace belongs to the thread that attached, so that everything here happens on one, which must be the only one of its
/// process when a program is launched (fork(2)).
public final class Tracer {
  let options: TraceOptions
  let tell: (TraceMessage) -> Void
  let writer: (any TraceWriter)?
  let logs: TaskLogs
  let summary: Summary?
  let paths: PathFilter?

  let tasks = TaskTable()
  /// By the first thread's id, as long as a task belongs to them. Not weakly: Swift counts references to objects with weak
  /// ones several times slower.
  var processes: [Int32: TracedProcess] = [:]
  /// The program that was launched; 0 when there is none or it has ended.
  var child: Int32 = 0
  var end = TraceEnd.exited(status: 0)
  /// The seccomp filter is known to work, and every task descends from the one that has it.
  var isFiltered = false
  let companion: Companion?
  let observer: (any CallObserver)?

  private var queue: [clinux_wait_result] = []
  private var next = 0
  /// Counts what has been waited for, and what it was at the last tick.
  private var eventCount: UInt64 = 0
  private var countAtTick: UInt64 = 0
  private var isTicking = false

  /// Output that nobody waits for is written when this long nothing has happened, in microseconds.
  private static let patience = 10_000

  /// Opens what the trace is written to. `tell` gets what is not part of the trace.
  public init(
    _ options: TraceOptions, observer: (any CallObserver)? = nil,
    tell: @escaping (TraceMessage) -> Void
  ) throws(TraceError) {
    self.options = options
    self.tell = tell
    self.observer = observer
    let logs = try TaskLogs(options, tell: tell)
    self.logs = logs
    summary = options.summary.map(Summary.init)
    companion =
      options.control.pins && !options.control.filtersInKernel ? Companion() : nil
    paths = options.scope.paths.isEmpty ? nil : PathFilter(options.scope.paths)
    if !options.quiet.contains(.pathResolution) {
      for path in options.scope.paths {
        if let real = PathFilter.resolved(path) { tell(.resolved(path: path, to: real)) }
      }
    }
    if let summary = options.summary, !summary.printsCalls {
      writer = nil
    } else if options.isJSON {
      writer = JSONWriter(options, observer: observer)
    } else {
      writer = TextWriter(options, tasks: tasks, observer: observer)
    }
  }

  var measuresTime: Bool { summary != nil || options.line.elapsed != nil || options.isJSON }

  /// Traces until all tasks have ended or a signal to us comes.
  public func run() -> TraceEnd {
    while let event = nextEvent() {
      if let task = handle(event) { task.log.flushIfNeeded() }
      keepTicking()
    }
    if clinux_noted_signal() != 0 { stop(because: clinux_noted_signal()) }
    finish()
    return end
  }

  private func finish() {
    clinux_tick_every(0)
    if let summary { logs.shared.append(summary.tables()) }
    observer?.appendSummary(as: options.isJSON ? .json : .text, to: &logs.shared.buffer)
    logs.end()
  }

  // MARK: Waiting

  /// The next thing that a task does; nil when there is none or a signal ends the trace.
  private func nextEvent() -> clinux_wait_result? {
    if next == queue.count {
      queue.removeAll(keepingCapacity: true)
      next = 0
      guard fillQueue() else { return nil }
    }
    guard clinux_noted_signal() == 0 else { return nil }
    next += 1
    return queue[next - 1]
  }

  /// Waits for one event, and while there are several tasks takes what else has come: the kernel always begins with the
  /// oldest task, so that a busy one would keep the others waiting.
  private func fillQueue() -> Bool {
    var found = clinux_wait_result()
    guard waitForFirst(&found) else { return false }
    repeat {
      eventCount &+= 1
      queue.append(found)
      guard tasks.count > 1 else { return true }
    } while clinux_wait_for_any(false, summary != nil, &found) == 0 && found.tid > 0
    return true
  }

  private func waitForFirst(_ found: inout clinux_wait_result) -> Bool {
    while clinux_noted_signal() == 0 {
      if tasks.isEmpty, logs.hasCommand { return false }
      switch clinux_wait_for_any(true, summary != nil, &found) {
      case 0 where logs.isCommand(found.tid): logs.commandEnded()
      case 0 where found.tid == companion?.guardID: continue
      case 0: return true
      case -EINTR: if clinux_take_tick() { rest() }
      default: return false
      }
    }
    return false
  }

  /// Nothing happened for a while: readers of the output get what there is.
  private func rest() {
    guard eventCount == countAtTick else {
      countAtTick = eventCount
      return
    }
    logs.flush()
    clinux_tick_every(0)
    isTicking = false
  }

  private func keepTicking() {
    guard !isTicking, logs.keepsBack else { return }
    isTicking = true
    clinux_tick_every(Self.patience)
  }

  /// Tasks that have stopped and have not been let run on.
  var eventsInQueue: ArraySlice<clinux_wait_result> { queue[next...] }

  // MARK: Events

  /// Gives the task that it was about; nil when it is nobody that we know.
  private func handle(_ event: clinux_wait_result) -> TracedTask? {
    let report = TaskReport(status: event.status)
    guard let task = tasks.find(event.tid) ?? adopt(event.tid, report) else { return nil }
    if summary != nil { task.systemTime = event.system_time }
    switch report {
    case .systemCall, .filteredCall: systemCall(task, isFiltered: report == .filteredCall)
    case .signal(let signal): deliver(signal, to: task)
    case .groupStop(let signal): groupStop(task, signal)
    case .executed: executed(task)
    case .exiting:
      if let call = task.call, !task.isFiltered { cut(call, of: task) }
      resume(task)
    case .exited(let status): exited(task, status: status)
    case .killed(let signal, let dumpedCore): killed(task, by: signal, dumpedCore)
    case .other: otherStop(task)
    }
    return task
  }

  /// Lets a task run to its next stop.
  func resume(_ task: TracedTask, signal: Int32 = 0) {
    // A task that was killed meanwhile is told of by its end.
    if task.hasFilter, task.call == nil || task.isFiltered && !task.isWatched {
      _ = clinux_ptrace_run(task.tid, signal)
    } else {
      _ = clinux_ptrace_run_to_system_call(task.tid, signal)
    }
  }

  private func otherStop(_ task: TracedTask) {
    if task.isNewcomer {
      task.isNewcomer = false
      welcome(task)
    }
    resume(task)
  }
}
