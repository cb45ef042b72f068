// The seccomp filter that has the kernel stop a task at the chosen calls only (seccomp(2), <linux/filter.h>).

import CLinux
import SystemCalls

/// Makes the filter's program.
enum CallFilter {
  /// AUDIT_ARCH_X86_64 (<linux/audit.h>).
  private static let nativeArchitecture: UInt32 = 0xc000_003e
  /// Offsets in struct seccomp_data.
  private static let (numberOffset, architectureOffset): (UInt32, UInt32) = (0, 4)
  /// SECCOMP_RET_TRACE and SECCOMP_RET_ALLOW.
  private static let (trace, allow): (UInt32, UInt32) = (0x7ff0_0000, 0x7fff_0000)
  /// BPF_LD|BPF_W|BPF_ABS, BPF_JMP|BPF_JEQ|BPF_K, BPF_JMP|BPF_JGE|BPF_K, BPF_RET|BPF_K.
  private static let (load, ifEqual, ifAtLeast, answer): (UInt16, UInt16, UInt16, UInt16) =
    (0x20, 0x15, 0x35, 0x06)
  /// Numbers that the table may know.
  private static let limit: UInt64 = 512

  /// Traces the chosen calls, execve, which shows that the filter works, and whatever is not made by the 64-bit convention.
  static func program(for choice: CallChoice) -> [clinux_filter_instruction] {
    var program = [
      instruction(load, architectureOffset),
      instruction(ifEqual, nativeArchitecture, then: 1),
      instruction(answer, trace),
      instruction(load, numberOffset),
      instruction(ifAtLeast, UInt32(Tracer.x32Bit), else: 1),
      instruction(answer, trace),
    ]
    for range in ranges(of: choice) {
      // Below the range, or behind it: on to the next.
      program.append(instruction(ifAtLeast, UInt32(range.lowerBound), else: 2))
      program.append(instruction(ifAtLeast, UInt32(range.upperBound), then: 1))
      program.append(instruction(answer, trace))
    }
    let isOther = choice.contains(limit, .amd64)
    program.append(instruction(ifAtLeast, UInt32(limit), else: 1))
    program.append(instruction(answer, isOther ? trace : allow))
    program.append(instruction(answer, allow))
    return program
  }

  /// The chosen numbers as half-open ranges.
  private static func ranges(of choice: CallChoice) -> [Range<UInt64>] {
    let executing: Set<UInt64> = [59, 322]
    var result: [Range<UInt64>] = []
    for number in 0..<limit where executing.contains(number) || choice.contains(number, .amd64) {
      if let last = result.last, last.upperBound == number {
        result[result.count - 1] = last.lowerBound..<number + 1
      } else {
        result.append(number..<number + 1)
      }
    }
    return result
  }

  private static func instruction(
    _ code: UInt16, _ value: UInt32, then: UInt8 = 0, else other: UInt8 = 0
  ) -> clinux_filter_instruction {
    clinux_filter_instruction(
      code: code, jump_if_true: then, jump_if_false: other, value: value)
  }
}
