// One obstack and its chunks, read from the target.

import Primitives
import TargetMemory
import TypeModel

/// An obstack: memory that is filled from the front, chunk after chunk. The structure does not say where one object in it ends and the
/// next begins, but for the object that is growing.
struct Obstack: Sendable {
  /// A block that the obstack fills.
  struct Chunk: Sendable {
    /// Header and contents.
    let range: AddressRange
    /// What objects lie in, or may have lain in: up to the next free byte in the current chunk, else to the end.
    let used: AddressRange
    /// The object that is growing now; empty in chunks before the current one.
    let growing: AddressRange
  }

  /// `obstack` and the variable that holds it, or its address.
  let name: [UInt8]
  let layout: ObstackLayout
  /// The current one first.
  let chunks: [Chunk]

  /// More chunks of one obstack are not followed.
  private static let chunkLimit = 1 << 16

  /// Reads an obstack; nil when what is there is none, or one that is not in use.
  init?(at address: Address, _ layout: ObstackLayout, name: [UInt8], in memory: any MemoryReader) {
    func pointer(_ offset: UInt64) -> Address? { try? memory.pointer(at: address + offset) }
    guard let first = pointer(layout.chunk), let base = pointer(layout.objectBase),
      let next = pointer(layout.nextFree), let limit = pointer(layout.chunkLimit),
      first.raw > 0, first + layout.contents <= base, base <= next, next <= limit
    else { return nil }
    let current = AddressRange(first + layout.contents, next)
    guard
      let chunk = Self.chunk(
        at: first, layout, used: current, growing: AddressRange(base, next), in: memory),
      chunk.range.end == limit
    else { return nil }
    self.name = name
    self.layout = layout
    chunks = [chunk] + Self.previous(of: first, layout, in: memory)
  }

  private static func previous(
    of first: Address, _ layout: ObstackLayout, in memory: any MemoryReader
  ) -> [Chunk] {
    var found: [Chunk] = []
    var seen: Set<Address> = [first]
    var next = try? memory.pointer(at: first + layout.previous)
    while let address = next, address.raw > 0, found.count < chunkLimit,
      seen.insert(address).inserted,
      let chunk = chunk(at: address, layout, used: nil, growing: nil, in: memory)
    {
      found.append(chunk)
      next = try? memory.pointer(at: address + layout.previous)
    }
    return found
  }

  private static func chunk(
    at address: Address, _ layout: ObstackLayout, used: AddressRange?, growing: AddressRange?,
    in memory: any MemoryReader
  ) -> Chunk? {
    guard let limit = try? memory.pointer(at: address + layout.limit),
      address + layout.contents <= limit
    else { return nil }
    let whole = AddressRange(address + layout.contents, limit)
    return Chunk(
      range: AddressRange(address, limit), used: used ?? whole,
      growing: growing ?? AddressRange(limit, limit))
  }
}
