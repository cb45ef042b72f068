// Location lists: where a variable is, by ranges of addresses (.debug_loc, .debug_loclists and their split forms).

import Primitives

/// A variable's location for a range of addresses.
public struct RangedLocation: Sendable {
  /// Nil for an expression that always holds, and for a list's default entry.
  public var range: AddressRange?
  public var expression: LocationExpression
}

extension Die {
  /// The locations of a `DW_AT_location` (or another attribute of that class, `DW_AT_frame_base`), in the order of the
  /// list. Empty when the attribute is missing or damaged.
  public func locations(_ name: DwarfAttribute = .location) -> [RangedLocation] {
    attribute(name).map { unit.locations($0) } ?? []
  }
}

extension DwarfUnit {
  /// More entries than this of one list are not read.
  static let locationLimit = 65_536

  /// What a location attribute's value says: an expression, or a list.
  public func locations(_ value: AttributeValue) -> [RangedLocation] {
    if value.isBlock {
      return bytes(at: value).map {
        [RangedLocation(range: nil, expression: LocationExpression($0, unit: self))]
      } ?? []
    }
    if value.form == .loclistx { return indexedLocationList(value.raw) }
    guard let offset = value.sectionOffset else { return [] }
    if encoding.version >= 5 {
      let start = offset &+ (skeleton == nil ? 0 : contributions.locationLists)
      return locationList(at: Int(exactly: start))
    }
    let start = offset &+ contributions.locations
    return skeleton == nil
      ? oldLocationList(at: Int(exactly: start)) : splitOldLocationList(at: Int(exactly: start))
  }

  /// DW_FORM_loclistx: the index counts in a table of offsets that are relative to the table (DWARF 5 §7.29).
  private func indexedLocationList(_ index: UInt64) -> [RangedLocation] {
    let base = bases.locationLists
    guard
      let offset = tableEntry(
        file.sections.locationLists, base: base, index, size: encoding.offsetSize)
    else { return [] }
    return locationList(at: Int(exactly: base &+ offset))
  }

  /// `.debug_loclists` (DWARF 5 §7.7.3).
  private func locationList(at offset: Int?) -> [RangedLocation] {
    guard let offset else { return [] }
    var cursor = ByteCursor(file.sections.locationLists, from: offset)
    var base = bases.lowPC.flatMap { address($0) }
    var locations: [RangedLocation] = []
    while !cursor.isAtEnd, locations.count < Self.locationLimit {
      let kind = cursor.read(UInt8.self)
      if kind == 0 { break }  // DW_LLE_end_of_list
      if kind == 1 || kind == 6 {  // base_addressx, base_address
        base = kind == 1 ? indexedAddress(cursor.uleb()) : Address(cursor.read(UInt64.self))
        continue
      }
      if kind == 9 {  // DW_LLE_GNU_view_pair
        _ = (cursor.uleb(), cursor.uleb())
        continue
      }
      guard let bounds = bounds(kind, base: base, &cursor) else { return locations }
      let bytes = cursor.bytes(cursor.uleb())
      guard !cursor.failed else { return locations }
      append(bytes, bounds.range, to: &locations)
    }
    return locations
  }

  /// Where a list entry holds.
  private enum Bounds {
    case range(AddressRange)
    /// Everywhere that no other entry of the list says.
    case elsewhere

    /// Nothing when an address is missing.
    init(_ start: Address?, _ end: Address?) {
      guard let start, let end else {
        self = .range(AddressRange(Address(0), size: 0))
        return
      }
      self = .range(AddressRange(start, end))
    }

    init(_ start: Address?, size: UInt64) {
      self.init(start, start.map { AddressRange($0, size: size).end })
    }

    var range: AddressRange? {
      guard case .range(let range) = self else { return nil }
      return range
    }
  }

  /// The bounds of an entry; nil for kinds that are not known.
  private func bounds(
    _ kind: UInt8, base: Address?, _ cursor: inout ByteCursor
  ) -> Bounds? {
    switch kind {
    case 2:  // startx_endx
      let start = indexedAddress(cursor.uleb())
      return Bounds(start, indexedAddress(cursor.uleb()))
    case 3:  // startx_length
      let start = indexedAddress(cursor.uleb())
      return Bounds(start, size: cursor.uleb())
    case 4:  // offset_pair
      let (start, end) = (cursor.uleb(), cursor.uleb())
      return Bounds(base.map { $0 + start }, base.map { $0 + end })
    case 5: return .elsewhere  // default_location
    case 7:  // start_end
      let start = Address(cursor.read(UInt64.self))
      return Bounds(start, Address(cursor.read(UInt64.self)))
    case 8:  // start_length
      let start = Address(cursor.read(UInt64.self))
      return Bounds(start, size: cursor.uleb())
    default: return nil
    }
  }

  /// `.debug_loc` (DWARF 4 §2.6.2): pairs of addresses relative to a base.
  private func oldLocationList(at offset: Int?) -> [RangedLocation] {
    guard let offset else { return [] }
    var cursor = ByteCursor(file.sections.locations, from: offset)
    var base = bases.lowPC.flatMap { address($0) } ?? Address(0)
    var locations: [RangedLocation] = []
    while !cursor.isAtEnd, locations.count < Self.locationLimit {
      let (start, end) = (cursor.read(UInt64.self), cursor.read(UInt64.self))
      if start == 0, end == 0 { break }
      if start == .max {
        base = Address(end)
        continue
      }
      let bytes = cursor.bytes(UInt64(cursor.read(UInt16.self)))
      guard !cursor.failed else { break }
      append(bytes, AddressRange(base + start, base + end), to: &locations)
    }
    return locations
  }

  /// `.debug_loc.dwo` of DWARF 4 split units (GNU, "DebugFission"): kinds as in DWARF 5, but lengths of 4 bytes and
  /// expressions with a length of 2 bytes.
  private func splitOldLocationList(at offset: Int?) -> [RangedLocation] {
    guard let offset else { return [] }
    var cursor = ByteCursor(file.sections.locations, from: offset)
    var locations: [RangedLocation] = []
    var base: Address?
    while !cursor.isAtEnd, locations.count < Self.locationLimit {
      var range = AddressRange(Address(0), size: 0)
      switch cursor.read(UInt8.self) {
      case 0: return locations
      case 1:
        base = indexedAddress(cursor.uleb())
        continue
      case 2:
        let (start, end) = (indexedAddress(cursor.uleb()), indexedAddress(cursor.uleb()))
        if let start, let end { range = AddressRange(start, end) }
      case 3:
        let start = indexedAddress(cursor.uleb())
        let size = UInt64(cursor.read(UInt32.self))
        if let start { range = AddressRange(start, size: size) }
      case 4:
        let (start, end) = (cursor.read(UInt32.self), cursor.read(UInt32.self))
        if let base { range = AddressRange(base + UInt64(start), base + UInt64(end)) }
      default: return locations
      }
      let bytes = cursor.bytes(UInt64(cursor.read(UInt16.self)))
      guard !cursor.failed else { return locations }
      append(bytes, range, to: &locations)
    }
    return locations
  }

  /// Keeps an entry unless its range is empty, as gcc writes for variables that never live there.
  private func append(
    _ bytes: ByteString, _ range: AddressRange?, to locations: inout [RangedLocation]
  ) {
    if let range, range.isEmpty { return }
    locations.append(
      RangedLocation(range: range, expression: LocationExpression(bytes, unit: self)))
  }
}
