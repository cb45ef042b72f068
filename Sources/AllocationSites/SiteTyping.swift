// Picks a block's type from its recorded size and the sites of its return addresses.

import AgentLayout
import TypeModel

/// The ranking of type candidates.
public enum SiteTyping {
  /// The type of a block of `size` requested bytes, whose recorded return addresses, innermost first, are `frames`.
  ///
  /// A candidate is judged by how its type accounts for the size: exact, a structure with a flexible array, an array, a
  /// prefix, an incomplete type, characters. Strong evidence beats weak. When the block leaves a function and nothing
  /// fits better than a prefix, the next frame is asked; there only an exact or flexible fit replaces a typed candidate.
  public static func rank(size: UInt64, frames: [SiteFrame]) -> TypedBlock {
    TypedBlock(
      type: nil, evidence: .none, fit: nil, elements: 0, flexibleElements: nil, offset: 0,
      frame: frames.isEmpty ? nil : 0, reasons: [], alternatives: [])
  }
}
