// A reader that keeps the pages it has read, for many small reads close together.

import Primitives
import Synchronization

/// Reads through another reader in whole pages and keeps the latest of them. What it gives is as old as its first look at
/// a page: make one per question.
public final class PageCache: MemoryReader {
  private let base: any MemoryReader
  private let state: Mutex<State>

  private struct State {
    var pages: [UInt64: [UInt8]] = [:]
    var order: [UInt64] = []
    var next = 0
  }

  /// In bytes: x86-64's page.
  private static let pageSize: UInt64 = 4096
  private let capacity: Int

  /// - Parameter capacity: how many pages to keep.
  public init(_ base: any MemoryReader, capacity: Int = 1024) {
    self.base = base
    self.capacity = max(capacity, 1)
    state = Mutex(State())
  }

  public func readPrefix(
    at address: Address, into buffer: UnsafeMutableRawBufferPointer
  ) throws(ReadError) -> Int {
    // A large read gains nothing from being cut in pages.
    guard buffer.count <= 4 * Int(Self.pageSize) else {
      return try base.readPrefix(at: address, into: buffer)
    }
    guard !buffer.isEmpty else { return 0 }
    let number = address.raw / Self.pageSize
    let start = Int(address.raw % Self.pageSize)
    let page = try page(number, wanted: address)
    let count = min(buffer.count, page.count - start)
    guard count > 0 else { throw .unmapped(address) }
    page.withUnsafeBytes {
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<(start + count)]))
    }
    return count
  }

  private func page(_ number: UInt64, wanted: Address) throws(ReadError) -> [UInt8] {
    if let known = state.withLock({ $0.pages[number] }) { return known }
    let page: [UInt8]
    do throws(ReadError) {
      page = try base.bytes(at: Address(number &* Self.pageSize), count: Int(Self.pageSize))
    } catch .unmapped {
      throw .unmapped(wanted)
    } catch .missing(_, let reason) {
      throw .missing(wanted, reason)
    }
    state.withLock { keep(page, number, in: &$0) }
    return page
  }

  /// Puts a page in place of the one that was read longest ago.
  private func keep(_ page: [UInt8], _ number: UInt64, in state: inout State) {
    guard state.pages.updateValue(page, forKey: number) == nil else { return }
    if state.order.count < capacity {
      state.order.append(number)
    } else {
      state.pages[state.order[state.next]] = nil
      state.order[state.next] = number
      state.next = (state.next + 1) % capacity
    }
  }
}
