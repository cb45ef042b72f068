// The agent's tables, read out of a target.

import AgentLayout
import Primitives
import Synchronization
import TargetMemory

/// The tables that the agent keeps in a target (`scry_index.h`). The target runs on while they are read, and may have
/// damaged them: every answer is bounded and checked.
public final class AgentIndex: Sendable {
  let reader: any MemoryReader
  let header: IndexHeader
  let caches = Mutex(Caches())

  /// What never changes in the target once it is there.
  struct Caches {
    /// Chunk number to slot.
    var slots: [UInt64: UInt32] = [:]
    var sites: [UInt32: AgentSite] = [:]
    /// Granule to its entry of the table of wraps, as far as the table has been read.
    var wraps: [UInt64: UInt64] = [:]
    var wrapsRead: UInt64 = 0
  }

  init(reader: any MemoryReader, header: IndexHeader) {
    self.reader = reader
    self.header = header
  }

  /// Opens the tables whose header is at `address`.
  public convenience init(at address: Address, in reader: any MemoryReader) throws(IndexError) {
    self.init(reader: reader, header: try IndexHeader(at: address, in: reader))
  }

  /// Finds the agent's tables: at their usual place, else by the locator in the agent's own data.
  public static func find(
    in target: any Target, mappings: [Mapping]
  ) throws(IndexError) -> AgentIndex {
    do {
      return try AgentIndex(at: Address(SCRY_INDEX_HINT), in: target)
    } catch .absent {
      guard let header = locate(in: target, mappings) else { throw .absent }
      return try AgentIndex(at: header, in: target)
    }
  }

  /// The state of the agent at this moment.
  public func status() throws(IndexError) -> AgentStatus {
    AgentStatus(try IndexHeader(at: header.address, in: reader).raw)
  }

  /// Where the header page lies.
  public var headerAddress: Address { header.address }

  /// The agent's own memory, which is no part of the program.
  public var reservation: AddressRange {
    AddressRange(Address(header.raw.reservation), size: header.raw.reservation_size)
  }

  /// Bytes that the tables have in use: entries, and the uniqtype tables of the modules. The table of chunks, which is
  /// sparse, is left out.
  public func bytesInUse() throws(IndexError) -> UInt64 {
    let now = try IndexHeader(at: header.address, in: reader)
    let entries = now.tables.dropFirst().reduce(0) { $0 &+ $1.count &* $1.stride }
    return try modules().reduce(entries) { $0 &+ ($1.table?.size ?? 0) }
  }

  /// Reads something, with the errors of an index.
  func reading<T>(_ body: () throws(ReadError) -> T) throws(IndexError) -> T {
    do throws(ReadError) { return try body() } catch { throw .memory(error) }
  }

  /// Whole entries of a table, from `first` on, at most `count`, `count` bounded by the caller. A table shorter than
  /// that gives fewer.
  func entries<T: BitwiseCopyable>(
    _ kind: scry_index_table_kind, from first: UInt64, count: UInt64, as type: T.Type = T.self
  ) throws(IndexError) -> [T] {
    let table = header[kind]
    assert(UInt64(MemoryLayout<T>.stride) == table.stride)
    guard let address = table.entry(first), count > 0 else { return [] }
    let wanted = Int(min(count, table.capacity - first))
    return try reading { () throws(ReadError) in
      try reader.values(T.self, at: address, count: wanted)
    }
  }

  /// One entry of a table. Throws `.damaged` for an index past the table's room.
  func entry<T: BitwiseCopyable>(
    _ kind: scry_index_table_kind, _ index: UInt64, as type: T.Type = T.self
  ) throws(IndexError) -> T {
    guard let address = header[kind].entry(index) else {
      throw .damaged(table: Int(kind.rawValue))
    }
    return try reading { () throws(ReadError) in try reader.value(T.self, at: address) }
  }

  /// How many entries of a table are in use now.
  func count(of kind: scry_index_table_kind) throws(IndexError) -> UInt64 {
    let table = Int(kind.rawValue) * MemoryLayout<scry_index_table>.stride
    let offset =
      MemoryLayout<scry_index_header>.offset(of: \.tables)! + table
      + MemoryLayout<scry_index_table>.offset(of: \.count)!
    let count = try reading { () throws(ReadError) in
      try reader.value(UInt64.self, at: header.address + UInt64(offset))
    }
    guard count <= header[kind].capacity else { throw .damaged(table: Int(kind.rawValue)) }
    return count
  }

  /// Bytes of the table of strings; empty when they lie outside it. At most 4,096.
  func string(_ offset: UInt32, length: UInt32) -> [UInt8] {
    let pieces: [UInt8]? = try? entries(
      SCRY_TABLE_STRINGS, from: UInt64(offset), count: UInt64(min(length, 4096)))
    return pieces ?? []
  }

  /// Looks for the locator's magic in the writable data of the agent's library: needs no symbols.
  private static func locate(in target: any Target, _ mappings: [Mapping]) -> Address? {
    let library = Array("libscry-agent.so".utf8)
    let magic = Array(SCRY_LOCATOR_MAGIC.utf8)
    for (index, mapping) in mappings.enumerated()
    where mapping.name.suffix(library.count) == library[...] {
      // The locator may lie in .bss, which follows the file's last mapping.
      for piece in mappings[index...].prefix(2)
      where piece.permissions.contains([.read, .write]) && piece.range.size <= 16 << 20 {
        guard let bytes = try? target.bytes(at: piece.range.start, count: Int(piece.range.size))
        else { continue }
        for offset in stride(from: 0, to: bytes.count - 15, by: 8)
        where bytes[offset..<(offset + 8)] == magic[...] {
          let header = bytes.withUnsafeBytes {
            $0.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)
          }
          if header != 0 { return Address(header) }
        }
      }
    }
    return nil
  }
}
