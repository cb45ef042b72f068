// Builds the uniqtype file of one module from its debug information, its symbols and its machine code.

import AgentLayout
import AllocationSites
import DebugInfo
import Primitives
import Synchronization
import TypeModel

/// How to build.
public struct MetadataOptions: Sendable {
  /// Where separate debug files are looked for, and whether servers may be asked.
  public var debugFiles = DebugFileOptions()
  /// Whether a cached file is built anew.
  public var rebuilds = false
  /// Whether the machine code is analysed for allocation sites.
  public var analysesSites = true
  /// What the user declares of allocators, to be kept for the modules that it concerns; nil to use what is kept. No declarations
  /// make what is kept be forgotten.
  public var declarations: [AllocatorDeclaration]? = nil
  /// Threads that read debug information; by default as many as can run at once.
  public var threads = availableProcessors

  public init() {}
}

/// Builds metadata, without any cache.
public enum MetadataBuilder {
  /// The bytes of the uniqtype file of an opened module; nil when cancelled.
  ///
  /// The same module gives the same bytes, whatever the number of threads. `progress` may be called on any thread.
  public static func build(
    _ module: ModuleDebugInfo, options: MetadataOptions = MetadataOptions(),
    declarations: [AllocatorDeclaration] = [], cancellation: Cancellation = Cancellation(),
    progress: @escaping @Sendable (MetadataProgress) -> Void = { _ in }
  ) -> [UInt8]? {
    let units = module.units
    let total = units.count
    @Sendable func report(_ stage: MetadataProgress.Stage, _ done: Int) {
      progress(
        MetadataProgress(path: module.path, stage: stage, unitsDone: done, unitsTotal: total))
    }
    let records = ModuleReader.read(
      units, threads: options.threads, cancellation: cancellation
    ) { report(.reading, $0) }
    guard let records else { return nil }
    report(.merging, total)
    var assembly = MetadataAssembly(module, records)
    guard options.analysesSites, !cancellation.isCancelled else {
      return cancellation.isCancelled ? nil : assembly.bytes()
    }
    let analysed = Atomic<Int>(0)
    assembly.analyzeSites(module, declarations, threads: options.threads) {
      report(.sites, analysed.add(1, ordering: .relaxed).oldValue)
      return !cancellation.isCancelled
    }
    report(.writing, total)
    return cancellation.isCancelled ? nil : assembly.bytes()
  }
}

/// The file under construction, once all units are read.
private struct MetadataAssembly {
  private var file = MetaFile()
  private var names: NameTables
  private let index: TypeIndex

  init(_ module: ModuleDebugInfo, _ records: ModuleRecords) {
    let graph = TypeGraph(records, units: module.units)
    let types = MergedTypes(graph)
    let image = ModuleImage(module.elf)
    names = NameTables(pools: records.strings)
    index = TypeIndex(graph, types, records, module.units)
    file.setTypes(types, &names)
    setVariableTypes(records)
    addData(module, records, types, image)
    addCode(module, records, types, image)
    setHeader(module, records, image)
  }

  private mutating func setVariableTypes(_ records: ModuleRecords) {
    var keys: Set<Die.Key> = []
    for unit in records.units { keys.formUnion(unit.variableTypes) }
    file.dieTypes = keys.compactMap { key in
      index.type(key).map { scry_meta_die_type(die: key.raw, type: $0, reserved: 0) }
    }.sorted { $0.die < $1.die }
  }

  private mutating func addData(
    _ module: ModuleDebugInfo, _ records: ModuleRecords, _ types: MergedTypes,
    _ image: ModuleImage
  ) {
    var merger = StaticMerger(types: types, image: image, names: names)
    for (place, unit) in records.units.enumerated() {
      merger.add(unit) { index.settle($0, inUnit: place) }
    }
    merger.add(module.symbols)
    merger.sort()
    file.statics = merger.entries
    names = merger.names
  }

  private mutating func addCode(
    _ module: ModuleDebugInfo, _ records: ModuleRecords, _ types: MergedTypes,
    _ image: ModuleImage
  ) {
    var merger = FunctionMerger(types: types, image: image, names: names)
    for (place, unit) in records.units.enumerated() {
      merger.add(unit) { index.settle($0, inUnit: place) }
    }
    merger.add(module.symbols)
    file.functions = merger.entries
    names = merger.names
    file.lines = LineMerger(records.units, image: image).rows(names: &names)
  }

  private mutating func setHeader(
    _ module: ModuleDebugInfo, _ records: ModuleRecords, _ image: ModuleImage
  ) {
    file.header.image_base = image.range.start.raw
    file.header.image_limit = image.range.end.raw
    if module.problems.contains(where: \.leavesOutTypes) {
      file.header.flags |= SCRY_META_PARTIAL.rawValue
    }
    if module.files.contains(where: \.isSplit) || !module.problems.isEmpty {
      file.header.flags |= SCRY_META_SCATTERED.rawValue
    }
    if !records.units.isEmpty { file.header.flags |= SCRY_META_HAS_DEBUG_INFO.rawValue }
    let buildID = (module.buildID ?? []).prefix(32)
    file.header.build_id_size = UInt32(buildID.count)
    withUnsafeMutableBytes(of: &file.header.build_id) { $0.copyBytes(from: buildID) }
  }

  /// The analysis looks types and variables up in a table of what is known so far.
  mutating func analyzeSites(
    _ module: ModuleDebugInfo, _ declarations: [AllocatorDeclaration], threads: Int,
    goesOn: @escaping @Sendable () -> Bool
  ) {
    guard let table = try? TypeTable(store: ByteStore(copying: bytes())) else { return }
    let index = index
    let tables = AllocationAnalysis.analyze(
      module: module, types: table, typeIndex: { index.type($0) },
      declarations: declarations, threads: threads, goesOn: goesOn)
    file.setSites(tables, &names)
    file.declarations = AllocatorDeclaration.content(declarations)
    file.header.flags |= SCRY_META_HAS_SITES.rawValue
  }

  mutating func bytes() -> [UInt8] {
    file.strings = names.strings.bytes
    file.files = names.files
    return file.bytes()
  }
}

/// Finds a type of the file by the DIE that describes it.
struct TypeIndex: Sendable {
  private let indices: [UInt32]
  private let bases: [Int]
  private let offsets: [[Int]]
  private let settlers: [Settler]
  private let directory: UnitDirectory
  private let standIns: [UInt32]

  init(_ graph: TypeGraph, _ types: MergedTypes, _ records: ModuleRecords, _ units: [DwarfUnit]) {
    directory = UnitDirectory(units)
    bases = graph.typeBases
    offsets = records.units.map(\.offsets)
    let directory = directory
    settlers = records.units.enumerated().map { place, unit in
      Settler(unit, place, graph.typeBases, records, directory)
    }
    standIns = graph.types.indices.map {
      graph.followed(TypeReference(raw: UInt32(truncatingIfNeeded: $0))).raw
    }
    indices = types.indices
  }

  /// A reference of a unit's records in the numbering of the graph.
  func settle(_ reference: TypeReference, inUnit place: Int) -> TypeReference {
    TypeReference(raw: standIns[settlers[place].settle(reference).index])
  }

  /// The file's index of the type that a DIE describes; nil when it describes none.
  func type(_ key: Die.Key) -> UInt32? {
    guard let (unit, offset) = directory.unit(of: key),
      let place = Settler.type(at: offset, in: offsets[unit])
    else { return nil }
    return indices[Int(standIns[bases[unit] + place])]
  }
}

extension DebugInfoProblem {
  /// Whether a file that is missing now, and may be there later, would add types.
  var leavesOutTypes: Bool {
    switch self {
    case .noDebugInfo, .noAlternate, .noSplitUnits: true
    case .damaged, .rejected: false
    }
  }
}
