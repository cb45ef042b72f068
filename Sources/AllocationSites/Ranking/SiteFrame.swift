// A recorded return address of a block, with what its module's table says of that site.

import AgentLayout
import TypeModel

/// One frame of the stack that allocated a block, innermost first, as the ranking wants it.
public struct SiteFrame: Sendable {
  /// The module's uniqtype table; nil when the module has none.
  public var table: TypeTable?
  /// The site of exactly this return address; nil when the module has no such site.
  public var site: scry_meta_site?
  /// The site's candidates, strongest first.
  public var candidates: [scry_meta_candidate]
  /// The candidates that the user declared.
  public var declared: [scry_meta_candidate] = []
  /// Whether the module was analysed: without it a missing site says nothing.
  public var isAnalysed: Bool

  /// A frame of a module without a table.
  public static var foreign: SiteFrame {
    SiteFrame(table: nil, site: nil, candidates: [], isAnalysed: false)
  }

  public init(
    table: TypeTable?, site: scry_meta_site?, candidates: [scry_meta_candidate], isAnalysed: Bool
  ) {
    self.table = table
    self.site = site
    self.candidates = candidates
    self.isAnalysed = isAnalysed
  }

  /// Looks a return address (the module's own, p_vaddr) up: exactly, since the nearest site is a lie.
  public init(table: TypeTable, returnAddress: UInt64) {
    let flags = table.header.flags
    self.init(
      table: table, site: nil, candidates: [],
      isAnalysed: flags & SCRY_META_HAS_SITES.rawValue != 0
        && flags & SCRY_META_HAS_DEBUG_INFO.rawValue != 0)
    guard let found = table.site(returningTo: returnAddress) else { return }
    site = found
    let all = table.candidates(of: found)
    candidates = all.filter { $0.reason != EvidenceReason.user.rawValue }
    declared = all.filter { $0.reason == EvidenceReason.user.rawValue }
  }

  /// Whether the block leaves this frame's function, so that the next frame may know more.
  public var blockLeaves: Bool {
    guard let site else { return false }
    return site.flags & (SCRY_SITE_RETURNS.rawValue | SCRY_SITE_OUTPARAM.rawValue) != 0
  }
}
