// Names that only a module's ELF file has: sections, stubs of the procedure linkage table, slots of the offset table.

import DebugInfo
import Primitives

/// A symbol with a size, at the module's own addresses.
struct NamedRange: Sendable {
  /// C++ names demangled.
  let name: [UInt8]
  let range: AddressRange
}

/// The sections and linkage of a module, at its own addresses.
final class ImageNames: Sendable {
  private let file: ElfFile
  /// By rising address.
  private let sections: [ElfSection]
  private let stubs = Lazy<[Address: ElfSymbol]>()
  private let slots = Lazy<[Address: ElfSymbol]>()
  private let symbols = Lazy<[ElfSymbol]>()

  init(_ file: ElfFile) {
    self.file = file
    sections = file.sections
      .filter { $0.isAllocated && !$0.isThreadLocal && !$0.range.isEmpty }
      .sorted { $0.range.start < $1.range.start }
  }

  /// The function or variable that the symbol table has around an address, for what no uniqtype table knows.
  func symbol(containing address: Address, kind: ElfSymbol.Kind) -> NamedRange? {
    let symbols = symbols.value { sortedSymbols() }
    let after = symbols.partitioningIndex { $0.address > address }
    // Symbols overlap seldom, and then near each other.
    let fitting = symbols[..<after].suffix(16).filter {
      $0.kind == kind && AddressRange($0.address, size: $0.size).contains(address)
    }
    // Of several names for one place the plainest: `clone3`, not `__clone3`.
    let start = fitting.last?.address
    let found = fitting.filter { $0.address == start }.min { a, b in
      (a.leadingUnderscores, a.name.count) < (b.leadingUnderscores, b.name.count)
    }
    return found.map {
      NamedRange(name: $0.readableName, range: AddressRange($0.address, size: $0.size))
    }
  }

  /// The module's own address of a defined symbol.
  func address(of name: some Collection<UInt8>) -> Address? {
    file.symbols.first { !$0.isUndefined && $0.name.elementsEqual(name) }?.address
  }

  /// The module's own addresses of the functions of a name.
  func functions(named name: ByteString) -> Set<Address> {
    let found = symbols.value { sortedSymbols() }
      .filter { $0.kind == .function && $0.name.elementsEqual(name) }
    return Set(found.map(\.address))
  }

  /// The symbol whose content the loader copies to an address out of a library.
  func copied(at address: Address) -> ElfSymbol? {
    file.relocations.first { $0.kind == .copy && $0.place == address }?.symbol
  }

  private func sortedSymbols() -> [ElfSymbol] {
    file.symbols.filter { !$0.isUndefined && $0.size > 0 }
      .sorted { $0.address < $1.address }
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
      if let symbol = stubs[start] { return (symbol.readableName, address - start) }
    }
    return nil
  }

  /// What the loader puts the address of into the slot of the global offset table around an address. Pointers in other
  /// data are filled in the same way, but belong to variables.
  func slot(at address: Address) -> (target: [UInt8], offset: UInt64)? {
    guard section(containing: address)?.name.starts(with: ".got".utf8) == true else { return nil }
    let start = Address(address.raw & ~7)
    let slots = slots.value { file.gotTargets }
    return slots[start].map { ($0.readableName, address - start) }
  }
}

extension ElfSymbol {
  fileprivate var leadingUnderscores: Int { name.prefix { $0 == UInt8(ascii: "_") }.count }
}
