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
    for line in lines(stopped, width: console.width) { console.line(line) }
  }

  /// The thread, its frames, and their variables if they are wanted.
  func lines(_ stopped: StoppedThread, width: Int) -> [StyledText] {
    var lines = [stopped.line]
    if withRegisters { lines += (stopped.registers?.lines ?? []).map { StyledText("  ") + $0 } }
    guard let stack = stacks.stack(of: stopped, limit: limit) else {
      let reason = stopped.obstacle ?? "no registers"
      return lines + [StyledText("  no frames: \(reason)", .warning)]
    }
    if let obstacle = stopped.obstacle { lines.append(StyledText("  \(obstacle)", .warning)) }
    for frame in stack.frames {
      lines.append(StyledText("  ") + frame.line)
      lines += variableLines(frame, stack, stopped, width)
    }
    if let end = stack.end.text { lines.append(StyledText("  \(end)", .warning)) }
    return lines
  }

  private func variableLines(
    _ frame: Frame, _ stack: ThreadStack, _ stopped: StoppedThread, _ width: Int
  ) -> [StyledText] {
    guard let scope else { return [] }
    return stacks.variables(of: frame, in: stack, thread: stopped.facts.tid).map { variable in
      let text = variable.text(variable.view(in: scope), width: width - 8)
      return StyledText("        ") + text.indented(by: 8)
    }
  }

  func json(_ stopped: StoppedThread) -> JSONValue {
    let stack = stacks.stack(of: stopped, limit: limit)
    let frames = stack.map { stack in
      stack.frames.map { frame in
        let variables = scope.map { scope in
          stacks.variables(of: frame, in: stack, thread: stopped.facts.tid).map {
            $0.json($0.view(in: scope))
          }
        }
        return frame.json(variables: variables)
      }
    }
    return stopped.json(frames: frames, end: stack?.end, withRegisters: withRegisters)
  }
}
