// Decides what kind of memory an address lies in, from the surest knowledge to the vaguest.

import AgentIndex
import Primitives
import TargetMemory
import TypeModel

/// Answers one question over one view of the target.
struct Classifier {
  let target: any Target
  let view: Inspector.State
  /// Whether the pointer behind an inferred type is described too.
  var describesSources = true
  /// Whether an address on a stack is looked for in the frames, for which threads may be stopped.
  var findsFrames = false
  /// Whether the whole heap may be read: for the pointers that give an untyped block its type, and for obstacks.
  var searchesHeap = true

  /// Everything known of an address.
  func classify(_ address: Address) -> Classification {
    let region = view.mappings.containing(address)
    var answer = Classification(address: address, region: region)
    if let region {
      classify(&answer, in: region)
      if let reason = target.absence(at: address), !region.permissions.isEmpty {
        answer.notes.append(.missingMemory(reason))
      }
    } else if let note = unusable(address) {
      answer.notes = [note]
    } else {
      classifyUnmapped(&answer)
    }
    return answer
  }

  /// Four-level paging: an address is 47 bits of the process or the same of the kernel (Intel SDM 1, 3.3.7.1).
  private func unusable(_ address: Address) -> Note? {
    switch address.raw >> 47 {
    case 0: nil
    case 0x1ffff: .kernelSpace
    default: .nonCanonical
    }
  }

  /// Large blocks are unmapped when they are freed; the index remembers them.
  private func classifyUnmapped(_ answer: inout Classification) {
    let address = answer.address
    let after = view.mappings.first { $0.range.start > address }
    let before = view.mappings.last { $0.range.end <= address }
    let note = Note.unmapped(
      below: before.map { address - $0.range.end }, above: after.map { $0.range.start - address })
    if case .success(let index) = view.agent,
      case .freed(let blocks)? = try? index.block(at: address), let block = blocks.first
    {
      describe(block, of: index, &answer)
    }
    answer.notes.append(note)
  }

  private func classify(_ answer: inout Classification, in region: Mapping) {
    classifyMemory(&answer, in: region)
    classifyCoroutineStack(&answer)
    classifyInside(&answer)
  }

  /// What the program's own pools say of a part of an allocation.
  func classifyInside(_ answer: inout Classification) {
    if searchesHeap { classifyObstacks(&answer) }
    if answer.state != .freed { classifyPools(&answer) }
  }

  /// The kinds of memory below the program's own pools.
  func classifyMemory(_ answer: inout Classification, in region: Mapping) {
    let address = answer.address
    if case .success(let index) = view.agent, index.reservation.contains(address) {
      return describeWhole(region, &answer, allocator: .mmap, note: .agentMemory)
    }
    if let module = view.modules.module(containing: address),
      let segment = module.segment(containing: address)
    {
      return classifyModule(&answer, module, segment)
    }
    switch region.kind {
    case .vdso, .vvar, .vsyscall: describeWhole(region, &answer, allocator: .vdso, note: nil)
    case .guardPages: describeInaccessible(&answer, region, note: .guardPages)
    case .reserved: describeInaccessible(&answer, region, note: .reserved)
    case .file, .anonymous, .heap, .stack: classifyData(&answer, in: region)
    }
  }

  /// Memory that the program uses as data. A thread's control block lies in its stack's mapping, and a signal stack may
  /// be a malloc block: the special use comes before the general one.
  private func classifyData(_ answer: inout Classification, in region: Mapping) {
    if classifyThreadLocal(&answer) { return }
    if classifyStack(&answer) { return }
    if classifyHeap(&answer, in: region) { return }
    if classifyProgramMapping(&answer) { return }
    classifyRest(&answer, in: region)
  }

  /// Memory without access is the program's if it mapped it, else the C library's or the loader's.
  private func describeInaccessible(
    _ answer: inout Classification, _ region: Mapping, note: Note
  ) {
    if classifyProgramMapping(&answer) { return answer.notes.append(note) }
    describeWhole(region, &answer, allocator: .none, note: note)
  }

  private func describeWhole(
    _ region: Mapping, _ answer: inout Classification, allocator: Allocator, note: Note?
  ) {
    answer.allocator = allocator
    answer.state = .live
    answer.allocation = region.range
    if let note { answer.notes.append(note) }
  }

  /// What the program mapped itself, with its site.
  private func classifyProgramMapping(_ answer: inout Classification) -> Bool {
    let address = answer.address
    guard let region = view.regions.first(where: { $0.range.contains(address) }) else {
      return false
    }
    answer.allocator = .mmap
    answer.state = .live
    answer.allocation = region.range
    answer.generation = region.generation
    describe(view.sites.resolve(site: region.site, size: region.range.size), &answer)
    // What a mapping is for is seldom one object: only a type that explains all of it is worth saying.
    if answer.object != nil, answer.fit != .exact { forgetType(&answer) }
    if answer.region?.kind == .file { answer.notes.append(.mappedFile) }
    return true
  }

  private func forgetType(_ answer: inout Classification) {
    answer.object = nil
    answer.part = nil
    answer.evidence = .none
    answer.fit = nil
    answer.alternatives = []
    answer.notes.removeAll { note in
      if case .unexplainedBytes = note { return true }
      return note == .padding
    }
  }

  private func classifyRest(_ answer: inout Classification, in region: Mapping) {
    if region.kind == .file {
      return describeWhole(region, &answer, allocator: .mmap, note: .mappedFile)
    }
    answer.allocator = region.kind == .heap ? .malloc : region.kind == .stack ? .stack : .mmap
    switch view.agent {
    case .success(let index): describeGap(&answer, in: region, index)
    case .failure(let error): answer.notes.append(note(error))
    }
    if region.kind == .stack { answer.notes.append(.unknownThread) }
  }

  /// Memory of the heap that no block covers.
  private func describeGap(
    _ answer: inout Classification, in region: Mapping, _ index: AgentIndex
  ) {
    // Of tables that could not be read it does not follow that nothing is here.
    let isUnread = answer.notes.contains { note in
      if case .agentMissing = note { return true }
      return note == .agentDamaged
    }
    guard !isUnread else {
      answer.state = .unknown
      return
    }
    if let before = try? index.nearestBlock(before: answer.address),
      before.base >= region.range.start
    {
      answer.allocator = .malloc
      answer.state = .free
      // A block that changes while it is looked at may cover the address after all.
      if before.isLive, before.range.end <= answer.address {
        answer.notes.append(
          .pastTheEnd(of: before.base, by: answer.address - before.range.end))
      }
    } else if region.kind == .heap {
      answer.state = .free
    }
    answer.notes.append(.notABlock)
    appendActivity(of: index, &answer)
  }

  /// Says when the agent does not see everything, or anything any more.
  func appendActivity(of index: AgentIndex, _ answer: inout Classification) {
    guard let status = try? index.status(), case .stopped(let reason) = status.activity else {
      return
    }
    answer.state = .unknown
    answer.notes.removeAll { $0 == .notABlock }
    answer.notes.append(.agentStopped(AgentStop(reason)))
  }

  func note(_ error: IndexError) -> Note {
    switch error {
    case .absent:
      AgentObstacle(target.facts, modules: view.modules).map { .agentImpossible($0) } ?? .noAgent
    case .version(let found): .agentVersion(found: found)
    case .memory(.missing(_, let reason)): .agentMissing(reason)
    case .damaged, .memory, .tooLarge: .agentDamaged
    }
  }
}
