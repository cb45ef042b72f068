// The types of all units side by side, every reference settled.

import AgentLayout
import DebugInfo
import Primitives

/// The types of a module before equal ones are made one. Index 0 is void, 1 stands for a type that cannot be found.
struct TypeGraph {
  var types: [RawType]
  var members: [RawMember] = []
  var enumerators: [RawEnumerator] = []
  /// For each unit, the index of its first type; one more at the end.
  private(set) var typeBases: [Int] = []
  let strings: StringPools

  /// Joins the units' types. `units` are in the order of `records`.
  init(_ records: ModuleRecords, units: [DwarfUnit]) {
    strings = records.strings
    types = [
      RawType(kind: .void, language: 0), RawType(kind: .unspecified, language: 0),
    ]
    let directory = UnitDirectory(units)
    typeBases.reserveCapacity(records.units.count + 1)
    var base = types.count
    for unit in records.units {
      typeBases.append(base)
      base += unit.types.count
    }
    typeBases.append(base)
    types.reserveCapacity(base)
    for (place, unit) in records.units.enumerated() {
      append(unit, Settler(unit, place, typeBases, records, directory))
    }
    followAliases()
    nameAfterTypedefs()
  }

  /// The unit that a type comes from.
  func unit(of type: Int) -> Int {
    typeBases.partitioningIndex { $0 > type } - 1
  }

  private mutating func append(_ unit: UnitRecords, _ settler: Settler) {
    let memberBase = UInt32(truncatingIfNeeded: members.count)
    let enumeratorBase = UInt32(truncatingIfNeeded: enumerators.count)
    for var type in unit.types {
      type.target = settler.settle(type.target)
      type.container = settler.settle(type.container)
      type.first &+= type.kind == .enumeration ? enumeratorBase : memberBase
      types.append(type)
    }
    for var member in unit.members {
      member.type = settler.settle(member.type)
      members.append(member)
    }
    enumerators += unit.enumerators
  }

  /// A declaration with a signature stands for the type of a type unit.
  private mutating func followAliases() {
    for place in types.indices {
      if !types[place].isAlias { types[place].target = followed(types[place].target) }
      types[place].container = followed(types[place].container)
    }
    for place in members.indices { members[place].type = followed(members[place].type) }
  }

  func followed(_ reference: TypeReference) -> TypeReference {
    var reference = reference
    // A type unit's type is a definition: honest chains have one link.
    for _ in 0..<4 {
      guard types[reference.index].isAlias else { return reference }
      reference = types[reference.index].target
    }
    return reference
  }

  /// An unnamed struct, union or enum takes the name of the first typedef that stands for just it.
  private mutating func nameAfterTypedefs() {
    for place in types.indices where types[place].kind == .typedef {
      let target = types[place].target.index
      if types[target].kind.isTagged, types[target].name == .empty,
        types[target].has(SCRY_TYPE_ANONYMOUS)
      {
        types[target].name = types[place].name
      }
    }
  }

  func members(of type: RawType) -> Range<Int> {
    guard type.kind.isRecord || type.kind == .function else { return 0..<0 }
    let first = Int(type.first)
    return first..<(first + Int(type.count))
  }

  func enumerators(of type: RawType) -> Range<Int> {
    guard type.kind == .enumeration else { return 0..<0 }
    let first = Int(type.first)
    return first..<(first + Int(type.count))
  }
}

/// Turns one unit's references into those of the graph.
struct Settler: Sendable {
  private let base: Int
  private let externals: [TypeReference]

  init(
    _ unit: UnitRecords, _ place: Int, _ bases: [Int], _ records: ModuleRecords,
    _ directory: UnitDirectory
  ) {
    base = bases[place]
    externals = unit.externals.map { key in
      guard let (other, offset) = directory.unit(of: key),
        let type = Self.type(at: offset, in: records.units[other].offsets)
      else { return .unknown }
      return TypeReference(raw: UInt32(truncatingIfNeeded: bases[other] + type))
    }
  }

  static func type(at offset: Int, in offsets: [Int]) -> Int? {
    let place = offsets.partitioningIndex { $0 >= offset }
    return place < offsets.count && offsets[place] == offset ? place : nil
  }

  func settle(_ reference: TypeReference) -> TypeReference {
    if reference.isExternal {
      return externals.indices.contains(reference.externalPlace)
        ? externals[reference.externalPlace] : .unknown
    }
    if reference.raw < TypeReference.firstRead { return reference }
    let index = base + reference.index - TypeReference.firstRead
    return TypeReference(raw: UInt32(truncatingIfNeeded: index))
  }
}

/// Finds the unit of a DIE by its key.
struct UnitDirectory: Sendable {
  private let starts: [(key: UInt64, end: UInt64, unit: Int, offset: Int)]

  init(_ units: [DwarfUnit]) {
    starts = units.enumerated().map { place, unit in
      (unit.key(at: unit.offset).raw, unit.key(at: unit.end).raw, place, unit.offset)
    }.sorted { $0.0 < $1.0 }
  }

  /// The place of the unit, and the DIE's offset in its section.
  func unit(of key: Die.Key) -> (place: Int, offset: Int)? {
    let after = starts.partitioningIndex { $0.key > key.raw }
    guard after > 0, key.raw < starts[after - 1].end else { return nil }
    let entry = starts[after - 1]
    return (entry.unit, entry.offset + Int(key.raw - entry.key))
  }
}
