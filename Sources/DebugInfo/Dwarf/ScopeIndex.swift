// The parents of DIEs, which DWARF does not store.

import Primitives

/// The DIEs of a unit that have children, as nested intervals of the section, so that the parent of any DIE is found by
/// its offset. Built by one walk of the unit.
struct ScopeIndex: Sendable {
  private var scopes: [Scope] = []

  /// Deeper DIEs have no known parents. Honest ones stay below a hundred.
  private static let depthLimit = 1024

  private struct Scope {
    /// Counted from the unit's start.
    var start: UInt32
    /// Where its last descendant ends.
    var end: UInt32
    /// Index of the enclosing scope; -1 for the root.
    var parent: Int32
  }

  init(_ unit: DwarfUnit) {
    // Offsets in 32 bits: a unit of 4 GiB has no index, and its DIEs no known parents.
    guard unit.end - unit.offset < Int(UInt32.max) else { return }
    var cursor = unit.cursor()
    var open: [Int] = []
    open.reserveCapacity(64)
    while cursor.next() {
      let start = UInt32(cursor.offset - unit.offset)
      while open.count > cursor.depth { scopes[open.removeLast()].end = start }
      if cursor.depth >= Self.depthLimit { cursor.skipChildren() }
      guard cursor.hasChildren, cursor.depth < Self.depthLimit else { continue }
      let parent = open.last.map { Int32(truncatingIfNeeded: $0) } ?? -1
      open.append(scopes.count)
      scopes.append(Scope(start: start, end: UInt32(unit.end - unit.offset), parent: parent))
    }
  }

  /// The offset of the parent of the DIE at an offset, both from the unit's start; nil for the root.
  func parent(of offset: UInt32) -> UInt32? {
    var index = scopes.partitioningIndex { $0.start >= offset } - 1
    while index >= 0, scopes[index].end <= offset { index = Int(scopes[index].parent) }
    return index >= 0 ? scopes[index].start : nil
  }
}

extension Die {
  /// The DIE that owns this one; nil for a unit's root. The first call in a unit walks the whole unit.
  public var parent: Die? {
    guard let offset = UInt32(exactly: offset - unit.offset),
      let parent = unit.scopes.parent(of: offset)
    else { return nil }
    return unit.die(at: unit.offset + Int(parent))
  }

  /// The name with those of the enclosing namespaces and classes: `ns::Class::member`. Empty for a DIE without a name.
  ///
  /// A definition outside its class takes the scopes of its declaration. Unnamed namespaces are written as
  /// `(anonymous namespace)`, functions around local classes by their bare name.
  public var qualifiedName: [UInt8] {
    guard let name = inheritedString(.name) else { return [] }
    var parts = [Array(name)]
    var scope = declaration.parent
    // Honest code nests a few levels; in a hostile unit a scope can be the declaration of one that encloses it.
    for _ in 0..<64 {
      guard let die = scope else { break }
      switch die.tag {
      case .namespace: parts.append(die.name.map { Array($0) } ?? Self.anonymousNamespace)
      case .classType, .structureType, .unionType, .enumerationType, .interfaceType:
        // clang's stand-in for a class in a type unit has the signature only.
        let name = die.name ?? die.reference(.signature)?.name
        if let name, !die.isUnscopedEnumeration { parts.append(Array(name)) }
      case .subprogram: if let name = die.inheritedString(.name) { parts.append(Array(name)) }
      default: break
      }
      scope = die.declaration.parent
    }
    return Array(parts.reversed().joined(separator: "::".utf8))
  }

  private static var anonymousNamespace: [UInt8] { Array("(anonymous namespace)".utf8) }

  /// Enumerators of a plain enum belong to the scope around it.
  private var isUnscopedEnumeration: Bool { tag == .enumerationType && !flag(.enumClass) }

  /// The first declaration that this DIE completes, through abstract origins and specifications; itself when it
  /// completes none.
  public var declaration: Die {
    var die = self
    for _ in 0..<8 {
      guard let next = die.reference(.abstractOrigin) ?? die.reference(.specification) else {
        return die
      }
      die = next
    }
    return die
  }
}
