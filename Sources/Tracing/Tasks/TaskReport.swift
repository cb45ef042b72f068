// What wait4(2) says of a task that is traced with PTRACE_SEIZE.

import Glibc

/// Why a task reports to its tracer (wait(2); ptrace(2), "Stopped states").
enum TaskReport: Equatable {
  case exited(status: Int32)
  case killed(by: Int32, dumpedCore: Bool)
  /// The entry or the exit of a system call.
  case systemCall
  /// The entry of a call that the seccomp filter picked out.
  case filteredCall
  /// It is about to get a signal.
  case signal(Int32)
  /// It stands because its process was stopped by this signal.
  case groupStop(Int32)
  /// Its execve has succeeded.
  case executed
  /// It is about to end.
  case exiting
  /// Another stop, which asks for nothing: the first one, our own interruption, fork, clone, vfork.
  case other

  init(status: Int32) {
    guard status & 0xff == 0x7f else {
      let signal = status & 0x7f
      self =
        signal == 0
        ? .exited(status: status >> 8 & 0xff)
        : .killed(by: signal, dumpedCore: status & 0x80 != 0)
      return
    }
    let signal = status >> 8 & 0xff
    switch Event(rawValue: status >> 16) {
    // PTRACE_O_TRACESYSGOOD sets the bit that no signal has.
    case nil where status >> 16 == 0:
      self = signal == SIGTRAP | 0x80 ? .systemCall : .signal(signal)
    case .stop: self = Self.stopSignals.contains(signal) ? .groupStop(signal) : .other
    case .exec: self = .executed
    case .exit: self = .exiting
    case .seccomp: self = .filteredCall
    case nil: self = .other
    }
  }

  /// PTRACE_EVENT_ numbers (<linux/ptrace.h>).
  private enum Event: Int32 {
    case exec = 4
    case exit = 6
    case seccomp = 7
    case stop = 128
  }

  private static let stopSignals: [Int32] = [SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU]
}
