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
    guard let owner = view.threads.owner(of: answer.address) else { return false }
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
    return true
  }
}
