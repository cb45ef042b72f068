// The trace as strace prints it.

import Glibc
import SystemCalls

/// Writes lines; one that another task's interrupts ends in `<unfinished ...>` and is taken up again later.
final class TextWriter: TraceWriter {
  private let options: TraceOptions
  private var decoder: CallDecoder
  private let observer: (any CallObserver)?
  private var prefix: LinePrefix
  /// Lines of a call are kept until it is known whether they are wanted (`-z`, `-e status=`).
  private let staged: Set<CallOutcome>?

  init(_ options: TraceOptions, tasks: TaskTable, observer: (any CallObserver)?) {
    self.options = options
    self.observer = observer
    decoder = CallDecoder(options: options.decoding, annotator: observer)
    prefix = LinePrefix(options, tasks: tasks)
    let outcomes = options.scope.outcomes
    staged = outcomes?.count == CallOutcome.allCases.count ? nil : outcomes
  }

  // MARK: Calls

  func callEntered(_ task: TracedTask) {
    guard var call = task.call else { return }
    let log = stage(task) ?? task.log
    beginLine(task, in: log, isCall: true)
    decoder.printEntry(&call, memory: task.process, into: &log.buffer)
    if call.continuesOther { appendContinued(task.previousCall, to: &log.buffer) }
    task.call = call
    if log === task.log { log.openTask = task }
  }

  /// What `restart_syscall` goes on with.
  private func appendContinued(_ previous: CallInFlight?, to output: inout OutputBuffer) {
    output.append("<... resuming interrupted ")
    if let previous {
      decoder.appendName(of: previous, to: &output)
    } else {
      output.append("system call")
    }
    output.append(" ...>")
  }

  func callReturned(_ task: TracedTask, _ result: CallResult, elapsed: UInt64) {
    guard var call = task.call else { return }
    let log = resume(task)
    decoder.printExit(&call, result: result, memory: task.process, into: &log.buffer)
    if let precision = options.line.elapsed {
      log.buffer.append(" <")
      log.buffer.append(seconds: elapsed, precision)
      log.buffer.append(">")
    }
    observer?.appendRemarks(on: call, of: task.tid, result: result, as: .text, to: &log.buffer)
    endLine(log)
    appendData(of: call, result, task, to: log)
    appendStack(of: task, to: log)
    publish(task, as: result.isError ? .failed : .successful)
  }

  func callCut(_ task: TracedTask) {
    guard let call = task.call else { return }
    let log = resume(task)
    if !decoder.isComplete(call, memory: task.process) { log.buffer.append(" <unfinished ...>") }
    append("?", at: log)
    appendStack(of: task, to: log)
    publish(task, as: .unfinished)
  }

  func callLost(_ task: TracedTask) {
    let log = resume(task)
    append("? <unavailable>", at: log)
    publish(task, as: .unavailable)
  }

  private func append(_ result: StaticString, at log: TaskLog) {
    log.buffer.append(") ")
    log.buffer.pad(toColumn: options.decoding.resultColumn)
    log.buffer.append("= ")
    log.buffer.append(result)
    endLine(log)
  }

  private func appendData(
    of call: CallInFlight, _ result: CallResult, _ task: TracedTask, to log: TaskLog
  ) {
    let (reads, writes) = (options.line.dumpedReads, options.line.dumpedWrites)
    guard !reads.isEmpty || !writes.isEmpty,
      let direction = decoder.dataDirection(of: call),
      (direction == .read ? reads : writes).contains(
        Int32(truncatingIfNeeded: call.arguments[0]))
    else { return }
    decoder.appendData(of: call, result, memory: task.process, to: &log.buffer)
    log.buffer.beginLine()
  }

  private func appendStack(of task: TracedTask, to log: TaskLog) {
    guard options.line.showsStack else { return }
    observer?.appendStack(of: task.tid, in: task.process.pid, as: .text, to: &log.buffer)
    log.buffer.beginLine()
  }

  /// Goes on with the line of a call's entry, or begins another when it has been interrupted.
  private func resume(_ task: TracedTask) -> TaskLog {
    if task.isStaged { return task.staging }
    let log = task.log
    guard log.openTask !== task || task.isRenamed else { return log }
    task.isRenamed = false
    beginLine(task, in: log, isCall: true)
    log.buffer.append("<... ")
    if let call = task.call { decoder.appendName(of: call, to: &log.buffer) }
    log.buffer.append(" resumed>")
    return log
  }

  // MARK: Keeping calls back

  private func stage(_ task: TracedTask) -> TaskLog? {
    guard staged != nil else { return nil }
    task.isStaged = true
    return task.staging
  }

  private func publish(_ task: TracedTask, as outcome: CallOutcome) {
    guard task.isStaged else { return }
    task.isStaged = false
    defer { task.staging.buffer.removeAll() }
    guard staged?.contains(outcome) != false else { return }
    interrupt(task.log)
    task.log.buffer.append(task.staging.buffer.bytes)
    task.log.buffer.beginLine()
  }

  // MARK: Other events

  func signalled(_ task: TracedTask, _ signal: Int32, information: UnsafeRawBufferPointer) {
    line(task) {
      $0.append("--- ")
      decoder.append(signal: signal, to: &$0)
      $0.append(" ")
      decoder.append(signalInformation: information, memory: task.process, to: &$0)
      $0.append(" ---")
    }
  }

  func stopped(_ task: TracedTask, by signal: Int32) {
    line(task) {
      $0.append("--- stopped by ")
      decoder.append(signal: signal, to: &$0)
      $0.append(" ---")
    }
  }

  func exited(_ task: TracedTask, status: Int32) {
    line(task) {
      $0.append("+++ exited with ")
      $0.append(decimal: Int64(status))
      $0.append(" +++")
    }
  }

  func killed(_ task: TracedTask, by signal: Int32, dumpedCore: Bool) {
    line(task) {
      $0.append("+++ killed by ")
      decoder.append(signal: signal, to: &$0)
      $0.append(dumpedCore ? " (core dumped) +++" : " +++")
    }
  }

  func modeChanged(_ task: TracedTask) {
    line(task) {
      $0.append("[ Process PID=")
      $0.append(decimal: Int64(task.tid))
      $0.append(" runs in ")
      $0.append(task.convention.modeName)
      $0.append(" mode. ]")
    }
  }

  func superseded(_ first: TracedTask, by thread: TracedTask, isTold: Bool) {
    let old = thread.tid
    if thread.log.openTask === thread {
      thread.log.buffer.append(" <pid changed to ")
      thread.log.buffer.append(decimal: Int64(first.tid))
      thread.log.buffer.append(" ...>")
      endLine(thread.log)
    }
    let log = first.log
    thread.log = log
    thread.isRenamed = true
    guard isTold else { return }
    line(first) {
      $0.append("+++ superseded by execve in pid ")
      $0.append(decimal: Int64(old))
      $0.append(" +++")
    }
  }

  func left(_ task: TracedTask) {
    if task.log.openTask === task, task.log.buffer.column != 0 {
      task.log.buffer.append(" <detached ...>")
      endLine(task.log)
    }
    if task.isStaged {
      task.staging.buffer.append(" <detached ...>\n")
      publish(task, as: .detached)
    }
  }

  // MARK: Lines

  private func line(_ task: TracedTask, _ body: (inout OutputBuffer) -> Void) {
    beginLine(task, in: task.log, isCall: false)
    body(&task.log.buffer)
    endLine(task.log)
  }

  private func beginLine(_ task: TracedTask, in log: TaskLog, isCall: Bool) {
    interrupt(log)
    log.buffer.beginLine()
    prefix.append(task, isCall: isCall, to: &log.buffer)
  }

  private func interrupt(_ log: TaskLog) {
    guard log.openTask != nil, log.buffer.column != 0 else { return }
    log.buffer.append(" <unfinished ...>")
    endLine(log)
  }

  private func endLine(_ log: TaskLog) {
    log.buffer.append(UInt8(ascii: "\n"))
    log.buffer.beginLine()
    log.openTask = nil
  }
}
