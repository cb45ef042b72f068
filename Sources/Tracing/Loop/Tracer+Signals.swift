// Signals, stops, program changes and ends of tasks.

import CLinux
import Glibc
import SystemCalls

extension Tracer {
  /// Shows a signal on its way to a task and lets it through.
  func deliver(_ signal: Int32, to task: TracedTask) {
    if shows(signal, of: task) {
      if options.line.showsInstructionPointer { locate(task) }
      withUnsafeTemporaryAllocation(byteCount: 128, alignment: 8) { information in
        if clinux_ptrace_signal_information(task.tid, information.baseAddress) == 0 {
          writer?.signalled(task, signal, information: UnsafeRawBufferPointer(information))
        }
      }
    }
    resume(task, signal: signal)
  }

  /// Asks where a task stands.
  private func locate(_ task: TracedTask) {
    var stop = clinux_system_call()
    let isKnown = clinux_ptrace_system_call(task.tid, &stop) == 0
    task.instructionPointer = isKnown ? stop.instruction_pointer : nil
  }

  private func shows(_ signal: Int32, of task: TracedTask) -> Bool {
    writer != nil && !task.isHidden && options.scope.signals.contains(signal)
  }

  /// The process was stopped; the task stays so, but we hear when it goes on (ptrace(2), "Group-stop").
  func groupStop(_ task: TracedTask, _ signal: Int32) {
    if task.isNewcomer {
      task.isNewcomer = false
      welcome(task)
    }
    if shows(signal, of: task) { writer?.stopped(task, by: signal) }
    _ = clinux_ptrace_listen(task.tid)
  }

  /// An execve has succeeded. Its thread has the id of the process now, whichever it was before (ptrace(2), "execve(2)
  /// under ptrace").
  func executed(_ reported: TracedTask) {
    var task = reported
    var former: UInt64 = 0
    if clinux_ptrace_event_message(task.tid, &former) == 0, let old = Int32(exactly: former),
      old > 0, old != task.tid, let thread = tasks.find(old)
    {
      supersede(task, by: thread)
      task = thread
    }
    let isOurs = task.isExecuting
    task.isExecuting = false
    task.process = process(of: task.tid, isFresh: true)
    observer?.hasExecuted(pid: task.tid)
    if options.control.detachesAtExec, !isOurs {
      letGo(task)
    } else {
      resume(task)
    }
  }

  private func supersede(_ first: TracedTask, by thread: TracedTask) {
    let tid = first.tid
    let isTold = !options.quiet.contains(.threadExecve)
    writer?.superseded(first, by: thread, isTold: isTold)
    tasks.remove(first)
    tasks.rename(thread, to: tid)
  }

  func exited(_ task: TracedTask, status: Int32) {
    if task.tid == child {
      end = .exited(status: status)
      child = 0
    }
    task.instructionPointer = nil
    if !options.quiet.contains(.exit) { writer?.exited(task, status: status) }
    drop(task)
  }

  func killed(_ task: TracedTask, by signal: Int32, _ dumpedCore: Bool) {
    if task.tid == child {
      end = .killed(by: signal)
      child = 0
    }
    task.instructionPointer = nil
    if options.scope.signals.contains(signal) {
      writer?.killed(task, by: signal, dumpedCore: dumpedCore)
    }
    drop(task)
  }

  /// Forgets a task that is not ours any more.
  func drop(_ task: TracedTask) {
    writer?.left(task)
    observer?.hasEnded(tid: task.tid, of: task.process.pid)
    tasks.remove(task)
    companion?.tasksChanged(tasks)
    if tasks.isEmpty { companion?.end() }
    let process = task.process
    // The first thread is reported last, but it need not be traced.
    if processes[process.pid] === process, !tasks.all.contains(where: { $0.process === process }) {
      processes[process.pid] = nil
    }
  }
}
