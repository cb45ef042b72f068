// All threads of a target at one moment, with their stacks.

import DebugInfo
import Primitives
import TargetMemory

/// The stacks of a snapshot, unwound thread by thread as they are asked for.
public struct StackInspector: Sendable {
  public let inspector: Inspector
  public let snapshot: ThreadSnapshot
  let view: Inspector.State
  /// The snapshot's memory, with pages kept.
  let memory: any MemoryReader

  /// Stops the target's threads for a snapshot, if it is alive. Throws when that cannot be done.
  public init(_ inspector: Inspector, threads: any ThreadSource) throws(ReadError) {
    self.inspector = inspector
    snapshot = try threads.snapshot()
    view = inspector.view
    memory = PageCache(snapshot.memory)
  }

  /// The stack of a thread; nil when it has no registers, for the reason that the thread says.
  public func stack(of thread: StoppedThread, limit: Int = Unwinder.frameLimit) -> ThreadStack? {
    guard let registers = thread.registers else { return nil }
    var unwinder = Unwinder(modules: view.modules, mappings: view.mappings, memory: memory)
    let (physical, end) = unwinder.frames(of: registers, limit: limit)
    let naming = FrameNaming()
    var frames: [Frame] = []
    frames.reserveCapacity(physical.count)
    for frame in physical { frames += naming.frames(of: frame, firstLevel: frames.count) }
    return ThreadStack(frames: frames, end: end)
  }

  /// The parameters and variables of a frame of a thread's stack, the parameters first, then the variables from the innermost
  /// block out. Empty without debug information.
  public func variables(of frame: Frame, in stack: ThreadStack, thread: Int32) -> [FrameVariable] {
    guard let scopes = frame.scopes, let module = frame.physical.module else { return [] }
    let caller = stack.frames.dropFirst(frame.level + 1).first {
      !$0.isInlined && !isPart($0, frame)
    }
    let context = FrameContext(
      stacks: self, thread: thread, frame: frame, scopes: scopes, module: module,
      caller: caller?.physical)
    return VariableReader(context: context).variables()
  }

  /// Whether two frames are of one activation.
  private func isPart(_ a: Frame, _ b: Frame) -> Bool {
    a.physical.instructionPointer == b.physical.instructionPointer
      && a.physical.frameAddress == b.physical.frameAddress
  }

  /// The scope in which values of frames are shown: the snapshot's memory.
  public var scope: InspectorScope { InspectorScope(inspector, memory: memory) }
}
