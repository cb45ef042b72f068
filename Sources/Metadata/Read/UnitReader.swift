// Reads one unit of debug information into flat records, in a single pass over its DIEs.

import AgentLayout
import DebugInfo
import Primitives

/// The reading of one unit. Its parts: types, members, variables and functions, each in a file of its own.
struct UnitReader {
  let unit: DwarfUnit
  let pool: StringPool
  var records = UnitRecords()
  var facts: DieFacts
  var files: UnitFiles
  let language: UInt8
  /// Types without a DIE of their own: inner dimensions of arrays, the types of functions.
  var made: [RawType] = []
  /// The DIEs around the current one that collect what their children say.
  var open: [OpenDie] = []
  /// Members of the open DIEs, those of inner ones behind those of outer ones.
  var pendingMembers: [RawMember] = []
  /// Bounds of the dimensions of the innermost open array.
  var dimensions: [UInt64] = []
  var deferred: [DeferredOrigin] = []
  private var externalPlaces: [Die.Key: Int] = [:]

  /// A DIE whose children are being read.
  struct OpenDie {
    enum Owner {
      case scope
      case record(Int)
      case array(Int)
      case subroutine(Int)
      case function(Int, ownsType: Bool)
    }

    var depth: Int
    var owner: Owner
    /// Qualified name of the namespace or class; empty inside functions, as gdb names local types.
    var scope: StringID
    var firstMember: Int
  }

  init(unit: DwarfUnit, pool: StringPool) {
    self.unit = unit
    self.pool = pool
    facts = DieFacts()
    files = UnitFiles(unit: unit, pool: pool)
    language = UnitLanguage.code(of: unit)
  }

  /// Reads the whole unit.
  static func read(_ unit: DwarfUnit, pool: StringPool) -> UnitRecords {
    var reader = UnitReader(unit: unit, pool: pool)
    reader.walk()
    return reader.records
  }

  private mutating func walk() {
    var cursor = unit.cursor()
    while cursor.next() {
      close(downTo: cursor.depth)
      visit(&cursor)
    }
    close(downTo: 0)
    records.isDamaged = cursor.isDamaged
    if unit.isCompileUnit { (records.lines, records.lineSequences) = files.lines() }
    resolveDeferred()
    settleReferences()
  }

  private mutating func visit(_ cursor: inout DieCursor) {
    switch cursor.tag {
    case .baseType: readBase(&cursor)
    case .pointerType: readModifier(&cursor, .pointer)
    case .referenceType: readModifier(&cursor, .reference)
    case .rvalueReferenceType: readModifier(&cursor, .rvalueReference)
    case .ptrToMemberType: readModifier(&cursor, .memberPointer)
    case .constType, .immutableType: readModifier(&cursor, .const)
    case .volatileType: readModifier(&cursor, .volatile)
    case .restrictType: readModifier(&cursor, .restrict)
    case .atomicType: readModifier(&cursor, .atomic)
    case .typedef, .templateAlias: readModifier(&cursor, .typedef)
    case .structureType: readRecord(&cursor, .structure)
    case .classType, .interfaceType: readRecord(&cursor, .class)
    case .unionType: readRecord(&cursor, .union)
    case .enumerationType: readEnumeration(&cursor)
    case .arrayType: readArray(&cursor)
    case .subrangeType, .genericSubrange: readDimension(&cursor)
    case .subroutineType: readSubroutine(&cursor)
    case .member: readMember(&cursor)
    case .inheritance: readBaseClass(&cursor)
    case .formalParameter, .unspecifiedParameters: readParameter(&cursor)
    case .enumerator: readEnumerator(&cursor)
    case .variantPart: hideVariants()
    case .variable: readVariable(&cursor)
    case .subprogram: readFunction(&cursor)
    case .namespace, .module: readNamespace(&cursor)
    case .inlinedSubroutine, .callSite, .gnuCallSite: cursor.skipChildren()
    case .unspecifiedType, .stringType, .setType, .fileType, .packedType, .sharedType,
      .coarrayType, .dynamicType:
      readOpaque(&cursor)
    default: break
    }
  }

  // MARK: Scopes

  /// The qualified name of the scope around the current DIE.
  var scope: StringID { open.last?.scope ?? .empty }

  mutating func enter(_ cursor: DieCursor, _ owner: OpenDie.Owner, scope: StringID) {
    guard cursor.hasChildren else {
      finish(OpenDie(depth: 0, owner: owner, scope: scope, firstMember: pendingMembers.count))
      return
    }
    open.append(
      OpenDie(
        depth: cursor.depth, owner: owner, scope: scope, firstMember: pendingMembers.count))
  }

  private mutating func close(downTo depth: Int) {
    while let last = open.last, last.depth >= depth {
      open.removeLast()
      finish(last)
    }
  }

  private mutating func finish(_ die: OpenDie) {
    switch die.owner {
    case .scope: break
    case .record(let place), .subroutine(let place):
      let range = takeMembers(from: die.firstMember)
      records.types[place].first = range.first
      records.types[place].count = range.count
    case .array(let place): finishArray(place)
    case .function(let place, let ownsType):
      let range = takeMembers(from: die.firstMember)
      if ownsType { finishFunction(place, range) }
    }
  }

  /// Moves the pending members of a DIE to their final, adjacent places.
  private mutating func takeMembers(from first: Int) -> (first: UInt32, count: UInt32) {
    let start = records.members.count
    records.members.append(contentsOf: pendingMembers[first...])
    pendingMembers.removeSubrange(first...)
    return (UInt32(truncatingIfNeeded: start), UInt32(records.members.count - start))
  }

  private mutating func readNamespace(_ cursor: inout DieCursor) {
    facts.read(&cursor)
    let name = facts[.name].flatMap { unit.string($0) }
    enter(cursor, .scope, scope: qualified(name ?? Self.anonymousNamespace))
  }

  private static var anonymousNamespace: ByteString {
    let text: StaticString = "(anonymous namespace)"
    return ByteString(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// A name with the scope around it.
  mutating func qualified(_ name: ByteString) -> StringID { qualified(name, in: scope) }

  func qualified(_ name: ByteString, in scope: StringID) -> StringID {
    let canonical = BaseTypeName.canonicalTemplate(name)
    if scope == .empty { return canonical.map { pool.intern($0) } ?? pool.intern(name.bytes) }
    var whole = Array(pool.bytes(scope.place)) + "::".utf8
    if let canonical { whole += canonical } else { whole += name }
    return pool.intern(whole)
  }

  // MARK: References

  /// The type that an attribute refers to, void without one. Types of the unit are settled when all are known.
  mutating func type(_ value: AttributeValue?) -> TypeReference {
    guard let value else { return .void }
    switch value.form {
    case .ref1, .ref2, .ref4, .ref8, .refUdata:
      guard value.raw < UInt64(unit.end - unit.offset) else { return .unknown }
      let distance = Int(value.raw)
      return TypeReference(pending: distance) ?? external(unit.key(at: unit.offset + distance))
    default:
      return unit.reference(value).map { type(at: $0) } ?? .unknown
    }
  }

  mutating func type(at die: Die) -> TypeReference {
    if die.unit === unit, let local = TypeReference(pending: die.offset - unit.offset) {
      return local
    }
    return external(die.key)
  }

  private mutating func external(_ key: Die.Key) -> TypeReference {
    if let place = externalPlaces[key] { return TypeReference(external: place) }
    let place = records.externals.count
    externalPlaces[key] = place
    records.externals.append(key)
    return TypeReference(external: place)
  }

  private mutating func settleReferences() {
    let index = OffsetIndex(offsets: records.offsets, start: unit.offset, end: unit.end)
    let readCount = records.offsets.count
    func settled(_ reference: TypeReference) -> TypeReference {
      if reference.isExternal || reference.raw < TypeReference.firstRead { return reference }
      if let place = reference.madePlace { return TypeReference(place: readCount + place) }
      return index.place(of: unit.offset + reference.index).map { TypeReference(place: $0) }
        ?? .unknown
    }
    records.types += made
    for place in records.types.indices {
      records.types[place].target = settled(records.types[place].target)
      records.types[place].container = settled(records.types[place].container)
    }
    for place in records.members.indices {
      records.members[place].type = settled(records.members[place].type)
    }
    for place in records.statics.indices {
      records.statics[place].type = settled(records.statics[place].type)
    }
    for place in records.functions.indices {
      records.functions[place].type = settled(records.functions[place].type)
    }
  }
}

/// Finds a type by the offset of its DIE: a bucket for every 64 bytes of the unit, then a short scan.
private struct OffsetIndex {
  let offsets: [Int]
  let start: Int
  private var buckets: [UInt32]

  init(offsets: [Int], start: Int, end: Int) {
    self.offsets = offsets
    self.start = start
    buckets = Array(repeating: UInt32(offsets.count), count: (end - start) / 64 + 1)
    for (place, offset) in offsets.enumerated().reversed() {
      buckets[(offset - start) / 64] = UInt32(place)
    }
  }

  func place(of offset: Int) -> Int? {
    let bucket = (offset - start) / 64
    guard offset >= start, bucket < buckets.count else { return nil }
    var place = Int(buckets[bucket])
    while place < offsets.count, offsets[place] < offset { place += 1 }
    return place < offsets.count && offsets[place] == offset ? place : nil
  }
}
