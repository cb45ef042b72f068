// Answers about a calling thread's own stack, kept as long as the same calls stand on it.

import Primitives
import TargetMemory

/// Finds the variable behind a stack address. A program makes most of its calls from few places: an answer holds again when the
/// same instruction asks at the same depth and every caller on the way is the same.
struct FrameAnswers {
  private var known: [Place: Answer] = [:]

  private struct Place: Hashable {
    let tid: Int32
    let instructionPointer: Address
    let stackPointer: Address
    let address: Address
  }

  private struct Answer {
    let object: PointedObject
    let conditions: FrameConditions
  }

  /// A deeper stack is not walked at a system call.
  private static let depth = 1024

  /// The answer for an address on the stack that the thread is using; nil when its frames cannot be found.
  mutating func answer(
    _ address: Address, _ thread: CallingThread, _ classifier: Classifier
  ) -> PointedObject? {
    let place = Place(
      tid: thread.tid, instructionPointer: thread.instructionPointer,
      stackPointer: thread.stackPointer, address: address)
    if let answer = known[place], answer.conditions.hold(for: thread, in: classifier.target) {
      return answer.object
    }
    guard let registers = thread.registers() else { return nil }
    let (answer, conditions) = walk(to: address, thread.tid, registers, classifier)
    if known.count >= PointedObjects.answerLimit { known.removeAll(keepingCapacity: true) }
    if let answer, let conditions {
      known[place] = Answer(object: answer, conditions: conditions)
    }
    return answer
  }

  /// The answer, and what it rests on; no conditions when it is not to be kept.
  private func walk(
    to address: Address, _ tid: Int32, _ registers: ThreadRegisters, _ classifier: Classifier
  ) -> (PointedObject?, FrameConditions?) {
    let view = classifier.view
    let thread = StoppedThread(
      facts: ThreadFacts(tid: tid, name: [], state: nil, stackPointer: registers.stackPointer),
      registers: registers)
    let snapshot = ThreadSnapshot(threads: [thread], memory: classifier.target, pause: nil)
    let stacks = StackInspector(view: view, snapshot: snapshot)
    guard let stack = stacks.stack(of: thread, limit: Self.depth, upTo: address) else {
      return (nil, nil)
    }
    let finder = StackPlaceFinder(stacks: stacks, thread: tid, stack: stack)
    let found = finder.find(address)
    var answer = Classification(address: address, region: view.mappings.containing(address))
    answer.allocator = .stack
    answer.state = .live
    answer.thread = tid
    classifier.describe(found, in: stack, &answer)
    return (PointedObject(answer), found.hasFixedSize ? FrameConditions(of: stack) : nil)
  }
}

extension StackPlaceFinder.Answer {
  /// Whether what was found is as large at the next call from the same place: a variable-length array need not be.
  fileprivate var hasFixedSize: Bool {
    guard case .variable(let found) = self else { return true }
    return found.type != nil
  }
}
