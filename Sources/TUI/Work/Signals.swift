// Signals as events: none of them interrupts what the interface does.

import CLinux
import Glibc

/// The signals that matter to a program with a screen, read from a descriptor instead of handled.
final class Signals {
  /// Readable when a signal has come.
  let descriptor: Int32
  private let previous: sigset_t

  private static let watched = [
    SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGPIPE,
  ]

  /// Blocks the signals in this thread; threads that are started from now on inherit that.
  init() {
    var old = sigset_t()
    pthread_sigmask(SIG_BLOCK, nil, &old)
    previous = old
    descriptor = clinux_signal_descriptor(Self.watched, Self.watched.count)
  }

  /// The next signal that has come; nil when there is none.
  func next() -> Int32? {
    let signal = clinux_next_signal(descriptor)
    return signal == 0 ? nil : signal
  }

  /// Takes the signals that have come away, and lets them come again.
  func close() {
    while next() != nil {}
    Glibc.close(descriptor)
    var set = previous
    pthread_sigmask(SIG_SETMASK, &set, nil)
  }

  /// Stops this process and its job as the terminal's Ctrl-Z would; returns when it goes on.
  func stop() {
    var tstp = sigset_t()
    sigemptyset(&tstp)
    sigaddset(&tstp, SIGTSTP)
    kill(0, SIGTSTP)
    // Pending until now. An orphaned process group is not stopped: the kernel throws the signal away.
    pthread_sigmask(SIG_UNBLOCK, &tstp, nil)
    pthread_sigmask(SIG_BLOCK, &tstp, nil)
  }
}
