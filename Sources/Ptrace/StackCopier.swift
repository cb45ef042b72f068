// Copies the used part of every stack while the threads stand.

import Primitives
import TargetMemory

/// Reads stacks in bulk, within bounds: the threads wait for it.
struct StackCopier {
  private let reader: any MemoryReader
  private let mappings: [Mapping]
  private var budget = Self.totalLimit
  private var copies: [MemoryCopy] = []
  /// What was copied of each mapping, by its index.
  private var copied: [Int: [AddressRange]] = [:]

  /// In bytes: all stacks together, a stack in a mapping of its own, and one that lies somewhere in other memory.
  private static let totalLimit = 64 << 20
  private static let stackLimit: UInt64 = 8 << 20
  private static let foreignLimit: UInt64 = 1 << 20
  /// Below the stack pointer a function may use this many bytes (System V ABI for AMD64, 3.2.2).
  private static let redZone: UInt64 = 128
  private static let page: UInt64 = 4096

  init(_ reader: any MemoryReader, mappings: [Mapping]) {
    self.reader = reader
    self.mappings = mappings
  }

  /// The used parts of the stacks that these stack pointers are in, and of those that they interrupted.
  mutating func copy(stackPointers: [Address]) -> [MemoryCopy] {
    let indices = stackPointers.map { mappings.indexContaining($0) }
    let used = Set(indices)
    for (pointer, index) in zip(stackPointers, indices) {
      guard let index else { continue }
      let isStack = isStack(index)
      let copied = copy(
        from: pointer - Self.redZone, in: index,
        limit: isStack ? Self.stackLimit : Self.foreignLimit)
      if !isStack, let copied { copyInterrupted(by: copied, besides: used) }
    }
    return copies
  }

  /// The kernel's stack, or memory with a guard below it, as thread libraries make it.
  private func isStack(_ index: Int) -> Bool {
    if mappings[index].kind == .stack { return true }
    guard index > 0, mappings[index].kind == .anonymous else { return false }
    return mappings[index - 1].kind == .guardPages
      && mappings[index - 1].range.end == mappings[index].range.start
  }

  /// A signal's own stack holds the stack pointer that the signal interrupted: whatever points into a stack that no thread
  /// is on is taken for one.
  private mutating func copyInterrupted(by copied: MemoryCopy, besides used: Set<Int?>) {
    var lowest: [Int: Address] = [:]
    copied.bytes.withUnsafeBytes { bytes in
      for offset in stride(from: 0, to: bytes.count & ~7, by: 8) {
        let address = Address(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        guard let index = mappings.indexContaining(address), !used.contains(index), isStack(index)
        else { continue }
        lowest[index] = min(lowest[index] ?? address, address)
      }
    }
    for (index, address) in lowest {
      _ = copy(from: address - Self.redZone, in: index, limit: Self.stackLimit)
    }
  }

  private mutating func copy(from low: Address, in index: Int, limit: UInt64) -> MemoryCopy? {
    let mapping = mappings[index].range
    var start = max(mapping.start, Address(low.raw & ~(Self.page - 1)))
    // Threads may share a mapping: what one has copied is not copied again.
    let known = copied[index] ?? []
    if let last = known.filter({ $0.contains(start) }).map(\.end).max() { start = last }
    let next = known.map(\.start).filter { $0 >= start }.min() ?? mapping.end
    let end = min(mapping.end, next, start + limit)
    guard start < end, let wanted = Int(exactly: end - start) else { return nil }
    let bytes = read(at: start, count: min(wanted, budget))
    guard !bytes.isEmpty else { return nil }
    budget -= bytes.count
    let copy = MemoryCopy(range: AddressRange(start, size: UInt64(bytes.count)), bytes: bytes)
    copies.append(copy)
    copied[index, default: []].append(copy.range)
    return copy
  }

  private func read(at start: Address, count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: max(count, 0)) { buffer, filled in
      filled = (try? reader.readPrefix(at: start, into: UnsafeMutableRawBufferPointer(buffer))) ?? 0
    }
  }
}
