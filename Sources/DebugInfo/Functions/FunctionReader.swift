// Finds the functions of a unit in one pass over its DIEs.

import Primitives

extension DwarfUnit {
  /// All functions with code, in the order of the file (inner functions before the ones around them).
  ///
  /// Functions that the linker dropped, whose ranges lie in no code of the file, are left out.
  public func functions() -> [DwarfFunction] {
    var functions: [DwarfFunction] = []
    forEachFunction { functions.append($0) }
    return functions
  }

  /// The function with code at an address of the module's own, the innermost of nested ones; nil when there is none. The
  /// bodies of others are stepped over.
  public func function(containing address: Address) -> DwarfFunction? {
    guard isCompileUnit || kind == .partial else { return nil }
    // A function that is written inside another, as compilers make of OpenMP's regions, has code of its own: it is looked
    // for when no other has the address.
    return [false, true].lazy.compactMap { entersOthers in
      var found: DwarfFunction?
      var reader = FunctionReader(unit: self, wanted: address, entersOthers: entersOthers)
      reader.run { if found == nil { found = $0 } }
      return found
    }.first
  }

  /// Calls `body` with each function with code, holding one at a time.
  public func forEachFunction(_ body: (DwarfFunction) -> Void) {
    guard isCompileUnit || kind == .partial else { return }
    var reader = FunctionReader(unit: self)
    reader.run(body)
  }
}

/// The functions and scopes that are open at the current DIE.
private struct FunctionReader {
  private let unit: DwarfUnit
  /// Only functions with this code are read; nil for all.
  private let wanted: Address?
  /// Whether functions inside those without the wanted code are looked at.
  private let entersOthers: Bool
  private let elf: ElfFile
  private var cursor: DieCursor
  private var functions: [FunctionBuilder] = []
  /// Ranges that may still be read. Honest units have fewer than bytes; in a hostile one every DIE could ask for the same
  /// endless list.
  private var budget: Int
  /// Open DIEs that variables and blocks may belong to, with their depth; `scope` is an index into the scopes of the last
  /// function.
  private var open: [(depth: Int, scope: Int, isFunction: Bool)] = []

  init(unit: DwarfUnit, wanted: Address? = nil, entersOthers: Bool = false) {
    self.unit = unit
    self.wanted = wanted
    self.entersOthers = entersOthers
    elf = (unit.skeleton?.file ?? unit.file).elf
    cursor = unit.cursor()
    budget = 4096 + 16 * (unit.end - unit.offset)
  }

  mutating func run(_ body: (DwarfFunction) -> Void) {
    while cursor.next() {
      close(to: cursor.depth, body)
      visit()
    }
    close(to: 0, body)
  }

  /// Ends what the DIE at `depth` is not inside of.
  private mutating func close(to depth: Int, _ body: (DwarfFunction) -> Void) {
    while let last = open.last, last.depth >= depth {
      open.removeLast()
      if last.isFunction, let function = functions.popLast() { body(function.finish()) }
    }
  }

  private mutating func visit() {
    switch cursor.tag {
    case .subprogram: function()
    case .lexicalBlock, .tryBlock, .catchBlock, .withStmt: block()
    case .inlinedSubroutine: inlined()
    case .formalParameter, .variable: variable()
    case .callSite, .gnuCallSite: call()
    // A pack's parameters are those of the function; its DIE only groups them.
    case .gnuFormalParameterPack:
      if let scope = scope { open.append((cursor.depth, scope, false)) }
    case .enumerationType, .baseType, .subroutineType, .arrayType: cursor.skipChildren()
    default: break
    }
  }

  /// The scope whose child the current DIE is; nil elsewhere, such as inside a local class.
  private var scope: Int? {
    guard let last = open.last, last.depth == cursor.depth - 1 else { return nil }
    return last.scope
  }

  private mutating func function() {
    let attributes = CodeAttributes(&cursor)
    let ranges = ranges(attributes).filter { elf.isExecutable($0.start) }
    // Declarations and abstract instances have no code; what is inside them is met again where it has.
    guard !ranges.isEmpty,
      wanted.map({ address in ranges.contains { $0.contains(address) } }) ?? true
    else { return stepOver() }
    functions.append(FunctionBuilder(cursor.die, attributes, ranges))
    open.append((cursor.depth, 0, true))
  }

  /// Leaves out a function or block that is not wanted, but for functions inside it when those are looked for.
  private mutating func stepOver() {
    if !entersOthers { cursor.skipChildren() }
  }

  private mutating func block() {
    guard let parent = scope, let function = functions.last else { return stepOver() }
    let attributes = CodeAttributes(&cursor)
    let ranges = attributes.saysWhere ? ranges(attributes) : function.scopes[parent].ranges
    add(FunctionScope(kind: .block, die: cursor.die, parent: parent, ranges: ranges))
  }

  private mutating func inlined() {
    guard let parent = scope else { return cursor.skipChildren() }
    let attributes = CodeAttributes(&cursor)
    let origin = attributes.origin.flatMap { unit.reference($0) }
    let call = InlinedCall(
      origin: origin, name: origin?.inheritedString(.name) ?? .empty,
      linkageName: origin?.inheritedString(.linkageName), position: attributes.call(unit))
    add(
      FunctionScope(
        kind: .inlined(call), die: cursor.die, parent: parent, ranges: ranges(attributes)))
  }

  private mutating func ranges(_ attributes: CodeAttributes) -> [AddressRange] {
    let ranges = attributes.ranges(unit, limit: budget)
    budget -= ranges.count
    return ranges
  }

  private mutating func add(_ scope: FunctionScope) {
    guard let function = functions.indices.last,
      functions[function].scopes.count < FunctionBuilder.limit
    else { return cursor.skipChildren() }
    functions[function].scopes.append(scope)
    open.append((cursor.depth, functions[function].scopes.count - 1, false))
  }

  private mutating func variable() {
    guard let scope, let function = functions.indices.last,
      functions[function].scopes[scope].variables.count < FunctionBuilder.limit
    else { return cursor.skipChildren() }
    let die = cursor.die
    let isParameter = cursor.tag == .formalParameter
    let attributes = VariableAttributes(&cursor)
    functions[function].scopes[scope].variables.append(
      attributes.variable(die, isParameter: isParameter))
    cursor.skipChildren()
  }

  private mutating func call() {
    guard let scope, let function = functions.indices.last,
      functions[function].calls.count < FunctionBuilder.limit
    else { return cursor.skipChildren() }
    let die = cursor.die
    let attributes = CallAttributes(&cursor)
    functions[function].calls.append(attributes.call(die, scope: scope))
    cursor.skipChildren()
  }
}

/// A function whose children are still being read.
private struct FunctionBuilder {
  private let die: Die
  private let attributes: CodeAttributes
  /// Scopes, calls, and variables of a scope beyond this are left out: no compiler makes as many.
  static let limit = 1 << 18

  var scopes: [FunctionScope]
  var calls: [FunctionCall] = []

  init(_ die: Die, _ attributes: CodeAttributes, _ ranges: [AddressRange]) {
    self.die = die
    self.attributes = attributes
    scopes = [FunctionScope(kind: .body, die: die, parent: nil, ranges: ranges)]
  }

  func finish() -> DwarfFunction {
    DwarfFunction(
      die: die, name: die.inheritedString(.name) ?? .empty,
      linkageName: die.inheritedString(.linkageName) ?? die.inheritedString(.mipsLinkageName),
      ranges: scopes[0].ranges, type: die.inheritedReference(.type),
      frameBase: attributes.frameBase, position: position,
      isExternal: die.inherited(.external)?.value.flag ?? false, scopes: scopes, calls: calls)
  }

  private var position: SourcePosition? {
    guard let file = die.inherited(.declFile), let index = file.value.unsigned else { return nil }
    let line = die.inherited(.declLine)?.value.unsigned
    let column = die.inherited(.declColumn)?.value.unsigned
    return SourcePosition(
      unit: file.unit, file: index, line: UInt32(clamping: line ?? 0),
      column: UInt32(clamping: column ?? 0))
  }
}
