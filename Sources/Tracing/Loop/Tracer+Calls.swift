// Entries and exits of system calls.

import CLinux
import Glibc
import SystemCalls

extension Tracer {
  /// A stop at an entry or an exit; which it is, the kernel says.
  func systemCall(_ task: TracedTask, isFiltered: Bool) {
    // The exit of a call that is not shown is not looked at.
    if task.call != nil, task.isFiltered, !task.isWatched,
      companion?.wantsResult(of: task) != true
    {
      task.call = nil
      return resume(task)
    }
    var stop = clinux_system_call()
    guard clinux_ptrace_system_call(task.tid, &stop) == 0 else { return lose(task) }
    if isFiltered, !task.hasFilter {
      // Its entry was seen at the stop before this one.
      task.hasFilter = true
      self.isFiltered = true
      if task.isFiltered, !task.isWatched { task.call = nil }
    } else {
      switch stop.operation {
      case 1, 3: enter(task, stop)
      case 2: leave(task, stop)
      default: break
      }
    }
    resume(task)
  }

  private func enter(_ task: TracedTask, _ stop: clinux_system_call) {
    let convention = CallConvention(stop)
    if convention != task.convention {
      task.convention = convention
      if !task.isHidden, !options.quiet.contains(.personality) { writer?.modeChanged(task) }
    }
    let call = CallInFlight(
      number: stop.number_or_result & (convention == .x32 ? ~Self.x32Bit : .max),
      convention: convention,
      arguments: [
        stop.arguments.0, stop.arguments.1, stop.arguments.2, stop.arguments.3, stop.arguments.4,
        stop.arguments.5,
      ], stackPointer: stop.stack_pointer)
    task.instructionPointer = stop.instruction_pointer
    task.call = call
    task.process.reader = task.tid
    if task.isHidden, call.executesProgram {
      task.isHidden = false
      task.isExecuting = true
    }
    companion?.willCall(task, call)
    task.isFiltered = !isShown(call, of: task)
    if let observer, !task.isHidden { watch(task, call, stop, observer) }
    guard !task.isFiltered else {
      // With a filter there is no stop at its exit.
      if task.hasFilter, !task.isWatched { task.call = nil }
      return
    }
    writer?.callEntered(task)
    if measuresTime { task.entryTime = MonotonicClock.now }
    task.systemTimeAtEntry = task.systemTime
  }

  /// Asks whoever names objects what the call is to it.
  private func watch(
    _ task: TracedTask, _ call: CallInFlight, _ stop: clinux_system_call,
    _ observer: any CallObserver
  ) {
    let place = task.place(stop)
    task.isWatched = observer.neededCalls.contains(call.number, call.convention)
    if observer.hides(call, at: place) { task.isFiltered = true }
    if !task.isFiltered { observer.willShowEntry(of: call, at: place) }
  }

  static let x32Bit: UInt64 = 1 << 30

  private func isShown(_ call: CallInFlight, of task: TracedTask) -> Bool {
    guard !task.isHidden, options.scope.calls.contains(call.number, call.convention) else {
      return false
    }
    return paths?.matches(call, of: task.process) ?? true
  }

  private func leave(_ task: TracedTask, _ stop: clinux_system_call) {
    guard let call = task.call else { return }
    defer { task.call = nil }
    let result = CallResult(
      value: Int64(bitPattern: stop.number_or_result), isError: stop.arguments.0 & 0xff != 0)
    if task.isWatched { observer?.hasReturned(call, result, from: task.place(stop)) }
    if let companion, companion.wantsResult(of: task) {
      companion.hasCalled(task, result: stop.number_or_result)
    }
    guard !task.isFiltered else { return }
    let elapsed = measuresTime ? MonotonicClock.now &- task.entryTime : 0
    // Had the execve succeeded, the event would have told.
    if task.isExecuting { task.isHidden = true }
    task.instructionPointer = stop.instruction_pointer
    observer?.willShowExit(of: call, at: task.place(stop))
    summary?.count(task, result, elapsed: elapsed)
    writer?.callReturned(task, result, elapsed: elapsed)
    task.previousCall = task.call
  }

  /// The task was killed while it stood; its end tells of that.
  private func lose(_ task: TracedTask) {
    guard task.call != nil else { return }
    writer?.callLost(task)
    task.call = nil
  }

  /// The task ends in the middle of a call.
  func cut(_ call: CallInFlight, of task: TracedTask) {
    writer?.callCut(task)
    task.call = nil
  }
}

extension TracedTask {
  /// Where it stands at a stop.
  fileprivate func place(_ stop: clinux_system_call) -> CallPlace {
    CallPlace(
      tid: tid, process: process, isBeforeProgram: isExecuting,
      instructionPointer: stop.instruction_pointer, stackPointer: stop.stack_pointer)
  }
}

extension CallConvention {
  fileprivate init(_ stop: clinux_system_call) {
    // AUDIT_ARCH_I386 (<linux/audit.h>).
    if stop.architecture == 0x4000_0003 {
      self = .i386
    } else {
      self =
        stop.number_or_result & Tracer.x32Bit != 0
          && Int32(truncatingIfNeeded: stop.number_or_result) > 0 ? .x32 : .amd64
    }
  }
}

extension CallInFlight {
  /// restart_syscall: the kernel's own way to go on with a call that waits.
  var continuesOther: Bool { convention == .i386 ? number == 0 : number == 219 }

  /// execve or execveat.
  var executesProgram: Bool {
    switch convention {
    case .amd64: number == 59 || number == 322
    case .x32: number == 520 || number == 545
    case .i386: number == 11 || number == 358
    }
  }
}
