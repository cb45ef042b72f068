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
    let index = table.lowerBound(SCRY_META_SITES) { index in
      let site = table.entry(SCRY_META_SITES, index, as: scry_meta_site.self)
      return site.map { $0.return_address < address.raw } ?? false
    }
    guard let record = table.entry(SCRY_META_SITES, index, as: scry_meta_site.self),
      record.return_address == address.raw
    else { return nil }
    return RecordedSite(metadata: self, record: record)
  }

  /// How to step over the frame of exactly this return address; nil when it is not one of a wrapper.
  public func wrapper(returningTo address: Address) -> scry_meta_wrapper? {
    let index = table.lowerBound(SCRY_META_WRAPPERS) { index in
      let frame = table.entry(SCRY_META_WRAPPERS, index, as: scry_meta_wrapper.self)
      return frame.map { $0.return_address < address.raw } ?? false
    }
    guard let frame = table.entry(SCRY_META_WRAPPERS, index, as: scry_meta_wrapper.self),
      frame.return_address == address.raw
    else { return nil }
    return frame
  }
}
