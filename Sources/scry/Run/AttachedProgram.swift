// A program that is started for the interface: without a terminal, its output in a file.

import CLinux
import Glibc
import Inspection
import Primitives
import SystemPackage
import TargetMemory

/// A program started by another `scry run`, which becomes it.
struct AttachedProgram: Sendable {
  let pid: Int32
  /// Where its output and its errors go.
  let outputFile: String

  /// Runs this very command line without `--attach`. The program gets a session of its own: neither the terminal's keys nor
  /// its end reach it.
  static func start(_ words: [String]) throws -> AttachedProgram {
    let file = try ProgramOutput()
    defer { close(file.descriptor) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, file.descriptor, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, file.descriptor, STDERR_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // POSIX_SPAWN_SETSID of <spawn.h>, which Swift does not see.
    posix_spawnattr_setflags(&attributes, 0x80)
    var arguments = (["scry"] + words).map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var pid = pid_t()
    let status = posix_spawn(&pid, "/proc/self/exe", &actions, &attributes, &arguments, environ)
    guard status == 0 else { throw Failure(.unreadable, "\(Errno(rawValue: status))") }
    return AttachedProgram(pid: pid, outputFile: file.path)
  }

  /// Waits until the program itself runs. Throws a `Failure` with what it wrote when it never came so far.
  func waitForProgram() throws {
    let ours = Self.link("/proc/self/exe")
    while Self.link("/proc/\(pid)/exe") == ours {
      try requireRunning()
      usleep(5000)
    }
    try requireRunning()
  }

  /// Waits until the agent works, which begins a moment after the program; some seconds at most, for it may stand aside.
  static func waitForAgent(_ inspector: Inspector) {
    for _ in 0..<300 {
      if case .success = inspector.agent { return }
      usleep(10_000)
      guard (try? inspector.refresh()) != nil else { return }
    }
  }

  private func requireRunning() throws {
    var status: Int32 = 0
    guard waitpid(pid, &status, WNOHANG) == pid else { return }
    let text = (try? ByteStore.mapping(path: outputFile)).map { Array($0.bytes.prefix(4096)) } ?? []
    unlink(outputFile)
    let said = Diagnostics.printable(text.split(separator: UInt8(ascii: "\n")).last ?? [])
    throw Failure(.unreadable, said.isEmpty ? "the program ended at once" : said)
  }

  private static func link(_ path: String) -> [UInt8] {
    var target = [UInt8](repeating: 0, count: 4096)
    let count = target.withUnsafeMutableBytes {
      readlink(path, $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
    }
    return Array(target.prefix(max(count, 0)))
  }

  /// Says what has become of the program, now that nobody looks any more.
  func sayFarewell() {
    var status: Int32 = 0
    let file = Diagnostics.printable(outputFile)
    guard waitpid(pid, &status, WNOHANG) == pid else {
      return Diagnostics.say("process \(pid) goes on; its output is in \(file)")
    }
    let end =
      status & 0x7F == 0
      ? "with status \(status >> 8 & 0xFF)"
      : "by \(SignalInfo(number: status & 0x7F, code: 0, address: nil).name)"
    Diagnostics.say("process \(pid) ended \(end); its output is in \(file)")
  }
}

/// A new file that nobody else has.
private struct ProgramOutput {
  let path: String
  let descriptor: Int32

  init() throws {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var name = Array("\(folder)/scry-output.XXXXXX".utf8CString)
    descriptor = mkstemp(&name)
    guard descriptor >= 0, fcntl(descriptor, F_SETFL, O_APPEND) == 0 else {
      throw Failure(.unreadable, "no file can be made in \(Diagnostics.printable(folder))")
    }
    path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
