// Running on the processor of the traced task while there is only one: each waits for the other anyway, and waking
// somebody on another processor costs more than the call.

import CLinux
import Glibc
import SystemCalls

/// Keeps tracer and task on one processor, where the target does not see it.
final class Companion {
  /// Calls that a task makes alone before it is worth the trouble.
  private static let patience = 256
  private static let maskSize = 1024

  private var callsAlone = 0
  /// Whether it is the only task; only then it may be held.
  private var isAlone = false
  /// The task that has only one processor; 0 for none.
  private var held: Int32 = 0
  private var ownMask: [UInt8] = []
  private var promise: UnsafeMutablePointer<clinux_affinity>?
  private var lifeline: Int32 = -1
  private(set) var guardID: Int32 = 0
  /// The target chooses its processors itself, or the kernel refuses.
  private var isHopeless = sysconf(Int32(_SC_NPROCESSORS_ONLN)) < 2

  deinit { end() }

  /// Gives everybody back what they had.
  func end() {
    release()
    isHopeless = true
    if lifeline >= 0 { close(lifeline) }
    lifeline = -1
  }

  func tasksChanged(_ tasks: TaskTable) {
    isAlone = tasks.count == 1
    if !isAlone { release() }
  }

  // MARK: Calls

  /// A call begins. Those that hand on or ask for the processors see them as they would be without us.
  func willCall(_ task: TracedTask, _ call: CallInFlight) {
    guard !isHopeless, isAlone else { return }
    if call.convention == .amd64 {
      if Self.breeding.contains(call.number) { release() }
      if call.number == Self.setAffinity {
        release()
        isHopeless = true
      }
    } else {
      release()
      isHopeless = true
    }
    guard held == 0, !isHopeless, !Self.breeding.contains(call.number) else { return }
    callsAlone += 1
    if callsAlone >= Self.patience { hold(task.tid) }
  }

  /// Whether what a task's call returns must be looked at.
  func wantsResult(of task: TracedTask) -> Bool {
    held == task.tid && held != 0 && task.call?.number == Self.getAffinity
  }

  /// A call has returned: what `sched_getaffinity` tells the target is made true.
  func hasCalled(_ task: TracedTask, result: UInt64) {
    guard let call = task.call, let promise, let length = Int(exactly: result),
      length <= promise.pointee.size,
      call.arguments[0] == 0 || call.arguments[0] == UInt64(held)
    else { return }
    withUnsafeBytes(of: &promise.pointee.mask) {
      _ = task.process.write(UnsafeRawBufferPointer(rebasing: $0[..<length]), at: call.arguments[2])
    }
  }

  /// clone, fork, vfork, clone3: a child inherits the processors.
  private static let breeding: Set<UInt64> = [56, 57, 58, 435]
  private static let setAffinity: UInt64 = 203
  private static let getAffinity: UInt64 = 204

  // MARK: Processors

  private func hold(_ tid: Int32) {
    guard let processor = Self.processor(of: tid), let promise = promised(to: tid) else {
      isHopeless = true
      return
    }
    var single = [UInt8](repeating: 0, count: Int(promise.pointee.size))
    guard processor / 8 < single.count else { return }
    single[processor / 8] = 1 << UInt8(processor % 8)
    // The promise first: from here on we may be killed.
    promise.pointee.tid = tid
    held = tid
    if clinux_write_affinity(tid, single, single.count) != 0
      || clinux_write_affinity(0, single, single.count) != 0
    {
      release()
      isHopeless = true
    }
  }

  /// Writes down which processors a task and we have now; nil when the kernel does not tell.
  private func promised(to tid: Int32) -> UnsafeMutablePointer<clinux_affinity>? {
    if promise == nil {
      let started = clinux_start_affinity_guard(&promise, &lifeline)
      guard started > 0 else { return nil }
      guardID = started
    }
    guard let promise else { return nil }
    let size = withUnsafeMutableBytes(of: &promise.pointee.mask) {
      clinux_read_affinity(tid, $0.baseAddress, $0.count)
    }
    ownMask = [UInt8](repeating: 0, count: Self.maskSize)
    guard size > 0, clinux_read_affinity(0, &ownMask, ownMask.count) == size else { return nil }
    promise.pointee.size = UInt32(size)
    return promise
  }

  private func release() {
    callsAlone = 0
    guard held != 0, let promise else { return }
    let size = Int(promise.pointee.size)
    withUnsafeBytes(of: &promise.pointee.mask) {
      _ = clinux_write_affinity(held, $0.baseAddress, size)
    }
    _ = clinux_write_affinity(0, ownMask, size)
    promise.pointee.tid = 0
    held = 0
  }

  /// Where a task runs, or ran last (proc(5), `stat`, field 39).
  private static func processor(of tid: Int32) -> Int? {
    let descriptor = open("/proc/\(tid)/stat", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var text = [UInt8](repeating: 0, count: 1024)
    let count = read(descriptor, &text, text.count)
    guard count > 0, let name = text[..<count].lastIndex(of: UInt8(ascii: ")")) else { return nil }
    let fields = text[name..<count].split(separator: UInt8(ascii: " "))
    // The first of them is the end of field 2.
    return fields.count > 37 ? Int(String(decoding: fields[37], as: UTF8.self)) : nil
  }
}
