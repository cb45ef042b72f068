// Starting the program to trace.

import CLinux
import Glibc
import SystemPackage

/// A program, as execve takes it.
public struct LaunchedProgram {
  public var path: String
  /// C's arrays, ended by a null pointer: neither needs to be UTF-8.
  public var arguments: [UnsafeMutablePointer<CChar>?]
  public var environment: [UnsafeMutablePointer<CChar>?]
  /// `-u`.
  public var user: LaunchedUser?
  /// Written in front of the reason when the program cannot be executed.
  public var failurePrefix: String
  /// And the exit status then.
  public var failureStatus: Int32

  public init(
    path: String, arguments: [UnsafeMutablePointer<CChar>?],
    environment: [UnsafeMutablePointer<CChar>?], failurePrefix: String, failureStatus: Int32
  ) {
    self.path = path
    self.arguments = arguments
    self.environment = environment
    self.failurePrefix = failurePrefix
    self.failureStatus = failureStatus
  }
}

/// Whom a program is to run as.
public struct LaunchedUser: Sendable {
  public var name: String
  public var user: UInt32
  public var group: UInt32
  /// Other than the above for programs that are set-user-id or set-group-id.
  public var effectiveUser: UInt32
  public var effectiveGroup: UInt32

  public init(
    name: String, user: UInt32, group: UInt32, effectiveUser: UInt32, effectiveGroup: UInt32
  ) {
    self.name = name
    self.user = user
    self.group = group
    self.effectiveUser = effectiveUser
    self.effectiveGroup = effectiveGroup
  }
}

extension Tracer {
  /// Starts a program under trace. Nothing of it runs, and nothing is shown, before its execve.
  public func launch(_ program: LaunchedProgram) throws(TraceError) {
    var gate: Int32 = -1
    let pid = fork(program, &gate)
    guard pid > 0 else { throw .cannotLaunch(Errno(rawValue: -pid)) }
    var code = clinux_ptrace_seize_with(pid, flags.rawValue)
    if code == 0 { code = clinux_ptrace_interrupt(pid) }
    var status: Int32 = 0
    if code == 0 { code = clinux_wait_for(pid, &status) }
    guard code == 0 else {
      kill(pid, SIGKILL)
      close(gate)
      throw .cannotLaunch(Errno(rawValue: -code))
    }
    // A program that is above us ends for its own parent.
    if options.control.daemon == nil { child = pid }
    let task = add(pid)
    task.isHidden = true
    resume(task)
    // It waits at the other end.
    close(gate)
    clinux_release_standard_files()
  }

  private func fork(_ program: LaunchedProgram, _ gate: inout Int32) -> Int32 {
    let calls = options.scope.calls.union(observer?.neededCalls ?? .none)
    let filter = options.control.filtersInKernel ? CallFilter.program(for: calls) : []
    return program.path.withCString { path in
      program.failurePrefix.withCString { prefix in
        program.arguments.withUnsafeBufferPointer { arguments in
          program.environment.withUnsafeBufferPointer { environment in
            filter.withUnsafeBufferPointer { filter in
              var launch = clinux_launch()
              launch.path = path
              launch.arguments = arguments.baseAddress
              launch.environment = environment.baseAddress
              launch.failure_prefix = prefix
              launch.failure_status = program.failureStatus
              if !filter.isEmpty {
                launch.filter = filter.baseAddress
                launch.filter_length = UInt16(clamping: filter.count)
              }
              return start(&launch, as: program.user, &gate)
            }
          }
        }
      }
    }
  }

  private func start(
    _ launch: inout clinux_launch, as user: LaunchedUser?, _ gate: inout Int32
  ) -> Int32 {
    guard let user else { return start(&launch, &gate) }
    launch.user = user.user
    launch.group = user.group
    launch.effective_user = user.effectiveUser
    launch.effective_group = user.effectiveGroup
    return user.name.withCString {
      launch.user_name = $0
      return start(&launch, &gate)
    }
  }

  private func start(_ launch: inout clinux_launch, _ gate: inout Int32) -> Int32 {
    guard let place = options.control.daemon else { return clinux_launch(&launch, &gate) }
    return clinux_launch_above(&launch, Int32(place.rawValue), &gate)
  }
}
