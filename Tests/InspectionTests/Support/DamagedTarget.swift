// A running program seen through a copy of its agent's tables in which bytes have been changed.

import AgentIndex
import Foundation
import Primitives
import TargetMemory
import TestSupport

/// The pages of the agent's reservation that hold anything.
struct IndexImage: Sendable {
  let reservation: AddressRange
  private let header: Address
  /// By page number; pages that are all zero are left out.
  var pages: [UInt64: [UInt8]] = [:]
  let readable: [AddressRange]

  init(of target: LiveTarget) throws {
    let mappings = try target.mappings()
    let index = try AgentIndex.find(in: target, mappings: mappings)
    let reservation = index.reservation
    self.reservation = reservation
    header = index.headerAddress
    readable = mappings.map(\.range).enumerated()
      .filter { mappings[$0].permissions.contains(.read) && reservation.overlaps($1) }.map(\.1)
    let zero = [UInt8](repeating: 0, count: 4096)
    for range in readable {
      for start in stride(from: range.start.raw, to: range.end.raw, by: 1 << 20) {
        let size = Int(min(1 << 20, range.end.raw - start))
        let bytes = try target.bytes(at: Address(start), count: size)
        for offset in stride(from: 0, to: size, by: 4096) {
          let isZero = bytes.withUnsafeBytes { memcmp($0.baseAddress! + offset, zero, 4096) == 0 }
          if isZero { continue }
          pages[(start + UInt64(offset)) / 4096] = Array(bytes[offset..<(offset + 4096)])
        }
      }
    }
  }

  /// Changes some bytes: half of the times in the header, where a byte does most.
  mutating func damage(_ generator: inout SeededGenerator) {
    let headerPage = header.raw / 4096
    let numbers = pages.keys.sorted()
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      let inHeader = Bool.random(using: &generator)
      let page =
        inHeader ? headerPage : numbers.randomElement(using: &generator) ?? headerPage
      let place = Int.random(in: 0..<(inHeader ? 600 : 4096), using: &generator)
      let values: [UInt8] = [0, 1, 0x7f, 0x80, 0xff, UInt8.random(in: 0...255, using: &generator)]
      pages[page]?[place] = values.randomElement(using: &generator) ?? 0
    }
  }
}

/// A live target whose index is the image's.
struct DamagedTarget: Target {
  let base: LiveTarget
  let image: IndexImage
  let knownMappings: [Mapping]

  var facts: ProcessFacts { base.facts }
  func mappings() -> [Mapping] { knownMappings }
  func threads() throws(ReadError) -> [ThreadFacts] { try base.threads() }
  func openablePath(of mapping: Mapping) -> String? { base.openablePath(of: mapping) }

  func readPrefix(
    at address: Address, into buffer: UnsafeMutableRawBufferPointer
  ) throws(ReadError) -> Int {
    guard image.reservation.contains(address) else {
      return try base.readPrefix(at: address, into: buffer)
    }
    guard image.readable.contains(where: { $0.contains(address) }) else { throw .unmapped(address) }
    let start = Int(address.raw % 4096)
    let count = min(buffer.count, 4096 - start)
    if let page = image.pages[address.raw / 4096] {
      page.withUnsafeBytes {
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<(start + count)]))
      }
    } else {
      UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]).initializeMemory(
        as: UInt8.self, repeating: 0)
    }
    return count
  }
}
