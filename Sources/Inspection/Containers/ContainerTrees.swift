// Red-black trees: map, set and those with equal keys.

import Primitives
import TypeModel

extension ContainerDecoder {
  /// The container holds a header whose parent is the tree's root (`bits/stl_tree.h`).
  func tree(isMap: Bool) throws(ContainerProblem) -> ContainerContents {
    let tree = try object.member("_M_t")
    let header = try tree.member("_M_impl._M_header")
    let count = try tree.member("_M_impl._M_node_count").unsigned()
    let root = try header.member("_M_parent").pointer()
    if count == 0, root.raw == 0 { return ContainerContents(count: 0, .nothing) }
    guard let element = tree.template?[1] else { throw .missingMember("_M_t") }
    let node = try types.node("_Rb_tree_node", of: [element])
    let layout = try NodeLayout(node, of: element, types)
    var walk = TreeWalk(
      scope: scope, left: try layout.offset(of: "_M_left"),
      right: try layout.offset(of: "_M_right"),
      parent: try layout.offset(of: "_M_parent"), count: count, limit: limit)
    try walk.visit(root: root, header: header.address)
    return ContainerContents(
      count: count,
      body(
        nodes: walk.nodes, layout, isMap: isMap, isTruncated: UInt64(walk.nodes.count) < count))
  }
}

/// A walk through a tree in the order of its keys.
private struct TreeWalk {
  let scope: any ExpressionScope
  let left: UInt64
  let right: UInt64
  let parent: UInt64
  /// The nodes that the container counts.
  let count: UInt64
  let limit: Int
  private(set) var nodes: [Address] = []
  private var open: [Address] = []

  /// A red-black tree of n nodes is at most 2 log2(n + 1) deep (Guibas and Sedgewick 1978).
  private static let maximumDepth = 128

  init(
    scope: any ExpressionScope, left: UInt64, right: UInt64, parent: UInt64, count: UInt64,
    limit: Int
  ) {
    self.scope = scope
    self.left = left
    self.right = right
    self.parent = parent
    self.count = count
    self.limit = limit
  }

  mutating func visit(root: Address, header: Address) throws(ContainerProblem) {
    try descend(from: root, below: header)
    while let node = open.popLast() {
      guard UInt64(nodes.count) < count else { throw .tooMany(than: count) }
      guard nodes.count < limit else { return }
      nodes.append(node)
      try descend(from: try link(right, of: node), below: node)
    }
    if UInt64(nodes.count) < count { throw .tooFew(found: UInt64(nodes.count), of: count) }
  }

  /// Opens a node and all that lie to its left. A node has one parent, so that none is met twice.
  private mutating func descend(from first: Address, below above: Address) throws(ContainerProblem)
  {
    var (node, expected) = (first, above)
    while node.raw != 0 {
      guard open.count < Self.maximumDepth else { throw .unbalanced }
      guard try link(parent, of: node) == expected else { throw .brokenLink(node) }
      open.append(node)
      (node, expected) = (try link(left, of: node), node)
    }
  }

  private func link(_ offset: UInt64, of node: Address) throws(ContainerProblem) -> Address {
    guard let word = scope.word(at: node + offset) else { throw .unreadable(node) }
    return Address(word)
  }
}
