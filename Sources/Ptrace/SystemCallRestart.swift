// Starts system calls again that the kernel ends with EINTR when a thread is stopped, though no signal came.

import CLinux
import Primitives
import TargetMemory

/// Most calls are continued by the kernel itself. Some are not (signal(7), "Interruption of system calls and library
/// functions by stop signals"): their callers would see an error that nothing but us has caused.
public enum SystemCallRestart {
  /// epoll_wait, epoll_pwait, epoll_pwait2, semop, semtimedop, rt_sigtimedwait, io_getevents, io_pgetevents: each has done
  /// nothing when it returns EINTR, so that it can begin anew. A timeout begins anew as well.
  private static let calls: Set<Int64> = [232, 281, 441, 65, 220, 128, 208, 333]
  private static let interrupted = UInt64(bitPattern: -4)

  /// Sets a thread, which must stand at our wish, back to the instruction of its call if that is what happened to it.
  public static func apply(to tid: Int32, _ registers: ThreadRegisters, of target: LiveTarget) {
    guard calls.contains(registers.systemCall), registers[0] == interrupted,
      !target.hasPendingSignal(thread: tid),
      let code = try? target.bytes(at: registers.instructionPointer - 2, count: 2),
      code == [0x0f, 0x05],  // syscall
      var set = StoppedThreads.registerSet(1, of: tid, limit: ThreadRegisters.byteCount),
      set.count == ThreadRegisters.byteCount
    else { return }
    // The places of rax and rip in struct user_regs_struct (<sys/user.h>).
    set.withUnsafeMutableBytes { bytes in
      bytes.storeBytes(
        of: UInt64(bitPattern: registers.systemCall), toByteOffset: 10 * 8, as: UInt64.self)
      bytes.storeBytes(
        of: registers.instructionPointer.raw &- 2, toByteOffset: 16 * 8, as: UInt64.self)
    }
    _ = clinux_ptrace_write_registers(tid, 1, set, set.count)
  }
}
