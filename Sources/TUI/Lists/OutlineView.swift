// Views that are a tree.

import Primitives
import Rendering

/// A view of an outline.
public protocol OutlineView: RowsView {
  associatedtype Node: OutlineNode
  var outline: Outline<Node> { get set }

  /// What Enter does with a node, other than to fold and unfold it; false to do that.
  func open(_ node: Node) -> Bool
}

extension OutlineView {
  public var rowCount: Int { outline.rows.count }

  public func row(_ row: Int, width: Int) -> StyledText { outline.text(row) }

  var selectedOutlineRow: Outline<Node>.Row? {
    outline.rows.indices.contains(cursor.selected) ? outline.rows[cursor.selected] : nil
  }

  public var selectedAddress: Address? { selectedOutlineRow?.node.address }

  public func open() {
    guard let row = selectedOutlineRow else { return }
    if !open(row.node) { fold(!row.isOpen) }
  }

  private func fold(_ isOpen: Bool) { outline.setOpen(isOpen, at: cursor.selected) }

  public func handle(_ key: Key) -> Bool { handleOutline(key) || handleMovement(key) }

  /// Left folds or goes to the parent, right unfolds; false when there is neither to do.
  public func handleOutline(_ key: Key) -> Bool {
    guard let row = selectedOutlineRow else { return false }
    switch key {
    case .left, .character("h"):
      if row.isOpen {
        fold(false)
      } else if let parent = outline.parent(of: cursor.selected) {
        cursor.reveal(parent, of: rowCount)
      } else {
        return false
      }
    case .right, .character("l"):
      if row.node.isFoldable { fold(true) } else { open() }
    case .character("+"): fold(true)
    case .character("-"): fold(false)
    default: return false
    }
    return true
  }
}

extension OutlineView where Node == OutlineItem {
  public func open(_ node: OutlineItem) -> Bool {
    node.action?()
    return node.action != nil
  }
}
