// Types by name, in one table and across the tables of all modules of a process.

import AgentLayout
import Primitives

extension TypeTable {
  /// The types with exactly this qualified name (without struct, union or enum), of every kind, in the order of the table.
  public func types(named name: [UInt8]) -> [UniqType] {
    name.withUnsafeBytes { key in
      let start = lowerBound(SCRY_META_TYPE_NAMES) { place in
        guard let type = typeByName(place) else { return false }
        return string(type.record.name).lexicographicallyPrecedes(key)
      }
      var result: [UniqType] = []
      for place in start..<max(start, count(of: SCRY_META_TYPE_NAMES)) {
        guard let type = typeByName(place), string(type.record.name).elementsEqual(key)
        else { break }
        result.append(type)
      }
      return result
    }
  }

  private func typeByName(_ place: Int) -> UniqType? {
    entry(SCRY_META_TYPE_NAMES, place, as: UInt32.self).flatMap { type($0) }
  }
}

/// The types of all modules of a process, in the order in which modules are searched.
public struct TypeUniverse: Sendable {
  public let tables: [TypeTable]

  public init(_ tables: [TypeTable]) { self.tables = tables }

  /// The types of that name in all modules.
  public func types(named name: [UInt8]) -> [UniqType] {
    tables.flatMap { $0.types(named: name) }
  }

  /// The definitions that an incomplete type may stand for: same qualified name and kind (struct and class are one), equal
  /// ones once, those of its own module first. A complete type is its own definition.
  public func definitions(of type: UniqType) -> [UniqType] {
    let concrete = type.concrete
    guard concrete.isIncomplete else { return [concrete] }
    let name = concrete.name
    guard !name.isEmpty else { return [] }
    var digests: Set<UInt64> = []
    let own = concrete.table.types(named: name)
    let others = tables.lazy.filter { $0 !== concrete.table }.flatMap { $0.types(named: name) }
    return (own + others).filter { candidate in
      !candidate.isIncomplete && candidate.kind.unitesWith(concrete.kind)
        && digests.insert(candidate.digest).inserted
    }
  }

  /// The definition of an incomplete type, the type itself when it is complete; nil when no module defines it, or when
  /// modules define it differently and its own does not settle it.
  public func definition(of type: UniqType) -> UniqType? {
    let all = definitions(of: type)
    if all.count == 1 { return all[0] }
    let own = all.filter { $0.table === type.table }
    return own.count == 1 ? own[0] : nil
  }
}

extension TypeKind {
  /// Whether a declaration of this kind can be of a definition of `other`: `class X;` may declare `struct X`.
  public func unitesWith(_ other: TypeKind) -> Bool {
    let classes: [TypeKind] = [.structure, .class]
    return self == other || (classes.contains(self) && classes.contains(other))
  }
}
