// Answers who points at an object, in one view of the target.

import Primitives
import Synchronization
import TargetMemory
import TypeModel

/// All references of one view of the target. To be asked again and again; every word is looked at anew when it is given out.
public final class ReferenceFinder: Sendable {
  let index: ReferenceIndex
  let holders: HolderFinder
  /// Addresses of mapped memory in registers, by rising value.
  private let registers: [(place: Reference.Place, value: Address)]
  private let view: Inspector.State
  private let target: any Target
  private let stackMemory: (any MemoryReader)?

  init?(
    _ view: Inspector.State, _ target: any Target, goesOn: @escaping @Sendable (Double) -> Bool
  ) {
    let stacks = try? view.stacks.stacks(view)
    let memory = stacks?.snapshot.memory ?? target
    guard let index = ReferenceIndex(ReferenceScan(view, target, memory: memory), goesOn: goesOn)
    else { return nil }
    self.index = index
    self.view = view
    self.target = target
    stackMemory = stacks?.snapshot.memory
    holders = HolderFinder(view, stacks?.snapshot)
    registers = (stacks?.snapshot.threads ?? []).flatMap(Self.registers)
      .filter { view.mappings.containing($0.value) != nil }
      .sorted { ($0.value, $0.place) < ($1.value, $1.place) }
  }

  private static func registers(
    of thread: StoppedThread
  ) -> [(place: Reference.Place, value: Address)] {
    (thread.registers?.general ?? []).enumerated().map { number, value in
      (.register(UInt64(number), thread: thread.facts.tid), Address(value))
    }
  }

  /// Memory with its pages kept: for one question.
  func memory() -> any MemoryReader { PageCache(stackMemory ?? target, capacity: 1 << 14) }

  /// How many words of the process may be pointers.
  public var pointerCount: Int { index.count }

  /// What an address is a part of, to ask about the whole of it: its block, its variable; the one byte when nothing is known.
  public func object(around address: Address) -> AddressRange {
    let answer = classifier().classify(address)
    let known = answer.allocation.map { $0.isEmpty ? AddressRange($0.start, size: 1) : $0 }
    let isPart = answer.allocator != .stack || answer.frame != nil
    return isPart ? known ?? AddressRange(address, size: 1) : AddressRange(address, size: 1)
  }

  /// Calls `body` with every reference into a range, until it returns false: those in memory by what they point at and then by their
  /// place, then those in registers. What stands in freed memory, or below a stack, points at nothing.
  public func forEach(into range: AddressRange, _ body: (Reference) -> Bool) {
    let memory = memory()
    let classifier = classifier()
    var goesOn = true
    index.forEach(into: range, in: memory) { place, value in
      guard !holders.isChunkHeader(value, in: range, heldAt: place) else { return true }
      if let reference = reference(at: place, value, classifier) { goesOn = body(reference) }
      return goesOn
    }
    for register in registers(into: range) where goesOn {
      goesOn = body(
        Reference(
          place: register.place, value: register.value, holder: nil, evidence: .conservative))
    }
  }

  /// The registers that point into a range, by thread and number.
  func registers(into range: AddressRange) -> [(place: Reference.Place, value: Address)] {
    let first = registers.partitioningIndex { $0.value >= range.start }
    return registers[first...].prefix { $0.value < range.end }.sorted { $0.place < $1.place }
  }

  /// The reference at a place; nil when its memory is not in use.
  func reference(
    at place: Address, _ value: Address, _ classifier: Classifier
  ) -> Reference? {
    var holder = classifier.classify(place)
    guard holder.isInUse else { return nil }
    let pointer = holder.pointerReading
    // An object's first member has a path too when it is what points.
    if let pointer, !pointer.steps.isEmpty { holder.part = ObjectPart(pointer) }
    return Reference(
      place: .memory(place), value: value, holder: holder,
      evidence: pointer == nil ? .conservative : .declared)
  }

  func classifier() -> Classifier {
    Classifier(target: target, view: view, findsFrames: true)
  }
}

extension Classification {
  /// Whether somebody has a right to the memory at this moment.
  fileprivate var isInUse: Bool {
    switch (allocator, state) {
    case (.none, _), (_, .freed), (_, .free): false
    default: !notes.contains(.belowStackPointer) && !notes.contains(.agentMemory)
    }
  }

  /// The pointer that the object's type has at the address; nil when it has none.
  fileprivate var pointerReading: Reading? { object?.pointer(at: address) }
}

extension TypedObject {
  /// The pointer that the type has at an address; nil when it has none. One of a union's readings suffices.
  public func pointer(at address: Address) -> Reading? {
    guard address >= start else { return nil }
    return shape.readings(at: address - start).all.first { reading in
      guard reading.leaf == .value, reading.offset == 0 else { return false }
      let kind = reading.type?.concrete.kind
      return kind == .pointer || kind == .reference
    }
  }
}
