// Finds the objects around an address: along its pointers, and against those to it.

import Primitives
import TargetMemory
import TypeModel

/// Goes outward from one object, level by level, so that the nearest objects are those that a limit keeps.
struct GraphBuilder {
  private let finder: ReferenceFinder
  private let classifier: Classifier
  private let memory: any MemoryReader
  private let limits: GraphLimits
  private var graph = ObjectGraph()
  /// Nodes by their objects' starts.
  private var known: [Address: Int] = [:]

  /// Larger objects are searched for pointers up to here, in bytes.
  private static let sizeLimit: UInt64 = 1 << 16

  init(_ finder: ReferenceFinder, _ limits: GraphLimits) {
    self.finder = finder
    self.limits = limits
    classifier = finder.classifier()
    memory = finder.memory()
  }

  /// The graph around an address; nil when it lies in no object that is known.
  mutating func build(around address: Address) -> ObjectGraph? {
    guard let root = node(holding: address, layer: 0) else { return nil }
    var outward = [root]
    var inward = [root]
    for step in 0..<limits.depth {
      outward = outward.flatMap { follow($0, layer: step + 1) }
      inward = inward.flatMap { search($0, layer: -step - 1) }
    }
    return graph
  }

  // MARK: Objects

  /// The node of the object that holds an address, made if there is none yet; nil when there is no such object or no room for it.
  private mutating func node(holding address: Address, layer: Int) -> Int? {
    let object = classifier.classify(address)
    guard object.isLiveObject, let start = object.allocation?.start else { return nil }
    if let index = known[start] { return index }
    guard graph.nodes.count < limits.nodes else {
      graph.isTruncated = true
      return nil
    }
    let whole = address == start ? object : classifier.classify(start)
    graph.nodes.append(ObjectGraph.Node(object: whole, layer: layer))
    known[start] = graph.nodes.count - 1
    return graph.nodes.count - 1
  }

  // MARK: Along pointers

  /// Adds what an object points at. The nodes that are new.
  private mutating func follow(_ index: Int, layer: Int) -> [Int] {
    var new: [Int] = []
    for field in pointers(of: graph.nodes[index].object) {
      guard graph.nodes[index].fields.count < limits.fields else {
        graph.nodes[index].omittedFields += 1
        continue
      }
      let before = graph.nodes.count
      guard let target = node(holding: field.value, layer: layer) else { continue }
      connect(index, field, target)
      if graph.nodes.count > before { new.append(target) }
    }
    return new
  }

  private mutating func connect(_ from: Int, _ field: ObjectGraph.Field, _ to: Int) {
    var place = graph.nodes[from].fields.firstIndex { $0.offset == field.offset }
    if place == nil {
      graph.nodes[from].fields.append(field)
      place = graph.nodes[from].fields.count - 1
    }
    guard let place, !graph.edges.contains(where: { $0.from == from && $0.field == place }) else {
      return
    }
    graph.edges.append(ObjectGraph.Edge(from: from, field: place, to: to))
  }

  /// The words of an object that point at memory: those that its type declares, or of an untyped one all that look like it.
  private func pointers(of object: Classification) -> [ObjectGraph.Field] {
    guard let range = object.allocation,
      let bytes = try? memory.bytes(at: range.start, count: Int(min(range.size, Self.sizeLimit)))
    else { return [] }
    return bytes.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count - 7, by: 8).compactMap { offset in
        let value = Address(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        guard classifier.view.mappings.containing(value) != nil else { return nil }
        return field(of: object, at: range.start + UInt64(offset), value)
      }
    }
  }

  private func field(
    of object: Classification, at place: Address, _ value: Address
  ) -> ObjectGraph.Field? {
    let offset = place - (object.allocation?.start ?? place)
    guard let typed = object.object, place >= typed.start else {
      return ObjectGraph.Field(offset: offset, path: [], value: value, evidence: .conservative)
    }
    guard let reading = typed.pointer(at: place) else { return nil }
    return ObjectGraph.Field(
      offset: offset, path: reading.path, value: value, evidence: .declared)
  }

  // MARK: Against pointers

  /// Adds who points at an object. The nodes that are new.
  private mutating func search(_ index: Int, layer: Int) -> [Int] {
    guard let range = graph.nodes[index].object.allocation else { return [] }
    var found: [Reference] = []
    var omitted = 0
    finder.forEach(into: range) { reference in
      if found.count < limits.references { found.append(reference) } else { omitted += 1 }
      return true
    }
    graph.nodes[index].omittedReferences = omitted
    var new: [Int] = []
    for reference in found {
      let before = graph.nodes.count
      guard case .memory(let place) = reference.place,
        let holder = node(holding: place, layer: layer),
        let start = graph.nodes[holder].object.allocation?.start
      else { continue }
      let field = ObjectGraph.Field(
        offset: place - start, path: reference.holder?.part?.path ?? [], value: reference.value,
        evidence: reference.evidence)
      connect(holder, field, index)
      if graph.nodes.count > before { new.append(holder) }
    }
    return new
  }
}

extension Classification {
  /// Whether it is a thing of the program's with a beginning and an end that lives.
  fileprivate var isLiveObject: Bool {
    guard allocation != nil, state != .freed, state != .free else { return false }
    switch allocator {
    case .malloc, .pool, .mmap: return true
    case .stack:
      if case .variable? = frame?.part { return true }
      return false
    case .static: return symbol?.kind == .variable || symbol?.kind == .threadLocal
    case .code, .vdso, .none: return false
    }
  }
}

extension Inspector {
  /// The objects around an address; nil when it lies in none, or `goesOn` said to stop.
  public func graph(
    around address: Address, limits: GraphLimits,
    goesOn: @escaping @Sendable (Double) -> Bool = { _ in true }
  ) -> ObjectGraph? {
    guard let finder = references(goesOn: goesOn) else { return nil }
    var builder = GraphBuilder(finder, limits)
    return builder.build(around: address)
  }
}
