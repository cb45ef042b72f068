// Signals by number, x86-64's (signal(7)).

/// The names of signals.
public enum SignalNames {
  private static let names: [StaticString] = [
    "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL",
    "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD",
    "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ",
    "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
    // The kernel's real-time signals; the C library takes the first two or three for itself.
    "SIGRTMIN", "SIGRT_1", "SIGRT_2", "SIGRT_3", "SIGRT_4", "SIGRT_5", "SIGRT_6", "SIGRT_7",
    "SIGRT_8", "SIGRT_9", "SIGRT_10", "SIGRT_11", "SIGRT_12", "SIGRT_13", "SIGRT_14", "SIGRT_15",
    "SIGRT_16", "SIGRT_17", "SIGRT_18", "SIGRT_19", "SIGRT_20", "SIGRT_21", "SIGRT_22", "SIGRT_23",
    "SIGRT_24", "SIGRT_25", "SIGRT_26", "SIGRT_27", "SIGRT_28", "SIGRT_29", "SIGRT_30", "SIGRT_31",
    "SIGRT_32",
  ]

  /// `SIGINT`; nil for 0 and for numbers that are no signals.
  static func name(_ number: UInt64) -> Name? {
    1...UInt64(names.count) ~= number ? Name(names[Int(number) - 1]) : nil
  }

  /// The number of `SIGINT`, `int`, `SIGRT_3` or `2`; nil for anything else.
  public static func number(_ text: String) -> Int32? {
    if let number = Int32(text), text.utf8.first != UInt8(ascii: "+") {
      return 0...255 ~= number ? number : nil
    }
    let upper = text.uppercased()
    let full = upper.hasPrefix("SIG") ? upper : "SIG" + upper
    let known = ["SIGPOLL": "SIGIO", "SIGCLD": "SIGCHLD", "SIGRT_0": "SIGRTMIN"][full] ?? full
    return names.firstIndex { $0.description == known }.map { Int32($0) + 1 }
  }
}
