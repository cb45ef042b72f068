// Seizes all threads of a process, makes them stand, and lets them go as they were.

import CLinux
import Glibc
import Primitives
import SystemPackage
import TargetMemory

/// Stops the threads of one process. All of it happens on one thread, the tracer.
///
/// SEIZE changes nothing for a thread; INTERRUPT makes it stand without a signal, so that nothing is left behind: a
/// system call goes on where it was (ptrace(2), "Attaching and detaching"), a group-stop stays one.
struct ThreadStopper {
  let target: LiveTarget
  private var facts: [Int32: ThreadFacts] = [:]
  /// Seized threads, and what each is owed when it is let go; nil while it has not stopped yet.
  private var seized: [Int32: WaitStatus?] = [:]
  private var registers: [Int32: ThreadRegisters] = [:]
  private var obstacles: [Int32: String] = [:]
  /// Where threads wait that the kernel does not let stand.
  private var held: [Int32: SystemCallFacts] = [:]
  private var isAnyHeld = false
  private(set) var start: ContinuousClock.Instant?

  /// More threads than this are not stopped.
  static let threadLimit = 32_768

  init(_ target: LiveTarget) { self.target = target }

  /// Makes every thread stand. New ones may be born until the last has stopped, so the list is read until it has no new
  /// one.
  mutating func stop() throws(StopError) {
    while true {
      let fresh = try ids().filter { facts[$0] == nil }.prefix(Self.threadLimit - facts.count)
      if fresh.isEmpty { break }
      for id in fresh { try seize(id) }
      if start == nil { start = .now }
      for id in fresh where seized[id] != nil { _ = clinux_ptrace_interrupt(id) }
      waitForAll()
    }
    if !isAnyHeld, !seized.values.contains(where: { $0 != nil }) { throw .gone }
  }

  private func ids() throws(StopError) -> [Int32] {
    do throws(ReadError) { return try target.threadIDs() } catch { throw StopError(error) }
  }

  private mutating func seize(_ id: Int32) throws(StopError) {
    let known = target.thread(id) ?? ThreadFacts(tid: id, name: [], state: nil)
    facts[id] = known
    switch Errno(rawValue: -clinux_ptrace_seize(id)) {
    case Errno(rawValue: 0): seized[id] = .some(nil)
    case .noSuchProcess: facts[id] = ThreadFacts(tid: id, name: [], state: nil)
    case .notPermitted, .permissionDenied:
      try giveUpOrThrow(id)
    case let error: throw .system(error)
    }
  }

  /// Tells a thread that is ending, which cannot be seized, from one that may not be.
  private mutating func giveUpOrThrow(_ id: Int32) throws(StopError) {
    if let tracer = target.tracer(ofThread: id) { throw .traced(by: tracer) }
    let state = target.thread(id)?.state
    let hasEnded = state == nil || state == UInt8(ascii: "Z") || state == UInt8(ascii: "X")
    // One process's threads are all allowed or none.
    guard hasEnded || !seized.isEmpty else { throw .denied }
    if id == target.facts.pid {
      // The first thread stays as a zombie until the others have ended too.
      obstacles[id] = "it has ended"
    } else {
      facts[id] = ThreadFacts(tid: id, name: [], state: nil)
    }
  }

  /// Waits until every seized thread stands. One that the kernel holds in an uninterruptible wait (`D`: a vfork parent, a
  /// dead file server) does not; it is not waited for.
  private mutating func waitForAll() {
    let begin = ContinuousClock.now
    var lastLook = begin
    while true {
      for (id, status) in seized where status == nil { check(id) }
      let missing = seized.filter { $0.value == nil }.keys
      if missing.isEmpty { return }
      var pause = timespec(tv_sec: 0, tv_nsec: 20_000)
      nanosleep(&pause, nil)
      guard .now - lastLook > .milliseconds(10) else { continue }
      lastLook = .now
      let isHopeless = missing.allSatisfy { target.thread($0)?.state == UInt8(ascii: "D") }
      if isHopeless || .now - begin > .seconds(2) { return giveUp(on: Array(missing)) }
    }
  }

  private mutating func check(_ id: Int32) {
    var raw: Int32 = 0
    let found = clinux_wait_without_blocking(id, &raw)
    if found == 0 { return }
    // Nothing to wait for: another thread's execve took it away.
    let status = found < 0 ? .ended : WaitStatus(raw)
    if status == .ended {
      seized[id] = nil
      obstacles[id] = "it ended while it was being stopped"
    } else {
      seized[id] = status
      takeRegisters(of: id, status)
    }
  }

  /// At once, so that a call which must be started again is set right before anything can happen to us.
  private mutating func takeRegisters(of id: Int32, _ status: WaitStatus) {
    guard let found = StoppedThreads.registers(of: id) else { return }
    registers[id] = found
    if status == .stopped { SystemCallRestart.apply(to: id, found, of: target) }
  }

  /// The kernel detaches those, whatever they do, when this thread ends.
  private mutating func giveUp(on ids: [Int32]) {
    for id in ids {
      seized[id] = nil
      isAnyHeld = true
      held[id] = target.systemCall(ofThread: id)
      let reason =
        held[id]?.mayWaitForChild ?? false
        ? ", until the child that shares its memory runs another program or ends" : ""
      obstacles[id] = "the kernel holds it in a wait that cannot be interrupted" + reason
    }
  }

  /// The threads with their registers.
  func threads() -> [StoppedThread] {
    facts.values.sorted { $0.tid < $1.tid }.compactMap { known in
      let registers = registers[known.tid]
      // Gone before it was ever seen.
      if registers == nil, known.state == nil, obstacles[known.tid] == nil { return nil }
      let facts = ThreadFacts(
        tid: known.tid, name: known.name, state: known.state,
        stackPointer: registers?.stackPointer ?? known.stackPointer,
        threadPointer: registers.map { Address($0.fsBase) })
      return StoppedThread(
        facts: facts, registers: registers, systemCall: held[known.tid],
        obstacle: registers == nil ? obstacles[known.tid] ?? "it has no registers" : nil)
    }
  }

  /// Lets every thread go on, each with the signal that it was stopped at.
  mutating func release() {
    for (id, status) in seized {
      guard case .signal(let number)? = status else {
        _ = clinux_ptrace_detach(id, 0)
        continue
      }
      _ = clinux_ptrace_detach(id, number)
    }
    seized = [:]
  }
}
