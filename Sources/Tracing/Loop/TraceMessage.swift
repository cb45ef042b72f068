// What a person should know that is not part of the trace. The wording lives with the command line.

import SystemPackage

/// Something to tell.
public enum TraceMessage: Sendable {
  /// A process is traced from now on, with so many threads.
  case attached(pid: Int32, threads: Int)
  /// A task that was born under trace is traced.
  case followed(tid: Int32)
  case detached(tid: Int32)
  /// A task that we were not to follow came up traced, and was let go.
  case detachedUnknown(tid: Int32)
  /// A child that we do not know has ended.
  case unknownEnded(tid: Int32)
  case cannotAttach(pid: Int32, AttachObstacle)
  /// The trace cannot be written any more, or not all of it.
  case cannotWrite(path: String, Errno)
  /// A path that was asked for leads to another.
  case resolved(path: [UInt8], to: [UInt8])
}

/// Why a process cannot be traced.
public enum AttachObstacle: Equatable, Sendable {
  case noSuchProcess
  /// It has ended, and its parent has not asked for its status.
  case zombie
  /// Another process traces it; ptrace allows one tracer.
  case traced(by: Int32)
  /// It is we ourselves.
  case ourselves
  /// The kernel forbids it: another user's, not dumpable, or yama; a kernel thread.
  case denied
  case system(Errno)
}

/// Why a trace could not begin.
public enum TraceError: Error, Equatable, Sendable {
  /// A file of the trace cannot be written.
  case cannotWrite(path: String, Errno)
  /// The program cannot be found, or cannot be started.
  case cannotLaunch(Errno)
}
