// The attributes of functions, blocks, variables and call sites, collected in one reading of a DIE.

import Primitives

/// Of a DIE that has code: a function, a block, an inlined call.
struct CodeAttributes {
  private var low: AttributeValue?
  private var high: AttributeValue?
  private var list: AttributeValue?
  private var entry: AttributeValue?
  private var callFile: UInt64?
  private var callLine: UInt64?
  private var callColumn: UInt64?
  private(set) var origin: AttributeValue?
  private(set) var frameBase: AttributeValue?

  init(_ cursor: inout DieCursor) {
    var attributes = CodeAttributes()
    cursor.readAttributes { attributes.take($0, $1) }
    self = attributes
  }

  private init() {}

  private mutating func take(_ name: DwarfAttribute, _ value: AttributeValue) {
    switch name {
    case .lowPC: low = value
    case .highPC: high = value
    case .ranges: list = value
    case .entryPC: entry = value
    case .abstractOrigin: origin = value
    case .frameBase: frameBase = value
    case .callFile: callFile = value.unsigned
    case .callLine: callLine = value.unsigned
    case .callColumn: callColumn = value.unsigned
    default: break
    }
  }

  /// Whether the DIE says where its code is, be it nowhere.
  var saysWhere: Bool { low != nil || list != nil }

  /// The code, the range that is entered first; of a list `limit` entries at most.
  func ranges(_ unit: DwarfUnit, limit: Int) -> [AddressRange] {
    guard limit > 0 else { return [] }
    var ranges = unit.ranges(low: low, high: high, list: list, limit: limit)
    if let entry = entry.flatMap({ unit.address($0) }),
      let index = ranges.firstIndex(where: { $0.contains(entry) })
    {
      ranges.swapAt(0, index)
    }
    return ranges
  }

  /// Where an inlined call stands.
  func call(_ unit: DwarfUnit) -> SourcePosition? {
    callFile.map {
      SourcePosition(
        unit: unit, file: $0, line: UInt32(clamping: callLine ?? 0),
        column: UInt32(clamping: callColumn ?? 0))
    }
  }
}

/// Of a parameter or a variable.
struct VariableAttributes {
  private let unit: DwarfUnit
  private var name: AttributeValue?
  private var type: AttributeValue?
  private var origin: AttributeValue?
  private var location: AttributeValue?
  private var constant: AttributeValue?
  private var isArtificial = false
  private var isDeclaration = false

  init(_ cursor: inout DieCursor) {
    var attributes = VariableAttributes(unit: cursor.unit)
    cursor.readAttributes { attributes.take($0, $1) }
    self = attributes
  }

  private init(unit: DwarfUnit) { self.unit = unit }

  private mutating func take(_ attribute: DwarfAttribute, _ value: AttributeValue) {
    switch attribute {
    case .name: name = value
    case .type: type = value
    case .abstractOrigin, .specification: origin = value
    case .location: location = value
    case .constValue: constant = value
    case .artificial: isArtificial = value.flag
    case .declaration: isDeclaration = value.flag
    default: break
    }
  }

  /// The variable, completed from the abstract instance where it has one.
  func variable(_ die: Die, isParameter: Bool) -> FunctionVariable {
    let origin = origin.flatMap { unit.reference($0) }
    return FunctionVariable(
      die: die,
      name: name.flatMap { unit.string($0) } ?? origin?.inheritedString(.name) ?? .empty,
      isParameter: isParameter,
      isArtificial: isArtificial || origin?.inherited(.artificial)?.value.flag ?? false,
      type: type.flatMap { unit.reference($0) } ?? origin?.inheritedReference(.type),
      location: location, constant: constant ?? origin?.attribute(.constValue),
      isDeclaration: isDeclaration)
  }
}

/// Of a call site.
struct CallAttributes {
  private let unit: DwarfUnit
  private var returnAddress: AttributeValue?
  private var origin: AttributeValue?
  private var isTailCall = false

  init(_ cursor: inout DieCursor) {
    var attributes = CallAttributes(unit: cursor.unit)
    cursor.readAttributes { attributes.take($0, $1) }
    self = attributes
  }

  private init(unit: DwarfUnit) { self.unit = unit }

  private mutating func take(_ attribute: DwarfAttribute, _ value: AttributeValue) {
    switch attribute {
    // GNU's form before DWARF 5 gave the return address as the low PC.
    case .callReturnPC, .lowPC: returnAddress = value
    case .callOrigin, .abstractOrigin: origin = value
    case .callTailCall, .gnuTailCall: isTailCall = value.flag
    default: break
    }
  }

  func call(_ die: Die, scope: Int) -> FunctionCall {
    FunctionCall(
      die: die, scope: scope, returnAddress: returnAddress.flatMap { unit.address($0) },
      callee: origin.flatMap { unit.reference($0) }, isTailCall: isTailCall)
  }
}
