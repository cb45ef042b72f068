// What waitpid(2) says of a traced thread.

/// A wait status of a thread that was seized, as far as that matters for letting it go again.
enum WaitStatus: Equatable {
  /// It stands, at our wish or because its process is stopped; nothing is owed to it.
  case stopped
  /// It stands on its way into a signal, which must be given back to it.
  case signal(Int32)
  /// It is no more.
  case ended

  /// Reads a raw status (wait(2), ptrace(2) "Stopped states").
  init(_ raw: Int32) {
    guard raw & 0xff == 0x7f else {
      self = .ended
      return
    }
    // Events stand above the signal; PTRACE_EVENT_STOP covers our interruption and group-stops.
    let event = raw >> 16
    self = event != 0 ? .stopped : .signal(raw >> 8 & 0xff)
  }
}
