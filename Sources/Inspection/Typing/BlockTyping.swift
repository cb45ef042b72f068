// The type of one heap block: its site's word, refined by the block's vtable pointer.

import AgentIndex
import AllocationSites
import Metadata
import Primitives
import TargetMemory
import TypeModel

/// The type of an allocation and why it is believed.
struct TypedAllocation {
  var object: TypedObject?
  var evidence: Evidence
  var fit: Fit?
  var location: CodeLocation?
  /// All recorded frames, innermost first.
  var frames: [CodeLocation]
  var reasons: [TypingReason]
  var alternatives: [UniqType]
  /// Types of which the block's bytes select one.
  var choices: [SelectedType] = []
  /// The declared function that hands out pieces of the block.
  var arena: [UInt8]? = nil
  /// Where the pointer stands that told the type.
  var pointer: Address? = nil
  var notes: [Note]
}

/// Types blocks.
struct BlockTyping {
  let target: any MemoryReader
  let view: Inspector.State

  /// Everything that site and vtable say of a block.
  func type(_ block: HeapBlock) -> TypedAllocation {
    let resolved = view.sites.resolve(site: block.site, size: block.size)
    var typed = typed(resolved, at: block.range)
    if block.isLive {
      select(&typed, block)
      refine(&typed, block)
    }
    return typed
  }

  /// What the typed pointers to a block say of it, when nothing else does. `limit` bounds the first search for them; nil does not.
  func infer(_ typed: inout TypedAllocation, _ block: HeapBlock, within limit: Duration?) {
    guard block.isLive, typed.object == nil, typed.arena == nil, typed.choices.isEmpty else {
      return
    }
    guard let types = view.inference.types(view, target, within: limit) else {
      return typed.notes.append(.pointersNotSearched)
    }
    if let found = types[block.base] { apply(found, to: &typed, block) }
  }

  /// Types a block that has no type as pointers say.
  func apply(_ found: InferredType, to typed: inout TypedAllocation, _ block: HeapBlock) {
    guard typed.object == nil else { return }
    let shape = ObjectShape(found.type, blockSize: block.size)
    typed.object = TypedObject(shape: shape, start: block.base)
    typed.evidence = .inferred
    typed.fit = Fit(shape.fit)
    typed.pointer = found.pointer
    typed.notes.removeAll(where: \.isOfMissingType)
  }

  /// Of the types that the user declared for blocks of this place, the one that the block's bytes tell.
  private func select(_ typed: inout TypedAllocation, _ block: HeapBlock) {
    guard !typed.choices.isEmpty else { return }
    let object = SelectedObject(
      memory: target, block: block.range, conditions: view.conditions)
    guard let chosen = object.choose(among: typed.choices) else { return }
    let shape = ObjectShape(chosen.type, blockSize: block.size - chosen.offset)
    typed.object = TypedObject(shape: shape, start: block.base + chosen.offset)
    typed.evidence = .declared
    typed.fit = Fit(shape.fit)
    typed.notes.removeAll { $0 == .unselected }
    if case .prefix(let rest) = shape.fit { typed.notes.append(.unexplainedBytes(rest)) }
  }

  /// What a site says of an allocation.
  func typed(_ resolved: ResolvedSite, at range: AddressRange) -> TypedAllocation {
    let block = resolved.typed
    var result = TypedAllocation(
      object: nil, evidence: Evidence(block.evidence), fit: block.fit.map(Fit.init),
      location: resolved.location, frames: resolved.frames, reasons: block.reasons,
      alternatives: block.alternatives, choices: block.choices, arena: block.arena,
      notes: resolved.notes)
    guard let type = block.type, block.offset <= range.size else { return result }
    let room = range.size - block.offset
    let shape =
      block.elements == 1 && block.fit == .prefix
      ? ObjectShape(one: type, blockSize: room) : ObjectShape(type, blockSize: room)
    result.object = TypedObject(shape: shape, start: range.start + block.offset)
    if case .prefix(let rest) = shape.fit { result.notes.append(.unexplainedBytes(rest)) }
    return result
  }

  /// A block whose first word points at a vtable's address point is an object of that vtable's class, unless the site
  /// explains all of the block as something that merely begins with such an object.
  func refine(_ typed: inout TypedAllocation, _ block: HeapBlock) {
    // The first word of an arena's block is that of its first piece.
    guard typed.arena == nil else { return }
    let start = typed.object?.start ?? block.base
    let offset = start - block.base
    guard mayBePolymorphic(typed), block.size >= offset + 8,
      let dynamic = dynamicClass(at: start),
      let size = dynamic.concrete.size, size <= block.size - offset
    else { return }
    let isKnown = typed.object != nil
    if let object = typed.object {
      if object.shape.element.concrete.digest == dynamic.concrete.digest { return }
      let isExact = typed.fit == .exact
      if isExact, !dynamic.derives(from: object.shape.element) { return }
      typed.alternatives.insert(object.shape.element, at: 0)
    }
    let shape = ObjectShape(dynamic, blockSize: block.size - offset)
    typed.object = TypedObject(shape: shape, start: start)
    typed.evidence = .vtable
    // Memory that nobody has written since still begins with an earlier object's vtable pointer.
    typed.fit = isKnown ? Fit(shape.fit) : .ambiguous
    typed.notes.removeAll(where: \.isOfMissingType)
    if case .prefix(let rest) = shape.fit { typed.notes.append(.unexplainedBytes(rest)) }
    typed.notes.append(isKnown ? .dynamicClass(dynamic.spelling) : .onlyVTable(dynamic.spelling))
  }

  /// Whether blocks of one site and size may have different types.
  func dependsOnContent(_ typed: TypedAllocation) -> Bool {
    !typed.choices.isEmpty || mayBePolymorphic(typed)
  }

  /// Only what is untyped or a class is looked at: reading every block's first word would make histograms slow.
  func mayBePolymorphic(_ typed: TypedAllocation) -> Bool {
    if typed.arena != nil { return false }
    guard let type = typed.object?.shape.element.concrete else { return true }
    return type.isPolymorphic || type.isIncomplete || typed.fit == .prefix
      || typed.fit == .provisional || typed.fit == .ambiguous
  }

  /// The class of the object at an address, by its vtable pointer; nil when it has none.
  func dynamicClass(at address: Address) -> UniqType? {
    guard let pointer = try? target.pointer(at: address), pointer.raw & 7 == 0,
      let module = view.modules.module(containing: pointer)
    else { return nil }
    return view.vtables.value(of: pointer) { dynamicClass(pointingAt: pointer, in: module) }
  }

  /// The class whose vtable's address point this is: two words behind the vtable's start or more, with an offset-to-top
  /// of 0 before it, which the tables of secondary bases do not have (Itanium C++ ABI 2.5.2).
  private func dynamicClass(pointingAt pointer: Address, in module: Module) -> UniqType? {
    let own = module.own(pointer)
    guard let table = module.metadata?.staticVariable(containing: own), table.isVTable,
      own - table.address >= 16,
      let top = try? target.value(Int64.self, at: pointer - 16), top == 0
    else { return nil }
    if let type = table.type { return view.sites.definition(of: type) }
    return view.sites.type(named: className(table.name))
  }

  private func className(_ symbol: [UInt8]) -> [UInt8] {
    let prefix = Array("vtable for ".utf8)
    return symbol.starts(with: prefix) ? Array(symbol.dropFirst(prefix.count)) : symbol
  }
}

extension Note {
  /// Whether it says why a site gave no type, or not all of it.
  fileprivate var isOfMissingType: Bool {
    switch self {
    case .siteWithoutType, .callerNotRecorded, .severalTypes, .unexplainedBytes, .unknownSite,
      .noDebugInfo, .noMetadata:
      true
    default: false
    }
  }
}

extension Evidence {
  fileprivate init(_ evidence: SiteEvidence) {
    switch evidence {
    case .declared: self = .declared
    case .site: self = .site
    case .foreign: self = .foreign
    case .none: self = .none
    }
  }
}

extension Fit {
  fileprivate init(_ fit: SizeFit) {
    switch fit {
    case .exact: self = .exact
    case .prefix: self = .prefix
    case .bytes: self = .bytes
    case .ambiguous: self = .ambiguous
    case .provisional: self = .provisional
    }
  }

  fileprivate init?(_ fit: BlockFit) {
    switch fit {
    case .exact, .flexible, .array: self = .exact
    case .prefix: self = .prefix
    case .tooSmall, .sizeless: return nil
    }
  }
}
