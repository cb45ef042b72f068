// Dynamic relocations: what the loader will write into the module's data.

import Primitives

/// A dynamic relocation of an x86-64 module.
public struct ElfRelocation: Sendable {
  /// `r_info`'s type, of which those that matter have names here (x86-64 psABI, table 4.9).
  public struct Kind: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// `R_X86_64_64`: the symbol's address plus the addend.
    public static let absolute64 = Kind(rawValue: 1)
    public static let copy = Kind(rawValue: 5)
    public static let globalData = Kind(rawValue: 6)
    public static let jumpSlot = Kind(rawValue: 7)
    /// `R_X86_64_RELATIVE`: the load bias plus the addend.
    public static let relative = Kind(rawValue: 8)
    public static let tlsModule = Kind(rawValue: 16)
    public static let tlsOffset = Kind(rawValue: 18)
    /// `R_X86_64_IRELATIVE`: what the function at bias plus addend returns.
    public static let indirectRelative = Kind(rawValue: 37)
  }

  public let kind: Kind
  /// The place that is written, an address of the module's own.
  public let place: Address
  /// Nil for relocations without a symbol.
  public let symbol: ElfSymbol?
  public let addend: Int64
}

extension ElfFile {
  func readRelocations() -> [ElfRelocation] {
    var tables: [Int: [ElfSymbol]] = [:]
    var relocations: [ElfRelocation] = []
    for section in sections where section.isAllocated {
      if section.kind == .rela {
        if tables[section.link] == nil, sections.indices.contains(section.link) {
          tables[section.link] = symbolTable(sections[section.link])
        }
        relocations += explicitRelocations(section, tables[section.link] ?? [])
      } else if section.kind == .relr {
        relocations += packedRelocations(section)
      }
    }
    return relocations
  }

  private func explicitRelocations(
    _ section: ElfSection, _ symbols: [ElfSymbol]
  ) -> [ElfRelocation] {
    guard let entries = try? contents(of: section) else { return [] }
    var cursor = ByteCursor(entries)
    var relocations: [ElfRelocation] = []
    while cursor.remaining >= 24 {
      let place = cursor.read(UInt64.self)
      let info = cursor.read(UInt64.self)
      let index = Int(info >> 32)
      relocations.append(
        ElfRelocation(
          kind: .init(rawValue: UInt32(truncatingIfNeeded: info)), place: Address(place),
          symbol: index > 0 && index < symbols.count ? symbols[index] : nil,
          addend: cursor.read()))
    }
    return relocations
  }

  /// `SHT_RELR`: an even word is a place, an odd one a bitmap of the 63 places that follow; the addends stand in the
  /// places themselves (gABI, "Relative Relocation Table").
  private func packedRelocations(_ section: ElfSection) -> [ElfRelocation] {
    guard let entries = try? contents(of: section) else { return [] }
    var cursor = ByteCursor(entries)
    var relocations: [ElfRelocation] = []
    var next: UInt64 = 0
    func append(_ place: UInt64) {
      guard let bytes = bytes(at: Address(place), count: 8) else { return }
      let addend = bytes.bytes.loadUnaligned(as: Int64.self)
      relocations.append(
        ElfRelocation(kind: .relative, place: Address(place), symbol: nil, addend: addend))
    }
    while cursor.remaining >= 8 {
      let word = cursor.read(UInt64.self)
      if word & 1 == 0 {
        append(word)
        next = word &+ 8
      } else {
        for bit in 1..<UInt64(64) where word >> bit & 1 != 0 { append(next &+ (bit - 1) * 8) }
        next &+= 63 * 8
      }
    }
    return relocations
  }

  /// For every place that the loader fills with a symbol's address (GOT slots, and pointers in data), the symbol.
  public var gotTargets: [Address: ElfSymbol] {
    var targets: [Address: ElfSymbol] = [:]
    for relocation in relocations {
      switch relocation.kind {
      case .jumpSlot, .globalData, .absolute64:
        if let symbol = relocation.symbol { targets[relocation.place] = symbol }
      default: break
      }
    }
    return targets
  }
}
