// A process that a test started: its output, its end, and the certainty that it does not outlive the test.

import CLinux
import Foundation

/// How a process ended.
enum ExitStatus: Equatable, CustomStringConvertible {
  case exited(Int32)
  case signalled(Int32)

  /// Parses what `waitpid` gives (POSIX `WIFEXITED` and the like are macros, which Swift does not see).
  init(waitStatus: Int32) {
    let signal = waitStatus & 0x7f
    self = signal == 0 ? .exited((waitStatus >> 8) & 0xff) : .signalled(signal)
  }

  var description: String {
    switch self {
    case .exited(let code): "exit status \(code)"
    case .signalled(let signal): "signal \(signal)"
    }
  }
}

/// Why a process could not be used.
enum ChildError: Error {
  case cannotStart(String, Int32)
  case deadline(String)
}

/// A running child in a process group of its own, so that all of its descendants can be ended with it.
final class ChildProcess {
  let pid: pid_t
  /// The command, for messages.
  let command: String
  private var input: Int32
  private var output: Int32
  private var buffered: [UInt8] = []
  private var status: ExitStatus?
  private let errors: URL

  /// Starts `arguments[0]` (a path) with pipes as its standard input and output; standard error goes to a file.
  init(_ arguments: [String], environment: [String: String], folder: URL? = nil) throws {
    command = arguments.joined(separator: " ")
    errors = FileManager.default.temporaryDirectory.appending(path: "scry-test-\(UUID()).stderr")
    let (childInput, ourInput) = try Self.pipeEnds()
    let (ourOutput, childOutput) = try Self.pipeEnds()
    defer {
      close(childInput)
      close(childOutput)
    }
    input = ourInput
    output = ourOutput
    pid = try spawn(
      folder.map { ["/usr/bin/env", "-C", $0.path] + arguments } ?? arguments,
      environment: environment,
      files: SpawnFiles(input: childInput, output: childOutput, errors: errors.path))
  }

  deinit {
    closeInput()
    close(output)
    if status == nil {
      kill(-pid, SIGKILL)
      var raw: Int32 = 0
      waitpid(pid, &raw, 0)
    }
    try? FileManager.default.removeItem(at: errors)
  }

  private static func pipeEnds() throws -> (Int32, Int32) {
    var ends: [Int32] = [-1, -1]
    // Other tests start processes at the same time; without CLOEXEC these would keep our pipes open.
    let code = clinux_pipe(&ends)
    guard code == 0 else { throw ChildError.cannotStart("pipe", -code) }
    return (ends[0], ends[1])
  }

  /// What the process and its descendants have written to standard error so far.
  var errorText: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

  /// Gives the process the end of its standard input.
  func closeInput() {
    if input >= 0 { close(input) }
    input = -1
  }

  /// Writes to the process's standard input.
  func send(_ text: String) {
    var bytes = Array(text.utf8)
    while !bytes.isEmpty {
      let count = write(input, &bytes, bytes.count)
      guard count > 0 else { return }
      bytes.removeFirst(count)
    }
  }

  /// The next line of standard output, without its end; nil at the end of the output.
  func readLine(before deadline: Deadline) throws -> String? {
    while true {
      if let end = buffered.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: buffered[..<end], as: UTF8.self)
        buffered.removeSubrange(...end)
        return line
      }
      guard try fill(before: deadline) else { return nil }
    }
  }

  private func fill(before deadline: Deadline) throws -> Bool {
    var entry = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, deadline.milliseconds) > 0 else {
      throw ChildError.deadline("no output: \(command)\n\(errorText)")
    }
    var chunk = [UInt8](repeating: 0, count: 65536)
    let count = read(output, &chunk, chunk.count)
    guard count > 0 else { return false }
    buffered += chunk[..<count]
    return true
  }

  /// Everything up to the end of the output.
  func readAll(before deadline: Deadline) throws -> [UInt8] {
    while try fill(before: deadline) {}
    defer { buffered = [] }
    return buffered
  }

  /// Waits for the end of the process.
  func wait(before deadline: Deadline) throws -> ExitStatus {
    if let status { return status }
    var pause: UInt32 = 500
    while true {
      var raw: Int32 = 0
      if waitpid(pid, &raw, WNOHANG) == pid {
        let result = ExitStatus(waitStatus: raw)
        status = result
        return result
      }
      guard !deadline.isOver else {
        throw ChildError.deadline("does not end: \(command)\n\(errorText)")
      }
      usleep(pause)
      pause = min(pause * 2, 20_000)
    }
  }
}

/// A moment by which something must have happened; generous, because machines are loaded.
struct Deadline {
  private let end: ContinuousClock.Instant

  init(seconds: Int) { end = .now + .seconds(seconds) }

  var isOver: Bool { ContinuousClock.now >= end }

  /// What is left, for `poll`.
  var milliseconds: Int32 {
    let left = ContinuousClock.now.duration(to: end)
    return Int32(clamping: max(0, left.components.seconds * 1000 + 1))
  }
}

/// What a command gave.
struct CommandResult {
  let status: ExitStatus
  let output: [UInt8]
  let errors: String

  var text: String { String(decoding: output, as: UTF8.self) }
}

/// Runs a command to its end, without input unless some is given.
func run(
  _ arguments: [String], environment: [String: String] = Scratch.environment, folder: URL? = nil,
  input: String = "", seconds: Int = 120
) throws -> CommandResult {
  let child = try ChildProcess(arguments, environment: environment, folder: folder)
  let deadline = Deadline(seconds: seconds)
  child.send(input)
  child.closeInput()
  let output = try child.readAll(before: deadline)
  let status = try child.wait(before: deadline)
  return CommandResult(status: status, output: output, errors: child.errorText)
}
