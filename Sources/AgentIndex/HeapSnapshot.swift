// A copy of the heap index, for very many questions about one moment.

import AgentLayout
import Primitives
import TargetMemory

/// The heap index as it was when it was copied. Immutable; a look-up costs about 100 ns.
///
/// The copy is not of one instant: the target runs on while it is made. Compare what must be sure with a fresh look
/// (`AgentIndex.block(at:)`, `check(_:)`).
public final class HeapSnapshot: Sendable {
  /// By chunk number; `slots` are in the same order, entry 0 of no chunk.
  private let chunks: [UInt64: UInt32]
  private let slots: [[UInt64]]
  private let tails: [SlotTail]
  private let crosses: [UInt64: UInt32]
  private let bigs: [UInt32: scry_index_big]
  /// Rising.
  private let chunkNumbers: [UInt64]

  /// The crossing distances of a slot.
  struct SlotTail: Sendable {
    let pages: [UInt16]
    let groups64K: [UInt16]
    let groups1M: [UInt32]
  }

  /// Chunks that big blocks may reach into, all together: 8 TiB.
  private static let crossLimit: UInt64 = 1 << 21

  /// In bytes: what a snapshot holds per 4 MiB of heap.
  private static let bytesPerSlot = UInt64(MemoryLayout<scry_index_slot>.size)

  /// Copies the index.
  ///
  /// - Parameter limit: bytes; a larger index throws `.tooLarge`.
  public init(of index: AgentIndex, limit: UInt64 = 4 << 30) throws(IndexError) {
    let order = try index.slotsByAddress()
    guard UInt64(order.count) * Self.bytesPerSlot <= limit else {
      throw .tooLarge(UInt64(order.count) * Self.bytesPerSlot)
    }
    var chunks: [UInt64: UInt32] = [:]
    var slots: [[UInt64]] = [[]]
    var tails: [SlotTail] = [SlotTail(pages: [], groups64K: [], groups1M: [])]
    for (chunk, slot) in order {
      guard let copy = try Self.copy(slot, of: index) else { continue }
      chunks[chunk] = UInt32(slots.count)
      slots.append(copy.records)
      tails.append(copy.tail)
    }
    bigs = try Self.bigBlocks(of: index)
    crosses = try Self.crosses(of: index, around: chunks.keys, bigs.values)
    self.chunks = chunks
    self.slots = slots
    self.tails = tails
    chunkNumbers = chunks.keys.sorted()
  }

  /// The block at an address as it was then; never `.changing`.
  public func block(at address: Address) -> HeapAnswer {
    var search = HeapSearch(SnapshotWords(snapshot: self), address: address)
    // Words of a snapshot cannot fail to be read.
    if let block = try? search.run() { return .live(block) }
    return search.freed.isEmpty ? .none : .freed(search.freed)
  }

  /// Calls `body` with every live block by rising address, until it returns false.
  public func forEachLiveBlock(_ body: (HeapBlock) -> Bool) {
    let words = SnapshotWords(snapshot: self)
    for chunk in chunkNumbers {
      guard let slot = chunks[chunk] else { continue }
      let first = chunk << HeapGeometry.recordsPerSlotShift
      for (place, word) in slots[Int(slot)].enumerated() where word != 0 {
        let record = HeapRecord(word: word)
        guard record.isLive,
          let block = try? words.block(record, granule: first + UInt64(place))
        else { continue }
        if !body(block) { return }
      }
    }
  }

  private static func copy(
    _ slot: UInt32, of index: AgentIndex
  ) throws(IndexError) -> (records: [UInt64], tail: SlotTail)? {
    guard let address = index.header[SCRY_TABLE_SLOTS].entry(UInt64(slot)) else { return nil }
    func values<T: BitwiseCopyable>(
      _ field: PartialKeyPath<scry_index_slot>, _ count: Int
    ) throws(ReadError) -> [T] {
      let offset = UInt64(MemoryLayout<scry_index_slot>.offset(of: field) ?? 0)
      return try index.reader.values(at: address + offset, count: count)
    }
    do throws(ReadError) {
      let records: [UInt64] = try index.reader.values(
        at: address, count: Int(SCRY_RECORDS_PER_SLOT))
      return (
        records,
        SlotTail(
          pages: try values(\.page, 1024), groups64K: try values(\.group_64k, 64),
          groups1M: try values(\.group_1m, 4))
      )
    } catch .unmapped, .missing {
      return nil
    } catch {
      throw .memory(error)
    }
  }

  private static func bigBlocks(of index: AgentIndex) throws(IndexError) -> [UInt32: scry_index_big]
  {
    let words = RemoteWords(index: index)
    let count = min(try index.count(of: SCRY_TABLE_BIG), 1 << 20)
    let entries: [scry_index_big] = try index.entries(SCRY_TABLE_BIG, from: 0, count: count)
    var result: [UInt32: scry_index_big] = [:]
    // Only entries that are in use are worth a look of their own, under their sequence numbers.
    for (number, entry) in entries.enumerated() where number > 0 && entry.base != 0 {
      result[UInt32(number)] = try words.big(UInt32(number))
    }
    return result
  }

  /// What covers the first byte of chunks: of every chunk with a slot, of the one behind it (a small block reaches one
  /// chunk further at most), and of all that big blocks reach into.
  private static func crosses(
    of index: AgentIndex, around chunks: some Sequence<UInt64>,
    _ bigs: some Sequence<scry_index_big>
  ) throws(IndexError) -> [UInt64: UInt32] {
    let words = RemoteWords(index: index)
    var result: [UInt64: UInt32] = [:]
    for chunk in chunks {
      for number in [chunk, chunk &+ 1] where result[number] == nil {
        result[number] = try words.chunk(number).cross
      }
    }
    var budget = crossLimit
    for big in bigs where big.state != SCRY_STATE_NEVER.rawValue {
      let first = big.base >> HeapGeometry.chunkShift
      let last = (big.base &+ big.size) >> HeapGeometry.chunkShift
      guard first < last, last < SCRY_CHUNK_COUNT, last - first <= budget else { continue }
      budget -= last - first
      let entries: [scry_index_chunk] = try index.entries(
        SCRY_TABLE_CHUNKS, from: first + 1, count: last - first)
      for (offset, entry) in entries.enumerated() {
        result[first + 1 + UInt64(offset)] = entry.cross
      }
    }
    return result
  }

  /// The words of the copy.
  private struct SnapshotWords: HeapWords {
    let snapshot: HeapSnapshot

    func chunk(_ number: UInt64) -> scry_index_chunk {
      scry_index_chunk(
        slot: snapshot.chunks[number] ?? 0, cross: snapshot.crosses[number] ?? 0)
    }

    func slot(of chunk: UInt64) -> UInt32 { snapshot.chunks[chunk] ?? 0 }

    func withRecords<Result>(
      slot: UInt32, _ range: Range<Int>, _ body: (UnsafeBufferPointer<UInt64>) -> Result
    ) -> Result {
      let records = snapshot.slots[Int(slot)]
      return records.withUnsafeBufferPointer {
        body(UnsafeBufferPointer(rebasing: $0[range.clamped(to: 0..<$0.count)]))
      }
    }

    func crossings(slot: UInt32, page: Int) -> Crossings {
      let tail = snapshot.tails[Int(slot)]
      return Crossings(
        page: UInt64(tail.pages[page]), group64K: UInt64(tail.groups64K[page / 16]),
        group1M: UInt64(tail.groups1M[page / 256]))
    }

    func big(_ index: UInt32) -> scry_index_big? { snapshot.bigs[index] }
  }
}
