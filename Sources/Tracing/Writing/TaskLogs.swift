// Opening the files that a trace is written to.

import CLinux
import Glibc
import Primitives
import SystemCalls
import SystemPackage

/// All logs of a trace: one, or with `-ff` one a task.
final class TaskLogs {
  /// Where lines go that are no single task's.
  let shared: TaskLog
  private let separatePath: String?
  private var appends = false
  private var command: Int32 = 0
  private var separate: [WeakLog] = []

  private let tell: (TraceMessage) -> Void

  /// Opens what the options name; a command is started. `tell` gets what cannot be written later.
  init(
    _ options: TraceOptions, tell: @escaping (TraceMessage) -> Void
  ) throws(TraceError) {
    self.tell = tell
    switch options.destination {
    case .standardError:
      separatePath = nil
      shared = TaskLog(descriptor: STDERR_FILENO, isImmediate: true)
    case .file(let path, let appends):
      separatePath = options.isSeparate ? path : nil
      self.appends = appends
      if options.isSeparate {
        guard path.utf8.count < 4096 - 12 else {
          throw .cannotWrite(path: path, .fileNameTooLong)
        }
        shared = TaskLog(descriptor: STDERR_FILENO, isImmediate: true)
      } else {
        shared = try Self.open(path, appends: appends, tell)
      }
    case .command(let text):
      separatePath = nil
      var input: Int32 = -1
      let started = clinux_start_command(text, &input)
      guard started > 0 else { throw .cannotWrite(path: text, Errno(rawValue: -started)) }
      command = started
      shared = TaskLog(descriptor: input, isImmediate: false)
    }
  }

  private static func open(
    _ path: String, appends: Bool, _ tell: @escaping (TraceMessage) -> Void
  ) throws(TraceError) -> TaskLog {
    let disposition = appends ? O_APPEND : O_TRUNC
    let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_CLOEXEC | disposition, 0o666)
    guard descriptor >= 0 else { throw .cannotWrite(path: path, .current) }
    return TaskLog(descriptor: descriptor, isImmediate: isatty(descriptor) == 1) {
      tell(.cannotWrite(path: path, $0))
    }
  }

  /// The log of a task. When a file cannot be opened its lines go to the shared one.
  func log(for tid: Int32) -> TaskLog {
    guard let separatePath,
      let log = try? Self.open("\(separatePath).\(tid)", appends: appends, tell)
    else { return shared }
    separate.removeAll { $0.value == nil }
    separate.append(WeakLog(value: log))
    return log
  }

  /// Something may wait to be written.
  var keepsBack: Bool { shared.keepsBack || !separate.isEmpty }

  /// Writes everything.
  func flush() {
    shared.flush()
    for log in separate { log.value?.flush() }
  }

  // MARK: The command

  /// The trace goes to a command that has not ended.
  var hasCommand: Bool { command != 0 }

  func isCommand(_ pid: Int32) -> Bool { pid == command && pid != 0 }

  func commandEnded() { command = 0 }

  /// Writes what is left and waits for the command.
  func end() {
    flush()
    shared.end()
    if command != 0 {
      var status: Int32 = 0
      _ = clinux_wait_for(command, &status)
    }
  }
}

private struct WeakLog {
  weak var value: TaskLog?
}
