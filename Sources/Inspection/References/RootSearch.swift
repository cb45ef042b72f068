// The shortest path from something that the program can name down to an object.

import Primitives
import TargetMemory

/// Goes from an object to those who point at it, and on to those who point at them, level by level, until a root is among them.
struct RootSearch {
  private let finder: ReferenceFinder
  private let memory: any MemoryReader
  private let goesOn: (Int) -> Bool
  /// For each block that was reached: the pointer in it that leads down, and what that pointer is into.
  private var ways: [AddressRange: Way] = [:]

  private struct Way {
    let place: Address
    let value: Address
    /// Nil for the object that the path is for.
    let next: AddressRange?
  }

  /// A root that points into what was reached.
  private struct Found {
    let kind: RootKind
    let place: Reference.Place
    let value: Address
    let next: AddressRange
  }

  /// What was found.
  enum Answer {
    case path([(place: Reference.Place, value: Address)])
    /// Nothing that the program can name leads there; so many blocks point at it, or at those who do.
    case unreachable(blocks: Int)
    /// `goesOn` said to stop.
    case stopped
  }

  /// More roots of a level are not compared.
  private static let candidateLimit = 4096

  /// `goesOn` is told how many blocks were reached.
  init(_ finder: ReferenceFinder, goesOn: @escaping (Int) -> Bool) {
    self.finder = finder
    self.goesOn = goesOn
    memory = finder.memory()
  }

  mutating func search(for object: AddressRange) -> Answer {
    var level = [object]
    var reached: Set<AddressRange> = [object]
    while !level.isEmpty {
      var found: [Found] = []
      var next: [AddressRange] = []
      for (number, block) in level.enumerated() {
        if number & 0xFFF == 0, !goesOn(reached.count) { return .stopped }
        expand(block, isObject: block == object, &found, &next, &reached)
      }
      if let best = best(of: found) { return .path(path(from: best, object)) }
      level = next.sorted { $0.start < $1.start }
    }
    return .unreachable(blocks: reached.count - 1)
  }

  private mutating func expand(
    _ block: AddressRange, isObject: Bool, _ found: inout [Found], _ next: inout [AddressRange],
    _ reached: inout Set<AddressRange>
  ) {
    for register in finder.registers(into: block) {
      found.append(
        Found(kind: .register, place: register.place, value: register.value, next: block))
    }
    finder.index.forEach(into: block, in: memory) { place, value in
      guard !finder.holders.isChunkHeader(value, in: block, heldAt: place) else { return true }
      switch finder.holders.holder(of: place) {
      case .root(let kind)? where found.count < Self.candidateLimit:
        found.append(Found(kind: kind, place: .memory(place), value: value, next: block))
      case .block(let holder)? where reached.insert(holder).inserted:
        ways[holder] = Way(place: place, value: value, next: block)
        next.append(holder)
      default: break
      }
      return true
    }
  }

  /// The firmest root, among equal ones the one at the lowest address. A place that the object itself is in is none.
  private func best(of found: [Found]) -> Found? {
    let classifier = finder.classifier()
    let known = found.compactMap { root -> (kind: RootKind, root: Found)? in
      guard case .memory(let place) = root.place, root.kind == .stack else {
        return (root.kind, root)
      }
      let reference = finder.reference(at: place, root.value, classifier)
      return reference.map { ($0.root ?? .stack, root) }
    }
    return known.min { ($0.kind, $0.root.place) < ($1.kind, $1.root.place) }?.root
  }

  private func path(
    from root: Found, _ object: AddressRange
  ) -> [(place: Reference.Place, value: Address)] {
    var steps = [(place: root.place, value: root.value)]
    var block = root.next
    while block != object, let way = ways[block] {
      steps.append((.memory(way.place), way.value))
      guard let next = way.next else { break }
      block = next
    }
    return steps
  }
}

extension Reference.Place: Comparable {
  /// Memory by address before registers by thread and number.
  public static func < (a: Reference.Place, b: Reference.Place) -> Bool {
    switch (a, b) {
    case (.memory(let a), .memory(let b)): a < b
    case (.memory, .register): true
    case (.register, .memory): false
    case (.register(let a, let first), .register(let b, let second)): (first, a) < (second, b)
    }
  }
}

extension ReferenceFinder {
  /// What was found of the way to an object.
  public enum RootAnswer: Sendable {
    case path(RootPath)
    /// Nothing that the program can name leads there; so many blocks point at it, or at those who do.
    case unreachable(blocks: Int)
    case stopped
  }

  /// The shortest path from a root to what lies in a range. `goesOn` is told how many blocks were reached.
  ///
  /// - Parameter limit: steps of the path to describe; of a longer one those in its middle are left out.
  public func path(
    to object: AddressRange, limit: Int = 1000, goesOn: @escaping (Int) -> Bool = { _ in true }
  ) -> RootAnswer {
    var search = RootSearch(self, goesOn: goesOn)
    switch search.search(for: object) {
    case .stopped: return .stopped
    case .unreachable(let blocks): return .unreachable(blocks: blocks)
    case .path(let steps):
      let omitted = max(steps.count - max(limit, 1), 0)
      let before = (steps.count - omitted + 1) / 2
      let kept = steps[..<before] + steps[(before + omitted)...]
      return .path(RootPath(steps: described(Array(kept)), omitted: omitted))
    }
  }

  private func described(
    _ steps: [(place: Reference.Place, value: Address)]
  ) -> [Reference] {
    let classifier = classifier()
    return steps.map { step in
      guard case .memory(let place) = step.place,
        let reference = reference(at: place, step.value, classifier)
      else {
        return Reference(
          place: step.place, value: step.value, holder: nil, evidence: .conservative)
      }
      return reference
    }
  }
}
