// Memory that the program mapped itself, and where it did.

import AgentLayout
import Primitives
import TargetMemory

/// A mapping that the program made through libc.
public struct AgentRegion: Sendable {
  public let range: AddressRange
  public let site: UInt32
  /// Unique for each call that mapped.
  public let generation: UInt64
  /// Obtained by brk or sbrk, not mmap.
  public let isBreak: Bool
}

extension AgentIndex {
  /// The program's own mappings, by rising address.
  public func regions() throws(IndexError) -> [AgentRegion] {
    let raw: [scry_index_region] = try steady(\.regions_sequence) { () throws(IndexError) in
      let count = min(try count(of: SCRY_TABLE_REGIONS), 1 << 20)
      return try entries(SCRY_TABLE_REGIONS, from: 0, count: count)
    }
    return raw.map { region in
      AgentRegion(
        range: AddressRange(Address(region.base), size: region.size), site: region.site,
        generation: region.generation, isBreak: region.kind == SCRY_REGION_BRK.rawValue)
    }
  }

  /// Reads under one of the header's sequence numbers: even, and the same before and after. After many rounds the last
  /// look is given: entries are checked one by one in any case.
  func steady<T>(
    _ sequence: KeyPath<scry_index_header, UInt32>, _ body: () throws(IndexError) -> T
  ) throws(IndexError) -> T {
    let place = header.address + UInt64(MemoryLayout<scry_index_header>.offset(of: sequence) ?? 0)
    for _ in 0..<64 {
      let before = try sequenceNumber(at: place)
      let result = try body()
      if before & 1 == 0, try sequenceNumber(at: place) == before { return result }
    }
    return try body()
  }

  private func sequenceNumber(at place: Address) throws(IndexError) -> UInt32 {
    try reading { () throws(ReadError) in try reader.value(UInt32.self, at: place) }
  }
}
