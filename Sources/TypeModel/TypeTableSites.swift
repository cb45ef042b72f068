// Allocation sites in a uniqtype table, by return address.

import AgentLayout
import Primitives

extension TypeTable {
  /// The site of exactly this return address, the module's own (the nearest one would be a lie); nil when there is none.
  public func site(returningTo address: UInt64) -> scry_meta_site? {
    entry(SCRY_META_SITES, at: address) { (site: scry_meta_site) in site.return_address }
  }

  /// How to step over the frame of exactly this return address; nil when it is not one of a wrapper.
  public func wrapper(returningTo address: UInt64) -> scry_meta_wrapper? {
    entry(SCRY_META_WRAPPERS, at: address) { (frame: scry_meta_wrapper) in frame.return_address }
  }

  /// The types that a site's block may have, strongest evidence first.
  public func candidates(of site: scry_meta_site) -> [scry_meta_candidate] {
    let first = Int(site.first)
    let end = min(first + Int(site.count), count(of: SCRY_META_CANDIDATES))
    guard first < end else { return [] }
    return (first..<end).compactMap { entry(SCRY_META_CANDIDATES, $0) }
  }

  /// The entry of a section, sorted by `key`, whose key is exactly this.
  private func entry<Entry: BitwiseCopyable>(
    _ section: scry_meta_section_kind, at address: UInt64, key: (Entry) -> UInt64
  ) -> Entry? {
    let index = lowerBound(section) { index in
      entry(section, index, as: Entry.self).map { key($0) < address } ?? false
    }
    guard let entry = entry(section, index, as: Entry.self), key(entry) == address else {
      return nil
    }
    return entry
  }
}
