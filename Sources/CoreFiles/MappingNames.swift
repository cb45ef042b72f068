// Which of a dead process's anonymous mappings were the heap, the stack, the vdso: the kernel's names for them.

import Primitives
import TargetMemory

/// Tells the kernel's own mappings apart by the auxiliary vector and the program's place.
struct MappingNames {
  private let auxiliary: [UInt64: UInt64]
  /// Where the program's own data ends and what brk hands out begins, within `heapReach`; nil when it is not known.
  private let breakBase: Address?
  /// Where the heap ended that was found so far.
  private var heapEnd: Address?

  /// The kernel moves the start of the heap by up to this many bytes (Linux's arch/x86/kernel/process.c,
  /// `arch_randomize_brk`).
  private static let heapReach: UInt64 = 1 << 30
  /// Fixed for good (Linux's arch/x86/include/uapi/asm/vsyscall.h).
  private static let vsyscall = Address(0xffff_ffff_ff60_0000)

  /// - Parameter executable: the program; nil when its header is not in the core.
  init(auxiliary: [UInt64: UInt64], executable: LoadedImage?) {
    self.auxiliary = auxiliary
    // A program that is position-independent and has no loader has its heap elsewhere (`load_elf_binary`).
    let hasLoader = auxiliary[AuxiliaryKey.interpreterBase].map { $0 != 0 } ?? false
    guard let executable, hasLoader || executable.bias == 0,
      let end = executable.segments.map(\.range.end).max()
    else {
      breakBase = nil
      return
    }
    breakBase = Address((end.raw &+ executable.bias &+ 4095) & ~4095)
  }

  /// What an anonymous mapping is, and its name; to be asked by rising address.
  mutating func name(_ range: AddressRange, _ permissions: Permissions) -> (MappingKind, String) {
    if contains(range, AuxiliaryKey.vdso) { return (.vdso, "[vdso]") }
    if range.start == Self.vsyscall { return (.vsyscall, "[vsyscall]") }
    guard permissions.contains([.read, .write]) else { return (.anonymous, "") }
    if contains(range, AuxiliaryKey.executableName) || contains(range, AuxiliaryKey.random) {
      return (.stack, "[stack]")
    }
    return isHeap(range) ? (.heap, "[heap]") : (.anonymous, "")
  }

  private func contains(_ range: AddressRange, _ key: UInt64) -> Bool {
    auxiliary[key].map { $0 != 0 && range.contains(Address($0)) } ?? false
  }

  /// The first writable memory behind the program's data, and what follows it without a gap.
  private mutating func isHeap(_ range: AddressRange) -> Bool {
    if let end = heapEnd {
      guard range.start == end else { return false }
    } else {
      guard let base = breakBase, range.end > base, range.start < base + Self.heapReach else {
        return false
      }
    }
    heapEnd = range.end
    return true
  }

  /// The pages that the vdso reads lie right below it.
  func nameSharedPages(in mappings: inout [Mapping]) {
    guard var above = mappings.firstIndex(where: { $0.kind == .vdso }) else { return }
    while above > 0 {
      let mapping = mappings[above - 1]
      guard mapping.range.end == mappings[above].range.start, mapping.file == nil,
        mapping.permissions == .read
      else { return }
      mappings[above - 1] = Mapping(
        range: mapping.range, permissions: .read, kind: .vvar, name: Array("[vvar]".utf8))
      above -= 1
    }
  }
}
