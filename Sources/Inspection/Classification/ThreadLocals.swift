// Where each thread keeps each module's thread-local data, found in memory without stopping anything.

import AgentIndex
import Metadata
import Primitives
import TargetMemory

/// A module's thread-local block of one thread.
struct ThreadLocalBlock: Sendable {
  let range: AddressRange
  let module: Module
  let tid: Int32
}

/// The thread-local blocks of all threads.
///
/// x86-64 (variant II, Drepper, "ELF Handling For Thread-Local Storage"): the thread pointer points at the thread's control
/// block, whose second word points at the DTV: two words per module, the first of which is the block's address, or -1
/// while the thread has not used it. Modules have their numbers from the loader.
struct ThreadLocals: Sendable {
  let blocks: [ThreadLocalBlock]
  /// The thread pointers that are known, by thread id.
  let pointers: [Int32: Address]

  init(
    target: any Target, modules: [Module], threads: [InspectedThread],
    numbers: [ObjectIdentifier: UInt64]
  ) {
    let reader = PageCache(target)
    pointers = Dictionary(
      threads.compactMap { thread in thread.threadPointer.map { (thread.tid, $0) } },
      uniquingKeysWith: { first, _ in first })
    blocks = threads.flatMap { thread in
      modules.compactMap { module in
        guard module.threadLocalSize > 0, let pointer = thread.threadPointer,
          let number = numbers[ObjectIdentifier(module)],
          let start = Self.block(number, thread: pointer, reader)
        else { return nil }
        return ThreadLocalBlock(
          range: AddressRange(start, size: module.threadLocalSize), module: module,
          tid: thread.tid)
      }
    }
  }

  private static func block(
    _ number: UInt64, thread: Address, _ reader: PageCache
  ) -> Address? {
    // The loader gives numbers from 1 up; more than this is damage.
    guard number > 0, number < 1 << 20, let table = try? reader.pointer(at: thread + 8),
      // The word before the table's first entry counts its entries.
      let capacity = try? reader.value(UInt64.self, at: table - 16), number <= capacity,
      let block = try? reader.pointer(at: table + number * 16),
      block.raw != 0, block.raw != .max
    else { return nil }
    return block
  }

  /// The block that holds an address.
  func block(containing address: Address) -> ThreadLocalBlock? {
    blocks.first { $0.range.contains(address) }
  }

  /// Where a thread has a module's block; nil when the thread has not used it yet or is not known.
  func block(of module: Module, thread tid: Int32) -> AddressRange? {
    blocks.first { $0.module === module && $0.tid == tid }?.range
  }
}
