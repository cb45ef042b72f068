// Symbols of .symtab, .dynsym and .gnu_debugdata (ELF gABI, "Symbol Table").

import Primitives

/// An entry of a symbol table.
public struct ElfSymbol: Sendable {
  /// The low four bits of `st_info`.
  public enum Kind: UInt8, Sendable {
    case none, object, function, section, file, common, threadLocal
    case other
    case indirectFunction = 10
  }

  /// The high four bits of `st_info`.
  public enum Binding: UInt8, Sendable {
    case local, global, weak
    case unique = 10
    case other = 15
  }

  /// As in the file, mangled; without a version. Valid as long as the symbol.
  public let name: ByteString
  /// The module's own address; for `threadLocal` the offset in the module's TLS block.
  public let address: Address
  /// Bytes, 0 when unknown.
  public let size: UInt64
  public let kind: Kind
  public let binding: Binding
  /// Not defined in this file.
  public let isUndefined: Bool
  /// What `name` lies in.
  private let names: ByteStore

  init(
    name: ByteString, in names: ByteStore, info: UInt8, section: UInt16, value: UInt64, size: UInt64
  ) {
    self.name = name
    self.names = names
    address = Address(value)
    self.size = size
    kind = Kind(rawValue: info & 15) ?? .other
    binding = Binding(rawValue: info >> 4) ?? .other
    isUndefined = section == 0
  }

  /// In bytes, in the file.
  static let entrySize = 24
}

extension ElfFile {
  /// The symbols of one table, index 0 (the undefined symbol) included, so that relocations can index it.
  func symbolTable(_ section: ElfSection) -> [ElfSymbol] {
    guard let entries = try? contents(of: section), sections.indices.contains(section.link),
      let names = try? contents(of: sections[section.link])
    else { return [] }
    var cursor = ByteCursor(entries)
    var symbols: [ElfSymbol] = []
    symbols.reserveCapacity(entries.count / ElfSymbol.entrySize)
    while cursor.remaining >= ElfSymbol.entrySize {
      let name = cursor.read(UInt32.self)
      let info = cursor.read(UInt8.self)
      cursor.skip(1)
      let section = cursor.read(UInt16.self)
      let value = cursor.read(UInt64.self)
      symbols.append(
        ElfSymbol(
          name: names.cString(at: UInt64(name)) ?? .empty, in: names, info: info, section: section,
          value: value, size: cursor.read()))
    }
    return symbols
  }

  func readSymbols() -> [ElfSymbol] {
    var symbols: [ElfSymbol] = []
    for kind in [ElfSection.Kind.symtab, .dynsym] {
      for section in sections where section.kind == kind {
        symbols += symbolTable(section).dropFirst()
      }
    }
    return symbols + (miniDebugInfo?.symbols ?? [])
  }

  /// `.gnu_debugdata` holds an ELF file in xz; one inside another is not followed.
  func readMiniDebugInfo() -> ElfFile? {
    guard let section = section(named: ".gnu_debugdata"), let packed = try? contents(of: section),
      let unpacked = Decompression.xz(packed.bytes, limit: 256 << 20),
      let file = try? ElfFile(store: unpacked), file.section(named: ".gnu_debugdata") == nil
    else { return nil }
    return file
  }
}
