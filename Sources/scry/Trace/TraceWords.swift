// What the tracer tells, in words.

import Glibc
import Primitives
import SystemPackage
import Tracing

/// Speaks on standard error, as strace does when it is to be taken for it.
struct TraceVoice {
  /// In front of every message, with the colon.
  let prefix: String
  private let isCompatible: Bool
  /// The command, for "Try …".
  private let name: String

  init(isCompatible: Bool) {
    self.isCompatible = isCompatible
    // strace's messages begin with the command as it was called.
    let words = CommandLine.arguments
    let command = words.first ?? "scry"
    let isOwnName = command == "scry" || command.hasSuffix("/scry")
    let upToCompat = words.firstIndex(of: "--compat").map { words[...$0] } ?? words.prefix(2)
    name = !isCompatible ? "scry trace" : isOwnName ? upToCompat.joined(separator: " ") : command
    prefix = isCompatible ? "\(name): " : "scry: "
  }

  func say(_ text: String) { Diagnostics.write("\(prefix)\(text)\n") }

  func say(_ message: TraceMessage) { say(text(of: message)) }

  func say(_ error: TraceUsageError) {
    for warning in error.warnings { say(warning) }
    say(error.message)
    if error.showsHelp { Diagnostics.write("Try '\(name) -h' for more information.\n") }
  }

  func say(_ error: TraceError) {
    switch error {
    case .cannotWrite(let path, .fileNameTooLong):
      say("\(Diagnostics.printable(path)): \(Errno.fileNameTooLong)")
    case .cannotWrite(let path, let reason):
      say("Can't fopen '\(Diagnostics.printable(path))': \(reason)")
    case .cannotLaunch(let reason): say("cannot start the program: \(reason)")
    }
  }

  func say(_ obstacle: LaunchObstacle) {
    switch obstacle {
    case .notFound(_, .fileNameTooLong): say("exec: \(Errno.fileNameTooLong)")
    case .notFound(let name, let reason):
      say("Can't stat '\(Diagnostics.printable(name))': \(reason)")
    case .unknownUser(let name): say("Cannot find user '\(Diagnostics.printable(name))'")
    case .notRoot: say("You must be root to use the -u/--username option")
    }
  }

  private func text(of message: TraceMessage) -> String {
    switch message {
    case .attached(let pid, 1): "Process \(pid) attached"
    case .attached(let pid, let threads): "Process \(pid) attached with \(threads) threads"
    case .followed(let tid): "Process \(tid) attached"
    case .detached(let tid): "Process \(tid) detached"
    case .detachedUnknown(let tid): "Detached unknown pid \(tid)"
    case .unknownEnded(let tid): "Exit of unknown pid \(tid) ignored"
    case .cannotAttach(let pid, let obstacle): text(of: obstacle, pid)
    case .cannotWrite(let path, let reason): "\(Diagnostics.printable(path)): \(reason)"
    case .resolved(let path, let real):
      "Requested path \"\(Diagnostics.printable(path))\" resolved into \"\(Diagnostics.printable(real))\""
    }
  }

  private func text(of obstacle: AttachObstacle, _ pid: Int32) -> String {
    if isCompatible {
      return "attach: ptrace(PTRACE_SEIZE, \(pid)): \(obstacle.errno)"
    }
    return switch obstacle {
    case .noSuchProcess: "there is no process \(pid)"
    case .zombie: "process \(pid) has ended already"
    case .traced(let tracer): "process \(pid) is traced already, by process \(tracer)"
    case .ourselves: "process \(pid) is ourselves"
    case .denied: "not allowed to trace process \(pid)\(Self.hint)"
    case .system(let error): "cannot trace process \(pid): \(error)"
    }
  }

  /// yama(7) allows a tracer its own children only.
  private static var hint: String {
    let descriptor = open("/proc/sys/kernel/yama/ptrace_scope", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var scope: UInt8 = 0
    guard read(descriptor, &scope, 1) == 1, scope > UInt8(ascii: "0"), geteuid() != 0 else {
      return ""
    }
    return
      "; /proc/sys/kernel/yama/ptrace_scope is \(Character(Unicode.Scalar(scope))): root may, or 0 there"
  }
}

extension AttachObstacle {
  /// What PTRACE_SEIZE said.
  fileprivate var errno: Errno {
    switch self {
    case .noSuchProcess: .noSuchProcess
    case .zombie, .traced, .ourselves, .denied: .notPermitted
    case .system(let error): error
    }
  }
}
