// Thread-local data and stacks.

import Metadata
import Primitives
import TargetMemory
import TypeModel

extension Classifier {
  /// A module's thread-local block of some thread.
  func classifyThreadLocal(_ answer: inout Classification) -> Bool {
    guard answer.region?.permissions.contains(.write) == true,
      let block = view.threadLocals.value.block(containing: answer.address)
    else { return false }
    answer.allocator = .static
    answer.state = .live
    answer.thread = block.tid
    answer.module = block.module.path
    let offset = answer.address - block.range.start
    guard let variable = block.module.metadata?.threadLocal(containing: offset) else {
      answer.allocation = block.range
      answer.symbol = SymbolOffset(
        kind: .section, name: Array(".tdata".utf8), offset: offset)
      answer.notes.append(.untypedSymbol)
      return true
    }
    describe(
      variable, start: block.range.start + variable.address.raw, block.module,
      kind: .threadLocal, &answer)
    return true
  }

  /// A thread's stack, or the stack of its signal handlers.
  func classifyStack(_ answer: inout Classification) -> Bool {
    guard let owner = view.threads.owner(of: answer.address) else {
      return classifyStackOfRunningThread(&answer)
    }
    answer.allocator = .stack
    answer.state = .live
    answer.thread = owner.thread.tid
    answer.allocation = owner.range
    if !owner.isAlternate, let pointer = owner.thread.stackPointer,
      owner.range.contains(pointer), answer.address < pointer
    {
      answer.notes.append(.belowStackPointer)
    }
    if let caller = owner.thread.createdBy {
      answer.site = view.sites.location(returnAddress: caller)
    }
    describeFrame(&answer)
    return true
  }

  /// A thread that runs shows no stack pointer, but its control block stands at the top of its stack, which is an anonymous
  /// mapping with a guard below it.
  private func classifyStackOfRunningThread(_ answer: inout Classification) -> Bool {
    guard let index = view.mappings.indexContaining(answer.address), index > 0,
      view.mappings[index].kind == .anonymous, view.mappings[index - 1].kind == .guardPages
    else { return false }
    let range = view.mappings[index].range
    // One mapping may hold several stacks whose guards were removed; only one owner is an answer.
    let owners = view.threadLocals.value.pointers.filter { range.contains($0.value) }
    guard owners.count == 1, let owner = owners.first, answer.address < owner.value else {
      return false
    }
    answer.allocator = .stack
    answer.state = .live
    answer.thread = owner.key
    answer.allocation = AddressRange(range.start, owner.value)
    describeFrame(&answer)
    return true
  }
}
