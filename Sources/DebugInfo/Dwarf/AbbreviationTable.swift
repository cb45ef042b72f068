// Abbreviations: which attributes, in which forms, the DIEs of each code have (DWARF 5 §7.5.3).

import Primitives

/// One attribute of an abbreviation.
@usableFromInline
@frozen
struct AttributeSpecification: Sendable {
  @usableFromInline let name: DwarfAttribute
  @usableFromInline let form: DwarfForm
  @usableFromInline let storage: FormStorage
  /// The value of `DW_FORM_implicit_const`.
  @usableFromInline let implicit: Int64
}

/// What all DIEs of one abbreviation code share.
@usableFromInline
@frozen
struct Abbreviation: Sendable {
  @usableFromInline let code: UInt64
  @usableFromInline let tag: DwarfTag
  @usableFromInline let hasChildren: Bool
  /// Whether `DW_AT_sibling` is among the attributes.
  @usableFromInline let hasSibling: Bool
  /// The attributes' place in the table's specifications.
  @usableFromInline let first: Int
  @usableFromInline let count: Int
  /// Bytes of all attributes of a DIE; -1 when they vary.
  @usableFromInline let fixedSize: Int
}

/// The abbreviations at one offset of `.debug_abbrev`, in flat arrays, for units of one encoding.
///
/// Owns the arrays: units and cursors use `arrays` while their file keeps the table.
///
/// A table that is cut short or damaged keeps what stands before the damage; a DIE of a code that is missing ends
/// its unit.
final class AbbreviationTable: @unchecked Sendable {
  let arrays: AbbreviationArrays

  /// Parses the table at the cursor, which is left after it.
  init(_ cursor: inout ByteCursor, encoding: DwarfEncoding) {
    var entries: [Abbreviation] = []
    var specifications: [AttributeSpecification] = []
    var others: [AbbreviationArrays.Other] = []
    while let entry = Self.read(&cursor, encoding, &specifications) {
      if entry.code != UInt64(entries.count + 1) { others.append((entry.code, entries.count)) }
      entries.append(entry)
    }
    // The first of equal codes comes first, because the indices ascend.
    others.sort { $0 < $1 }
    arrays = AbbreviationArrays(
      entries: Self.copy(entries), specifications: Self.copy(specifications),
      others: Self.copy(others))
  }

  deinit {
    arrays.entries.deallocate()
    arrays.specifications.deallocate()
    arrays.others.deallocate()
  }

  private static func copy<T>(_ array: [T]) -> UnsafeBufferPointer<T> {
    let copy = UnsafeMutableBufferPointer<T>.allocate(capacity: array.count)
    _ = copy.initialize(from: array)
    return UnsafeBufferPointer(copy)
  }

  private static func read(
    _ cursor: inout ByteCursor, _ encoding: DwarfEncoding,
    _ specifications: inout [AttributeSpecification]
  ) -> Abbreviation? {
    let code = cursor.uleb()
    let tag = cursor.uleb()
    let hasChildren = cursor.read(UInt8.self)
    guard !cursor.failed, code != 0, let tag = UInt16(exactly: tag) else { return nil }
    let first = specifications.count
    var fixedSize: Int? = 0
    var hasSibling = false
    while true {
      let name = cursor.uleb()
      let form = cursor.uleb()
      let implicit = form == 0x21 ? cursor.sleb() : 0
      guard !cursor.failed, let name = UInt16(exactly: name), let form = UInt16(exactly: form)
      else { return nil }
      if name == 0, form == 0 { break }
      let dwarfForm = DwarfForm(rawValue: form)
      let storage = FormStorage(dwarfForm, encoding)
      specifications.append(
        AttributeSpecification(
          name: DwarfAttribute(rawValue: name), form: dwarfForm, storage: storage,
          implicit: implicit))
      hasSibling = hasSibling || name == DwarfAttribute.sibling.rawValue
      fixedSize = fixedSize.flatMap { sum in storage.fixedSize.map { sum + $0 } }
    }
    return Abbreviation(
      code: code, tag: DwarfTag(rawValue: tag), hasChildren: hasChildren != 0,
      hasSibling: hasSibling, first: first, count: specifications.count - first,
      fixedSize: fixedSize ?? -1)
  }
}

/// The arrays of a table, without ownership: reading them costs no reference counting.
@usableFromInline
@frozen
struct AbbreviationArrays: @unchecked Sendable {
  /// A code that is not its entry's index plus one, and that index.
  @usableFromInline typealias Other = (code: UInt64, index: Int)

  @usableFromInline let entries: UnsafeBufferPointer<Abbreviation>
  @usableFromInline let specifications: UnsafeBufferPointer<AttributeSpecification>
  /// Ascending by code.
  @usableFromInline let others: UnsafeBufferPointer<Other>

  /// The index of a code's abbreviation; nil for a code that is not in the table.
  @inlinable @inline(__always)
  func index(of code: UInt64) -> Int? {
    // Compilers number abbreviations 1, 2, 3...
    let guess = code &- 1
    if guess < UInt64(entries.count) {
      let index = Int(truncatingIfNeeded: guess)
      if entries[index].code == code { return index }
    }
    return indexOfUnusual(code)
  }

  @usableFromInline
  func indexOfUnusual(_ code: UInt64) -> Int? {
    let place = others.partitioningIndex { $0.code >= code }
    return place < others.count && others[place].code == code ? others[place].index : nil
  }
}
