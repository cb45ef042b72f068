// Code ranges of a DIE: low and high, .debug_ranges, .debug_rnglists (DWARF 5 §2.17).

import Primitives

extension Die {
  /// The addresses of the DIE's code, as the file lists them: empty ranges are left out, and ranges of code that the
  /// linker dropped too where they are marked as DWARF 6 proposes (all ones). Empty when the DIE has no code.
  public var ranges: [AddressRange] {
    var low: AttributeValue?
    var high: AttributeValue?
    var list: AttributeValue?
    forEachAttribute { name, value in
      switch name {
      case .lowPC: low = value
      case .highPC: high = value
      case .ranges: list = value
      default: break
      }
      return true
    }
    return unit.ranges(low: low, high: high, list: list)
  }
}

extension DwarfUnit {
  /// The ranges that `DW_AT_low_pc`, `DW_AT_high_pc` and `DW_AT_ranges` give together.
  public func ranges(
    low: AttributeValue?, high: AttributeValue?, list: AttributeValue?, limit: Int = 1 << 20
  ) -> [AddressRange] {
    if let list { return ranges(list, limit: limit) }
    guard let low = low.flatMap({ address($0) }), let high else { return [] }
    // Since DWARF 4 the end may be a constant: a distance from the start.
    let end = address(high) ?? high.unsigned.map { low + $0 }
    let range = AddressRange(low, end ?? low)
    return range.isEmpty || Self.isDropped(low) ? [] : [range]
  }

  /// The ranges of a list that an attribute leads to, `limit` entries at most; a damaged list gives those before the
  /// damage.
  public func ranges(_ list: AttributeValue, limit: Int = 1 << 20) -> [AddressRange] {
    var ranges: [AddressRange] = []
    var entries = 0
    func add(_ start: Address, _ end: Address) -> Bool {
      let range = AddressRange(start, end)
      if !range.isEmpty, !Self.isDropped(start) { ranges.append(range) }
      entries += 1
      return entries < limit
    }
    if encoding.version >= 5 {
      readRangeList(list, add)
    } else if let offset = list.sectionOffset {
      readOldRanges(at: offset &+ bases.ranges, add)
    }
    return ranges
  }

  /// Linkers give code that they dropped the address -1, or -2 in lists (lld); older ones 0, which only the file's
  /// segments can tell from code.
  private static func isDropped(_ start: Address) -> Bool { start.raw >= .max - 1 }

  private var base: Address { bases.lowPC.flatMap { address($0) } ?? Address(0) }

  /// DWARF 3 §2.17.3: pairs of addresses counted from the base, (0, 0) at the end, (-1, base) for a new base.
  private func readOldRanges(at offset: UInt64, _ add: (Address, Address) -> Bool) {
    guard let start = Int(exactly: offset) else { return }
    var cursor = ByteCursor((skeleton ?? self).sections.ranges, from: start)
    let size = Int(encoding.addressSize)
    let newBase: UInt64 = size == 8 ? .max : UInt64(UInt32.max)
    var base = base
    while true {
      let low = cursor.unsigned(size: size)
      let high = cursor.unsigned(size: size)
      if cursor.failed || low == 0 && high == 0 { return }
      if low == newBase {
        base = Address(high)
      } else if !add(base + low, base + high) {
        return
      }
    }
  }

  /// Where a DWARF 5 list starts, and in which section.
  private func rangeListCursor(_ list: AttributeValue) -> ByteCursor? {
    let own = sections.rangeLists
    // A split unit without lists of its own uses those of its skeleton.
    let owner = own.count == 0 ? skeleton ?? self : self
    let section = owner.sections.rangeLists
    let offset: UInt64?
    if list.form == .rnglistx {
      let base = owner.bases.rangeLists
      offset = tableEntry(section, base: base, list.raw, size: encoding.offsetSize).map {
        base &+ $0
      }
    } else {
      offset = list.sectionOffset
    }
    guard let offset, let start = Int(exactly: offset), start < section.count else { return nil }
    return ByteCursor(section, from: start)
  }

  /// DWARF 5 §7.25: entries of the kinds `DW_RLE_`.
  private func readRangeList(_ list: AttributeValue, _ add: (Address, Address) -> Bool) {
    guard var cursor = rangeListCursor(list) else { return }
    let size = Int(encoding.addressSize)
    var base = base
    func indexed(_ cursor: inout ByteCursor) -> Address {
      guard let address = indexedAddress(cursor.uleb()) else {
        cursor.fail()
        return Address(0)
      }
      return address
    }
    while !cursor.failed {
      let start: Address
      let end: Address
      switch cursor.read(UInt8.self) {
      case 1:
        base = indexed(&cursor)
        continue
      case 2:
        start = indexed(&cursor)
        end = indexed(&cursor)
      case 3:
        start = indexed(&cursor)
        end = start + cursor.uleb()
      case 4:
        start = base + cursor.uleb()
        end = base + cursor.uleb()
      case 5:
        base = Address(cursor.unsigned(size: size))
        continue
      case 6:
        start = Address(cursor.unsigned(size: size))
        end = Address(cursor.unsigned(size: size))
      case 7:
        start = Address(cursor.unsigned(size: size))
        end = start + cursor.uleb()
      default: return
      }
      guard !cursor.failed, add(start, end) else { return }
    }
  }
}
