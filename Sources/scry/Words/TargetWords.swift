// Why a target cannot be opened or read, in words that say what to do.

import Glibc
import Primitives
import Rendering
import SystemPackage
import TargetMemory

extension OpenError {
  /// One line without a newline.
  var line: String {
    switch self {
    case .noSuchProcess(let pid): "no process has the id \(pid)"
    case .zombie(let pid, let parent):
      "process \(pid) has ended and waits for its parent \(parent) to notice; its memory is gone"
    case .kernelThread(let pid, let name):
      "process \(pid) (\(Diagnostics.printable(name))) is a thread of the kernel; it has no memory of its own"
    case .denied(let pid, let name, let owner, let reason):
      Self.denied(pid, name, owner, reason)
    case .system(let pid, let error): "process \(pid) cannot be read: \(error)"
    }
  }

  private static func denied(
    _ pid: Int32, _ name: [UInt8], _ owner: UInt32, _ reason: DenialReason
  ) -> String {
    let process =
      name.isEmpty ? "process \(pid)" : "process \(pid) (\(Diagnostics.printable(name)))"
    switch reason {
    case .otherUser:
      return "\(process) belongs to user \(userName(owner)); run scry as that user or as root"
    case .hidden: return "\(process) is hidden by /proc's hidepid option; run scry as root"
    case .ptraceScope(let scope):
      return "\(process) may not be read: \(ptraceScope(scope))"
    case .notDumpable:
      let advice = geteuid() == 0 ? "this root may not read it either" : "run scry as root"
      return "\(process) protects itself (it gained privileges or asked for it); \(advice)"
    }
  }

  /// What a value of yama's `ptrace_scope` allows and how to get around it.
  static func ptraceScope(_ scope: Int) -> String {
    switch scope {
    case 1:
      "kernel.yama.ptrace_scope is 1, which allows children only; run scry as root, or: sudo sysctl kernel.yama.ptrace_scope=0"
    case 2: "kernel.yama.ptrace_scope is 2, which allows root only; run scry as root"
    default: "kernel.yama.ptrace_scope is \(scope), which allows nobody until the next boot"
    }
  }

  private static func userName(_ id: UInt32) -> String {
    guard let entry = getpwuid(id) else { return String(id) }
    return Diagnostics.printable(String(cString: entry.pointee.pw_name))
  }
}

extension ReadError {
  /// One line without a newline.
  var line: String {
    switch self {
    case .unmapped(let address): "nothing readable at \(address)"
    case .missing(let address, let reason): "nothing readable at \(address): \(reason.text)"
    case .gone: "the process has ended, or runs another program now"
    case .traced(let tracer):
      "process \(tracer) traces it already, and only one may: end that debugger or tracer first"
    case .system(.notPermitted):
      "the kernel does not let us stop it: run scry as root, or lower kernel.yama.ptrace_scope"
    case .system(let error): "the target's memory cannot be read: \(error)"
    }
  }
}
