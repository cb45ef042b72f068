// Letting go of tasks, so that they run on as if we had never come.

import CLinux
import Glibc
import Primitives
import Ptrace
import TargetMemory

extension Tracer {
  /// A signal to us ends the trace: the program that we launched gets it too, all others run on.
  func stop(because signal: Int32) {
    if child != 0 {
      kill(child, SIGCONT)
      kill(child, signal)
    }
    let owed = signalsInQueue
    for task in tasks.all.sorted(by: { $0.tid < $1.tid }) {
      letGo(task, owed: owed[task.tid] ?? 0)
    }
    end = .interrupted(by: signal)
  }

  /// Detaches from a task, with a signal that it was stopped at.
  func letGo(_ task: TracedTask, owed signal: Int32 = 0) {
    // Only a task that stands can be let go.
    if clinux_ptrace_detach(task.tid, signal) != 0, clinux_ptrace_interrupt(task.tid) == 0 {
      letGoAtNextStop(task)
    }
    if !options.quiet.contains(.attach) { tell(.detached(tid: task.tid)) }
    drop(task)
  }

  private func letGoAtNextStop(_ task: TracedTask) {
    var status: Int32 = 0
    guard clinux_wait_for(task.tid, &status) == 0 else { return }
    switch TaskReport(status: status) {
    case .exited, .killed: return
    case .signal(let signal): _ = clinux_ptrace_detach(task.tid, signal)
    case .other:
      restartCall(of: task)
      _ = clinux_ptrace_detach(task.tid, 0)
    default: _ = clinux_ptrace_detach(task.tid, 0)
    }
  }

  /// A call that our interruption has ended with EINTR, though nobody sent a signal, begins anew.
  private func restartCall(of task: TracedTask) {
    guard let registers = StoppedThreads.registers(of: task.tid),
      let target = try? LiveTarget.open(pid: task.tid)
    else { return }
    SystemCallRestart.apply(to: task.tid, registers, of: target)
  }
}
