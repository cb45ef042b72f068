// A running process read from outside: /proc and process_vm_readv, without ptrace and without stopping anything.

import CLinux
import Glibc
import Primitives
import Synchronization
import SystemPackage

/// A live process. Opening it needs the same permission as a debugger, but attaches nothing and stops nothing.
///
/// It stays the same process for good: when the process ends, its id is used again or it runs another program by
/// `execve`, every read from a millisecond later on throws `.gone`.
public final class LiveTarget: Target {
  public let facts: ProcessFacts
  let directory: ProcDirectory
  /// The task whose memory is read: the process itself, or a thread of it when the first thread has ended.
  let task: Int32
  /// `/proc/PID/mem`: bound to the address space, not to the id.
  private let memory: Int32
  /// When `memory` was last seen to be of this process, in nanoseconds of the monotonic clock.
  private let lastCheck = Atomic<UInt64>(0)

  init(facts: ProcessFacts, directory: ProcDirectory, task: Int32, memory: Int32) {
    self.facts = facts
    self.directory = directory
    self.task = task
    self.memory = memory
  }

  deinit { close(memory) }

  public func readPrefix(
    at address: Address, into buffer: UnsafeMutableRawBufferPointer
  ) throws(ReadError) -> Int {
    guard let start = buffer.baseAddress, !buffer.isEmpty else { return 0 }
    let got = clinux_process_vm_read(task, address.raw, start, buffer.count)
    if got > 0 {
      try checkStillTheSame()
      return got
    }
    switch Int32(truncatingIfNeeded: -got) {
    case 0, EFAULT, EINVAL, EIO: throw .unmapped(address)
    case ESRCH: throw .gone
    // Seccomp filters and old kernels refuse the call, not the file.
    case EPERM, ENOSYS: return try readFile(at: address, into: buffer)
    case let code: throw .system(Errno(rawValue: code))
    }
  }

  /// `process_vm_readv` goes by a number, which another process, or another program in this one, may own by now. The
  /// file belongs to one address space and gives nothing once that has ended.
  private func checkStillTheSame() throws(ReadError) {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    let now = UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    // The check costs as much as a small read, and a question has many of them.
    guard now &- lastCheck.load(ordering: .relaxed) > 1_000_000 else { return }
    try checkPresence()
    lastCheck.store(now, ordering: .relaxed)
  }

  public func checkPresence() throws(ReadError) {
    // Without its address space the file gives nothing at any place; with it nothing at 0 is an error (mem_rw,
    // fs/proc/base.c).
    var byte: UInt8 = 0
    if pread(memory, &byte, 1, 0) == 0 { throw .gone }
  }

  private func readFile(
    at address: Address, into buffer: UnsafeMutableRawBufferPointer
  ) throws(ReadError) -> Int {
    let got = pread(
      memory, buffer.baseAddress, buffer.count, off_t(truncatingIfNeeded: address.raw))
    if got > 0 { return got }
    if got == 0 { throw .gone }
    let error = Errno.current
    throw error == .ioError || error == .badAddress ? .unmapped(address) : .system(error)
  }

  public func mappings() throws(ReadError) -> [Mapping] {
    let text: [UInt8]
    do {
      text = try directory.contents(of: "task/\(task)/maps")
    } catch {
      throw Self.readError(error)
    }
    // A process that has ended shows an empty file.
    guard !text.isEmpty else { throw .gone }
    return MapsText.parse(text)
  }

  public func threads() throws(ReadError) -> [ThreadFacts] {
    let ids: [Int32]
    do { ids = try directory.taskIDs() } catch { throw Self.readError(error) }
    return ids.compactMap(thread)
  }

  /// The ids of the threads, rising, as they are now: quicker than `threads()`.
  public func threadIDs() throws(ReadError) -> [Int32] {
    do { return try directory.taskIDs() } catch { throw Self.readError(error) }
  }

  /// The process that traces a thread; nil when none does, or the thread has ended.
  public func tracer(ofThread id: Int32) -> Int32? {
    guard let text = try? directory.contents(of: "task/\(id)/status"),
      let tracer = TaskStatus(text).number("TracerPid"), tracer != 0
    else { return nil }
    // The kernel gives the thread of the tracer that attached.
    let process = try? ProcDirectory(path: "/proc/\(tracer)").contents(of: "status")
    let group = process.flatMap { TaskStatus($0).number("Tgid") }
    return Int32(truncatingIfNeeded: group ?? tracer)
  }

  /// Whether a signal waits for a thread that does not block it.
  public func hasPendingSignal(thread id: Int32) -> Bool {
    guard let text = try? directory.contents(of: "task/\(id)/status") else { return false }
    let status = TaskStatus(text)
    let mask = { (key: String) in status.number(key, radix: 16) ?? 0 }
    return (mask("SigPnd") | mask("ShdPnd")) & ~mask("SigBlk") != 0
  }

  /// What is known of one thread; nil for a thread that has ended meanwhile.
  public func thread(_ id: Int32) -> ThreadFacts? {
    guard let text = try? directory.contents(of: "task/\(id)/stat"), let stat = TaskStat(text)
    else { return nil }
    return ThreadFacts(
      tid: id, name: stat.name, state: stat.state,
      stackPointer: systemCall(ofThread: id)?.stackPointer)
  }

  /// The system call that a thread is blocked in; nil for one that runs or has ended.
  public func systemCall(ofThread id: Int32) -> SystemCallFacts? {
    (try? directory.contents(of: "task/\(id)/syscall")).flatMap { SystemCallFacts($0) }
  }

  private static func readError(_ error: Errno) -> ReadError {
    switch error {
    case .noSuchProcess, .noSuchFileOrDirectory: .gone
    default: .system(error)
    }
  }
}
