// From an attribute's value to what it means in its unit: strings, addresses, bytes, references.

import Primitives

extension DwarfUnit {
  /// The bytes of a string, whichever section it stands in; nil for other classes or when it is not there.
  public func string(_ value: AttributeValue) -> ByteString? {
    switch value.form {
    case .string: return bytes(at: value)
    case .strp: return sections.strings.cString(at: value.raw)
    case .lineStrp: return sections.lineStrings.cString(at: value.raw)
    case .strpSup, .gnuStrpAlt: return file.alternate?.sections.strings.cString(at: value.raw)
    case .strx, .strx1, .strx2, .strx3, .strx4, .gnuStrIndex: return indexedString(value.raw)
    default: return nil
    }
  }

  private func indexedString(_ index: UInt64) -> ByteString? {
    let table = sections.stringOffsets
    return tableEntry(table, base: bases.stringOffsets, index, size: encoding.offsetSize).flatMap {
      sections.strings.cString(at: $0)
    }
  }

  /// The number at `base + index * size` of a table.
  func tableEntry(_ table: ByteStore, base: UInt64, _ index: UInt64, size: UInt8) -> UInt64? {
    let (distance, overflow) = index.multipliedReportingOverflow(by: UInt64(size))
    let (place, overflow2) = base.addingReportingOverflow(distance)
    guard !overflow, !overflow2, let offset = Int(exactly: place) else { return nil }
    return size == 8
      ? table.load(UInt64.self, at: offset) : table.load(UInt32.self, at: offset).map(UInt64.init)
  }

  /// An address of the module's own; nil for other classes or when its index leads nowhere.
  public func address(_ value: AttributeValue) -> Address? {
    switch value.form {
    case .addr: return Address(value.raw)
    case .addrx, .addrx1, .addrx2, .addrx3, .addrx4, .gnuAddrIndex:
      return indexedAddress(value.raw)
    default: return nil
    }
  }

  /// The address at an index of the unit's part of `.debug_addr` (`DW_FORM_addrx`, `DW_OP_addrx`, lists).
  public func indexedAddress(_ index: UInt64) -> Address? {
    // Split units count in their skeleton's table, which stands in the runtime file.
    let table = (skeleton ?? self).sections.addresses
    guard let base = bases.addresses else { return nil }
    return tableEntry(table, base: base, index, size: encoding.addressSize).map { Address($0) }
  }

  /// The bytes of a block, expression, inline string or `data16`; nil for other classes.
  public func bytes(at value: AttributeValue) -> ByteString? {
    guard value.isBlock || value.form == .string, let start = Int(exactly: value.raw) else {
      return nil
    }
    return section.slice(at: start, count: value.length).map { ByteString($0) }
  }

  /// For a reference inside the unit, the offset in the section; nil for others and for places outside the unit.
  func offsetInSection(_ value: AttributeValue) -> Int? {
    switch value.form {
    case .ref1, .ref2, .ref4, .ref8, .refUdata:
      guard value.raw < UInt64(end - offset) else { return nil }
      return offset + Int(value.raw)
    default: return nil
    }
  }

  /// The DIE that a reference leads to: in this unit, in another one of the file, in a type unit, or in the alternate
  /// file. Nil for other classes and when nothing is there.
  public func reference(_ value: AttributeValue) -> Die? {
    switch value.form {
    case .ref1, .ref2, .ref4, .ref8, .refUdata:
      return offsetInSection(value).flatMap { die(at: $0) }
    case .refAddr: return file.die(atInfoOffset: value.raw)
    case .refSig8: return file.typeUnit(signature: value.raw)?.typeDie
    case .gnuRefAlt, .refSup4, .refSup8: return file.alternate?.die(atInfoOffset: value.raw)
    default: return nil
    }
  }
}
