// Pools that the program registered, and what it handed out of them.

import AgentLayout
import Primitives
import TargetMemory

/// A piece of memory that the program parcels out itself.
public struct AgentPool: Sendable {
  public let index: Int
  public let range: AddressRange
  public let name: [UInt8]
  /// Of the registration.
  public let site: UInt32
  public let isLive: Bool
  /// How many allocations are live in it.
  public let liveCount: UInt64
  public let generation: UInt64
}

/// An allocation in a pool.
public struct AgentPoolBlock: Sendable {
  public let range: AddressRange
  /// The index of the pool.
  public let pool: Int
  public let isLive: Bool
  /// The type's name as the program gave it; empty if it gave none.
  public let typeName: [UInt8]
  public let site: UInt32
  public let generation: UInt64
  /// The return address of the call that gave it back; nil while it lives.
  public let freedBy: Address?
}

extension AgentIndex {
  /// Twice what the agent has room for: more is damage.
  private static let poolLimit: UInt64 = 1 << 13
  private static let poolBlockLimit: UInt64 = 1 << 21

  /// The pools, live and destroyed.
  public func pools() throws(IndexError) -> [AgentPool] {
    let count = min(try count(of: SCRY_TABLE_POOLS), Self.poolLimit)
    guard count > 1 else { return [] }
    let raw: [scry_index_pool] = try steady(\.pools_sequence) { () throws(IndexError) in
      try entries(SCRY_TABLE_POOLS, from: 1, count: count - 1)
    }
    return raw.enumerated().compactMap { offset, pool in
      guard pool.state != SCRY_POOL_UNUSED.rawValue else { return nil }
      return AgentPool(
        index: offset + 1, range: AddressRange(Address(pool.base), size: pool.size),
        name: string(pool.name, length: pool.name_length), site: pool.site,
        isLive: pool.state == SCRY_POOL_LIVE.rawValue, liveCount: pool.live,
        generation: pool.generation)
    }
  }

  /// What the pools handed out, live and given back, in no order.
  public func poolBlocks() throws(IndexError) -> [AgentPoolBlock] {
    let count = min(try count(of: SCRY_TABLE_POOL_BLOCKS), Self.poolBlockLimit)
    guard count > 1 else { return [] }
    let raw: [scry_index_pool_block] = try steady(\.pools_sequence) { () throws(IndexError) in
      try entries(SCRY_TABLE_POOL_BLOCKS, from: 1, count: count - 1)
    }
    return raw.compactMap { block in
      guard block.state != SCRY_STATE_NEVER.rawValue, block.pool != 0 else { return nil }
      return AgentPoolBlock(
        range: AddressRange(Address(block.base), size: block.size), pool: Int(block.pool),
        isLive: block.state != SCRY_STATE_FREED.rawValue,
        typeName: string(block.type_name, length: block.type_name_length), site: block.site,
        generation: block.generation,
        freedBy: block.free_address == 0 ? nil : Address(block.free_address))
    }
  }
}
