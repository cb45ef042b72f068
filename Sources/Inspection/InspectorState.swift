// Takes one look at everything that the inspector's answers rest on.

import AgentIndex
import Primitives
import TargetMemory

extension Inspector.State {
  init(
    target: any Target, metadata: any MetadataSource, threads source: (any ThreadSource)?,
    files: ModuleFiles, known: [Module] = []
  ) throws(ReadError) {
    stacks = StackFinder(source)
    mappings = try target.mappings()
    let agent: Result<AgentIndex, IndexError>
    do throws(IndexError) {
      agent = .success(try AgentIndex.find(in: target, mappings: mappings))
    } catch {
      agent = .failure(error)
    }
    self.agent = agent
    let index = try? agent.get()
    // A damaged table leaves its part of the answers out, not all of them.
    agentModules = (try? index?.modules()) ?? []
    modules = ModuleFinder(
      target: target, mappings: mappings, metadata: metadata, agentModules: agentModules,
      files: files, known: known,
      announceTable: { index?.announceTables() }
    ).find()
    threads = try ThreadTable(
      target: target, mappings: mappings, agent: (try? index?.threads()) ?? [])
    sites = SiteResolver(
      agent: index, modules: modules, agentModules: agentModules, source: metadata,
      reader: target)
    vtables = VTableCache()
    conditions = SelectConditions()
    inference = PointerInference()
    references = ReferenceCache()
    obstacks = ObstackFinder()
    pools = PoolTable(
      pools: (try? index?.pools()) ?? [], blocks: (try? index?.poolBlocks()) ?? [])
    regions = (try? index?.regions()) ?? []
    threadLocals = ThreadLocalFinder(
      target: target, mappings: mappings, modules: modules.modules, threads: threads.threads,
      agentModules: agentModules)
  }
}

/// Finds the thread-local blocks at the first question that needs them.
final class ThreadLocalFinder: Sendable {
  private let lazy = Lazy<ThreadLocals>()
  private let target: any Target
  private let mappings: [Mapping]
  private let modules: [Module]
  private let threads: [InspectedThread]
  private let agentModules: [AgentModule]

  init(
    target: any Target, mappings: [Mapping], modules: [Module], threads: [InspectedThread],
    agentModules: [AgentModule]
  ) {
    self.target = target
    self.mappings = mappings
    self.modules = modules
    self.threads = threads
    self.agentModules = agentModules
  }

  var value: ThreadLocals { lazy.value(find) }

  private func find() -> ThreadLocals {
    let facts = LoaderFacts(reader: PageCache(target), modules: modules)
    var numbers: [ObjectIdentifier: UInt64] = [:]
    for module in modules where module.threadLocalSize > 0 {
      numbers[ObjectIdentifier(module)] =
        agentModules.first { $0.isLoaded && $0.bias == module.bias }?.threadLocalIndex
    }
    if numbers.isEmpty { numbers = facts.threadLocalNumbers() }
    let pointers = facts.threadPointers(of: threads, mappings: mappings)
    let known = threads.map { thread in
      thread.threadPointer != nil ? thread : thread.with(threadPointer: pointers[thread.tid])
    }
    return ThreadLocals(target: target, modules: modules, threads: known, numbers: numbers)
  }
}
