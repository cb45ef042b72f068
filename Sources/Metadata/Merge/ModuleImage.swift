// Where a module's code and data lie when it is loaded.

import DebugInfo
import Primitives

/// The loaded segments of a module, for telling real addresses from those of code that the linker dropped (which keep small or
/// zero addresses).
struct ModuleImage {
  private let loads: [ElfSegment]
  private let relocatedReadOnly: [AddressRange]
  /// The initial values of the module's thread-locals; as large as a thread's copy.
  private let threadLocals: AddressRange?
  /// Bytes of a thread's copy of the module's thread-locals.
  var threadLocalSize: UInt64 { threadLocals?.size ?? 0 }
  /// From the lowest loaded address to the end of the highest.
  let range: AddressRange

  init(_ elf: ElfFile) {
    loads = elf.segments.filter { $0.kind == .load }
    relocatedReadOnly = elf.segments.filter { $0.kind == .gnuRelro }.map(\.range)
    threadLocals = elf.segments.first { $0.kind == .tls }?.range
    let start = loads.map(\.range.start).min() ?? Address(0)
    range = AddressRange(start, loads.map(\.range.end).max() ?? start)
  }

  private func segment(_ address: UInt64) -> ElfSegment? {
    loads.first { $0.range.contains(Address(address)) }
  }

  /// The offset of a thread-local in its module's block, from what DWARF gives. gcc 12's split DWARF lists the address of
  /// the initial value instead, since its `.debug_addr` has plain relocations only.
  func threadLocalOffset(_ place: UInt64) -> UInt64 {
    guard let threadLocals, place >= threadLocals.size, threadLocals.contains(Address(place)) else {
      return place
    }
    return Address(place) - threadLocals.start
  }

  func isLoaded(_ address: UInt64) -> Bool { segment(address) != nil }

  func isCode(_ address: UInt64) -> Bool { segment(address)?.isExecutable ?? false }

  /// Whether the program cannot write there once the loader is done.
  func isReadOnly(_ address: UInt64) -> Bool {
    segment(address)?.isWritable == false
      || relocatedReadOnly.contains { $0.contains(Address(address)) }
  }
}
