// Static data by address and by name: globals, statics of functions, thread-locals, vtables.

import AgentLayout
import Primitives
import TypeModel

/// A variable or other object in a module's static data, or a symbol of which nothing more is known.
public struct StaticVariable: Sendable {
  public let metadata: ModuleMetadata
  /// The raw record (`scry_meta.h`).
  public let record: scry_meta_static

  /// Qualified source name; the symbol where there is no debug information. Vtables are `vtable for ns::C`.
  public var name: [UInt8] { metadata.text(record.name) }
  /// The module's own address; for thread-locals the offset in the module's TLS block.
  public var address: Address { Address(record.address) }
  /// Bytes; 0 when unknown.
  public var size: UInt64 { record.size }
  /// The declared type; nil when only the symbol is known. For a vtable, the class.
  public var type: UniqType? { metadata.table.type(record.type) }
  /// The function that a static local belongs to; empty for others.
  public var function: [UInt8] { metadata.text(record.function) }
  /// Source path of the declaration; empty when unknown.
  public var file: [UInt8] { metadata.file(record.file) }
  /// Source line, 0 when unknown.
  public var line: UInt32 { record.line }

  public var isThreadLocal: Bool { has(SCRY_STATIC_THREAD_LOCAL) }
  /// In memory that the program cannot write, once relocated.
  public var isReadOnly: Bool { has(SCRY_STATIC_READ_ONLY) }
  public var isLocal: Bool { has(SCRY_STATIC_LOCAL) }
  public var isVTable: Bool { has(SCRY_STATIC_VTABLE) }

  private func has(_ flag: scry_meta_static_flags) -> Bool { record.flags & flag.rawValue != 0 }

  /// Whether a byte belongs to it; an object of unknown size has its first byte only.
  func contains(_ place: UInt64) -> Bool {
    place >= record.address && place - record.address < max(record.size, 1)
  }
}

extension ModuleMetadata {
  /// All static variables, thread-locals last, by address.
  public var statics: some RandomAccessCollection<StaticVariable> {
    (0..<table.count(of: SCRY_META_STATICS)).lazy.map { [self] in
      StaticVariable(metadata: self, record: table.entry(SCRY_META_STATICS, $0) ?? .init())
    }
  }

  /// The variable at an address of the module: the one that begins last, the typed one among aliases. Nil when there is
  /// none.
  public func staticVariable(containing address: Address) -> StaticVariable? {
    statics(containing: address).first
  }

  /// The thread-local variable at an offset of the module's TLS block.
  public func threadLocal(containing offset: UInt64) -> StaticVariable? {
    covering(offset, isThreadLocal: true).first
  }

  /// Every variable that covers an address, best first: aliases and symbols inside symbols.
  public func statics(containing address: Address) -> [StaticVariable] {
    covering(address.raw, isThreadLocal: false)
  }

  /// The variables of exactly this name (several functions or files may have one each).
  public func statics(named name: [UInt8]) -> [StaticVariable] {
    (0..<table.count(of: SCRY_META_STATICS)).compactMap { index in
      guard let record = table.entry(SCRY_META_STATICS, index, as: scry_meta_static.self),
        table.string(record.name).elementsEqual(name)
      else { return nil }
      return StaticVariable(metadata: self, record: record)
    }
  }

  private func covering(_ place: UInt64, isThreadLocal: Bool) -> [StaticVariable] {
    // Objects that overlap are aliases or symbols inside a table: few, and near each other.
    let farthest = 64
    let end = table.lowerBound(SCRY_META_STATICS) { index in
      guard let record = table.entry(SCRY_META_STATICS, index, as: scry_meta_static.self) else {
        return false
      }
      let local = record.flags & SCRY_STATIC_THREAD_LOCAL.rawValue != 0
      return local == isThreadLocal ? record.address <= place : !local
    }
    let found = (max(0, end - farthest)..<end).compactMap { index in
      table.entry(SCRY_META_STATICS, index).map { StaticVariable(metadata: self, record: $0) }
    }.filter { $0.isThreadLocal == isThreadLocal && $0.contains(place) }
    // Within one address the file has the best first; of different addresses the last is the innermost.
    return found.enumerated().sorted { a, b in
      a.element.record.address != b.element.record.address
        ? a.element.record.address > b.element.record.address : a.offset < b.offset
    }.map(\.element)
  }
}
