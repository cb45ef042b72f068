// The analysis of a module's machine code: which calls allocate, and what.

import AgentLayout
import DebugInfo
import Primitives
import TypeModel

/// Finds the allocation sites of modules.
///
/// Every function with debug information is interpreted once, for all its calls (`Interpreter`). Then it is known which
/// functions hand blocks on (`WrapperSearch`), and the calls that give blocks become sites.
public enum AllocationAnalysis {
  /// The sites of a module. `types` are the types of the same module, with its static objects; `typeIndex` gives the index
  /// of a type's DIE in it. The result does not depend on the number of threads.
  ///
  /// `goesOn` is asked before each unit of debug information, on any thread; when it says no, the result is worthless.
  public static func analyze(
    module: ModuleDebugInfo, types: TypeTable,
    typeIndex: @escaping @Sendable (Die.Key) -> UInt32?,
    declarations: [AllocatorDeclaration] = [], threads: Int = availableProcessors,
    goesOn: @escaping @Sendable () -> Bool = { true }
  ) -> SiteTables {
    // DIEs and byte strings do not keep the module alive.
    withExtendedLifetime(module) {
      sites(of: module, types, typeIndex, declarations, threads, goesOn)
    }
  }

  private static func sites(
    of module: ModuleDebugInfo, _ types: TypeTable,
    _ typeIndex: @escaping @Sendable (Die.Key) -> UInt32?,
    _ declarations: [AllocatorDeclaration], _ threads: Int, _ goesOn: @escaping @Sendable () -> Bool
  ) -> SiteTables {
    let frames = CallFrameInfo(elf: module.elf, debugElf: module.debugElf)
    let reader = FactsReader(types: types, frames: frames, typeIndex: typeIndex)
    let units = module.units
    var context = moduleContext(module, types, reader, units, threads)
    context.declarations = ModuleDeclarations(
      declarations, units: units, definitions: context.definitions)
    return sites(of: module, context, reader, units, threads, goesOn)
  }

  private static func sites(
    of module: ModuleDebugInfo, _ context: ModuleContext<ModuleImage>, _ reader: FactsReader,
    _ units: [DwarfUnit], _ threads: Int, _ goesOn: @escaping @Sendable () -> Bool
  ) -> SiteTables {
    let results = map(units, context.types, threads) { layout, number in
      goesOn() ? interpret(units[number], context, reader, layout) : UnitResult()
    }
    return write(results, units, context, reader.frames, module, threads)
  }

  /// Applies `body` to the numbers of all units on several threads; the results in the units' order.
  private static func map<Result: Sendable>(
    _ units: [DwarfUnit], _ types: TypeTable, _ threads: Int,
    _ body: @Sendable (TypeLayout, Int) -> Result
  ) -> [Result] {
    let order = DwarfUnit.largestFirst(units)
    let results = parallelMap(
      count: units.count, threads: threads, makeState: { TypeLayout(types: types) },
      body: { layout, turn in (order[turn], body(layout, order[turn])) })
    return results.sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// What was found in one unit.
  struct UnitResult: Sendable {
    var summaries: [FunctionSummary] = []
    var skipped = 0
  }

  /// Reads the signatures of all functions.
  private static func moduleContext(
    _ module: ModuleDebugInfo, _ types: TypeTable, _ reader: FactsReader, _ units: [DwarfUnit],
    _ threads: Int
  ) -> ModuleContext<ModuleImage> {
    var context = ModuleContext(image: ModuleImage(elf: module.elf), types: types)
    context.readSymbols(of: module)
    let image = context.image
    let found = map(units, types, threads) { _, number in
      (signatures(in: units[number], reader, image), units[number].noReturnDeclarations)
    }
    for (entry, signature) in found.flatMap(\.0) where context.signatures[entry] == nil {
      context.signatures[entry] = signature
    }
    context.endless = Set(found.flatMap(\.1).map { Array($0) })
    return context
  }

  private static func signatures(
    in unit: DwarfUnit, _ reader: FactsReader, _ image: ModuleImage
  ) -> [(UInt64, Signature)] {
    var found: [(UInt64, Signature)] = []
    unit.forEachFunction { function in
      guard let entry = function.entry else { return }
      var signature = reader.signature(of: function)
      // Compilers find out by themselves too, and leave out what would follow a call.
      let ranges = function.ranges.map { $0.start.raw..<$0.end.raw }
      if !signature.isNoReturn { signature.isNoReturn = !FunctionCode.mayReturn(ranges, image) }
      found.append((entry.raw, signature))
    }
    return found
  }

  private static func interpret(
    _ unit: DwarfUnit, _ context: ModuleContext<ModuleImage>, _ reader: FactsReader,
    _ layout: TypeLayout
  ) -> UnitResult {
    var result = UnitResult()
    unit.forEachFunction { function in
      guard let entry = function.entry, let signature = context.signatures[entry.raw] else {
        return
      }
      let ranges = function.ranges.map { $0.start.raw..<$0.end.raw }
      guard let code = FunctionCode(ranges: ranges, image: context.image) else {
        result.skipped += 1
        return
      }
      guard code.hasCalls || signature.givesWord else { return }
      let facts = reader.facts(of: function, signature: signature)
      var interpreter = Interpreter(context: context, facts: facts, code: code, layout: layout)
      guard var summary = interpreter.run() else {
        result.skipped += 1
        return
      }
      summary.die = function.die
      summary.inlined = facts.inlined
      result.summaries.append(summary)
    }
    return result
  }

  private static func write(
    _ results: [UnitResult], _ units: [DwarfUnit], _ context: ModuleContext<ModuleImage>,
    _ frames: CallFrameInfo, _ module: ModuleDebugInfo, _ threads: Int
  ) -> SiteTables {
    let declarations = context.declarations
    let declared = DeclaredFlow(declarations: declarations) { context.knownFunction($0) }
    let flow = BlockFlow(results.flatMap(\.summaries), signatures: context.signatures)
    let completed = map(units, context.types, threads) { layout, unit in
      var summaries = results[unit].summaries
      for index in summaries.indices {
        flow.complete(&summaries[index])
        flow.typeJumps(&summaries[index], layout: layout)
        declared.apply(to: &summaries[index])
      }
      return summaries
    }
    let wrappers = WrapperSearch(Array(completed.joined())) { context.knownFunction($0) }
    let writer = SiteWriter(
      wrappers: wrappers, frames: frames, known: { context.knownFunction($0) },
      signature: { context.signature($0) },
      types: context.types,
      beginnings: StructureBeginnings(of: context.types),
      indexed: results.reduce(into: []) { found, unit in
        for summary in unit.summaries { found.formUnion(summary.arrays.types) }
      },
      character: context.types.types(named: Array("char".utf8)).first?.index,
      declared: DeclaredSites(
        declarations, Array(completed.joined()), types: context.types,
        known: { context.knownFunction($0) }))
    let parts = map(units, context.types, threads) { layout, unit in
      var names = SourceNames(unit: units[unit])
      var tables = SiteTables()
      for var summary in completed[unit] {
        BlockFlow.unifyStored(&summary, layout: layout)
        BlockFlow.unifyResized(&summary)
        writer.write(summary, names: &names, to: &tables)
      }
      return tables
    }
    var tables = SiteTables()
    tables.skippedFunctions = results.reduce(0) { $0 + $1.skipped }
    for part in parts {
      tables.sites += part.sites
      tables.wrappers += part.wrappers
    }
    DeclaredCode(context: context, module: module, writer: writer).write(to: &tables)
    return tables.sorted()
  }
}

extension SiteTables {
  /// In the order of the file format, each return address once: functions that several units describe are found twice.
  func sorted() -> SiteTables {
    var result = self
    result.sites.sort { $0.returnAddress < $1.returnAddress }
    result.wrappers.sort { $0.returnAddress < $1.returnAddress }
    result.sites.removeRepeats { $0.returnAddress }
    result.wrappers.removeRepeats { $0.returnAddress }
    return result
  }
}

extension Array {
  /// Keeps the first of adjacent elements with the same key.
  fileprivate mutating func removeRepeats<Key: Equatable>(_ key: (Element) -> Key) {
    var kept: [Element] = []
    kept.reserveCapacity(count)
    for element in self where kept.last.map(key) != key(element) { kept.append(element) }
    self = kept
  }
}
