// Why the threads of a process could not be stopped.

import SystemPackage
import TargetMemory

/// Why a process could not be stopped; every thread that was seized has been let go.
public enum StopError: Error, Equatable, Sendable {
  /// The process has ended, or runs another program now.
  case gone
  /// Another process, whose id this is, traces it; ptrace allows one tracer.
  case traced(by: Int32)
  /// The kernel does not let us trace it (yama, another user, not dumpable).
  case denied
  /// No thread could be started to do it, or the kernel refused for another reason.
  case system(Errno)

  /// The same as an error of reading.
  public var readError: ReadError {
    switch self {
    case .gone: .gone
    case .traced(let tracer): .traced(by: tracer)
    case .denied: .system(.notPermitted)
    case .system(let error): .system(error)
    }
  }

  init(_ error: ReadError) {
    switch error {
    case .gone: self = .gone
    case .traced(let tracer): self = .traced(by: tracer)
    case .unmapped, .missing: self = .system(.badAddress)
    case .system(let error): self = .system(error)
    }
  }
}
