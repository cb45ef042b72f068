// What is traced and how: strace's options as values.

import SystemCalls

/// What a trace is asked to be. The letters are strace's (strace(1)).
public struct TraceOptions: Sendable {
  public var scope = TraceScope()
  public var destination = TraceDestination.standardError
  /// `-ff`: every task's lines go to a file of their own.
  public var isSeparate = false
  public var taskIDs = TaskIDStyle.none
  public var line = LineOptions()
  public var decoding = DecodingOptions()
  public var quiet: Set<QuietMessage> = []
  /// `-c`, `-C`; nil when nothing is counted.
  public var summary: SummaryOptions?
  /// One event a line as JSON (JSON.md, "scry trace").
  public var isJSON = false
  public var control = ControlOptions()

  public init() {}
}

/// Which events are shown.
public struct TraceScope: Sendable {
  /// `-f`: children and new threads too.
  public var followsForks = false
  /// `-e trace=`.
  public var calls = CallChoice.all
  /// `-e signal=`, by number.
  public var signals = NumberSet.all
  /// `-e status=`, `-z`, `-Z`; all of them when nil.
  public var outcomes: Set<CallOutcome>?
  /// `-P`: only calls that have to do with one of these paths.
  public var paths: [[UInt8]] = []

  public init() {}
}

/// How a call can end.
public enum CallOutcome: String, CaseIterable, Sendable {
  case successful, failed, unfinished, unavailable, detached
}

/// Messages that `-q` and `--quiet=` suppress.
public enum QuietMessage: String, CaseIterable, Sendable {
  case attach, exit, personality
  case pathResolution = "path-resolution"
  case threadExecve = "thread-execve"
}

/// Where a task's id stands in front of its lines.
public enum TaskIDStyle: Sendable {
  /// Nowhere: there is one task, or each has a file.
  case none
  /// On every line, in at least five columns.
  case plain
  /// As `[pid 123]`, while there are several tasks.
  case amongSeveral
}

/// Where the trace goes.
public enum TraceDestination: Equatable, Sendable {
  case standardError
  /// `-o FILE`, `-A` to append.
  case file(path: String, appends: Bool)
  /// `-o '|COMMAND'`.
  case command(String)
}

/// How the tracer and its tasks go on and end.
public struct ControlOptions: Sendable {
  /// `-b execve`: let go of a task that executes another program.
  public var detachesAtExec = false
  /// All tasks die with us.
  public var killsAtExit = false
  /// Run on the processor of the traced task while there is only one.
  public var pins = true
  /// Have the kernel stop the tasks at the chosen calls only.
  public var filtersInKernel = false
  /// `-I`; nil for strace's default.
  public var interruption: Interruption?
  /// `-D`: be the program's grandchild.
  public var daemon: DaemonPlace?

  public init() {}
}

/// `-I`: what signals to the tracer do.
public enum Interruption: Int, Sendable {
  /// 1: they end it anywhere.
  case anywhere = 1
  /// 2: they end the trace while it waits.
  case whileWaiting
  /// 3: fatal ones are ignored.
  case never
  /// 4: and SIGTSTP.
  case neverNorStop
}

/// `-D`, `-DD`, `-DDD`: where a tracer that is not the parent runs.
public enum DaemonPlace: Int, Sendable {
  case grandchild = 1
  case processGroup, session
}
