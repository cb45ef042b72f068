// The header page of the agent's tables, checked once: everything behind it relies on these checks.

import AgentLayout
import Primitives
import TargetMemory

/// Where one table lies.
struct TableBounds: Sendable {
  var address = Address(0)
  /// Entries that there is room for: no index may reach it.
  var capacity: UInt64 = 0
  /// Entries in use when the header was read.
  var count: UInt64 = 0
  var stride: UInt64 = 1

  /// The address of an entry; nil past the end of the table's room.
  func entry(_ index: UInt64) -> Address? {
    index < capacity ? address + index * stride : nil
  }
}

/// The header, with the tables' bounds.
struct IndexHeader: Sendable {
  let address: Address
  let raw: scry_index_header
  let tables: [TableBounds]

  /// Reads the header at an address. Throws `.absent` without the magic.
  init(at address: Address, in reader: some MemoryReader) throws(IndexError) {
    let raw: scry_index_header
    do {
      raw = try reader.value(scry_index_header.self, at: address)
    } catch {
      if case .unmapped = error { throw .absent }
      throw .memory(error)
    }
    guard withUnsafeBytes(of: raw.magic, { $0.elementsEqual(SCRY_INDEX_MAGIC.utf8) }) else {
      throw .absent
    }
    guard raw.version == SCRY_INDEX_VERSION,
      raw.header_size == MemoryLayout<scry_index_header>.size
    else { throw .version(found: raw.version) }
    self.address = address
    self.raw = raw
    tables = try Self.tables(of: raw)
  }

  subscript(kind: scry_index_table_kind) -> TableBounds { tables[Int(kind.rawValue)] }

  private static func tables(of header: scry_index_header) throws(IndexError) -> [TableBounds] {
    let reservation = AddressRange(
      Address(header.reservation), size: header.reservation_size)
    let raw = withUnsafeBytes(of: header.tables) {
      Array($0.bindMemory(to: scry_index_table.self))
    }
    var result: [TableBounds] = []
    for (index, stride) in strides.enumerated() {
      guard let bounds = bounds(raw[index], stride: stride, in: reservation) else {
        throw .damaged(table: index)
      }
      result.append(bounds)
    }
    return result
  }

  /// nil when the table has entries of another size or does not lie in the reservation.
  private static func bounds(
    _ table: scry_index_table, stride: Int, in reservation: AddressRange
  ) -> TableBounds? {
    if table.address == 0 || table.capacity == 0 { return TableBounds(stride: UInt64(stride)) }
    let (size, overflow) = table.capacity.multipliedReportingOverflow(by: UInt64(stride))
    let (end, overflow2) = table.address.addingReportingOverflow(size)
    guard table.stride == stride, table.count <= table.capacity, !overflow, !overflow2,
      table.address >= reservation.start.raw, end <= reservation.end.raw
    else { return nil }
    return TableBounds(
      address: Address(table.address), capacity: table.capacity, count: table.count,
      stride: UInt64(stride))
  }

  /// The bytes of an entry of each table, in the order of `enum scry_index_table_kind`.
  private static let strides = [
    MemoryLayout<scry_index_chunk>.stride, 8, MemoryLayout<scry_index_slot>.stride,
    MemoryLayout<scry_index_big>.stride, MemoryLayout<scry_index_wrap>.stride,
    MemoryLayout<scry_index_site>.stride, MemoryLayout<scry_index_frame>.stride,
    MemoryLayout<scry_index_ring>.stride, MemoryLayout<scry_index_module>.stride,
    MemoryLayout<scry_index_thread>.stride, MemoryLayout<scry_index_region>.stride,
    MemoryLayout<scry_index_pool>.stride, MemoryLayout<scry_index_pool_block>.stride, 1,
  ]
}
