// Chains of nodes: list, forward_list, and the one that runs through a hash table.

import Primitives
import TypeModel

/// A class of nodes: where its links and its element are.
struct NodeLayout {
  /// The node's class.
  let type: UniqType
  /// The element's type and its offset in a node.
  let element: ExpressionType
  private let elementOffset: UInt64
  private let scope: any ExpressionScope

  /// Nodes hold elements as raw storage, so that only the template's argument tells the type.
  init(
    _ type: UniqType, of element: [UInt8], _ types: ContainerTypes
  ) throws(ContainerProblem) {
    self.type = type
    scope = types.scope
    let node = ContainerObject(type, at: Address(0), in: scope)
    let storage = try node.member(oneOf: ["_M_storage", "_M_value_field", "_M_data", "_M_v"])
    elementOffset = storage.address.raw
    let isRaw =
      TemplateName(storage.definition.name)?.stem.hasPrefix("__gnu_cxx::__aligned") ?? false
    let isKnown = !isRaw && storage.type.concrete.kind != .array
    self.element = isKnown ? .declared(storage.type) : try types.type(element)
    if let size = self.element.size, let room = storage.type.concrete.size, size > room {
      throw .unknownType(element)
    }
  }

  func element(ofNode address: Address) -> ExpressionValue {
    ExpressionValue(type: element, place: .memory(address + elementOffset))
  }

  /// The offset of a link, that a node has from its base class.
  func offset(of link: String) throws(ContainerProblem) -> UInt64 {
    try ContainerObject(type, at: Address(0), in: scope).member(link).address.raw
  }
}

extension ContainerDecoder {
  /// A ring of nodes, in which the container itself is one (`bits/stl_list.h`).
  func list() throws(ContainerProblem) -> ContainerContents {
    let header = try object.member("_M_impl._M_node")
    let first = try header.member("_M_next").pointer()
    let size = try? header.member("_M_size").unsigned()
    if size == 0, first == header.address { return ContainerContents(count: 0, .nothing) }
    guard let element = try elementName() else { throw .missingMember("_M_node") }
    let layout = try NodeLayout(try types.node("_List_node", of: [element]), of: element, types)
    let next = try layout.offset(of: "_M_next")
    let previous = try layout.offset(of: "_M_prev")
    var chain = NodeChain(scope: scope, link: next, limit: limit)
    try chain.walk(from: first, to: header.address, count: size) { node, before in
      scope.word(at: node + previous) == (before ?? header.address).raw
    }
    return contents(chain, layout, count: size)
  }

  /// Nodes linked one way, up to null (`bits/forward_list.h`).
  func forwardList() throws(ContainerProblem) -> ContainerContents {
    let first = try object.member("_M_impl._M_head._M_next").pointer()
    if first.raw == 0 { return ContainerContents(count: 0, .nothing) }
    guard let element = try elementName() else { throw .missingMember("_M_head") }
    let layout = try NodeLayout(try types.node("_Fwd_list_node", of: [element]), of: element, types)
    var chain = NodeChain(
      scope: scope, link: try layout.offset(of: "_M_next"), limit: limit)
    try chain.walk(from: first, to: Address(0), count: nil) { _, _ in true }
    return contents(chain, layout, count: nil)
  }

  /// Buckets point into one chain of all nodes (`bits/hashtable.h`).
  func hashTable(isMap: Bool) throws(ContainerProblem) -> ContainerContents {
    let table = try object.member("_M_h")
    let count = try table.member("_M_element_count").unsigned()
    let first = try table.member("_M_before_begin._M_nxt").pointer()
    if count == 0, first.raw == 0 { return ContainerContents(count: 0, .nothing) }
    guard let name = table.template, let element = name[1], let traits = name.arguments.last,
      let cached = TemplateName(traits)?[0]
    else { throw .missingMember("_M_h") }
    let node = try types.node("__detail::_Hash_node", of: [element, cached])
    let layout = try NodeLayout(node, of: element, types)
    var chain = NodeChain(scope: scope, link: try layout.offset(of: "_M_nxt"), limit: limit)
    try chain.walk(from: first, to: Address(0), count: count) { _, _ in true }
    return contents(chain, layout, count: count, isMap: isMap)
  }

  /// The element type of a template that has it as its first argument.
  private func elementName() throws(ContainerProblem) -> [UInt8]? { template[0] }

  private func contents(
    _ chain: NodeChain, _ layout: NodeLayout, count: UInt64?, isMap: Bool = false
  ) -> ContainerContents {
    let count = count ?? (chain.isComplete ? UInt64(chain.nodes.count) : nil)
    return ContainerContents(
      count: count,
      body(nodes: chain.nodes, layout, isMap: isMap, isTruncated: !chain.isComplete))
  }

  /// The elements of nodes; pairs of a map as keys and values.
  func body(
    nodes: [Address], _ layout: NodeLayout, isMap: Bool, isTruncated: Bool
  ) -> ContainerContents.Body {
    let values = nodes.map(layout.element(ofNode:))
    guard isMap else { return .elements(values, isTruncated: isTruncated) }
    let pairs = values.compactMap { value -> ContainerObject? in
      guard let type = value.type.declared, let address = value.address else { return nil }
      return ContainerObject(type, at: address, in: scope)
    }
    return .entries(pairs, isTruncated: isTruncated)
  }
}

/// A walk along the links of nodes. Ends at a limit, at a node met before, and where nothing can be read.
private struct NodeChain {
  let scope: any ExpressionScope
  /// The link's offset in a node.
  let link: UInt64
  let limit: Int
  private(set) var nodes: [Address] = []
  /// Whether the end was reached.
  private(set) var isComplete = false

  init(scope: any ExpressionScope, link: UInt64, limit: Int) {
    self.scope = scope
    self.link = link
    self.limit = limit
  }

  /// Walks up to `end`. A container that counts its nodes must have exactly `count` of them.
  mutating func walk(
    from first: Address, to end: Address, count: UInt64?,
    isSound: (_ node: Address, _ before: Address?) -> Bool
  ) throws(ContainerProblem) {
    var seen: Set<Address> = []
    var node = first
    while node != end {
      if let count, UInt64(nodes.count) >= count { throw .tooMany(than: count) }
      guard nodes.count < limit else { return }
      guard seen.insert(node).inserted else { throw .cycle(node) }
      guard let next = scope.word(at: node + link) else { throw .unreadable(node) }
      guard isSound(node, nodes.last) else { throw .brokenLink(node) }
      nodes.append(node)
      node = Address(next)
    }
    if let count, UInt64(nodes.count) < count {
      throw .tooFew(found: UInt64(nodes.count), of: count)
    }
    isComplete = true
  }
}
