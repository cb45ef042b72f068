// One word of the heap index, and the block that it describes.

import AgentLayout
import Primitives

/// What the index says of the granule in which a block begins: 64 bits (`scry_index.h`, "Layout of a record").
struct HeapRecord: Equatable {
  let word: UInt64

  var state: UInt64 { word & SCRY_RECORD_STATE_MASK }
  var isNever: Bool { state == UInt64(SCRY_STATE_NEVER.rawValue) }
  var isFreed: Bool { state == UInt64(SCRY_STATE_FREED.rawValue) }
  /// Live, or live and about to change.
  var isLive: Bool { !isNever && !isFreed }
  var isBig: Bool { size == SCRY_SIZE_BIG }

  /// Bytes that were asked for; `SCRY_SIZE_BIG` for those in the table of big blocks.
  var size: UInt64 { word >> SCRY_RECORD_SIZE_SHIFT & SCRY_RECORD_SIZE_MASK }
  /// The site's id, or the index in the table of big blocks.
  var site: UInt32 {
    UInt32(truncatingIfNeeded: word >> SCRY_RECORD_SITE_SHIFT & SCRY_RECORD_SITE_MASK)
  }
  var generation: UInt64 { word >> SCRY_RECORD_GENERATION_SHIFT & SCRY_RECORD_GENERATION_MASK }

  /// Where the block begins.
  func base(granule: UInt64) -> UInt64 {
    granule << UInt64(SCRY_GRANULE_SHIFT) | (word & SCRY_RECORD_ODD_BIT) << 2
  }
}

/// A block of the heap.
public struct HeapBlock: Sendable, Equatable {
  public enum State: Sendable { case live, reallocating, freed }

  public let base: Address
  /// Bytes that were asked for.
  public let size: UInt64
  public let state: State
  /// The id of its allocation site; 0 is unknown.
  public let site: UInt32
  /// The low 16 bits of the generation, as recorded.
  let shortGeneration: UInt64
  /// The word of the index.
  let word: UInt64

  public var range: AddressRange { AddressRange(base, size: size) }
  public var isLive: Bool { state != .freed }

  init(_ record: HeapRecord, granule: UInt64, size: UInt64, site: UInt32) {
    base = Address(record.base(granule: granule))
    self.size = size
    self.site = site
    state =
      record.isFreed
      ? .freed : record.state == UInt64(SCRY_STATE_LIVE.rawValue) ? .live : .reallocating
    shortGeneration = record.generation
    word = record.word
  }

  /// Whether an address belongs to the block; its base does even when it has no bytes.
  public func covers(_ address: Address) -> Bool {
    address == base || (base < address && address - base < size)
  }
}

/// A hold on one life of one place in the heap, to ask later whether it is still the same object.
public struct BlockHandle: Hashable, Sendable {
  public let base: Address
  /// nil when the agent no longer counts here: then nothing can be proved.
  public let generation: UInt64?

  public init(base: Address, generation: UInt64?) {
    self.base = base
    self.generation = generation
  }
}
