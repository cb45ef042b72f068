// A command of Scry run as a process of its own, and what it writes.

import CLinux
import Glibc
import Primitives
import Rendering

/// What a command has written so far.
struct CommandOutput: Sendable {
  var lines: [StyledText] = []

  /// Lines beyond these are not kept, nor bytes of a line beyond those.
  private static let lineLimit = 200_000
  private static let lengthLimit = 4096

  /// Runs our own program with these words.
  static func run(_ words: [String], _ wakeUp: WakeUp) -> Job<CommandOutput> {
    Job(wakeUp) { job throws(JobFailure) in
      let child = try ChildCommand(words)
      var output = CommandOutput()
      var rest: [UInt8] = []
      while !job.isCancelled, output.lines.count < lineLimit, let piece = child.read() {
        guard !piece.isEmpty else { continue }
        output.take(piece, &rest)
        job.publish(output, progress: "")
      }
      let isCut = output.lines.count >= lineLimit
      if isCut {
        let kept = "only the first \(output.lines.count) lines are kept here"
        let text = "\(kept); the same command in a shell gives all"
        output.lines.append(StyledText(text, .warning))
      } else if !rest.isEmpty {
        output.append(rest)
      }
      let status = child.end()
      output.finish(isCut ? 0 : status, wasStopped: job.isCancelled)
      return output
    }
  }

  private mutating func take(_ piece: [UInt8], _ rest: inout [UInt8]) {
    rest += piece
    var start = 0
    for (place, byte) in rest.enumerated() where byte == UInt8(ascii: "\n") {
      append(Array(rest[start..<place]))
      start = place + 1
    }
    rest.removeFirst(start)
    if rest.count > Self.lengthLimit {
      append(rest)
      rest = []
    }
  }

  private mutating func append(_ bytes: [UInt8]) {
    var line = StyledText()
    line.append(unescaped: bytes)
    lines.append(line)
  }

  private mutating func finish(_ status: Int32, wasStopped: Bool) {
    if wasStopped {
      lines.append(StyledText("interrupted", .note))
    } else if status != 0 {
      lines.append(StyledText("exit status \(status)", .warning))
    }
  }
}

/// A child process of our own program, without a terminal.
struct ChildCommand {
  private let pid: pid_t
  private let output: Int32

  init(_ words: [String]) throws(JobFailure) {
    var ends: [Int32] = [0, 0]
    guard clinux_pipe(&ends) == 0 else { throw JobFailure("no pipe can be made") }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Without our blocked signals, and where the terminal's do not reach it.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    // POSIX_SPAWN_SETSID of <spawn.h>, which Swift does not see.
    let newSession: Int32 = 0x80
    posix_spawnattr_setflags(&attributes, Int16(Int32(POSIX_SPAWN_SETSIGMASK) | newSession))
    var arguments = (["scry"] + words).map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var environment = Self.environment()
    defer { free(environment[0]) }
    var pid = pid_t()
    let status = posix_spawn(
      &pid, "/proc/self/exe", &actions, &attributes, &arguments, &environment)
    close(ends[1])
    guard status == 0 else {
      close(ends[0])
      throw JobFailure("scry cannot be run: \(String(cString: strerror(status)))")
    }
    self.pid = pid
    output = ends[0]
  }

  /// Ours, and first that the command ends with us: a tracer would hold its target until it next has something to write.
  private static func environment() -> [UnsafeMutablePointer<CChar>?] {
    var variables: [UnsafeMutablePointer<CChar>?] = [strdup("SCRY_PARENT=\(getpid())")]
    var place = environ
    while let variable = place.pointee {
      variables.append(variable)
      place += 1
    }
    return variables + [nil]
  }

  /// What was written; empty when nothing was for a tenth of a second, nil at the end.
  func read() -> [UInt8]? {
    var event = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
    guard poll(&event, 1, 100) != 0 else { return [] }
    var piece = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(output, &piece, piece.count)
    guard count > 0 else { return nil }
    return Array(piece[..<count])
  }

  /// Ends it if it has not ended, and gives its exit status.
  func end() -> Int32 {
    close(output)
    kill(pid, SIGTERM)
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 0
  }
}
