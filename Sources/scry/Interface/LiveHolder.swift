// Stops a live process for the interface.

import Ptrace
import TUI
import TargetMemory

/// Holds a process by ptrace: the kernel lets its threads run again when we are killed, which a stop by SIGSTOP would outlive.
struct LiveHolder: ProcessHolder {
  let pid: Int32
  /// Tells the threads of the held process to whoever asks about stacks.
  let standing: StandingThreads

  func hold(_ wait: @escaping @Sendable () -> Void) throws(JobFailure) {
    let target: LiveTarget
    do throws(OpenError) {
      target = try LiveTarget.open(pid: pid)
    } catch {
      throw JobFailure(error.line)
    }
    do throws(StopError) {
      try LiveThreads(target, standing: standing).hold(wait)
    } catch {
      throw JobFailure(error.readError.line)
    }
  }
}
