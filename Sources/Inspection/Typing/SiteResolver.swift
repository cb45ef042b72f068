// From a block's site and size to its type, each pair once: ten million blocks have a few thousand of them.

import AgentIndex
import AllocationSites
import Metadata
import Primitives
import Synchronization
import TargetMemory
import TypeModel

/// What a site says of blocks of one size.
struct ResolvedSite: Sendable {
  /// Without a type when nothing is known.
  let typed: TypedBlock
  /// Where the block was allocated logically; nil for an unknown site.
  let location: CodeLocation?
  /// All recorded frames, innermost first.
  let frames: [CodeLocation]
  let notes: [Note]
}

/// Resolves sites against the modules' tables.
final class SiteResolver: Sendable {
  private let agent: AgentIndex?
  private let modules: ModuleList
  private let agentModules: [AgentModule]
  private let source: any MetadataSource
  private let reader: any MemoryReader
  private let lazyUniverse = Lazy<TypeUniverse>()
  private let known = Mutex(Known())

  private struct Known {
    var sites: [SizedSite: ResolvedSite] = [:]
    var unloaded: [Int: ModuleMetadata?] = [:]
  }

  init(
    agent: AgentIndex?, modules: ModuleList, agentModules: [AgentModule],
    source: any MetadataSource, reader: any MemoryReader
  ) {
    self.agent = agent
    self.modules = modules
    self.agentModules = agentModules
    self.source = source
    self.reader = reader
  }

  /// The program first, then its libraries.
  private var ordered: [Module] {
    modules.modules.filter(\.isExecutable)
      + modules.modules.filter { !$0.isExecutable && !$0.isVDSO }
  }

  /// The types of all modules, the program's first.
  var universe: TypeUniverse { lazyUniverse.value { TypeUniverse(ordered.compactMap(\.table)) } }

  /// The first complete type of a name, and of one of some kinds if any are given: modules are searched in order, and no
  /// table is opened after the one that has it.
  func type(named name: [UInt8], kinds: [TypeKind] = []) -> UniqType? {
    for module in ordered {
      let found = module.table?.types(named: name).first {
        !$0.concrete.isIncomplete && (kinds.isEmpty || kinds.contains($0.kind))
      }
      if let found { return found }
    }
    return nil
  }

  /// The definition of a type that is only declared where it was found; the type itself when it is complete or nothing
  /// settles what it is. Complete types, the usual case, open no other table.
  func definition(of type: UniqType) -> UniqType {
    guard type.concrete.isIncomplete else { return type }
    return universe.definition(of: type) ?? type
  }

  /// The type and place of blocks of `size` bytes from a site.
  func resolve(site: UInt32, size: UInt64) -> ResolvedSite {
    let key = SizedSite(site: site, size: size)
    if let found = known.withLock({ $0.sites[key] }) { return found }
    let resolved = rank(site: site, size: size)
    known.withLock { $0.sites[key] = resolved }
    return resolved
  }

  /// The code location of a site's frame, or of another return address; of the module that was there in that epoch.
  func location(returnAddress: Address, epoch: UInt32? = nil) -> CodeLocation {
    if let epoch,
      let index = agentModules.firstIndex(where: {
        $0.range.contains(returnAddress) && $0.wasLoaded(in: epoch)
      })
    {
      return location(AgentFrame(returnAddress: returnAddress, module: index))
    }
    return location(AgentFrame(returnAddress: returnAddress, module: nil))
  }

  private func rank(site id: UInt32, size: UInt64) -> ResolvedSite {
    guard let agent, let found = try? agent.site(id) else {
      return ResolvedSite(
        typed: SiteTyping.rank(size: size, frames: []), location: nil, frames: [],
        notes: [.unknownSite])
    }
    return rank(programFrames(of: found), size: size)
  }

  /// A site without the agent's own code, which calls the functions that threads begin with: the block is given to nobody there.
  private func programFrames(of site: AgentSite) -> AgentSite {
    let agents = site.frames.firstIndex { frame in
      frame.module.map { agentModules.indices.contains($0) && agentModules[$0].isAgent } ?? false
    }
    guard let agents else { return site }
    return AgentSite(id: site.id, frames: Array(site.frames[..<agents]), isCut: site.isCut)
  }

  private func rank(_ found: AgentSite, size: UInt64) -> ResolvedSite {
    let frames = found.frames.map(siteFrame)
    let typed = withLibraryText(rank(frames, of: found, size: size), frames, of: found, size: size)
    let locations = found.frames.map(location)
    let logical = typed.frame.flatMap { locations.indices.contains($0) ? locations[$0] : nil }
    return ResolvedSite(
      typed: completed(typed, size: size), location: logical ?? locations.first,
      frames: locations, notes: notes(typed, found, size: size))
  }

  /// libc allocates for its caller (strdup, getline, fopen): where its own code shows no type, the frames of the caller
  /// count alone.
  private func rank(_ frames: [SiteFrame], of site: AgentSite, size: UInt64) -> TypedBlock {
    let skipped = zip(frames, site.frames).prefix { frame, recorded in
      frame.candidates.isEmpty && isInLibc(recorded)
    }.count
    guard skipped > 0, skipped < frames.count else {
      return SiteTyping.rank(size: size, frames: frames)
    }
    var typed = SiteTyping.rank(size: size, frames: Array(frames[skipped...]))
    typed.frame = typed.frame.map { $0 + skipped }
    for index in typed.reasons.indices { typed.reasons[index].frame += skipped }
    return typed
  }

  /// The buffers of strings that libstdc++ allocates, which without its debug information only its symbols tell; they
  /// belong to the first caller that is known.
  private func withLibraryText(
    _ typed: TypedBlock, _ frames: [SiteFrame], of site: AgentSite, size: UInt64
  ) -> TypedBlock {
    guard typed.type == nil, typed.arena == nil, typed.choices.isEmpty,
      let symbol = site.frames.first.flatMap(symbol),
      let name = LibraryCharacters.element(ofMember: symbol), let type = type(named: name),
      let bytes = type.concrete.size, bytes > 0, size % bytes == 0
    else { return typed }
    var result = typed
    result.type = type
    result.evidence = .site
    result.fit = bytes == 1 ? .bytes : .exact
    result.elements = size / bytes
    result.frame = frames.firstIndex(where: \.isAnalysed)
    return result
  }

  /// The symbol of the function that called.
  private func symbol(of frame: AgentFrame) -> [UInt8]? {
    metadata(of: frame).flatMap { metadata, bias in
      metadata.function(containing: frame.returnAddress - bias - 1)?.linkageName
    }
  }

  private func isInLibc(_ frame: AgentFrame) -> Bool {
    let path = frame.module.flatMap {
      agentModules.indices.contains($0) ? agentModules[$0].path : nil
    }
    return path?.suffix(10) == Array("/libc.so.6".utf8)[...]
  }

  private func siteFrame(_ frame: AgentFrame) -> SiteFrame {
    guard let (metadata, bias) = metadata(of: frame) else { return .foreign }
    return SiteFrame(
      table: metadata.table, returnAddress: (frame.returnAddress - bias).raw)
  }

  private func metadata(of frame: AgentFrame) -> (ModuleMetadata, bias: UInt64)? {
    guard let index = frame.module, agentModules.indices.contains(index) else {
      guard let module = modules.module(containing: frame.returnAddress),
        let metadata = module.metadata
      else { return nil }
      return (metadata, module.bias)
    }
    let recorded = agentModules[index]
    if recorded.isLoaded, let module = loaded(recorded) {
      return module.metadata.map { ($0, module.bias) }
    }
    return unloaded(index, recorded).map { ($0, recorded.bias) }
  }

  private func loaded(_ recorded: AgentModule) -> Module? {
    modules.modules.first { $0.bias == recorded.bias && $0.buildID == recorded.buildID }
  }

  /// The table of a module that is gone: the copy that the agent keeps, else the cache's.
  private func unloaded(_ index: Int, _ recorded: AgentModule) -> ModuleMetadata? {
    if let found = known.withLock({ $0.unloaded[index] }) { return found }
    let kept = recorded.table.flatMap { ModuleMetadata(resident: $0, in: reader) }
    let found: ModuleMetadata?
    if let kept, kept.matches(recorded.buildID) {
      found = kept
    } else {
      found = recorded.buildID.isEmpty ? nil : source.cached(buildID: recorded.buildID)
    }
    known.withLock { $0.unloaded[index] = .some(found) }
    return found
  }

  private func location(_ frame: AgentFrame) -> CodeLocation {
    var result = CodeLocation(address: frame.returnAddress)
    if let index = frame.module, agentModules.indices.contains(index) {
      result.module = agentModules[index].path
    } else {
      result.module = modules.module(containing: frame.returnAddress)?.path
    }
    guard let (metadata, bias) = metadata(of: frame) else { return result }
    let own = frame.returnAddress - bias
    if let site = metadata.site(returningTo: own) {
      result.function = site.function.isEmpty ? nil : site.function
      result.file = site.line?.file
      result.line = site.line?.line ?? 0
    }
    // The call is before its return address, which may be another function's first or another line.
    let call = own - 1
    if result.function == nil { result.function = metadata.function(containing: call)?.name }
    if result.file == nil, let line = metadata.line(at: call) {
      result.file = line.file
      result.line = line.line
    }
    return result
  }

  /// A type that is only declared where it was found, by its definition elsewhere.
  private func completed(_ typed: TypedBlock, size: UInt64) -> TypedBlock {
    guard let type = typed.type, type.isIncomplete, size >= typed.offset else { return typed }
    let definition = definition(of: type)
    guard !definition.isIncomplete else { return typed }
    var result = typed
    switch definition.fit(blockSize: size - typed.offset) {
    case .exact: result.fit = .exact
    case .flexible(let count):
      result.fit = .exact
      result.flexibleElements = count
    case .array(let count):
      result.fit = .exact
      result.elements = count
    case .prefix: result.fit = .prefix
    case .tooSmall, .sizeless: return typed
    }
    result.type = definition
    return result
  }

  private func notes(_ typed: TypedBlock, _ site: AgentSite, size: UInt64) -> [Note] {
    if let arena = typed.arena { return [.arenaBlock(arena)] }
    if !typed.choices.isEmpty { return [.unselected] }
    if let type = typed.type {
      return definition(of: type).isIncomplete ? [.incompleteType] : []
    }
    if typed.evidence == .foreign {
      guard let frame = site.frames.first else { return [.unknownSite] }
      let path = location(frame).module ?? []
      return [metadata(of: frame) == nil ? .noMetadata(module: path) : .noDebugInfo(module: path)]
    }
    if !typed.alternatives.isEmpty { return [.severalTypes] }
    let isCutShort = typed.reasons.contains { $0.event.isEndOfFrames }
    return [isCutShort ? .callerNotRecorded : .siteWithoutType(size: size)]
  }
}
