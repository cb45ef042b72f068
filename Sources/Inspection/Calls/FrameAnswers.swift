// Answers about a calling thread's own stack, kept as long as the same calls stand on it.

import Primitives
import TargetMemory

/// Finds the variable behind a stack address. A program makes most of its calls from few places: an answer holds again when the
/// same instruction asks at the same distance from the stack pointer and every caller on the way is the same.
struct FrameAnswers {
  private var known: [Place: [Answer]] = [:]
  private var count = 0

  private struct Place: Hashable {
    let tid: Int32
    let instructionPointer: Address
    /// Of the address from the stack pointer; below it in the red zone.
    let distance: UInt64
  }

  private struct Answer {
    let object: PointedAnswer
    let conditions: FrameConditions
  }

  /// A deeper stack is not walked at a system call.
  private static let depth = 1024
  /// Callers that one place is remembered for.
  private static let callerLimit = 8

  /// The answer for an address on the stack that the thread is using; nil when its frames cannot be found.
  mutating func answer(
    _ address: Address, _ thread: CallingThread, _ classifier: Classifier
  ) -> PointedObject? {
    let place = Place(
      tid: thread.tid, instructionPointer: thread.instructionPointer,
      distance: address.raw &- thread.stackPointer.raw)
    let answers = known[place] ?? []
    if let answer = answers.first(where: { $0.conditions.hold(for: thread, in: classifier.target) })
    {
      return PointedObject(answer.object, at: address)
    }
    guard let registers = thread.registers() else { return nil }
    let (found, conditions) = walk(to: address, thread.tid, registers, classifier)
    if let found, let conditions {
      keep(Answer(object: found.answer, conditions: conditions), at: place, answers)
    }
    return found
  }

  private mutating func keep(_ answer: Answer, at place: Place, _ others: [Answer]) {
    if count >= PointedObjects.answerLimit {
      known.removeAll(keepingCapacity: true)
      count = 0
    }
    let kept = [answer] + others.prefix(Self.callerLimit - 1)
    count += kept.count - (known.updateValue(kept, forKey: place)?.count ?? 0)
  }

  /// Drops the answers that say nothing: code that was not known before may explain the stack.
  mutating func forgetSilent() {
    known = known.compactMapValues { answers in
      let telling = answers.filter { !$0.object.isSilent }
      return telling.isEmpty ? nil : telling
    }
    count = known.values.reduce(0) { $0 + $1.count }
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
