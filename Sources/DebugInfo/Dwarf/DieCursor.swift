// A single pass over a unit's DIEs in the order of the section, without allocation.

/// Walks the DIEs of a unit in section order, which is parents before children.
///
/// ```
/// var cursor = unit.cursor()
/// while cursor.next() {
///   cursor.readAttributes { name, value in if name == .name { … } }
/// }
/// ```
/// Attributes that are not read are stepped over. Damage (an unknown abbreviation, an attribute past the end) ends the
/// walk; `isDamaged` tells it from the regular end. Every step moves forward, so that a walk of any bytes ends.
public struct DieCursor {
  /// The unit that is walked.
  public let unit: DwarfUnit
  @usableFromInline let table: AbbreviationArrays
  @usableFromInline let encoding: DwarfEncoding
  @usableFromInline var bytes: ByteCursor
  @usableFromInline var abbreviation: Int = -1
  @usableFromInline var mustSkipAttributes = false
  @usableFromInline var mustDescend = false

  @usableFromInline var currentOffset: Int
  @usableFromInline var currentTag = DwarfTag(rawValue: 0)
  @usableFromInline var currentDepth = 0
  @usableFromInline var currentHasChildren = false
  @usableFromInline var endedInDamage = false

  /// The current DIE's offset in the unit's section.
  @inlinable public var offset: Int { currentOffset }
  /// The current DIE's tag.
  @inlinable public var tag: DwarfTag { currentTag }
  /// How many ancestors the current DIE has: 0 for the unit's root.
  @inlinable public var depth: Int { currentDepth }
  /// Whether the current DIE may have children (it may still have none).
  @inlinable public var hasChildren: Bool { currentHasChildren }
  /// Whether the walk ended because the bytes make no sense.
  @inlinable public var isDamaged: Bool { endedInDamage }

  @usableFromInline
  init(unit: DwarfUnit) {
    self.unit = unit
    table = unit.abbreviations
    encoding = unit.encoding
    bytes = unit.bytes(from: unit.dieOffset)
    currentOffset = unit.dieOffset
  }

  /// Moves to the next DIE; false at the end.
  @inlinable
  public mutating func next() -> Bool {
    if mustSkipAttributes { skipAttributes() }
    if mustDescend { currentDepth &+= 1 }
    mustDescend = false
    while true {
      currentOffset = bytes.position
      guard !bytes.isAtEnd, !(depth == 0 && abbreviation >= 0) else { return finish() }
      let code = bytes.uleb()
      if code == 0 {
        currentDepth &-= 1
        // The root's list of children has ended, or there is no root.
        if depth <= 0 { return finish() }
        continue
      }
      guard let index = table.index(of: code) else {
        bytes.fail()
        return finish()
      }
      enter(index)
      return true
    }
  }

  @inlinable @inline(__always)
  mutating func enter(_ index: Int) {
    abbreviation = index
    let entry = table.entries[index]
    currentTag = entry.tag
    currentHasChildren = entry.hasChildren
    mustSkipAttributes = true
    mustDescend = entry.hasChildren
  }

  @usableFromInline
  mutating func finish() -> Bool {
    endedInDamage = bytes.failed
    bytes.position = bytes.end
    mustSkipAttributes = false
    mustDescend = false
    abbreviation = -1
    currentDepth = 0
    return false
  }

  @inlinable @inline(__always)
  mutating func skipAttributes() {
    mustSkipAttributes = false
    let entry = table.entries[abbreviation]
    if entry.fixedSize >= 0 { return bytes.skip(UInt64(entry.fixedSize)) }
    for index in entry.first..<(entry.first &+ entry.count) {
      bytes.skipAttribute(table.specifications[index], encoding)
    }
  }

  /// Calls `body` with every attribute of the current DIE, in the order of the file. Only the first call after `next()`
  /// does anything.
  @inlinable @inline(__always)
  public mutating func readAttributes(_ body: (DwarfAttribute, AttributeValue) -> Void) {
    guard mustSkipAttributes else { return }
    mustSkipAttributes = false
    let entry = table.entries[abbreviation]
    for index in entry.first..<(entry.first &+ entry.count) {
      let specification = table.specifications[index]
      let value = bytes.attribute(specification, encoding)
      if bytes.failed { return }
      body(specification.name, value)
    }
  }

  /// Makes the next `next()` give the current DIE's next sibling (or what follows its parent), by `DW_AT_sibling` where
  /// there is one.
  public mutating func skipChildren() {
    guard mustDescend else { return }
    if table.entries[abbreviation].hasSibling, let sibling = siblingOffset() {
      bytes.position = sibling
      mustSkipAttributes = false
      mustDescend = false
      return
    }
    walkChildren()
  }

  /// The value of `DW_AT_sibling` when it lies ahead in the unit.
  private func siblingOffset() -> Int? {
    guard let value = unit.die(at: offset)?.attribute(.sibling),
      let target = unit.offsetInSection(value), target > bytes.position, target <= bytes.end
    else { return nil }
    return target
  }

  private mutating func walkChildren() {
    if mustSkipAttributes { skipAttributes() }
    mustDescend = false
    var open = 1
    while open > 0, !bytes.isAtEnd {
      let code = bytes.uleb()
      if code == 0 {
        open &-= 1
      } else if let index = table.index(of: code) {
        abbreviation = index
        skipAttributes()
        if table.entries[index].hasChildren { open &+= 1 }
      } else {
        bytes.fail()
      }
    }
  }

  /// The current DIE as a value of its own.
  public var die: Die { Die(unit: unit, offset: offset, abbreviation: abbreviation) }
}
