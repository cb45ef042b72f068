// The kernel's constants, ioctls and structs, as the headers have them (FORMATS.md, "The kernel catalogue").

import Primitives
import SystemCallData

/// The catalogue that is built into the program. Nothing is read before it is asked for.
struct KernelCatalogue: Sendable {
  static let shared = KernelCatalogue()

  /// One member of a struct or union.
  struct Member {
    let name: Name
    /// As C spells it.
    let type: Name
    /// From the start of the struct, in bits.
    let bitOffset: Int
    /// In bits; 0 for a flexible array.
    let bitCount: Int
  }

  /// A struct or union: its size in bytes.
  struct Structure {
    let size: Int
    let members: [Member]
  }

  private enum Section: Int {
    case constants, ioctls, structures, members, strings
  }

  private let bytes: Name
  private let sections: [Name]

  private init() {
    let bytes = Name(scry_kernel_catalogue())
    let count = Int(bytes.load(UInt32.self, at: 12))
    self.bytes = bytes
    sections = (0..<count).map { index in
      let start = Int(bytes.load(UInt32.self, at: 16 + 8 * index))
      let size = Int(bytes.load(UInt32.self, at: 20 + 8 * index))
      return bytes.dropFirst(start).prefix(size)
    }
  }

  /// The value of a constant; nil when no header has it.
  func constant(_ name: Name) -> UInt64? {
    let table = sections[Section.constants.rawValue]
    guard let at = find(name, in: table, stride: 12) else { return nil }
    return UInt64(bitPattern: table.load(Int64.self, at: at + 4))
  }

  /// The constants whose names end in one of `suffixes`, by their values; of several with one value the first by name.
  func constants(endingIn suffixes: [Name]) -> [(value: UInt64, name: Name)] {
    let table = sections[Section.constants.rawValue]
    return stride(from: 0, to: table.bytes.count, by: 12).compactMap { at in
      let name = string(table.load(UInt32.self, at: at))
      guard suffixes.contains(where: name.hasSuffix) else { return nil }
      return (UInt64(bitPattern: table.load(Int64.self, at: at + 4)), name)
    }
  }

  /// The names that an ioctl's number has, and the type of the argument if the number says it.
  func ioctls(_ number: UInt32) -> [(name: Name, type: Name)] {
    let table = sections[Section.ioctls.rawValue]
    let records = 0..<table.bytes.count / 12
    let first = records.partitioningIndex { table.load(UInt32.self, at: $0 * 12) >= number }
    return records[first...].prefix { table.load(UInt32.self, at: $0 * 12) == number }.map {
      (
        string(table.load(UInt32.self, at: $0 * 12 + 4)),
        string(table.load(UInt32.self, at: $0 * 12 + 8))
      )
    }
  }

  /// The layout of `struct NAME` or `union NAME`; nil when no header has it.
  func structure(_ name: Name) -> Structure? {
    let table = sections[Section.structures.rawValue]
    guard let at = find(name, in: table, stride: 16) else { return nil }
    let first = Int(table.load(UInt32.self, at: at + 8))
    let count = Int(table.load(UInt16.self, at: at + 12))
    return Structure(
      size: Int(table.load(UInt32.self, at: at + 4)),
      members: (first..<(first + count)).map(member))
  }

  private func member(_ index: Int) -> Member {
    let table = sections[Section.members.rawValue]
    return Member(
      name: string(table.load(UInt32.self, at: index * 16)),
      type: string(table.load(UInt32.self, at: index * 16 + 4)),
      bitOffset: Int(table.load(UInt32.self, at: index * 16 + 8)),
      bitCount: Int(table.load(UInt32.self, at: index * 16 + 12)))
  }

  /// The record of a table that is sorted by the name in its first four bytes.
  private func find(_ name: Name, in table: Name, stride: Int) -> Int? {
    let records = 0..<table.bytes.count / stride
    func record(_ number: Int) -> Name { string(table.load(UInt32.self, at: number * stride)) }
    let place = records.partitioningIndex {
      !record($0).bytes.lexicographicallyPrecedes(name.bytes)
    }
    return place < records.upperBound && record(place) == name ? place * stride : nil
  }

  private func string(_ place: UInt32) -> Name {
    sections[Section.strings.rawValue].dropFirst(Int(place)).cut(at: 0).0
  }
}
