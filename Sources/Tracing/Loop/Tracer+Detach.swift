// Letting go of tasks, so that they run on as if we had never come.

import CLinux
import Glibc
import Primitives
import Ptrace
import TargetMemory

extension Tracer {
  /// Those that the kernel holds longer than this, in a wait that cannot be interrupted, it lets go itself at our end.
  private static let patience = Duration.seconds(2)

  /// A signal to us ends the trace: the program that we launched gets it too, all others run on.
  func stop(because signal: Int32) {
    if child != 0 {
      kill(child, SIGCONT)
      kill(child, signal)
    }
    // First those go that are known to stand: a task may wait for another, as the parent of a vfork does.
    let standing = eventsInQueue
    for event in standing where letGo(event) {
      if let task = tasks.find(event.tid) { forget(task) }
    }
    let waiting = tasks.all.sorted { $0.tid < $1.tid }.filter {
      clinux_ptrace_interrupt($0.tid) == 0
    }
    waitAndLetGo(Dictionary(uniqueKeysWithValues: waiting.map { ($0.tid, $0) }))
    for task in tasks.all { forget(task) }
    end = .interrupted(by: signal)
  }

  /// Detaches from each task at its next stop. What is born meanwhile is let go too.
  private func waitAndLetGo(_ tasks: [Int32: TracedTask]) {
    var tasks = tasks
    let deadline = ContinuousClock.now + Self.patience
    var found = clinux_wait_result()
    clinux_tick_every(10_000)
    while !tasks.isEmpty, .now < deadline {
      let code = clinux_wait_for_any(true, false, &found)
      if code == -EINTR { continue }
      guard code == 0 else { return }
      if !letGo(found) { continue }
      if let task = tasks.removeValue(forKey: found.tid) { forget(task) }
    }
  }

  /// Detaches from a task that has stopped, without taking anything from it; false when it has to be waited for again.
  private func letGo(_ event: clinux_wait_result) -> Bool {
    switch TaskReport(status: event.status) {
    case .exited, .killed: return true
    case .signal(let signal): return clinux_ptrace_detach(event.tid, signal) == 0
    case .systemCall where isEntering(event.tid), .filteredCall:
      // Our interruption would end the call with EINTR, and no stop would tell.
      _ = clinux_ptrace_run_to_system_call(event.tid, 0)
      _ = clinux_ptrace_interrupt(event.tid)
      return false
    default:
      restartCall(of: event.tid)
      return clinux_ptrace_detach(event.tid, 0) == 0
    }
  }

  private func isEntering(_ tid: Int32) -> Bool {
    var stop = clinux_system_call()
    return clinux_ptrace_system_call(tid, &stop) == 0 && stop.operation == 1
  }

  /// Detaches from a task that stands at an event.
  func letGo(_ task: TracedTask) {
    _ = clinux_ptrace_detach(task.tid, 0)
    forget(task)
  }

  private func forget(_ task: TracedTask) {
    drop(task)
    if !options.quiet.contains(.attach) {
      logs.flush()
      tell(.detached(tid: task.tid))
    }
  }

  /// A call that our interruption has ended with EINTR, though nobody sent a signal, begins anew. Nothing happens to a
  /// task that does not stand.
  private func restartCall(of tid: Int32) {
    guard let registers = StoppedThreads.registers(of: tid),
      let target = try? LiveTarget.open(pid: tid)
    else { return }
    SystemCallRestart.apply(to: tid, registers, of: target)
  }
}
