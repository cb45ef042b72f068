// One module's types, members, enumerators and names, read in place from the bytes of its uniqtype table.

import AgentLayout
import Primitives

/// Why bytes are not a uniqtype table.
public enum TypeTableError: Error, Equatable, Sendable {
  /// Shorter than a header, or without the magic.
  case notATable
  /// Made by another version of Scry.
  case version(found: UInt32)
  /// A section lies outside the file or has entries of another size.
  case damaged(section: Int)
}

/// A view of the sections of a uniqtype file (`scry_meta.h`). Opening checks where the sections lie; every later access
/// checks its index, so that damaged content gives wrong names at worst, never a trap.
public final class TypeTable: Sendable {
  /// The whole file, or the resident part of it.
  public let store: ByteStore
  public let header: scry_meta_header
  private let sections: [Section]

  struct Section: Sendable {
    var offset = 0
    var count = 0
    var stride = 1
  }

  /// Opens a table. Sections after the resident part are empty when the store ends before them.
  public init(store: ByteStore) throws(TypeTableError) {
    guard let header = store.load(scry_meta_header.self, at: 0),
      withUnsafeBytes(of: header.magic, { $0.elementsEqual(SCRY_META_MAGIC.utf8) })
    else { throw .notATable }
    guard header.version == SCRY_META_VERSION,
      header.header_size == MemoryLayout<scry_meta_header>.size
    else { throw .version(found: header.version) }
    self.store = store
    self.header = header
    sections = try Self.sections(of: header, in: store)
  }

  private static func sections(
    of header: scry_meta_header, in store: ByteStore
  ) throws(TypeTableError) -> [Section] {
    let entries = withUnsafeBytes(of: header.sections) {
      Array($0.bindMemory(to: scry_meta_section.self))
    }
    var result: [Section] = []
    for (index, stride) in entryStrides.enumerated() {
      let entry = entries[index]
      let (size, overflow) = entry.count.multipliedReportingOverflow(by: UInt64(stride))
      let (end, overflow2) = entry.offset.addingReportingOverflow(size)
      guard entry.stride == stride, !overflow, !overflow2, end <= header.file_size else {
        throw .damaged(section: index)
      }
      if end <= UInt64(store.count) {
        result.append(
          Section(offset: Int(entry.offset), count: Int(entry.count), stride: stride))
      } else if index >= Int(SCRY_META_LINES.rawValue) {
        result.append(Section(stride: stride))
      } else {
        throw .damaged(section: index)
      }
    }
    return result
  }

  /// The bytes of an entry of each section, in the order of `scry_meta_section_kind`.
  static let entryStrides = [
    1, MemoryLayout<scry_meta_type>.stride, MemoryLayout<scry_meta_member>.stride,
    MemoryLayout<scry_meta_enumerator>.stride, 4, MemoryLayout<scry_meta_static>.stride,
    MemoryLayout<scry_meta_function>.stride, 4, MemoryLayout<scry_meta_site>.stride,
    MemoryLayout<scry_meta_candidate>.stride, MemoryLayout<scry_meta_wrapper>.stride,
    MemoryLayout<scry_meta_line>.stride, 1, MemoryLayout<scry_meta_die_type>.stride,
  ]

  /// How many entries a section has.
  public func count(of kind: scry_meta_section_kind) -> Int { sections[Int(kind.rawValue)].count }

  /// An entry of a section; nil when the index is past its end. `T` must be the section's own struct.
  public func entry<T: BitwiseCopyable>(
    _ kind: scry_meta_section_kind, _ index: Int, as type: T.Type = T.self
  ) -> T? {
    let section = sections[Int(kind.rawValue)]
    assert(MemoryLayout<T>.stride == section.stride)
    guard index >= 0, index < section.count else { return nil }
    return store.load(T.self, at: section.offset + index * section.stride)
  }

  /// The bytes of a string without its NUL; empty when the offset is damaged.
  public func string(_ offset: UInt32) -> UnsafeRawBufferPointer {
    let section = sections[Int(SCRY_META_STRINGS.rawValue)]
    guard offset < section.count,
      let tail = store.slice(
        at: section.offset + Int(offset), count: section.count - Int(offset)),
      let end = tail.firstIndex(of: 0)
    else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    return UnsafeRawBufferPointer(rebasing: tail[..<end])
  }

  /// The number of types.
  public var typeCount: Int { count(of: SCRY_META_TYPES) }

  /// The type of an index; nil for `SCRY_META_NONE` and indices past the end.
  public func type(_ index: UInt32) -> UniqType? {
    entry(SCRY_META_TYPES, Int(index)).map { UniqType(table: self, index: index, record: $0) }
  }

  /// The index of the first entry of `kind` whose key is not below `key`, for sections sorted by that key.
  public func lowerBound(
    _ kind: scry_meta_section_kind, where isBelow: (Int) -> Bool
  ) -> Int {
    (0..<count(of: kind)).partitioningIndex { !isBelow($0) }
  }
}
