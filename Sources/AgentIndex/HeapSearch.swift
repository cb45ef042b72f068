// The search of the heap index for the block that covers an address ("X8", scry_index.h).

import AgentLayout
import Primitives
import TargetMemory

/// One pass over the index for one address: fine to coarse, first the granules of the address's own page, then the
/// crossing distances of its page, 64 KiB, 1 MiB and chunk.
struct HeapSearch<Words: HeapWords> {
  let words: Words
  let address: UInt64
  /// The freed blocks that cover the address, nearest base first within a level.
  private(set) var freed: [HeapBlock] = []
  /// A digest of every word that was looked at: two passes with equal digests saw the same.
  private(set) var digest: UInt64 = 0xcbf2_9ce4_8422_2325

  init(_ words: Words, address: Address) {
    self.words = words
    self.address = address.raw
  }

  private var granule: UInt64 { address >> HeapGeometry.granuleShift }

  /// The live block that covers the address; nil when there is none, and `freed` says what was there before.
  mutating func run() throws(IndexError) -> HeapBlock? {
    let chunk = address >> HeapGeometry.chunkShift
    let slot = try words.slot(of: chunk)
    note(UInt64(slot))
    if slot != 0 {
      if let found = try searchPage(slot) { return found }
      if let found = try searchCrossings(slot) { return found }
    }
    return try searchChunk(chunk)
  }

  private mutating func note(_ word: UInt64) {
    digest = (digest ^ word) &* 0x0000_0100_0000_01b3
  }

  /// The records from the address's own granule back to the start of its page.
  private mutating func searchPage(_ slot: UInt32) throws(IndexError) -> HeapBlock? {
    let last = Int(granule % HeapGeometry.recordsPerSlot)
    let first = last - Int(granule % HeapGeometry.recordsPerPage)
    let pageStart = granule - granule % HeapGeometry.recordsPerPage
    let target = address
    let scan = try words.withRecords(slot: slot, first..<(last + 1)) { records in
      PageScan(records, pageStart: pageStart, target: target, digest: digest)
    }
    digest = scan.digest
    for hit in scan.freed { _ = try take(hit.record, granule: hit.granule) }
    guard let hit = scan.live else { return nil }
    return try take(hit.record, granule: hit.granule)
  }

  private mutating func searchCrossings(_ slot: UInt32) throws(IndexError) -> HeapBlock? {
    let place = granule % HeapGeometry.recordsPerSlot
    let crossings = try words.crossings(
      slot: slot, page: Int(place / HeapGeometry.recordsPerPage))
    if let found = try crossing((crossings.page, HeapGeometry.recordsPerPage), place) {
      return found
    }
    if let found = try crossing((crossings.group64K, HeapGeometry.recordsPer64K), place) {
      return found
    }
    return try crossing((crossings.group1M, HeapGeometry.recordsPer1M), place)
  }

  /// The block at a distance in granules before the start of a group of `size` records.
  private mutating func crossing(
    _ level: (distance: UInt64, size: UInt64), _ place: UInt64
  ) throws(IndexError) -> HeapBlock? {
    note(level.distance)
    let start = granule - place % level.size
    guard level.distance != 0, level.distance <= start else { return nil }
    return try candidate(start - level.distance)
  }

  /// Who covers the chunk's first byte: a block of an earlier chunk, or a big one.
  private mutating func searchChunk(_ number: UInt64) throws(IndexError) -> HeapBlock? {
    let cross = try words.chunk(number).cross
    note(UInt64(cross))
    guard cross != 0 else { return nil }
    if cross & SCRY_CROSS_DISTANCE != 0 {
      let distance = UInt64(cross & ~SCRY_CROSS_DISTANCE)
      let start = number << HeapGeometry.recordsPerSlotShift
      return distance <= start ? try candidate(start - distance) : nil
    }
    guard let big = try words.big(cross) else { return nil }
    note(big.base)
    return try candidate(big.base >> HeapGeometry.granuleShift)
  }

  /// Judges the block that begins in a granule, if one does.
  private mutating func candidate(_ granule: UInt64) throws(IndexError) -> HeapBlock? {
    let slot = try words.slot(of: granule >> HeapGeometry.recordsPerSlotShift)
    guard slot != 0 else { return nil }
    let place = Int(granule % HeapGeometry.recordsPerSlot)
    let word = try words.withRecords(slot: slot, place..<(place + 1)) { $0.first ?? 0 }
    note(word)
    let record = HeapRecord(word: word)
    return record.isNever ? nil : try take(record, granule: granule)
  }

  /// The block if it is live and covers the address; a freed one that does is kept in mind.
  private mutating func take(
    _ record: HeapRecord, granule: UInt64
  ) throws(IndexError) -> HeapBlock? {
    guard let block = try words.block(record, granule: granule), block.covers(Address(address))
    else { return nil }
    if block.isLive { return block }
    freed.append(block)
    return nil
  }
}

/// What one page's records say of an address.
private struct PageScan {
  /// The nearest live record that may cover the address; whether a big one does is settled elsewhere.
  var live: (record: HeapRecord, granule: UInt64)?
  /// The freed ones nearer than that.
  var freed: [(record: HeapRecord, granule: UInt64)] = []
  var digest: UInt64

  /// Goes back from the last record to the first that is live and covers `target`.
  init(
    _ records: UnsafeBufferPointer<UInt64>, pageStart: UInt64, target: UInt64, digest: UInt64
  ) {
    self.digest = digest
    var index = records.count
    while index > 0 {
      index -= 1
      let record = HeapRecord(word: records[index])
      self.digest = (self.digest ^ record.word) &* 0x0000_0100_0000_01b3
      if record.isNever { continue }
      let granule = pageStart + UInt64(index)
      let base = record.base(granule: granule)
      guard base <= target,
        record.isBig || target - base < record.size || target == base
      else { continue }
      if record.isLive {
        live = (record, granule)
        return
      }
      freed.append((record, granule))
    }
  }
}

extension HeapWords {
  /// The block of a record, with the size and site of a big one; nil when its entry is of another block or changes.
  func block(_ record: HeapRecord, granule: UInt64) throws(IndexError) -> HeapBlock? {
    guard record.isBig else {
      return HeapBlock(record, granule: granule, size: record.size, site: record.site)
    }
    guard let entry = try big(record.site), entry.base == record.base(granule: granule),
      UInt64(entry.generation) == record.generation
    else { return nil }
    return HeapBlock(record, granule: granule, size: entry.size, site: entry.site)
  }
}
