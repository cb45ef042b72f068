// The threads of a process while they stand still.

import CLinux
import TargetMemory

/// All threads of a live process, standing. It is of use only inside the `withAllStopped` that gave it, and on its thread.
public struct StoppedThreads {
  public let target: LiveTarget
  /// By rising thread id, each with its registers or the reason why it has none.
  public let threads: [StoppedThread]

  /// A register set of a thread by its ELF note type (NT_PRSTATUS 1, NT_FPREGSET 2, NT_X86_XSTATE 0x202), in the note's
  /// own layout; nil when the kernel does not give it. `limit` bounds its size in bytes.
  public func registerSet(_ kind: UInt32, of tid: Int32, limit: Int = 16384) -> [UInt8]? {
    Self.registerSet(kind, of: tid, limit: limit)
  }

  /// The `siginfo_t` (128 bytes) of the signal that a thread stopped at; nil when it stopped at none.
  public func signalInformation(of tid: Int32) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 128)
    return clinux_ptrace_signal_information(tid, &bytes) == 0 ? bytes : nil
  }

  static func registerSet(_ kind: UInt32, of tid: Int32, limit: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: limit)
    let got = clinux_ptrace_read_registers(tid, kind, &bytes, limit)
    return got > 0 ? Array(bytes[..<min(got, limit)]) : nil
  }

  /// The general registers and xmm0 to xmm15.
  public static func registers(of tid: Int32) -> ThreadRegisters? {
    let (general, floating): (UInt32, UInt32) = (1, 2)
    guard let bytes = registerSet(general, of: tid, limit: ThreadRegisters.byteCount) else {
      return nil
    }
    // The FXSAVE area (Intel SDM 1, 10.5.1): the xmm registers stand from byte 160 on.
    let saved = registerSet(floating, of: tid, limit: 512) ?? []
    let vectors = saved.count >= 416 ? Array(saved[160..<416]) : []
    return bytes.withUnsafeBytes { ThreadRegisters(userRegisters: $0, vectors: vectors) }
  }
}
