// Code and static data: functions, variables, vtables, linkage tables, literals.

import DebugInfo
import Metadata
import Primitives
import TargetMemory
import TypeModel

extension Classifier {
  /// An address in a module's segment.
  func classifyModule(
    _ answer: inout Classification, _ module: Module, _ segment: Module.Segment
  ) {
    answer.module = module.path
    answer.state = .live
    answer.allocator = module.isVDSO ? .vdso : segment.isExecutable ? .code : .static
    if module.metadata == nil, !module.isVDSO {
      answer.notes.append(.noMetadata(module: module.path))
    }
    if segment.isExecutable, describeFunction(&answer, module) { return }
    // Some linkers put constants into the segment of the code: the section is what counts.
    let section = module.names?.section(containing: module.own(answer.address))
    if !module.isVDSO, section?.isExecutable == false { answer.allocator = .static }
    if describeVariable(&answer, module) { return }
    if describeLinkage(&answer, module) { return }
    describeSection(&answer, module, segment)
  }

  private func describeFunction(_ answer: inout Classification, _ module: Module) -> Bool {
    let own = module.own(answer.address)
    if let line = module.metadata?.line(at: own) {
      answer.source = CodeLocation(file: line.file, line: line.line, module: module.path)
    }
    if let function = module.metadata?.function(containing: own) {
      answer.allocation = AddressRange(
        module.inProcess(function.range.start), size: function.range.size)
      answer.symbol = SymbolOffset(
        kind: .function, name: function.name, offset: own - function.range.start)
      if let type = function.type {
        answer.object = TypedObject(
          shape: ObjectShape(type, blockSize: function.range.size),
          start: module.inProcess(function.range.start))
        answer.evidence = .declared
        answer.fit = .exact
      }
      return true
    }
    return describeSymbol(&answer, module, .function, as: .function)
  }

  /// What only the ELF file's symbol table knows.
  private func describeSymbol(
    _ answer: inout Classification, _ module: Module, _ kind: ElfSymbol.Kind, as shown: SymbolKind
  ) -> Bool {
    let own = module.own(answer.address)
    guard let symbol = module.names?.symbol(containing: own, kind: kind),
      symbol.name != Self.offsetTable
    else { return false }
    answer.allocation = AddressRange(
      module.inProcess(symbol.range.start), size: symbol.range.size)
    answer.symbol = SymbolOffset(
      kind: shown, name: symbol.name, offset: own - symbol.range.start)
    return true
  }

  /// Some linkers give this symbol a size; what each slot is for says more.
  private static let offsetTable = Array("_GLOBAL_OFFSET_TABLE_".utf8)

  private func describeVariable(_ answer: inout Classification, _ module: Module) -> Bool {
    let own = module.own(answer.address)
    guard let variable = module.metadata?.staticVariable(containing: own),
      variable.name != Self.offsetTable
    else {
      return describeSymbol(&answer, module, .object, as: .variable)
    }
    describe(
      variable, start: module.inProcess(variable.address), module,
      kind: variable.isVTable ? .vtable : .variable, &answer)
    return true
  }

  /// A variable, thread-local or not, whose bytes begin at `start` in the process.
  func describe(
    _ variable: StaticVariable, start: Address, _ module: Module, kind: SymbolKind,
    _ answer: inout Classification
  ) {
    let type = (variable.type ?? view.modules.typeOfCopy(variable, in: module)).map(
      view.sites.definition)
    let size = variable.size > 0 ? variable.size : type?.concrete.size ?? 0
    answer.allocation = AddressRange(start, size: size)
    answer.symbol = SymbolOffset(kind: kind, name: variable.name, offset: answer.address - start)
    if variable.line > 0 || !variable.function.isEmpty {
      answer.source = CodeLocation(
        function: variable.function.isEmpty ? nil : variable.function,
        file: variable.file.isEmpty ? nil : variable.file, line: variable.line,
        module: module.path)
    }
    guard kind != .vtable else { return }
    guard let type else {
      let hasDebugInfo = module.metadata?.hasDebugInfo ?? false
      return answer.notes.append(
        hasDebugInfo ? .untypedSymbol : .noDebugInfo(module: module.path))
    }
    answer.object = TypedObject(shape: ObjectShape(type, blockSize: size), start: start)
    answer.evidence = .declared
    answer.fit = .exact
    describePart(&answer)
  }

  private func describeLinkage(_ answer: inout Classification, _ module: Module) -> Bool {
    let own = module.own(answer.address)
    guard let names = module.names else { return false }
    if let stub = names.stub(at: own) {
      answer.symbol = SymbolOffset(kind: .pltEntry, name: stub.target, offset: stub.offset)
      return true
    }
    if let slot = names.slot(at: own) {
      answer.symbol = SymbolOffset(kind: .gotSlot, name: slot.target, offset: slot.offset)
      answer.allocation = AddressRange(answer.address - slot.offset, size: 8)
      return true
    }
    return false
  }

  private func describeSection(
    _ answer: inout Classification, _ module: Module, _ segment: Module.Segment
  ) {
    let own = module.own(answer.address)
    let section = module.names?.section(containing: own)
    let range = section.map { AddressRange(module.inProcess($0.range.start), size: $0.range.size) }
    if !segment.isWritable, section?.holdsConstants ?? !segment.isExecutable,
      describeLiteral(&answer, module, within: range ?? segment.range)
    {
      return
    }
    if let section {
      answer.symbol = SymbolOffset(
        kind: .section, name: Array(section.name), offset: own - section.range.start)
    } else {
      answer.symbol = SymbolOffset(
        kind: .segment, name: Array(segment.name.utf8),
        offset: answer.address - segment.range.start)
    }
    answer.notes.append(.compilerMade)
  }

  /// Text between two NULs in read-only data is a string literal, as far as can be seen.
  private func describeLiteral(
    _ answer: inout Classification, _ module: Module, within range: AddressRange
  ) -> Bool {
    guard
      let literal = StringLiteral.find(around: answer.address, within: range, in: target)
    else { return false }
    answer.allocation = literal
    answer.symbol = SymbolOffset(
      kind: .stringLiteral, name: [], offset: answer.address - literal.start)
    answer.notes.append(.literal)
    guard let character = character(module) else { return true }
    answer.object = TypedObject(
      shape: ObjectShape(character, blockSize: literal.size), start: literal.start)
    answer.evidence = .inferred
    answer.fit = .bytes
    describePart(&answer)
    return true
  }

  /// `char`, from the module's own table if it has one.
  private func character(_ module: Module) -> UniqType? {
    let name = Array("char".utf8)
    return module.table?.types(named: name).first { $0.size == 1 } ?? view.sites.type(named: name)
  }
}

extension Module.Segment {
  /// A name for it when the section is not known.
  fileprivate var name: String { isExecutable ? "text" : isWritable ? "data" : "rodata" }
}

extension ElfSection {
  /// Whether compilers put constants and literals here, rather than tables for the loader.
  fileprivate var holdsConstants: Bool { name.starts(with: ".rodata".utf8) }
}
