// Signals and why they came, as sigaction(2) names them.

import Glibc
import TargetMemory

extension SignalInfo {
  /// `SIGSEGV`, or `signal 40` for one without a name.
  var name: String { Self.names[number] ?? "signal \(number)" }

  /// What the kernel says of the cause; nil when it says nothing.
  var cause: String? {
    switch (number, code) {
    case (_, 0): "sent by kill(2)"
    case (_, -1): "sent by sigqueue(3)"
    case (_, -6): "sent by tgkill(2), as abort(3) and raise(3) do"
    case (SIGSEGV, 1): "nothing is mapped at the address"
    case (SIGSEGV, 2): "the mapping does not allow the access"
    case (SIGSEGV, 0x80):
      "an address that x86-64 cannot have, or an instruction that is not allowed"
    case (SIGBUS, 1): "an address that is not aligned"
    case (SIGBUS, 2): "memory of a file behind the file's end"
    case (SIGFPE, 1): "an integer was divided by zero"
    case (SIGFPE, 2): "an integer overflowed in a division"
    case (SIGILL, 1), (SIGILL, 2): "an instruction that does not exist"
    case (SIGTRAP, 1): "a breakpoint"
    default: nil
    }
  }

  private static let names: [Int32: String] = [
    SIGHUP: "SIGHUP", SIGINT: "SIGINT", SIGQUIT: "SIGQUIT", SIGILL: "SIGILL", SIGTRAP: "SIGTRAP",
    SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGKILL: "SIGKILL",
    SIGUSR1: "SIGUSR1", SIGSEGV: "SIGSEGV", SIGUSR2: "SIGUSR2", SIGPIPE: "SIGPIPE",
    SIGALRM: "SIGALRM", SIGTERM: "SIGTERM", SIGSTOP: "SIGSTOP", SIGXCPU: "SIGXCPU",
    SIGXFSZ: "SIGXFSZ", SIGSYS: "SIGSYS",
  ]
}
