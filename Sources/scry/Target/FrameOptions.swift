// --frame and --thread: whose local variables an expression may name.

import ArgumentParser
import CoreFiles
import Inspection
import TargetMemory

/// The choice of a frame, as `scry stack` numbers them.
struct FrameOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Names mean the variables of this frame first, numbered as in 'scry stack'.",
      valueName: "number"))
  var frame: Int?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The frame's thread (default: the one that crashed, else the first).", valueName: "tid"))
  var thread: Int32?

  func validate() throws {
    if thread != nil, frame == nil {
      throw ValidationError("--thread says whose frame is meant: give --frame too.")
    }
    if let frame, frame < 0 { throw ValidationError("--frame is 0 or more.") }
  }

  /// The scope of expressions: with the frame's variables when one is chosen. Its stack is taken now, for which a live process
  /// stands still for a moment.
  func scope(of inspector: Inspector) throws -> InspectorScope {
    guard let frame else { return InspectorScope(inspector) }
    let stacks = try inspector.requireStacks()
    let wanted =
      thread ?? (inspector.target as? CoreTarget)?.firstThread ?? inspector.target.facts.pid
    guard let stopped = stacks.snapshot.threads.first(where: { $0.facts.tid == wanted }) else {
      throw Failure(.absent, "no thread \(wanted) in process \(inspector.target.facts.pid)")
    }
    let tid = stopped.facts.tid
    guard let stack = stacks.stack(of: stopped), !stack.frames.isEmpty else {
      throw Failure(.absent, "thread \(tid) has no frames: \(stopped.obstacle ?? "no registers")")
    }
    guard stack.frames.indices.contains(frame) else {
      throw Failure(.absent, "thread \(tid) has frames 0 to \(stack.frames.count - 1) only")
    }
    var scope = inspector.scope(of: stacks)
    scope.locals = FrameLocals(stack.frames[frame], of: stack, thread: tid, in: stacks)
    return scope
  }
}
