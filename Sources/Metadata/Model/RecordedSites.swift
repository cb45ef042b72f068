// Allocation sites and wrapper frames as the file has them.

import AgentLayout
import Primitives
import TypeModel

/// A call whose result may be a block.
public struct RecordedSite: Sendable {
  public let metadata: ModuleMetadata
  /// The raw record (`scry_meta.h`).
  public let record: scry_meta_site

  /// The instruction after the call; the module's own address.
  public var returnAddress: Address { Address(record.return_address) }
  /// The innermost function around the call, inlined ones counted; empty when unknown.
  public var function: [UInt8] { metadata.text(record.function) }
  /// Nil when the line table says nothing.
  public var line: SourceLine? {
    record.line == 0 ? nil : SourceLine(file: metadata.file(record.file), line: record.line)
  }

  /// The types that the block may have, strongest evidence first.
  public var candidates: [scry_meta_candidate] {
    let first = Int(record.first)
    let end = min(first + Int(record.count), metadata.table.count(of: SCRY_META_CANDIDATES))
    guard first < end else { return [] }
    return (first..<end).compactMap { metadata.table.entry(SCRY_META_CANDIDATES, $0) }
  }
}

extension ModuleMetadata {
  /// The site of exactly this return address (the nearest one would be a lie); nil when there is none.
  public func site(returningTo address: Address) -> RecordedSite? {
    let record = entry(SCRY_META_SITES, at: address) { (site: scry_meta_site) in
      site.return_address
    }
    return record.map { RecordedSite(metadata: self, record: $0) }
  }

  /// How to step over the frame of exactly this return address; nil when it is not one of a wrapper.
  public func wrapper(returningTo address: Address) -> scry_meta_wrapper? {
    entry(SCRY_META_WRAPPERS, at: address) { (frame: scry_meta_wrapper) in frame.return_address }
  }

  /// The entry of a section, sorted by `key`, whose key is exactly this address.
  private func entry<Entry: BitwiseCopyable>(
    _ section: scry_meta_section_kind, at address: Address, key: (Entry) -> UInt64
  ) -> Entry? {
    let index = table.lowerBound(section) { index in
      let entry = table.entry(section, index, as: Entry.self)
      return entry.map { key($0) < address.raw } ?? false
    }
    guard let entry = table.entry(section, index, as: Entry.self),
      key(entry) == address.raw
    else { return nil }
    return entry
  }
}
