// The one engine that answers what an address is, for the live and the dead alike.

import AgentIndex
import Metadata
import Primitives
import Synchronization
import TargetMemory
import TypeModel

/// Answers questions about one target. It never learns whether the target is alive, and stops nothing.
///
/// The mappings and modules are those of the moment at which it was made, or of the last `refresh()`.
public final class Inspector: Sendable {
  public let target: any Target
  private let source: any MetadataSource
  private let threadSource: (any ThreadSource)?
  private let files: ModuleFiles
  private let state: Mutex<State>

  /// What the target looked like at one moment.
  struct State: Sendable {
    let mappings: [Mapping]
    let agent: Result<AgentIndex, IndexError>
    let modules: ModuleList
    let agentModules: [AgentModule]
    let threads: ThreadTable
    let sites: SiteResolver
    let vtables: VTableCache
    let conditions: SelectConditions
    let inference: PointerInference
    let obstacks: ObstackFinder
    let pools: PoolTable
    let regions: [AgentRegion]
    let threadLocals: ThreadLocalFinder
    let stacks: StackFinder
    let references: ReferenceCache
  }

  /// `threads` is asked for a snapshot at the first question about an address on a stack; without it frames stay unknown. Inspectors
  /// of several processes may share `files`. Throws when the target's mappings cannot be read.
  public init(
    target: any Target, metadata: any MetadataSource, threads: (any ThreadSource)? = nil,
    files: ModuleFiles = ModuleFiles()
  ) throws(ReadError) {
    self.target = target
    source = metadata
    threadSource = threads
    self.files = files
    state = Mutex(
      try State(target: target, metadata: metadata, threads: threads, files: files))
  }

  /// Looks at the target's mappings, modules, threads and the agent's tables anew.
  public func refresh() throws(ReadError) {
    let fresh = try State(
      target: target, metadata: source, threads: threadSource, files: files,
      known: view.modules.modules)
    state.withLock { $0 = fresh }
  }

  /// What an address is. Memory that can be read though the view knows no mapping there came after it, and the target is looked
  /// at anew.
  public func classifyAnew(_ address: Address) -> Classification {
    let answer = classify(address)
    guard answer.region == nil, (try? target.bytes(at: address, count: 1)) != nil,
      (try? refresh()) != nil
    else { return answer }
    return classify(address)
  }

  /// The present view.
  var view: State { state.withLock { $0 } }

  /// The modules, by rising address.
  public var modules: [Module] { view.modules.modules }

  /// The module of the program itself.
  public var executable: Module? { modules.first(where: \.isExecutable) }

  public var mappings: [Mapping] { view.mappings }

  /// The agent's tables, or why there are none.
  public var agent: Result<AgentIndex, IndexError> { view.agent }

  /// The types of all modules, the program's first. The first call opens, or builds, every module's table.
  public var universe: TypeUniverse { view.sites.universe }

  /// The threads, by rising thread id.
  public var threads: [InspectedThread] { view.threads.threads }

  /// Where a thread has the byte at an offset of a module's thread-local block; nil when the thread has not used the
  /// module's data yet, or its thread pointer is not known.
  public func threadLocal(offset: UInt64, of module: Module, thread tid: Int32) -> Address? {
    guard let range = view.threadLocals.value.block(of: module, thread: tid), offset < range.size
    else { return nil }
    return range.start + offset
  }

  /// Everything known of an address.
  public func classify(_ address: Address) -> Classification {
    Classifier(target: target, view: view, findsFrames: true).classify(address)
  }

  /// The same without frames: no thread is stopped for it.
  func classifyWithoutFrames(_ address: Address) -> Classification {
    Classifier(target: target, view: view).classify(address)
  }
}
