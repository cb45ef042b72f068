// Reads variables with a fixed place and functions with code.

import AgentLayout
import DebugInfo
import Primitives

/// A variable or function that takes its name and type from another DIE, which may stand behind it.
struct DeferredOrigin {
  enum Subject {
    case variable(Int)
    case function(Int)
  }

  var subject: Subject
  var origin: AttributeValue
}

extension UnitReader {
  /// Keeps what the current DIE, a parameter or variable, has for a type: whoever reads a stack frame asks for it by its DIE.
  mutating func keepVariableType() {
    guard let value = facts[.type] else { return }
    switch value.form {
    case .ref1, .ref2, .ref4, .ref8, .refUdata:
      guard value.raw < UInt64(unit.end - unit.offset) else { return }
      records.variableTypes.insert(unit.key(at: unit.offset + Int(value.raw)))
    default:
      if let die = unit.reference(value) { records.variableTypes.insert(die.key) }
    }
  }

  mutating func readVariable(_ cursor: inout DieCursor) {
    facts.read(&cursor)
    keepVariableType()
    guard let location = facts[.location], location.isBlock,
      let bytes = unit.bytes(at: location), let place = LocationPattern(bytes).place(in: unit)
    else {
      // Declared here, defined by another DIE.
      if facts.flag(.declaration) || openFunction == nil {
        records.scopes.append(ScopedDie(offset: cursor.offset, scope: scope))
      }
      return
    }
    var variable = RawStatic(address: 0, isThreadLocal: false)
    switch place {
    case .address(let address): variable.address = address
    case .threadLocal(let offset):
      variable.address = offset
      variable.isThreadLocal = true
    }
    variable.function = openFunction.map { Int32(truncatingIfNeeded: $0) } ?? -1
    if let name = factName { variable.name = qualified(name) }
    if let name = facts[.linkageName].flatMap({ unit.string($0) }) {
      variable.linkageName = pool.intern(name.bytes)
    }
    if facts.has(.type) { variable.type = type(facts[.type]) }
    variable.file = files.path(facts.unsigned(.declFile))
    variable.line = facts.line
    records.statics.append(variable)
    if let origin = facts[.specification] ?? facts[.abstractOrigin] {
      let subject = DeferredOrigin.Subject.variable(records.statics.count - 1)
      deferred.append(DeferredOrigin(subject: subject, origin: origin))
    }
  }

  /// The innermost function around the current DIE.
  private var openFunction: Int? {
    for die in open.reversed() {
      if case .function(let place, _) = die.owner { return place }
    }
    return nil
  }

  mutating func readFunction(_ cursor: inout DieCursor) {
    facts.read(&cursor)
    records.scopes.append(ScopedDie(offset: cursor.offset, scope: scope))
    if facts.flag(.declaration) { return cursor.skipChildren() }
    var function = RawFunction()
    function.ranges = unit.ranges(low: facts[.lowPC], high: facts[.highPC], list: facts[.ranges])
    if let name = factName { function.name = qualified(name) }
    if let name = facts[.linkageName].flatMap({ unit.string($0) }) {
      function.linkageName = pool.intern(name.bytes)
    }
    function.file = files.path(facts.unsigned(.declFile))
    function.line = facts.line
    let place = records.functions.count
    let origin = facts[.specification] ?? facts[.abstractOrigin]
    if let origin {
      deferred.append(DeferredOrigin(subject: .function(place), origin: origin))
    }
    let ownsType = origin == nil && !function.ranges.isEmpty
    if ownsType {
      made.append(functionType(result: type(facts[.type]), isPrototyped: facts.flag(.prototyped)))
      function.type = TypeReference(made: made.count - 1)
    }
    records.functions.append(function)
    enter(cursor, .function(place, ownsType: ownsType), scope: .empty)
  }

  private func functionType(result: TypeReference, isPrototyped: Bool) -> RawType {
    var type = RawType(kind: .function, language: language)
    type.target = result
    if isPrototyped || language != UInt8(SCRY_LANGUAGE_C.rawValue) {
      type.set(SCRY_TYPE_PROTOTYPED)
    }
    return type
  }

  /// Gives a function's type the parameters that were read.
  mutating func finishFunction(_ place: Int, _ range: (first: UInt32, count: UInt32)) {
    guard let type = records.functions[place].type.madePlace else { return }
    made[type].first = range.first
    made[type].count = range.count
    if let last = records.members.last, range.count > 0, last.offset < 0 {
      made[type].count -= 1
      if made[type].has(SCRY_TYPE_PROTOTYPED) { made[type].set(SCRY_TYPE_VARIADIC) }
    }
  }

  // MARK: Declarations completed elsewhere

  /// Names what completes another DIE: possible once the whole unit is read.
  mutating func resolveDeferred() {
    var types: [Die.Key: TypeReference] = [:]
    for entry in deferred {
      guard let origin = unit.reference(entry.origin) else { continue }
      switch entry.subject {
      case .variable(let place): complete(variable: place, from: origin)
      case .function(let place):
        complete(function: place, from: origin)
        guard !records.functions[place].ranges.isEmpty else { continue }
        let declaration = origin.declaration
        let type = types[declaration.key] ?? functionType(of: declaration)
        types[declaration.key] = type
        records.functions[place].type = type
      }
    }
  }

  private mutating func complete(variable place: Int, from origin: Die) {
    if records.statics[place].name == .empty || records.statics[place].function < 0 {
      let name =
        records.statics[place].function < 0
        ? qualifiedName(of: origin)
        : origin.inheritedString(.name).map { pool.intern($0.bytes) } ?? .empty
      if name != .empty { records.statics[place].name = name }
    }
    if records.statics[place].type == .unknown, let die = origin.inheritedReference(.type) {
      records.statics[place].type = type(at: die)
    }
    if records.statics[place].linkageName == .empty, let name = origin.inheritedString(.linkageName)
    {
      records.statics[place].linkageName = pool.intern(name.bytes)
    }
    if records.statics[place].file == .empty {
      (records.statics[place].file, records.statics[place].line) = position(of: origin)
    }
  }

  private mutating func complete(function place: Int, from origin: Die) {
    records.functions[place].name = qualifiedName(of: origin)
    if records.functions[place].linkageName == .empty,
      let name = origin.inheritedString(.linkageName)
    {
      records.functions[place].linkageName = pool.intern(name.bytes)
    }
    if records.functions[place].file == .empty {
      (records.functions[place].file, records.functions[place].line) = position(of: origin)
    }
  }

  /// Where a DIE of this unit, or what it completes, is declared.
  private mutating func position(of origin: Die) -> (StringID, UInt32) {
    guard let line = origin.inherited(.declLine), let file = origin.inherited(.declFile),
      file.unit === unit
    else { return (.empty, 0) }
    let number = line.value.unsigned.flatMap { UInt32(exactly: $0) } ?? 0
    return (files.path(file.value.unsigned), number)
  }

  /// The qualified name of a DIE or of what it completes, from the scopes that this unit's walk met where possible.
  func qualifiedName(of die: Die) -> StringID {
    let declaration = die.declaration
    guard let name = die.inheritedString(.name) else { return .empty }
    if declaration.unit === unit, let scope = recordedScope(of: declaration.offset) {
      return qualified(name, in: scope)
    }
    return die.qualifiedName.withUnsafeBytes { qualified(ByteString($0), in: .empty) }
  }

  private func recordedScope(of offset: Int) -> StringID? {
    let place = records.scopes.partitioningIndex { $0.offset >= offset }
    guard place < records.scopes.count, records.scopes[place].offset == offset else { return nil }
    return records.scopes[place].scope
  }

  /// The type of a function that is only declared, from its DIE.
  private mutating func functionType(of die: Die) -> TypeReference {
    let result = die.reference(.type).map { type(at: $0) } ?? .void
    var function = functionType(result: result, isPrototyped: die.flag(.prototyped))
    function.first = UInt32(truncatingIfNeeded: records.members.count)
    for child in die.children {
      if child.tag == .unspecifiedParameters { function.set(SCRY_TYPE_VARIADIC) }
      guard child.tag == .formalParameter else { continue }
      var parameter = RawMember()
      parameter.type = child.inheritedReference(.type).map { type(at: $0) } ?? .unknown
      if child.flag(.artificial) { parameter.set(SCRY_MEMBER_ARTIFICIAL) }
      records.members.append(parameter)
      function.count += 1
    }
    made.append(function)
    return TypeReference(made: made.count - 1)
  }
}
