// Stops a live process for the interface.

import Ptrace
import TUI
import TargetMemory

/// Holds a process by ptrace: the kernel lets its threads run again when we are killed, which a stop by SIGSTOP would outlive.
struct LiveHolder: ProcessHolder {
  let pid: Int32

  func hold(_ wait: @escaping @Sendable () -> Void) throws(JobFailure) {
    let target: LiveTarget
    do throws(OpenError) {
      target = try LiveTarget.open(pid: pid)
    } catch {
      throw JobFailure(error.line)
    }
    do throws(StopError) {
      _ = try withAllStopped(target) { _ in wait() }
    } catch {
      throw JobFailure(error.readError.line)
    }
  }
}
