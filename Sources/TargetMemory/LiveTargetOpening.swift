// Opening a live process, and saying precisely why not.

import Glibc
import Primitives
import SystemPackage

extension LiveTarget {
  /// Opens the process `pid`, or the process that the thread `pid` belongs to. Attaches and stops nothing.
  public static func open(pid: Int32) throws(OpenError) -> LiveTarget {
    let opening = try Opening(pid: pid)
    let task = try opening.taskWithMemory()
    let memory = try opening.openMemory(of: task)
    return LiveTarget(
      facts: opening.facts(), directory: opening.directory, task: task, memory: memory)
  }
}

/// A process on the way to becoming a target.
private struct Opening {
  /// The process, not the thread that was asked for.
  let pid: Int32
  let directory: ProcDirectory
  let stat: TaskStat
  let status: TaskStatus

  init(pid: Int32) throws(OpenError) {
    let asked = try Self.directory(of: pid)
    let group = try Self.read(asked, "status", pid: pid) { TaskStatus($0).number("Tgid") }
    let process = Int32(truncatingIfNeeded: group)
    directory = process == pid ? asked : try Self.directory(of: process)
    self.pid = process
    stat = try Self.read(directory, "stat", pid: process, TaskStat.init)
    status = try Self.read(directory, "status", pid: process) { TaskStatus($0) }
  }

  private static func directory(of pid: Int32) throws(OpenError) -> ProcDirectory {
    do throws(Errno) {
      guard pid > 0 else { throw .noSuchFileOrDirectory }
      return try ProcDirectory(path: "/proc/\(pid)")
    } catch .noSuchFileOrDirectory {
      // With `hidepid` the directory is missing, but a signal can still be aimed at the process.
      guard pid > 0, kill(pid, 0) != 0, errno == EPERM else { throw .noSuchProcess(pid: pid) }
      throw .denied(pid: pid, name: [], owner: .max, reason: .hidden)
    } catch {
      throw .system(pid: pid, error)
    }
  }

  private static func read<T>(
    _ directory: ProcDirectory, _ name: String, pid: Int32, _ parse: ([UInt8]) -> T?
  ) throws(OpenError) -> T {
    do throws(Errno) {
      guard let result = parse(try directory.contents(of: name)) else { throw .invalidArgument }
      return result
    } catch {
      throw Self.openError(error, pid: pid)
    }
  }

  private static func openError(_ error: Errno, pid: Int32) -> OpenError {
    switch error {
    case .noSuchProcess, .noSuchFileOrDirectory: .noSuchProcess(pid: pid)
    default: .system(pid: pid, error)
    }
  }

  /// The process, or a thread of it that still runs when the first one has ended: the memory lives as long as any.
  func taskWithMemory() throws(OpenError) -> Int32 {
    if stat.isKernelThread { throw .kernelThread(pid: pid, name: stat.name) }
    guard isDead(stat.state) else { return pid }
    for task in (try? directory.taskIDs()) ?? [] {
      guard let text = try? directory.contents(of: "task/\(task)/stat"),
        let thread = TaskStat(text), !isDead(thread.state)
      else { continue }
      return task
    }
    throw .zombie(pid: pid, parent: stat.parent)
  }

  private func isDead(_ state: UInt8) -> Bool {
    state == UInt8(ascii: "Z") || state == UInt8(ascii: "X") || state == UInt8(ascii: "x")
  }

  func openMemory(of task: Int32) throws(OpenError) -> Int32 {
    do throws(Errno) {
      return try directory.openFile("task/\(task)/mem")
    } catch let error where error == .permissionDenied || error == .notPermitted {
      throw .denied(pid: pid, name: stat.name, owner: owner, reason: denialReason())
    } catch {
      throw Self.openError(error, pid: pid)
    }
  }

  private var owner: UInt32 { UInt32(truncatingIfNeeded: status.number("Uid") ?? .max) }

  private func denialReason() -> DenialReason {
    if owner != getuid() { return .otherUser }
    if let scope = ptraceScope(), scope > 0 { return .ptraceScope(scope) }
    return .notDumpable
  }

  private func ptraceScope() -> Int? {
    guard let yama = try? ProcDirectory(path: "/proc/sys/kernel/yama"),
      let text = try? yama.contents(of: "ptrace_scope", limit: 16)
    else { return nil }
    return Int(String(decoding: text.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
  }

  func facts() -> ProcessFacts {
    ProcessFacts(
      pid: pid, executable: (try? directory.link("exe")).map(withoutDeletedMark) ?? [],
      name: stat.name, arguments: arguments(), state: stat.state, user: owner,
      hasOwnRoot: hasOwnRoot(), auxiliary: auxiliary())
  }

  private func withoutDeletedMark(_ path: [UInt8]) -> [UInt8] {
    let mark = Array(" (deleted)".utf8)
    return path.suffix(mark.count) == mark[...] ? path.dropLast(mark.count) : path
  }

  private func arguments() -> [[UInt8]] {
    let text = (try? directory.contents(of: "cmdline", limit: 1 << 20)) ?? []
    var parts = text.split(separator: 0, omittingEmptySubsequences: false).map { Array($0) }
    if parts.last?.isEmpty == true { parts.removeLast() }
    return parts
  }

  /// Containers and `chroot` give a process another root than ours.
  private func hasOwnRoot() -> Bool {
    guard let ours = try? ProcDirectory(path: "/").status(of: "."),
      let theirs = try? directory.status(of: "root")
    else { return false }
    return ours.st_ino != theirs.st_ino || ours.st_dev != theirs.st_dev
  }

  private func auxiliary() -> [UInt64: UInt64] {
    guard let bytes = try? directory.contents(of: "auxv", limit: 4096) else { return [:] }
    var result: [UInt64: UInt64] = [:]
    bytes.withUnsafeBytes { raw in
      for entry in stride(from: 0, to: raw.count & ~15, by: 16) {
        let key = raw.loadUnaligned(fromByteOffset: entry, as: UInt64.self)
        if key != 0 { result[key] = raw.loadUnaligned(fromByteOffset: entry + 8, as: UInt64.self) }
      }
    }
    return result
  }
}
