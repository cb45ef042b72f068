// The trace as JSON: one event a line (JSON.md, "scry trace").

import Glibc
import SystemCalls

/// Writes every event as an object on a line of its own. A call is one event, written when it has returned.
final class JSONWriter: TraceWriter {
  private let options: TraceOptions
  private var decoder: CallDecoder
  private let observer: (any CallObserver)?

  init(_ options: TraceOptions, observer: (any CallObserver)?) {
    self.options = options
    self.observer = observer
    decoder = CallDecoder(options: options.decoding, annotator: observer)
  }

  // MARK: Calls

  func callEntered(_ task: TracedTask) {
    guard var call = task.call else { return }
    begin("call", task, in: &task.staging.buffer)
    task.staging.buffer.append(",")
    decoder.writeEntry(&call, memory: task.process, into: &task.staging.buffer)
    task.call = call
    task.isStaged = true
  }

  func callReturned(_ task: TracedTask, _ result: CallResult, elapsed: UInt64) {
    guard task.isStaged, var call = task.call else { return }
    decoder.writeExit(&call, result: result, memory: task.process, into: &task.staging.buffer)
    task.staging.buffer.append(",\"elapsed\":")
    task.staging.buffer.append(seconds: elapsed, .nanoseconds)
    observer?.appendRemarks(
      on: call, of: task.tid, result: result, as: .json, to: &task.staging.buffer)
    appendStack(of: task)
    publish(task, as: result.isError ? .failed : .successful)
  }

  func callCut(_ task: TracedTask) { end(task, as: .unfinished) }

  func callLost(_ task: TracedTask) { end(task, as: .unavailable) }

  /// Closes the arguments as far as they are known.
  private func end(_ task: TracedTask, as outcome: CallOutcome) {
    guard task.isStaged else { return }
    if task.staging.buffer.bytes.last == UInt8(ascii: ",") {
      task.staging.buffer.truncate(to: task.staging.buffer.count - 1)
    }
    task.staging.buffer.append("],\"outcome\":\"")
    task.staging.append(outcome.rawValue)
    task.staging.buffer.append("\"")
    if outcome == .unfinished { appendStack(of: task) }
    publish(task, as: outcome)
  }

  private func appendStack(of task: TracedTask) {
    guard options.line.showsStack else { return }
    observer?.appendStack(
      of: task.tid, in: task.process.pid, as: .json, to: &task.staging.buffer)
  }

  private func publish(_ task: TracedTask, as outcome: CallOutcome) {
    task.isStaged = false
    defer { task.staging.buffer.removeAll() }
    guard options.scope.outcomes?.contains(outcome) != false else { return }
    task.log.buffer.append(task.staging.buffer.bytes)
    task.log.buffer.append("}\n")
  }

  // MARK: Other events

  func signalled(_ task: TracedTask, _ signal: Int32, information: UnsafeRawBufferPointer) {
    line("signal", task) {
      append(signal, to: &$0)
      $0.append(",\"information\":")
      decoder.write(signalInformation: information, memory: task.process, to: &$0)
    }
  }

  func stopped(_ task: TracedTask, by signal: Int32) {
    line("stop", task) { append(signal, to: &$0) }
  }

  func exited(_ task: TracedTask, status: Int32) {
    line("exit", task) {
      $0.append(",\"status\":")
      $0.append(decimal: Int64(status))
    }
  }

  func killed(_ task: TracedTask, by signal: Int32, dumpedCore: Bool) {
    line("kill", task) {
      append(signal, to: &$0)
      $0.append(dumpedCore ? ",\"core\":true" : ",\"core\":false")
    }
  }

  func superseded(_ first: TracedTask, by thread: TracedTask, isTold: Bool) {
    thread.log = first.log
    line("supersede", first) {
      $0.append(",\"by\":")
      $0.append(decimal: Int64(thread.tid))
    }
  }

  func modeChanged(_ task: TracedTask) {
    line("mode", task) {
      $0.append(",\"mode\":\"")
      $0.append(task.convention.modeName)
      $0.append("\"")
    }
  }

  func left(_ task: TracedTask) { end(task, as: .detached) }

  private func append(_ signal: Int32, to output: inout OutputBuffer) {
    output.append(",\"signal\":\"")
    decoder.append(signal: signal, to: &output)
    output.append("\"")
  }

  // MARK: Lines

  private func line(
    _ event: StaticString, _ task: TracedTask, _ body: (inout OutputBuffer) -> Void
  ) {
    begin(event, task, in: &task.log.buffer)
    body(&task.log.buffer)
    task.log.buffer.append("}\n")
  }

  private func begin(_ event: StaticString, _ task: TracedTask, in output: inout OutputBuffer) {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    output.append("{\"event\":\"")
    output.append(event)
    output.append("\",\"pid\":")
    output.append(decimal: Int64(task.process.pid))
    output.append(",\"tid\":")
    output.append(decimal: Int64(task.tid))
    output.append(",\"time\":")
    output.append(decimal: Int64(now.tv_sec))
    output.append(fraction: UInt64(now.tv_nsec), .nanoseconds)
  }
}
