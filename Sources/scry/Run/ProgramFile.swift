// Finding the program that a command line names, as execvp does, and what the kernel will run for it.

import CLinux
import DebugInfo
import Glibc
import Inspection
import Primitives
import SystemPackage
import TargetMemory

/// A file that can be executed.
struct ProgramFile {
  let path: String

  /// Why a program cannot be run, with the exit status that env(1) would give.
  struct SearchError: Error {
    var status: Int32
    var reason: Errno
  }

  /// Looks for a program: a name with a slash is a path, any other is searched for in `PATH`.
  static func find(_ name: String) throws(SearchError) -> ProgramFile {
    if name.utf8.contains(UInt8(ascii: "/")) {
      guard access(name, F_OK) == 0 else {
        let status: Int32 = Errno.current == .noSuchFileOrDirectory ? 127 : 126
        throw SearchError(status: status, reason: .current)
      }
      guard isExecutable(name) else { throw SearchError(status: 126, reason: .permissionDenied) }
      return ProgramFile(path: name)
    }
    var found: Errno = .noSuchFileOrDirectory
    let paths = name.isEmpty ? [] : SearchPath.files(named: name, standard: "/bin:/usr/bin")
    for path in paths {
      if isExecutable(path) { return ProgramFile(path: path) }
      if access(path, F_OK) == 0 { found = .permissionDenied }
    }
    throw SearchError(status: found == .permissionDenied ? 126 : 127, reason: found)
  }

  private static func isExecutable(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
  }

  /// The files that the kernel and `env` will run for this one: a script's interpreter, then its own (execve(2)).
  var chain: [ProgramFile] {
    var result = [self]
    while result.count < 6, let last = result.last, let line = last.interpreterLine {
      let words = line.split(separator: " ").map(String.init)
      guard let interpreter = words.first else { break }
      result.append(ProgramFile(path: interpreter))
      guard interpreter.hasSuffix("/env"),
        let command = words.dropFirst().first(where: { !$0.hasPrefix("-") && !$0.contains("=") }),
        let found = try? Self.find(command)
      else { continue }
      result.append(found)
    }
    return result
  }

  /// What follows `#!` on the first line; nil for files that are no scripts.
  private var interpreterLine: String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var head = [UInt8](repeating: 0, count: 256)
    let count = pread(descriptor, &head, head.count, 0)
    guard count > 2, head[0] == UInt8(ascii: "#"), head[1] == UInt8(ascii: "!") else { return nil }
    let line = head[2..<count].prefix { $0 != UInt8(ascii: "\n") && $0 != 0 }
    return String(decoding: line.map { $0 == 9 ? 0x20 : $0 }, as: UTF8.self)
  }

  /// EI_CLASS of its header is ELFCLASS32.
  private var isThirtyTwoBit: Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return ElfIdentity.isThirtyTwoBit(descriptor)
  }

  /// Why the agent cannot work in this program; nil when it can.
  var obstacle: AgentObstacle? {
    guard let program = chain.last else { return nil }
    if program.isThirtyTwoBit { return .thirtyTwoBit }
    guard let elf = try? ElfFile.open(path: program.path) else { return nil }
    guard let interpreter = elf.interpreter else { return .static }
    if let name = interpreter.split(separator: "/").last, AgentObstacle.isMusl(name.utf8) {
      return .musl
    }
    var status = stat()
    guard stat(program.path, &status) == 0 else { return nil }
    let changesUser = status.st_mode & S_ISUID != 0 && status.st_uid != geteuid()
    let changesGroup = status.st_mode & S_ISGID != 0 && status.st_gid != getegid()
    let hasCapabilities = clinux_attribute_size(program.path, "security.capability") > 0
    return changesUser || changesGroup || (hasCapabilities && geteuid() != 0) ? .privileged : nil
  }
}
