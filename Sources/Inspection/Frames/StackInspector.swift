// All threads of a target at one moment, with their stacks.

import DebugInfo
import Primitives
import Synchronization
import TargetMemory

/// The stacks of a snapshot, unwound thread by thread as they are asked for.
public final class StackInspector: Sendable {
  public let snapshot: ThreadSnapshot
  let view: Inspector.State
  /// The snapshot's memory, with pages kept.
  let memory: any MemoryReader
  let tailCalls: TailCalls
  private let stacks = Mutex<[Int32: ThreadStack]>([:])
  private let maps = Mutex<[Int32: StackMap]>([:])

  init(view: Inspector.State, snapshot: ThreadSnapshot) {
    self.view = view
    self.snapshot = snapshot
    memory = PageCache(snapshot.memory)
    tailCalls = TailCalls(modules: view.modules)
  }

  /// The stack of a thread, of at most `limit` activations, and with `target` no further than one beyond the activation whose part
  /// of the stack holds it, without functions that jumped to the next; nil when it has no registers, for the reason that the thread says.
  public func stack(
    of thread: StoppedThread, limit: Int = Unwinder.frameLimit, upTo target: Address? = nil
  ) -> ThreadStack? {
    guard
      let registers = thread.registers.map({ FrameRegisters($0) })
        ?? thread.systemCall.map({ FrameRegisters($0) })
    else { return nil }
    if let known = stacks.withLock({ $0[thread.facts.tid] }) { return known }
    var unwinder = Unwinder(modules: view.modules, mappings: view.mappings, memory: memory)
    let (physical, end) = unwinder.frames(from: registers, limit: limit, upTo: target)
    var stack = ThreadStack(frames: Self.named(physical), end: end)
    var jumps = TailCallFrames(stacks: self, stack: stack, thread: thread.facts.tid)
    if target == nil, let completed = jumps.completed(physical) {
      stack = ThreadStack(frames: Self.named(completed), end: end)
    }
    stacks.withLock { $0[thread.facts.tid] = stack }
    return stack
  }

  private static func named(_ activations: [PhysicalFrame]) -> [Frame] {
    let naming = FrameNaming()
    var frames: [Frame] = []
    frames.reserveCapacity(activations.count)
    for frame in activations { frames += naming.frames(of: frame, firstLevel: frames.count) }
    return frames
  }

  /// The stack of a thread as a map of addresses.
  func map(of stack: ThreadStack, thread: Int32) -> StackMap {
    if let known = maps.withLock({ $0[thread] }) { return known }
    let map = StackMap(stack.frames, mappings: view.mappings)
    maps.withLock { $0[thread] = map }
    return map
  }

  /// The parameters and variables of a frame of a thread's stack, the parameters first, then the variables from the innermost
  /// block out. Empty without debug information.
  public func variables(of frame: Frame, in stack: ThreadStack, thread: Int32) -> [FrameVariable] {
    FrameContext(frame, of: stack, thread: thread, in: self)
      .map { VariableReader(context: $0).variables() } ?? []
  }
}

extension Frame {
  /// Whether two frames are of one activation: of a function and of those inlined into it.
  func isSameActivation(as other: Frame) -> Bool {
    physical.instructionPointer == other.physical.instructionPointer
      && physical.registers.stackPointer == other.physical.registers.stackPointer
  }
}

extension Inspector {
  /// The stacks of all threads: of a live target they are stopped for a snapshot at the first call after it was opened or
  /// refreshed. Throws when that cannot be done.
  public func stacks() throws(ReadError) -> StackInspector { try view.stacks.stacks(view) }

  /// The scope in which values of frames are shown: the snapshot's memory.
  public func scope(of stacks: StackInspector) -> InspectorScope {
    InspectorScope(self, memory: stacks.memory)
  }
}

/// Takes the snapshot at the first question that needs it.
final class StackFinder: Sendable {
  private let source: (any ThreadSource)?
  private let lazy = Lazy<Result<StackInspector, ReadError>>()

  init(_ source: (any ThreadSource)?) { self.source = source }

  /// Whether there is anybody to ask for threads.
  var isAvailable: Bool { source != nil }

  func stacks(_ view: Inspector.State) throws(ReadError) -> StackInspector {
    let source = source
    return try lazy.value {
      guard let source else { return .failure(.gone) }
      return Result { () throws(ReadError) in
        StackInspector(view: view, snapshot: try source.snapshot())
      }
    }.get()
  }
}
