// Taking over processes that run already, and tasks that are born.

import CLinux
import Glibc
import Primitives
import Ptrace
import SystemCalls
import SystemPackage
import TargetMemory

/// PTRACE_O_ numbers (<linux/ptrace.h>).
struct TraceFlags: OptionSet {
  let rawValue: UInt32

  static let marksSystemCalls = TraceFlags(rawValue: 1)
  static let fork = TraceFlags(rawValue: 1 << 1)
  static let vfork = TraceFlags(rawValue: 1 << 2)
  static let clone = TraceFlags(rawValue: 1 << 3)
  static let exec = TraceFlags(rawValue: 1 << 4)
  static let exit = TraceFlags(rawValue: 1 << 6)
  static let seccomp = TraceFlags(rawValue: 1 << 7)
  static let killsAtOurEnd = TraceFlags(rawValue: 1 << 20)
}

extension Tracer {
  var flags: TraceFlags {
    var result: TraceFlags = [.marksSystemCalls, .exec, .exit]
    if options.scope.followsForks { result.formUnion([.fork, .vfork, .clone]) }
    if options.control.filtersInKernel { result.insert(.seccomp) }
    if options.control.killsAtExit { result.insert(.killsAtOurEnd) }
    return result
  }

  /// Begins to trace processes; with `-f` all of their threads. What cannot be traced is told. Returns how many can.
  @discardableResult
  public func attach(to pids: [Int32]) -> Int {
    var count = 0
    for pid in pids where clinux_noted_signal() == 0 {
      guard let obstacle = seize(pid) else {
        count += 1
        continue
      }
      tell(.cannotAttach(pid: pid, obstacle))
    }
    return count
  }

  /// Why a process cannot be traced; nil when it is.
  private func seize(_ pid: Int32) -> AttachObstacle? {
    if pid == getpid() { return .ourselves }
    if tasks.find(pid) != nil { return nil }
    if let error = seizeTask(pid) { return AttachObstacle(error, pid: pid) }
    var threads = 1
    if options.scope.followsForks { threads += seizeThreads(of: pid) }
    if !options.quiet.contains(.attach) { tell(.attached(pid: pid, threads: threads)) }
    return nil
  }

  private func seizeTask(_ tid: Int32) -> Errno? {
    let code = clinux_ptrace_seize_with(tid, flags.rawValue)
    guard code == 0 else { return Errno(rawValue: -code) }
    let task = add(tid)
    task.isNewcomer = true
    // SEIZE alone leaves it running without stops at calls.
    _ = clinux_ptrace_interrupt(tid)
    return nil
  }

  /// Threads may be born until the last is seized, so the list is read until it has no new one. What is born of a seized
  /// thread is traced already and makes itself known.
  private func seizeThreads(of pid: Int32) -> Int {
    var seen: Set<Int32> = [pid]
    var count = 0
    while true {
      let fresh = Self.threads(of: pid).filter { seen.insert($0).inserted }
      if fresh.isEmpty { return count }
      for tid in fresh where tasks.find(tid) == nil && seizeTask(tid) == nil { count += 1 }
    }
  }

  private static func threads(of pid: Int32) -> [Int32] {
    guard let directory = opendir("/proc/\(pid)/task") else { return [] }
    defer { closedir(directory) }
    var result: [Int32] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if let tid = Int32(name) { result.append(tid) }
    }
    return result
  }

  /// The first stop of a task that was running: what our interruption has done to it is undone.
  func welcome(_ task: TracedTask) {
    guard let registers = StoppedThreads.registers(of: task.tid) else { return }
    if registers.systemCall >= 0 {
      task.previousCall = CallInFlight(
        number: UInt64(registers.systemCall), arguments: [0, 0, 0, 0, 0, 0])
    }
    if let target = try? LiveTarget.open(pid: task.tid) {
      SystemCallRestart.apply(to: task.tid, registers, of: target)
    }
  }

  /// A task that is not in the table has stopped or ended: a child of a traced one, or nobody that we know.
  func adopt(_ tid: Int32, _ report: TaskReport) -> TracedTask? {
    switch report {
    case .exited, .killed:
      // After `-b execve` it is still our child.
      let isExpected = tid == child && options.control.detachesAtExec
      if tid == child { child = 0 }
      if !isExpected, !options.quiet.contains(.exit) { tell(.unknownEnded(tid: tid)) }
      return nil
    default: break
    }
    guard options.scope.followsForks else {
      // clone's own CLONE_PTRACE asks for it (clone(2)).
      _ = clinux_ptrace_detach(tid, 0)
      if !options.quiet.contains(.attach) { tell(.detachedUnknown(tid: tid)) }
      return nil
    }
    let task = add(tid)
    task.hasFilter = isFiltered
    if !options.quiet.contains(.attach) {
      logs.flush()
      tell(.followed(tid: tid))
    }
    return task
  }

  /// Makes an entry for a task that is traced.
  func add(_ tid: Int32) -> TracedTask {
    let task = TracedTask(tid: tid, process: process(of: tid), log: logs.log(for: tid))
    tasks.insert(task)
    companion?.tasksChanged(tasks)
    return task
  }

  /// The process that a task belongs to. `isFresh`: it is another than before, by execve.
  func process(of tid: Int32, isFresh: Bool = false) -> TracedProcess {
    let pid = isFresh ? tid : Self.processID(ofThread: tid)
    if !isFresh, let known = processes[pid] { return known }
    let result = TracedProcess(pid: pid)
    processes[pid] = result
    return result
  }

  /// Tgid of /proc/TID/status; the id itself when that cannot be read.
  private static func processID(ofThread tid: Int32) -> Int32 {
    let descriptor = open("/proc/\(tid)/status", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return tid }
    defer { close(descriptor) }
    var text = [UInt8](repeating: 0, count: 512)
    let count = Glibc.read(descriptor, &text, text.count)
    let lines = text.prefix(max(count, 0)).split(separator: UInt8(ascii: "\n"))
    let line = lines.first { $0.starts(with: "Tgid:\t".utf8) }
    return line.flatMap { Int32(String(decoding: $0.dropFirst(6), as: UTF8.self)) } ?? tid
  }
}

extension AttachObstacle {
  /// What PTRACE_SEIZE's error means for a process.
  init(_ error: Errno, pid: Int32) {
    guard error == .notPermitted || error == .permissionDenied else {
      self = error == .noSuchProcess ? .noSuchProcess : .system(error)
      return
    }
    let target = try? LiveTarget.open(pid: pid)
    if let tracer = target?.tracer(ofThread: pid) {
      self = .traced(by: tracer)
    } else if let state = target?.thread(pid)?.state, state == UInt8(ascii: "Z") {
      self = .zombie
    } else {
      self = .denied
    }
  }
}
