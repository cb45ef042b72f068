// All obstacks that typed memory holds, found at the first question that needs them.

import AgentIndex
import Metadata
import Primitives
import TargetMemory
import TypeModel

/// The obstacks of one view of the target: those in variables, and in heap objects whose types hold one.
struct ObstackTable: Sendable {
  let obstacks: [Obstack]
  /// By rising address.
  private let places: [(chunk: Obstack.Chunk, obstack: Int)]

  init(_ obstacks: [Obstack]) {
    self.obstacks = obstacks
    places = obstacks.enumerated().flatMap { number, obstack in
      obstack.chunks.map { ($0, number) }
    }.sorted { $0.0.range.start < $1.0.range.start }
  }

  /// The chunk that holds an address.
  func chunk(containing address: Address) -> (obstack: Obstack, chunk: Obstack.Chunk)? {
    let after = places.partitioningIndex { $0.chunk.range.start > address }
    guard after > 0, places[after - 1].chunk.range.contains(address) else { return nil }
    return (obstacks[places[after - 1].obstack], places[after - 1].chunk)
  }
}

/// Keeps the table of a view.
final class ObstackFinder: Sendable {
  private let lazy = Lazy<ObstackTable>()

  func table(_ view: Inspector.State, _ target: any Target) -> ObstackTable {
    lazy.value { ObstackTable(ObstackSearch(view, target).found()) }
  }
}

/// Looks for obstacks.
private struct ObstackSearch {
  private let view: Inspector.State
  private let memory: any MemoryReader
  private let target: any Target
  private let layouts: [(module: Module, layout: ObstackLayout)]

  /// More obstacks are not looked for.
  private static let limit = 1 << 16

  init(_ view: Inspector.State, _ target: any Target) {
    self.view = view
    self.target = target
    memory = PageCache(target)
    layouts = view.modules.modules.compactMap { module in
      module.table.flatMap { ObstackLayout($0) }.map { (module, $0) }
    }
  }

  func found() -> [Obstack] { layouts.isEmpty ? [] : inVariables() + onHeap() }

  private func inVariables() -> [Obstack] {
    layouts.flatMap { module, layout -> [Obstack] in
      var places: [UniqType: [UInt64]] = [:]
      var found: [Obstack] = []
      for variable in module.metadata.map({ Array($0.statics) }) ?? []
      where !variable.isThreadLocal && !variable.isVTable {
        guard let type = variable.type?.concrete else { continue }
        let offsets = places[type] ?? layout.places(in: type)
        places[type] = offsets
        for offset in offsets where found.count < Self.limit {
          let address = module.inProcess(variable.address) + offset
          if let one = obstack(at: address, layout, name: variable.name) { found.append(one) }
        }
      }
      return found
    }
  }

  /// Where blocks of one site and size, which have one type, hold obstacks, in bytes from the block's start.
  private struct HeldPlaces {
    let layout: ObstackLayout
    let offsets: [UInt64]
  }

  private func onHeap() -> [Obstack] {
    guard let index = try? view.agent.get() else { return [] }
    var known: [SizedSite: HeldPlaces?] = [:]
    var found: [Obstack] = []
    try? index.forEachLiveBlock { block in
      if known[block.sizedSite] == nil { known[block.sizedSite] = .some(places(in: block)) }
      guard let held = known[block.sizedSite] ?? nil else { return true }
      for offset in held.offsets {
        let address = block.base + offset
        let name = Array(address.description.utf8)
        if let one = obstack(at: address, held.layout, name: name) { found.append(one) }
      }
      return found.count < Self.limit
    }
    return found
  }

  /// nil for a block that has no type, or one without obstacks.
  private func places(in block: HeapBlock) -> HeldPlaces? {
    let resolved = view.sites.resolve(site: block.site, size: block.size)
    let typing = BlockTyping(target: target, view: view)
    guard let object = typing.typed(resolved, at: block.range).object,
      let size = object.shape.element.concrete.size, size > 0
    else { return nil }
    for (_, layout) in layouts {
      let held = layout.places(in: object.shape.element)
      guard !held.isEmpty else { continue }
      let first = object.start - block.base
      let elements = stride(from: UInt64(0), to: object.shape.size, by: Int(clamping: size))
      let offsets = elements.lazy.flatMap { start in held.map { first &+ start &+ $0 } }
      return HeldPlaces(layout: layout, offsets: Array(offsets.prefix(Self.limit)))
    }
    return nil
  }

  private func obstack(
    at address: Address, _ layout: ObstackLayout, name: [UInt8]
  ) -> Obstack? {
    Obstack(at: address, layout, name: Array("obstack ".utf8) + name, in: memory)
  }
}
