// Code by address and by name: functions, their parts, and source lines.

import AgentLayout
import Primitives
import TypeModel

/// A function, or a part of one that the compiler moved away from the rest.
public struct FunctionRange: Sendable {
  public let metadata: ModuleMetadata
  /// The raw record (`scry_meta.h`).
  public let record: scry_meta_function

  /// Qualified source name; the symbol where there is no debug information.
  public var name: [UInt8] { metadata.text(record.name) }
  /// The symbol.
  public var linkageName: [UInt8] {
    record.linkage_name == 0 ? name : metadata.text(record.linkage_name)
  }
  /// The module's own addresses.
  public var range: AddressRange { AddressRange(Address(record.low), Address(record.high)) }
  /// Nil when only the symbol is known.
  public var type: UniqType? { metadata.table.type(record.type) }
  /// Source path of the definition; empty when unknown.
  public var file: [UInt8] { metadata.file(record.file) }
  /// Source line, 0 when unknown.
  public var line: UInt32 { record.line }
  /// Whether the function's entry lies elsewhere.
  public var isPart: Bool { record.flags & SCRY_FUNCTION_PART.rawValue != 0 }
}

/// A place in the source.
public struct SourceLine: Hashable, Sendable {
  public var file: [UInt8]
  public var line: UInt32

  public init(file: [UInt8], line: UInt32) {
    self.file = file
    self.line = line
  }
}

extension ModuleMetadata {
  /// The function whose code lies at an address of the module; nil when none is known there.
  public func function(containing address: Address) -> FunctionRange? {
    let end = table.lowerBound(SCRY_META_FUNCTIONS) { index in
      let record = table.entry(SCRY_META_FUNCTIONS, index, as: scry_meta_function.self)
      return record.map { $0.low <= address.raw } ?? false
    }
    guard let record = table.entry(SCRY_META_FUNCTIONS, end - 1, as: scry_meta_function.self),
      record.low <= address.raw, address.raw < record.high
    else { return nil }
    return FunctionRange(metadata: self, record: record)
  }

  /// The functions of exactly this source name or symbol, moved parts left out.
  public func functions(named name: [UInt8]) -> [FunctionRange] {
    (0..<table.count(of: SCRY_META_FUNCTIONS)).compactMap { index in
      guard let record = table.entry(SCRY_META_FUNCTIONS, index, as: scry_meta_function.self),
        record.flags & SCRY_FUNCTION_PART.rawValue == 0,
        table.string(record.name).elementsEqual(name)
          || (record.linkage_name != 0 && table.string(record.linkage_name).elementsEqual(name))
      else { return nil }
      return FunctionRange(metadata: self, record: record)
    }
  }

  /// The source line of an instruction; nil where the line table says nothing, or when only the resident part of the
  /// file is at hand.
  public func line(at address: Address) -> SourceLine? {
    let end = table.lowerBound(SCRY_META_LINES) { index in
      let row = table.entry(SCRY_META_LINES, index, as: scry_meta_line.self)
      return row.map { $0.address <= address.raw } ?? false
    }
    guard let row = table.entry(SCRY_META_LINES, end - 1, as: scry_meta_line.self),
      row.address <= address.raw, row.line != 0
    else { return nil }
    return SourceLine(file: file(row.file), line: row.line)
  }
}
