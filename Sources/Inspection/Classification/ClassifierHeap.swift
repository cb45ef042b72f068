// Heap blocks: type by site, refined by vtable, with the path down to the address.

import AgentIndex
import AllocationSites
import Primitives
import TargetMemory
import TypeModel

extension Classifier {
  /// A block that malloc handed out; false when there is none, or nobody who knows.
  func classifyHeap(_ answer: inout Classification, in region: Mapping) -> Bool {
    guard case .success(let index) = view.agent else { return false }
    let found: HeapAnswer
    do throws(IndexError) {
      found = try index.block(at: answer.address)
    } catch {
      answer.notes.append(note(error))
      return false
    }
    switch found {
    case .live(let block): describe(block, of: index, &answer)
    case .freed(let blocks): if let block = blocks.first { describe(block, of: index, &answer) }
    case .none: return false
    case .changing:
      answer.allocator = .malloc
      answer.state = .changing
      answer.notes.append(.changing)
    }
    return true
  }

  func describe(_ block: HeapBlock, of index: AgentIndex, _ answer: inout Classification) {
    answer.allocator = .malloc
    answer.state = block.isLive ? .live : .freed
    answer.allocation = block.range
    answer.generation = try? index.generation(of: block)
    let typing = BlockTyping(target: target, view: view)
    var typed = typing.type(block)
    if searchesHeap { typing.infer(&typed, block, within: Self.inferenceLimit) }
    describe(typed, &answer)
    answer.inferredFrom = typed.pointer.flatMap(source)
    guard !block.isLive else { return }
    answer.notes.insert(.freed, at: 0)
    if let free = try? index.free(of: block) {
      answer.freedBy = view.sites.location(
        returnAddress: free.returnAddress, epoch: free.moduleEpoch)
    }
  }

  /// A question about one address does not wait longer than this for the pointers of the whole heap.
  private static var inferenceLimit: Duration { .seconds(2) }

  /// What holds a pointer.
  private func source(_ pointer: Address) -> PointerSource? {
    guard describesSources else { return nil }
    let owner = Classifier(target: target, view: view, describesSources: false).classify(pointer)
    return PointerSource(
      address: pointer, object: owner.object, part: owner.part,
      symbol: owner.symbol?.kind == .variable ? owner.symbol?.name : nil)
  }

  /// Puts what a site says into an answer whose allocation is known.
  func describe(_ resolved: ResolvedSite, _ answer: inout Classification) {
    guard let allocation = answer.allocation else { return }
    let typing = BlockTyping(target: target, view: view)
    describe(typing.typed(resolved, at: allocation), &answer)
  }

  private func describe(_ typed: TypedAllocation, _ answer: inout Classification) {
    answer.site = typed.location
    answer.reasons = typed.reasons
    answer.arena = typed.arena
    answer.evidence = typed.evidence
    answer.fit = typed.fit
    answer.object = typed.object
    answer.alternatives = typed.alternatives.map { Alternative(object: $0) }
    answer.notes += typed.notes
    describePart(&answer)
  }

  /// The way from the object down to the address, and its other readings.
  func describePart(_ answer: inout Classification) {
    guard let object = answer.object else { return }
    if answer.address < object.start { describeHeader(before: object, &answer) }
    guard let object = answer.object, answer.address > object.start else { return }
    let readings = object.shape.readings(
      at: answer.address - object.start, virtualBase: virtualBase(in: object)
    ).all
    guard
      let best = readings.first(where: { $0.leaf == .value && $0.offset == 0 }) ?? readings.first
    else {
      if case .prefix(let rest) = object.shape.fit { answer.notes.append(.unexplainedBytes(rest)) }
      return
    }
    if !best.steps.isEmpty || best.offset > 0 { answer.part = ObjectPart(best) }
    if best.leaf == .padding, !object.endsBefore(answer.address) { answer.notes.append(.padding) }
    let path = best.path
    answer.alternatives += readings.filter { $0.path != path }
      .map { Alternative(part: ObjectPart($0)) }
  }

  /// The bytes before a wrapper's payload are its hidden header, not the payload: the header's type, when the wrapper's
  /// own code told it, or none.
  private func describeHeader(before payload: TypedObject, _ answer: inout Classification) {
    guard let block = answer.allocation else { return }
    let room = payload.start - block.start
    let header = headerType(in: answer.reasons, room: room)
    answer.alternatives.removeAll { $0.object?.digest == header?.digest }
    answer.alternatives.insert(Alternative(object: payload.shape.element), at: 0)
    answer.notes.append(.hiddenHeader(room))
    answer.object = header.map {
      TypedObject(shape: ObjectShape($0, blockSize: room), start: block.start)
    }
    answer.evidence = answer.object == nil ? .none : .site
    answer.fit = answer.object.map { $0.shape.fit == .exact ? .exact : .prefix }
  }

  /// The structure at the block's start that the ranking met and passed over because the payload explains more.
  private func headerType(in reasons: [TypingReason], room: UInt64) -> UniqType? {
    for reason in reasons {
      guard case .candidate(_, let type, offset: 0, _, _) = reason.event,
        type.concrete.kind == .structure, let size = type.concrete.size, size > 0, size <= room
      else { continue }
      return type.concrete
    }
    return nil
  }

  /// Reads where a virtual base lies out of the object's vtable (Itanium C++ ABI 2.5).
  private func virtualBase(in object: TypedObject) -> (UInt64, Int64) -> Int64? {
    { subobject, slot in
      guard let table = try? target.pointer(at: object.start + subobject) else { return nil }
      return try? target.value(Int64.self, at: table + UInt64(bitPattern: slot))
    }
  }
}
