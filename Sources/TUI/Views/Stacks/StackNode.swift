// A row of the stacks: a thread, a frame, a variable.

import Inspection
import Primitives
import Rendering
import TargetMemory

/// What unfolds to what: threads to frames, frames to variables.
struct StackNode: OutlineNode {
  let key: String
  let text: StyledText
  let isOpen: Bool
  let address: Address?
  /// What Enter opens.
  let source: ObjectSource?
  /// Where the source is.
  let place: SourcePlace?
  private let below: (() -> [StackNode])?

  var isFoldable: Bool { below != nil }
  func children() -> [StackNode] { below?() ?? [] }

  private init(
    _ key: String, _ text: StyledText, isOpen: Bool = false, address: Address? = nil,
    source: ObjectSource? = nil, place: SourcePlace? = nil, below: (() -> [StackNode])? = nil
  ) {
    (self.key, self.text, self.isOpen, self.address) = (key, text, isOpen, address)
    (self.source, self.place, self.below) = (source, place, below)
  }

  /// A thread; `isOnly` ones are unfolded.
  init(_ thread: StoppedThread, _ stacks: StackInspector, _ scope: InspectorScope, isOnly: Bool) {
    self.init("\(thread.facts.tid)", thread.line, isOpen: isOnly) {
      guard let stack = stacks.stack(of: thread) else {
        let reason = thread.obstacle ?? "no registers"
        return [StackNode("none", StyledText("no frames: \(reason)", .warning))]
      }
      let frames = stack.frames.map { frame in
        StackNode(frame, of: stack, thread.facts.tid, stacks, scope)
      }
      let end = stack.end.text.map { StackNode("end", StyledText($0, .warning)) }
      return frames + (end.map { [$0] } ?? [])
    }
  }

  private init(
    _ frame: Frame, of stack: ThreadStack, _ thread: Int32, _ stacks: StackInspector,
    _ scope: InspectorScope
  ) {
    let file = String(decoding: frame.file, as: UTF8.self)
    let place = frame.lineNumber > 0 ? SourcePlace(file: file, line: Int(frame.lineNumber)) : nil
    self.init(
      "\(frame.level)", frame.line, address: frame.physical.registers.stackPointer, place: place
    ) {
      let variables = stacks.variables(of: frame, in: stack, thread: thread)
      guard !variables.isEmpty else {
        return [StackNode("none", StyledText("no variables are known", .note), place: place)]
      }
      return variables.enumerated().map { number, variable in
        StackNode(variable, number, scope, place)
      }
    }
  }

  /// Enter follows a pointer; else it opens the variable, when that is in memory.
  private init(
    _ variable: FrameVariable, _ number: Int, _ scope: InspectorScope, _ place: SourcePlace?
  ) {
    let view = variable.view(in: scope)
    let text = variable.text(view, width: 200).lines.first ?? StyledText()
    var source = variable.address.map { ObjectSource.address($0) }
    if case .pointer(let pointer)? = view?.content, pointer.address.raw != 0,
      case .pointer(let target)? = variable.type?.shape
    {
      source = .pointer(pointer.address, target)
    }
    self.init(
      "\(number)", text, address: variable.address, source: source, place: place)
  }
}
