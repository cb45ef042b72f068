// Stack addresses by frame and variable.

import Primitives
import TargetMemory
import TypeModel

extension Classifier {
  /// Says which frame's variable, or which other part of a frame, an address on the stack of the answer's thread is.
  func describeFrame(_ answer: inout Classification) {
    guard findsFrames, view.stacks.isAvailable, let thread = answer.thread else { return }
    let stacks: StackInspector
    do throws(ReadError) {
      stacks = try view.stacks.stacks(view)
    } catch {
      return answer.notes.append(.noFrames(error))
    }
    guard let stopped = stacks.snapshot.threads.first(where: { $0.facts.tid == thread }),
      let stack = stacks.stack(of: stopped)
    else { return answer.notes.append(.noFrames(.gone)) }
    answer.notes.removeAll { $0 == .belowStackPointer }
    let finder = StackPlaceFinder(
      stacks: stacks, thread: thread, stack: stack, mappings: view.mappings)
    switch finder.find(answer.address) {
    case .variable(let found): describe(found, &answer)
    case .place(let place): answer.frame = place
    case .below: answer.notes.append(.belowStackPointer)
    case .above: if stack.end != .outermost { answer.notes.append(.stackEnds(stack.end)) }
    }
  }

  private func describe(_ found: FoundVariable, _ answer: inout Classification) {
    answer.frame = FramePlace(
      found.frame, .variable(found.variable.name, isParameter: found.variable.isParameter))
    answer.allocation = found.range
    answer.site = nil
    guard let type = found.type.map(view.sites.definition) else { return }
    answer.object = TypedObject(
      shape: ObjectShape(type, blockSize: found.range.size), start: found.range.start)
    answer.evidence = .frame
    answer.fit = .exact
    describePart(&answer)
  }
}
