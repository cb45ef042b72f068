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
/// A table that is cut short or damaged keeps what stands before the damage; a DIE of a code that is missing ends
/// its unit.
@usableFromInline
final class AbbreviationTable: @unchecked Sendable {
  @usableFromInline let abbreviations: UnsafeBufferPointer<Abbreviation>
  @usableFromInline let specifications: UnsafeBufferPointer<AttributeSpecification>
  /// Index by code, for codes that are not their own index plus one.
  private let others: [UInt64: Int]

  /// Parses the table at the cursor, which is left after it.
  init(_ cursor: inout ByteCursor, encoding: DwarfEncoding) {
    var abbreviations: [Abbreviation] = []
    var specifications: [AttributeSpecification] = []
    var others: [UInt64: Int] = [:]
    while let abbreviation = Self.read(&cursor, encoding, &specifications) {
      if abbreviation.code != UInt64(abbreviations.count + 1), others[abbreviation.code] == nil {
        others[abbreviation.code] = abbreviations.count
      }
      abbreviations.append(abbreviation)
    }
    self.abbreviations = Self.copy(abbreviations)
    self.specifications = Self.copy(specifications)
    self.others = others
  }

  deinit {
    abbreviations.deallocate()
    specifications.deallocate()
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

  /// The index of a code's abbreviation; nil for a code that is not in the table.
  @inlinable @inline(__always)
  func index(of code: UInt64) -> Int? {
    // Compilers number abbreviations 1, 2, 3...
    let guess = code &- 1
    if guess < UInt64(abbreviations.count) {
      let index = Int(truncatingIfNeeded: guess)
      if abbreviations[index].code == code { return index }
    }
    return indexOfUnusual(code)
  }

  @usableFromInline
  func indexOfUnusual(_ code: UInt64) -> Int? { others[code] }
}
