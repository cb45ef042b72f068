// The memory of a process by allocator, type and site.

import AgentIndex
import Primitives

/// A part of the memory, and what it consists of.
public struct MemoryPart: Sendable {
  /// What it is a part by.
  public enum Kind: Sendable, Hashable {
    case process
    case allocator(Allocator)
    /// A module, a thread, a pool: one of an allocator's.
    case owner
    case type
    case site
  }

  public let kind: Kind
  /// A type's spelling, a module's path; empty when it is not known.
  public let name: [UInt8]
  /// Of a site, where it is.
  public let site: CodeLocation?
  public let tally: Tally
  /// Most bytes first.
  public let parts: [MemoryPart]

  init(
    _ kind: Kind, name: [UInt8] = [], site: CodeLocation? = nil, tally: Tally? = nil,
    parts: [MemoryPart] = []
  ) {
    self.kind = kind
    self.name = name
    self.site = site
    self.parts = parts.sorted { a, b in
      a.tally.isAbove(b.tally, or: a.name.lexicographicallyPrecedes(b.name))
    }
    self.tally =
      tally
      ?? parts.reduce(into: Tally()) { sum, part in
        sum.count &+= part.tally.count
        sum.bytes &+= part.tally.bytes
      }
  }
}

extension Inspector {
  /// The memory in use: the heap's blocks by type and site, static data by module, stacks by thread, the program's mappings. The agent's own
  /// is none of it. Without an agent the heap is missing.
  public func memoryTree() -> MemoryPart {
    var parts = allocatorTree().children.compactMap { node -> MemoryPart? in
      guard node.name != Array("agent".utf8) else { return nil }
      return node.allocator == .malloc ? nil : Self.part(of: node)
    }
    if let heap = heapPart() { parts.append(heap) }
    return MemoryPart(.process, parts: parts)
  }

  private static func part(of node: AllocatorNode) -> MemoryPart {
    let parts = node.children.filter { $0.tally.bytes > 0 }.map { child in
      MemoryPart(.owner, name: child.name, tally: child.tally)
    }
    return MemoryPart(
      .allocator(node.allocator), name: node.allocator.title, tally: node.tally, parts: parts)
  }

  private func heapPart() -> MemoryPart? {
    guard let rows = try? siteHistogram() else { return nil }
    let types = Dictionary(grouping: rows, by: \.type).map { type, rows in
      MemoryPart(
        .type, name: type,
        parts: rows.map { row in
          MemoryPart(.site, name: row.site?.function ?? [], site: row.site, tally: row.tally)
        })
    }
    return MemoryPart(.allocator(.malloc), name: Allocator.malloc.title, parts: types)
  }
}

extension Allocator {
  /// What its memory is called in a picture.
  fileprivate var title: [UInt8] {
    switch self {
    case .pool(let name): name
    case .malloc: Array("heap".utf8)
    case .static: Array("static data and code".utf8)
    case .stack: Array("stacks".utf8)
    default: Array("mappings".utf8)
    }
  }
}
