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
  public var candidates: [scry_meta_candidate] { metadata.table.candidates(of: record) }
}

extension ModuleMetadata {
  /// The site of exactly this return address (the nearest one would be a lie); nil when there is none.
  public func site(returningTo address: Address) -> RecordedSite? {
    table.site(returningTo: address.raw).map { RecordedSite(metadata: self, record: $0) }
  }

  /// How to step over the frame of exactly this return address; nil when it is not one of a wrapper.
  public func wrapper(returningTo address: Address) -> scry_meta_wrapper? {
    table.wrapper(returningTo: address.raw)
  }
}
