// A thread with its frames and their variables, as lines or as JSON: what `scry stack` and `scry core` show alike.

import Inspection
import Primitives
import Rendering
import TargetMemory

/// Shows threads of one snapshot.
struct ThreadListing {
  let stacks: StackInspector
  /// In which values are shown; nil without variables.
  let scope: InspectorScope?
  let withRegisters: Bool
  /// Frames of each thread, at most.
  var limit = Unwinder.frameLimit

  func show(_ stopped: StoppedThread, on console: Console) {
    console.line(stopped.line)
    if withRegisters {
      for line in stopped.registers?.lines ?? [] { console.line(StyledText("  ") + line) }
    }
    guard let stack = stacks.stack(of: stopped, limit: limit) else {
      return console.line(
        StyledText("  no frames: \(stopped.obstacle ?? "no registers")", .warning))
    }
    if let obstacle = stopped.obstacle { console.line(StyledText("  \(obstacle)", .warning)) }
    for frame in stack.frames {
      console.line(StyledText("  ") + frame.line)
      guard let scope else { continue }
      for variable in stacks.variables(of: frame, in: stack, thread: stopped.facts.tid) {
        let text = variable.text(view(of: variable, scope), width: console.width - 8)
        console.line(StyledText("        ") + text.indented(by: 8))
      }
    }
    if let end = stack.end.text { console.line(StyledText("  \(end)", .warning)) }
  }

  func json(_ stopped: StoppedThread) -> JSONValue {
    let stack = stacks.stack(of: stopped, limit: limit)
    let frames = stack.map { stack in
      stack.frames.map { frame in
        let variables = scope.map { scope in
          stacks.variables(of: frame, in: stack, thread: stopped.facts.tid).map {
            $0.json(view(of: $0, scope))
          }
        }
        return frame.json(variables: variables)
      }
    }
    return stopped.json(frames: frames, end: stack?.end, withRegisters: withRegisters)
  }

  private func view(of variable: FrameVariable, _ scope: InspectorScope) -> ValueView? {
    guard variable.type != nil else { return nil }
    return switch variable.state {
    case .known(let value): ViewBuilder.view(of: value, in: scope)
    case .partlyKnown(let value): ViewBuilder.view(of: value, in: scope)
    case .implicitPointer(let target): view(of: target, scope)
    default: nil
    }
  }
}
