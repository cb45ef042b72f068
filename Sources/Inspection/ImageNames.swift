// Names that only a module's ELF file has: sections, stubs of the procedure linkage table, slots of the offset table.

import DebugInfo
import Primitives

/// The sections and linkage of a module, at its own addresses.
final class ImageNames: Sendable {
  private let file: ElfFile
  /// By rising address.
  private let sections: [ElfSection]
  private let stubs = Lazy<[Address: ElfSymbol]>()
  private let slots = Lazy<[Address: ElfSymbol]>()

  init(_ file: ElfFile) {
    self.file = file
    sections = file.sections
      .filter { $0.isAllocated && !$0.isThreadLocal && !$0.range.isEmpty }
      .sorted { $0.range.start < $1.range.start }
  }

  /// The function that the symbol table has around an address, for modules without a uniqtype table.
  func function(containing address: Address) -> (name: [UInt8], start: Address, size: UInt64)? {
    let best = file.symbols.filter {
      $0.kind == .function && !$0.isUndefined && $0.address <= address
        && address - $0.address < $0.size
    }.max { $0.address < $1.address }
    return best.map { (Array($0.name), $0.address, $0.size) }
  }

  /// The section that holds an address.
  func section(containing address: Address) -> ElfSection? {
    sections.last { $0.range.contains(address) }
  }

  /// The function that the PLT stub around an address jumps to.
  func stub(at address: Address) -> (target: [UInt8], offset: UInt64)? {
    let stubs = stubs.value { file.pltTargets }
    // Stubs have 8 or 16 bytes and are aligned to them.
    for start in [Address(address.raw & ~7), Address(address.raw & ~15)] {
      if let symbol = stubs[start] { return (Array(symbol.name), address - start) }
    }
    return nil
  }

  /// What the loader puts the address of into the 8 bytes around an address.
  func slot(at address: Address) -> (target: [UInt8], offset: UInt64)? {
    let start = Address(address.raw & ~7)
    let slots = slots.value { file.gotTargets }
    return slots[start].map { (Array($0.name), address - start) }
  }
}
