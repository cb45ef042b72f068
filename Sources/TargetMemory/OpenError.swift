// Why a live process could not be opened.

import SystemPackage

/// Why there is no `LiveTarget` for a pid, with what a person needs to mend it.
public enum OpenError: Error, Equatable, Sendable {
  /// No process or thread has this id.
  case noSuchProcess(pid: Int32)
  /// The process has ended and waits for its parent to take its status; its memory is gone.
  case zombie(pid: Int32, parent: Int32)
  /// A thread of the kernel: it has no memory of its own.
  case kernelThread(pid: Int32, name: [UInt8])
  /// The kernel does not let us read it.
  case denied(pid: Int32, name: [UInt8], owner: UInt32, reason: DenialReason)
  /// `/proc` could not be read for another reason.
  case system(pid: Int32, Errno)
}

/// Why the kernel refuses to let us read a process (ptrace(2), "Ptrace access mode checking").
public enum DenialReason: Equatable, Sendable {
  /// It belongs to another user: run Scry as that user or as root (CAP_SYS_PTRACE).
  case otherUser
  /// `/proc` is mounted with `hidepid` and hides it.
  case hidden
  /// `/proc/sys/kernel/yama/ptrace_scope` holds this value: 1 allows descendants only, 2 needs CAP_SYS_PTRACE, 3 nobody.
  case ptraceScope(Int)
  /// Ours, but not dumpable: it was set-user-id, holds capabilities that we lack, or asked for it
  /// (`prctl(PR_SET_DUMPABLE, 0)`); CAP_SYS_PTRACE is needed.
  case notDumpable
}
