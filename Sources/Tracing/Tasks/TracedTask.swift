// One thread under trace.

import SystemCalls

/// What the tracer knows of a task between two of its stops.
final class TracedTask {
  /// Changes when a thread that is not the first executes a program (ptrace(2), "execve(2) under ptrace").
  var tid: Int32
  /// The process whose memory and descriptors are its own.
  var process: TracedProcess
  /// Where its lines go.
  var log: TaskLog
  /// Its present line is kept back, in `staging`, until it is known whether it is wanted.
  var isStaged = false
  lazy var staging = TaskLog(descriptor: -1, isImmediate: false, capacity: 1 << 10)

  /// The call that it is in.
  var call: CallInFlight?
  /// The call is not shown.
  var isFiltered = false
  /// What it returns is looked at even if it is not shown.
  var isWatched = false
  /// It got another id in the middle of a call, whose line must be begun again.
  var isRenamed = false
  /// Where it stands; nil when that is not known.
  var instructionPointer: UInt64?
  /// How its last call entered the kernel; a change is told.
  var convention = CallConvention.amd64
  /// The call before this one, which `restart_syscall` continues.
  var previousCall: CallInFlight?

  /// It is our child on its way to the program: nothing of it is shown.
  var isHidden = false
  /// The first execve is under way; when it fails the rest stays hidden.
  var isExecuting = false
  /// A seccomp filter picks its calls out, so that it needs no stop at the others.
  var hasFilter = false
  /// It was running when we came: its first stop may have interrupted a call.
  var isNewcomer = false

  /// Nanoseconds of the monotonic clock at the entry of the call.
  var entryTime: UInt64 = 0
  /// Nanoseconds of system time so far, and at the entry of the call.
  var systemTime: Int64 = 0
  var systemTimeAtEntry: Int64 = 0

  init(tid: Int32, process: TracedProcess, log: TaskLog) {
    self.tid = tid
    self.process = process
    self.log = log
  }
}
