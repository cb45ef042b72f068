// What the pointers in a traced program's system calls point to, quickly enough to be asked at every call.

import AgentIndex
import Metadata
import Primitives
import TargetMemory

/// Classifies addresses of one address space while a thread of it stands in a system call. Answers are kept as long as nothing that
/// they rest on has changed. Belongs to the tracer's thread.
///
/// The tracer says what becomes of the mappings; it sees every call that changes them.
public final class PointedObjects {
  private let target: any Target
  private let metadata: any MetadataSource
  private let files: ModuleFiles
  private var inspector: Inspector?
  private var look: Look?
  private var age = Age.current
  private var variables: [Address: PointedObject] = [:]
  private var blocks = BlockAnswers()
  private var frames = FrameAnswers()
  private var stacks: CallStacks?

  /// The inspector's view of one moment: one reference, because it is handed on at every question.
  private final class Look {
    let classifier: Classifier

    init(_ view: Inspector.State, of target: any Target) {
      var classifier = Classifier(target: target, view: view)
      classifier.searchesHeap = false
      self.classifier = classifier
    }
  }

  /// How far the view of mappings and modules can be trusted.
  private enum Age {
    case current
    /// Something was mapped that the view does not know; what it knows is still there.
    case incomplete
    /// Something that the view knows may be gone.
    case outdated
  }

  /// More answers than this are not kept.
  static let answerLimit = 1 << 14

  /// Nothing is read before the first question. What `files` holds is not read again.
  public init(
    target: any Target, metadata: any MetadataSource, files: ModuleFiles = ModuleFiles()
  ) {
    self.target = target
    self.metadata = metadata
    self.files = files
  }

  /// Opens, or builds, the tables of all modules, so that the process need not wait for it later. It runs on meanwhile: the next
  /// question looks at it anew.
  public func prepare() {
    guard let look = currentLook() else { return }
    for module in look.classifier.view.modules.modules { _ = module.metadata }
    age = .outdated
  }

  // MARK: What the program changes

  /// Memory was mapped at `range`, in place of whatever was there.
  public func mapped(_ range: AddressRange) {
    guard let look, age != .outdated else { return }
    age = knows(look, range) ? .outdated : .incomplete
  }

  /// The mappings of `range` were taken away, moved or given other permissions.
  public func unmapped(_ range: AddressRange) {
    guard let look, age != .outdated, knows(look, range) else { return }
    age = .outdated
  }

  /// Whether the view has a mapping in a range.
  private func knows(_ look: Look, _ range: AddressRange) -> Bool {
    look.classifier.view.mappings.contains {
      $0.range.start < range.end && range.start < $0.range.end
    }
  }

  // MARK: Questions

  /// What an address is for a thread that stands in a call with it; nil when nothing can be said but that it is mapped, or not.
  public func describe(_ address: Address, for thread: CallingThread) -> PointedObject? {
    guard let look = currentLook() else { return nil }
    var found = find(address, thread, look.classifier)
    if found?.answer.isSilent ?? true, age == .incomplete, let fresh = renewedLook() {
      found = find(address, thread, fresh.classifier)
    }
    return found.flatMap { $0.answer.isSilent ? nil : $0 }
  }

  /// The nearest kinds of memory first: most pointers of calls are to the caller's own stack, to variables, to blocks.
  private func find(
    _ address: Address, _ thread: CallingThread, _ classifier: Classifier
  ) -> PointedObject? {
    if isOnStack(address, of: thread, classifier) {
      return frames.answer(address, thread, classifier)
    }
    if classifier.view.modules.module(containing: address) != nil {
      return variable(address, classifier)
    }
    if let index = try? classifier.view.agent.get(),
      let block = blocks.answer(address, of: index, classifier)
    {
      return block
    }
    guard classifier.view.mappings.containing(address) != nil else { return nil }
    return PointedObject(classifier.classify(address))
  }

  /// Whether an address lies on the stack that the thread is using, at or above the red zone.
  private func isOnStack(
    _ address: Address, of thread: CallingThread, _ classifier: Classifier
  ) -> Bool {
    let low = thread.stackPointer - min(thread.stackPointer.raw, StackPlaceFinder.redZone)
    guard address >= low else { return false }
    // The first thread's stack grows by itself.
    let mappings = classifier.view.mappings
    let mapping =
      mappings.containing(thread.stackPointer)
      ?? mappings.first { $0.kind == .stack && thread.stackPointer < $0.range.end }
    guard let mapping, address < mapping.range.end else { return false }
    return classifier.view.modules.module(containing: address) == nil
  }

  /// The stack of a thread that stands in a call with these registers, the innermost activation first; nil when the process has
  /// gone.
  public func stack(from registers: ThreadRegisters) -> [CallStackEntry]? {
    // What was mapped since may hold code.
    guard let look = age == .incomplete ? renewedLook() : currentLook() else { return nil }
    if stacks == nil { stacks = CallStacks(look.classifier.view, memory: target) }
    return stacks?.entries(from: registers, memory: target)
  }

  private func variable(_ address: Address, _ classifier: Classifier) -> PointedObject {
    if let known = variables[address] { return known }
    let answer = PointedObject(classifier.classify(address))
    if variables.count >= Self.answerLimit { variables.removeAll(keepingCapacity: true) }
    variables[address] = answer
    return answer
  }

  /// Whether a string at `address` has its NUL within `room` bytes; true when that cannot be seen.
  public func isEnded(_ address: Address, within room: UInt64) -> Bool {
    guard let count = Int(exactly: room), count <= Self.stringLimit,
      let bytes = try? target.bytes(at: address, count: count)
    else { return true }
    return bytes.contains(0)
  }

  /// PATH_MAX: the kernel reads no longer strings.
  private static let stringLimit = 4096

  /// Where values are shown from, as they are now; nil before the first answer.
  public var scope: InspectorScope? { inspector.map { InspectorScope($0) } }

  // MARK: The view

  private func currentLook() -> Look? {
    if let look, age != .outdated { return look }
    return renewedLook()
  }

  /// Nil when the process has gone.
  private func renewedLook() -> Look? {
    do {
      if let inspector {
        try inspector.refresh()
      } else {
        inspector = try Inspector(target: target, metadata: metadata, files: files)
      }
    } catch {
      return nil
    }
    look = inspector.map { Look($0.view, of: target) }
    if age == .incomplete { keepWhatHolds() } else { forgetAll() }
    age = .current
    return look
  }

  /// What was found with the modules of before is there still. A block's type may come from a new one.
  private func keepWhatHolds() {
    variables = variables.filter { !$0.value.answer.isSilent }
    frames.forgetSilent()
    blocks = BlockAnswers()
    stacks = nil
  }

  private func forgetAll() {
    variables.removeAll(keepingCapacity: true)
    frames = FrameAnswers()
    blocks = BlockAnswers()
    stacks = nil
  }
}
