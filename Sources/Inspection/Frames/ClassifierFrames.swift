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
    let finder = StackPlaceFinder(stacks: stacks, thread: thread, stack: stack)
    describe(finder.find(answer.address), in: stack, &answer)
  }

  /// Puts what was found on a stack into an answer.
  func describe(
    _ found: StackPlaceFinder.Answer, in stack: ThreadStack, _ answer: inout Classification
  ) {
    switch found {
    case .variable(let found): describe(found, &answer)
    case .place(let place): answer.frame = place
    case .below: answer.notes.append(.belowStackPointer)
    case .above:
      let pointer = stack.frames.first?.physical.registers.stackPointer
      if let pointer, !view.mappings.areOneMapping(pointer, answer.address) {
        answer.notes.append(.otherStack)
      } else if stack.end != .outermost {
        answer.notes.append(.stackEnds(stack.end))
      }
    }
  }

  /// A thread may run on a stack that the program made, as coroutines do: in a block of the heap, a mapping, an array. What it
  /// has frames in is a stack, inside of what it was allocated as.
  func classifyCoroutineStack(_ answer: inout Classification) {
    guard findsFrames, answer.allocator != .stack, answer.state != .freed,
      let region = answer.region, region.permissions.contains(.write)
    else { return }
    let range = answer.allocation ?? region.range
    for thread in view.threads.threads {
      guard let pointer = thread.stackPointer, range.contains(pointer) else { continue }
      var stack = Classification(address: answer.address, region: region)
      (stack.allocator, stack.state) = (.stack, .live)
      (stack.thread, stack.allocation) = (thread.tid, range)
      describeFrame(&stack)
      // Of memory that is no allocation of its own, what lies below may be anything.
      let isBelow = answer.state == .live && stack.notes.contains(.belowStackPointer)
      guard stack.frame != nil || isBelow else { continue }
      if answer.state == .live, let allocation = answer.allocation {
        stack.enclosing = [
          Enclosure(
            allocator: answer.allocator, range: allocation, object: answer.object,
            site: answer.site)
        ]
      }
      stack.enclosing += answer.enclosing
      answer = stack
      return
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
