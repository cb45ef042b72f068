// One debugging information entry: its tag, attributes, references and children.

/// A DIE: a cheap value that names a place in a unit. Reading an attribute decodes those before it; for whole units
/// `DieCursor` is faster.
///
/// Valid as long as the `ModuleDebugInfo` that it comes from, which it does not keep alive: there are too many DIEs to
/// count references for each.
public struct Die: @unchecked Sendable {
  public unowned(unsafe) let unit: DwarfUnit
  /// In the unit's section.
  public let offset: Int
  private let abbreviation: Int

  init(unit: DwarfUnit, offset: Int, abbreviation: Int) {
    self.unit = unit
    self.offset = offset
    self.abbreviation = abbreviation
  }

  /// What is described.
  public var tag: DwarfTag { unit.abbreviations.entries[abbreviation].tag }

  /// Whether children may follow.
  public var hasChildren: Bool { unit.abbreviations.entries[abbreviation].hasChildren }

  /// A cursor at the first attribute.
  private var attributeBytes: ByteCursor {
    var bytes = unit.bytes(from: offset)
    bytes.skipLEB()
    return bytes
  }

  /// Calls `body` with every attribute in the order of the file, until it gives false.
  public func forEachAttribute(_ body: (DwarfAttribute, AttributeValue) -> Bool) {
    let table = unit.abbreviations
    let entry = table.entries[abbreviation]
    var bytes = attributeBytes
    for index in entry.first..<(entry.first + entry.count) {
      let specification = table.specifications[index]
      let value = bytes.attribute(specification, unit.encoding)
      if bytes.failed || !body(specification.name, value) { return }
    }
  }

  /// An attribute's value; nil when the DIE does not have it.
  public func attribute(_ name: DwarfAttribute) -> AttributeValue? {
    let table = unit.abbreviations
    let entry = table.entries[abbreviation]
    let range = entry.first..<(entry.first + entry.count)
    guard let wanted = range.first(where: { table.specifications[$0].name == name }) else {
      return nil
    }
    var bytes = attributeBytes
    for index in entry.first..<wanted {
      bytes.skipAttribute(table.specifications[index], unit.encoding)
    }
    let value = bytes.attribute(table.specifications[wanted], unit.encoding)
    return bytes.failed ? nil : value
  }

  /// A string attribute's bytes.
  public func string(_ name: DwarfAttribute) -> ByteString? {
    attribute(name).flatMap { unit.string($0) }
  }

  /// `DW_AT_name`.
  public var name: ByteString? { string(.name) }

  /// A constant that is not negative.
  public func unsigned(_ name: DwarfAttribute) -> UInt64? { attribute(name)?.unsigned }

  /// A constant, sign-extended.
  public func signed(_ name: DwarfAttribute) -> Int64? { attribute(name)?.signed }

  /// Whether a flag is there and set.
  public func flag(_ name: DwarfAttribute) -> Bool { attribute(name)?.flag ?? false }

  /// The DIE that an attribute refers to: in this unit, another one, a type unit, or the alternate file. Nil when there is
  /// no such attribute or nothing is there.
  public func reference(_ name: DwarfAttribute) -> Die? {
    attribute(name).flatMap { unit.reference($0) }
  }

  /// The attribute of this DIE or of those that it completes: `DW_AT_abstract_origin` and `DW_AT_specification` are
  /// followed. The unit that the value belongs to comes with it.
  public func inherited(_ name: DwarfAttribute) -> (value: AttributeValue, unit: DwarfUnit)? {
    var die = self
    // A chain of honest DIEs has at most three links: inlined instance, abstract instance, declaration.
    for _ in 0..<8 {
      if let value = die.attribute(name) { return (value, die.unit) }
      guard let next = die.reference(.abstractOrigin) ?? die.reference(.specification) else {
        return nil
      }
      die = next
    }
    return nil
  }

  /// A string attribute, inherited as `inherited(_:)` says.
  public func inheritedString(_ name: DwarfAttribute) -> ByteString? {
    inherited(name).flatMap { $0.unit.string($0.value) }
  }

  /// A reference, inherited as `inherited(_:)` says.
  public func inheritedReference(_ name: DwarfAttribute) -> Die? {
    inherited(name).flatMap { $0.unit.reference($0.value) }
  }

  /// The children, in the order of the file; grandchildren are stepped over.
  public var children: Children { Children(parent: self) }

  /// The DIEs that one DIE owns.
  public struct Children: Sequence, IteratorProtocol {
    private var cursor: DieCursor
    private var isExhausted: Bool

    init(parent: Die) {
      cursor = DieCursor(unit: parent.unit, inside: parent)
      isExhausted = !parent.hasChildren
    }

    public mutating func next() -> Die? {
      if isExhausted { return nil }
      cursor.skipChildren()
      guard cursor.next() else {
        isExhausted = true
        return nil
      }
      return cursor.die
    }
  }
}

extension DieCursor {
  /// Walks what a DIE owns: `depth` is 1 for its children.
  init(unit: DwarfUnit, inside parent: Die) {
    self.init(unit: unit)
    guard let index = unit.abbreviationIndex(at: parent.offset) else { return }
    bytes = unit.bytes(from: parent.offset)
    bytes.skipLEB()
    enter(index)
    currentOffset = parent.offset
    skipAttributes()
    // The parent is entered, so that the list of its children ends the walk as the root's does.
    if mustDescend { currentDepth = 1 }
    mustDescend = false
  }
}

extension Die: Hashable {
  /// Names a DIE across all files of a module.
  public struct Key: Hashable, Sendable {
    /// Dense enough for a dictionary, unique in a module: the file in the upper 20 bits, the place in the lower 44.
    public let raw: UInt64
    @inlinable public init(raw: UInt64) { self.raw = raw }
  }

  public var key: Key { unit.key(at: offset) }

  public static func == (a: Die, b: Die) -> Bool { a.offset == b.offset && a.unit === b.unit }

  public func hash(into hasher: inout Hasher) { hasher.combine(key) }
}
