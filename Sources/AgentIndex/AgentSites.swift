// Allocation sites: chains of return addresses, as the agent saw them.

import AgentLayout
import Primitives
import Synchronization
import TargetMemory

/// Where blocks come from.
public struct AgentSite: Sendable, Equatable {
  public let id: UInt32
  /// Innermost first.
  public let frames: [AgentFrame]
  /// The walk had to stop although the last frame may be a wrapper's.
  public let isCut: Bool

  public init(id: UInt32, frames: [AgentFrame], isCut: Bool) {
    self.id = id
    self.frames = frames
    self.isCut = isCut
  }
}

/// A return address and the module that it lies in.
public struct AgentFrame: Sendable, Hashable {
  /// In the process.
  public let returnAddress: Address
  /// The index in `AgentIndex.modules()`: which load of which module, also after `dlclose`. Nil: code made at run time.
  public let module: Int?

  public init(returnAddress: Address, module: Int?) {
    self.returnAddress = returnAddress
    self.module = module
  }
}

extension AgentIndex {
  /// A site by its id; nil for id 0, unknown. Sites never change, so each is read once.
  public func site(_ id: UInt32) throws(IndexError) -> AgentSite? {
    guard id != 0 else { return nil }
    if let known = caches.withLock({ $0.sites[id] }) { return known }
    let entry: scry_index_site = try entry(SCRY_TABLE_SITES, UInt64(id))
    guard let site = site(id, entry, frames: try frames(of: entry)) else {
      throw .damaged(table: Int(SCRY_TABLE_SITES.rawValue))
    }
    caches.withLock { $0.sites[id] = site }
    return site
  }

  private func frames(of site: scry_index_site) throws(IndexError) -> [scry_index_frame] {
    try entries(
      SCRY_TABLE_FRAMES, from: UInt64(site.first),
      count: UInt64(min(UInt32(site.count), SCRY_MAX_FRAMES)))
  }

  private func site(
    _ id: UInt32, _ entry: scry_index_site, frames: [scry_index_frame]
  ) -> AgentSite? {
    guard !frames.isEmpty else { return nil }
    return AgentSite(
      id: id,
      frames: frames.map { frame in
        AgentFrame(
          returnAddress: Address(frame.return_address),
          module: frame.module == SCRY_NO_MODULE ? nil : Int(frame.module))
      }, isCut: UInt32(entry.flags) & SCRY_CHAIN_CUT.rawValue != 0)
  }
}
