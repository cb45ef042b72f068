// Rows of a tree of which parts are folded.

import Primitives
import Rendering

/// Something that a row of a tree shows.
public protocol OutlineNode {
  /// What tells it from its siblings when the tree is made anew, so that what was open stays open.
  var key: String { get }
  var text: StyledText { get }
  /// Whether there may be something below it.
  var isFoldable: Bool { get }
  /// Whether it is unfolded until a person folds it.
  var isOpen: Bool { get }
  /// For commands that take an address.
  var address: Address? { get }
  /// What is below it; asked for when it is unfolded.
  func children() -> [Self]
}

/// A node that is a text, and perhaps does something on Enter.
public struct OutlineItem: OutlineNode {
  public var key: String
  public var text: StyledText
  public var isOpen: Bool
  public var address: Address?
  /// What Enter does; nil to fold and unfold.
  public var action: (() -> Void)?
  private let below: (() -> [OutlineItem])?

  public init(
    _ text: StyledText, key: String? = nil, isOpen: Bool = false, address: Address? = nil,
    children: (() -> [OutlineItem])? = nil, action: (() -> Void)? = nil
  ) {
    self.text = text
    self.key = key ?? text.plain
    self.isOpen = isOpen
    self.address = address
    self.action = action
    below = children
  }

  public var isFoldable: Bool { below != nil }
  public func children() -> [OutlineItem] { below?() ?? [] }
}

/// The rows of an outline that are unfolded.
public struct Outline<Node: OutlineNode> {
  struct Row {
    var node: Node
    /// The keys of all items on the way to it, its own last.
    var path: [String]
    var isOpen: Bool

    var depth: Int { path.count - 1 }
  }

  private(set) var rows: [Row] = []
  /// What a person has unfolded or folded.
  private var choices: [[String]: Bool] = [:]

  /// Deeper items are not shown: a list that is a cycle has no end.
  private static var depthLimit: Int { 64 }

  public init() {}

  /// Shows other items; what was unfolded or folded stays so.
  public mutating func show(_ nodes: [Node]) {
    rows = nodes.flatMap { unfolded($0, below: []) }
  }

  private func unfolded(_ node: Node, below parents: [String]) -> [Row] {
    let path = parents + [node.key]
    let isOpen = node.isFoldable && (choices[path] ?? node.isOpen)
    let row = Row(node: node, path: path, isOpen: isOpen)
    guard isOpen, parents.count < Self.depthLimit else { return [row] }
    return [row] + node.children().flatMap { unfolded($0, below: path) }
  }

  /// Unfolds a row, or folds it.
  mutating func setOpen(_ isOpen: Bool, at index: Int) {
    guard rows.indices.contains(index), rows[index].node.isFoldable,
      rows[index].isOpen != isOpen
    else { return }
    let row = rows[index]
    choices[row.path] = isOpen
    let end = rows[(index + 1)...].firstIndex { $0.depth <= row.depth } ?? rows.count
    rows.replaceSubrange(index..<end, with: unfolded(row.node, below: row.path.dropLast()))
  }

  /// The row above that a row is below of; nil at the top.
  func parent(of index: Int) -> Int? {
    guard rows.indices.contains(index) else { return nil }
    return rows[..<index].lastIndex { $0.depth < rows[index].depth }
  }

  /// A row with its indentation and the sign of whether it is open.
  func text(_ index: Int) -> StyledText {
    let row = rows[index]
    var text = StyledText(String(repeating: "  ", count: row.depth))
    text.append(!row.node.isFoldable ? "  " : row.isOpen ? "▾ " : "▸ ", .punctuation)
    return text + row.node.text
  }
}
