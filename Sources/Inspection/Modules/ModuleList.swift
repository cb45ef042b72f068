// Finds the modules of a target in its mappings and memory.

import AgentIndex
import DebugInfo
import Metadata
import Primitives
import TargetMemory
import TypeModel

/// The modules, by rising address.
struct ModuleList: Sendable {
  let modules: [Module]

  /// The module whose segment holds an address. Gaps between segments belong to whoever maps something there.
  func module(containing address: Address) -> Module? {
    for module in modules where module.range.contains(address) {
      if module.segment(containing: address) != nil { return module }
    }
    return nil
  }
}

/// Makes a `ModuleList`.
struct ModuleFinder {
  let target: any Target
  let mappings: [Mapping]
  let metadata: any MetadataSource
  /// What the agent says of the modules, for the tables that it holds.
  let agentModules: [AgentModule]
  let files: ModuleFiles
  /// Modules of an earlier look, with the tables that were opened since: those that are still there are used again.
  let known: [Module]
  /// Called with the first use of a table that the agent lacks.
  let announceTable: @Sendable () -> Void

  func find() -> ModuleList {
    let modules = mappings.indices.compactMap(module)
    return ModuleList(modules: modules.sorted { $0.range.start < $1.range.start })
  }

  /// The module whose first mapping this is. A program may map an ELF file only to read it, so the code must be mapped as
  /// code, at the place that the header says.
  private func module(_ index: Int) -> Module? {
    let mapping = mappings[index]
    let isVDSO = mapping.kind == .vdso
    guard isVDSO || (mapping.kind == .file && mapping.offset == 0),
      mapping.permissions.contains(.read),
      let image = LoadedImage(at: mapping.range.start, in: target)
    else { return nil }
    let isCodeMapped = image.segments.contains { segment in
      guard segment.isExecutable,
        let code = mappings.containing(segment.range.start + image.bias)
      else { return false }
      return code.permissions.contains(.execute) && code.name == mapping.name
    }
    guard isCodeMapped else { return nil }
    let same = known.first {
      $0.bias == image.bias && $0.path == mapping.name && !image.buildID.isEmpty
        && $0.buildID == image.buildID
    }
    return same ?? make(mapping, image, isVDSO: isVDSO)
  }

  private func make(_ mapping: Mapping, _ image: LoadedImage, isVDSO: Bool) -> Module {
    let target = target
    let source = metadata
    let file = file(of: mapping, image, isVDSO: isVDSO)
    let seen = agentModules.first { $0.bias == image.bias && $0.isLoaded }
    let resident = seen?.table
    let isLacking = seen != nil && resident == nil && !isVDSO
    let announce = announceTable
    let buildID = image.buildID
    return Module(
      path: mapping.name, image: image, isExecutable: isExecutable(mapping, image),
      isVDSO: isVDSO, file: file, memory: target,
      openMetadata: {
        if let found = file?.metadata {
          if isLacking { announce() }
          return found
        }
        if let resident, let found = ModuleMetadata(resident: resident, in: target),
          found.matches(buildID)
        {
          return found
        }
        return buildID.isEmpty ? nil : source.cached(buildID: buildID)
      })
  }

  /// Where the module comes from: nil for a file that cannot be opened.
  private func file(of mapping: Mapping, _ image: LoadedImage, isVDSO: Bool) -> ModuleFile? {
    guard isVDSO else {
      return target.openablePath(of: mapping).map {
        files.file(path: $0, buildID: image.buildID, source: metadata)
      }
    }
    let (target, options) = (target, metadata.debugFiles)
    return ModuleFile(
      openImage: { Self.image(inMemory: mapping.range, of: target) },
      openDebugInfo: { ModuleDebugInfo(path: "", elf: $0, options: options) },
      openMetadata: { nil })
  }

  private static func image(inMemory range: AddressRange, of target: any Target) -> ElfFile? {
    guard range.size <= 1 << 20,
      let bytes = try? target.bytes(at: range.start, count: Int(range.size))
    else { return nil }
    return try? ElfFile(store: ByteStore(copying: bytes))
  }

  /// AT_PHDR lies in the program; without an auxiliary vector the path tells.
  private func isExecutable(_ mapping: Mapping, _ image: LoadedImage) -> Bool {
    let programHeaders: UInt64 = 3
    guard let place = target.facts.auxiliary[programHeaders] else {
      return mapping.name == target.facts.executable
    }
    return image.segments.contains { $0.range.contains(Address(place &- image.bias)) }
  }
}

extension ModuleMetadata {
  /// The resident part of a table in the target's memory; nil when it is damaged.
  convenience init?(resident range: AddressRange, in reader: any MemoryReader) {
    let limit: UInt64 = 1 << 30
    guard range.size <= limit,
      let bytes = try? reader.bytes(at: range.start, count: Int(range.size)),
      let table = try? TypeTable(store: ByteStore(copying: bytes))
    else { return nil }
    self.init(table: table)
  }
}
