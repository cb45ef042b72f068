// The machine code of one function as the target's memory has it.

import AllocationSites
import DebugInfo
import Primitives
import TargetMemory

/// The bytes of a function's ranges, at their addresses in the process.
struct ResidentCode: CodeImage {
  private let parts: [(start: UInt64, bytes: ByteStore)]

  /// Larger functions are not read.
  private static let sizeLimit: UInt64 = 1 << 20

  /// nil when memory does not have all of them.
  init?(ranges: [AddressRange], memory: any MemoryReader) {
    guard ranges.reduce(0, { $0 &+ $1.size }) <= Self.sizeLimit else { return nil }
    var parts: [(start: UInt64, bytes: ByteStore)] = []
    for range in ranges {
      guard let bytes = try? memory.bytes(at: range.start, count: Int(range.size)) else {
        return nil
      }
      parts.append((range.start.raw, ByteStore(copying: bytes)))
    }
    self.parts = parts
  }

  func bytes(at address: UInt64, count: Int) -> UnsafeRawBufferPointer? {
    for part in parts where address >= part.start && address - part.start < part.bytes.count {
      return part.bytes.slice(at: Int(address - part.start), count: count)
    }
    return nil
  }

  /// Jump tables lie outside of the function.
  func relocatedWord(at address: UInt64) -> UInt64? { nil }
}

extension Frame {
  /// The code of the frame's function, decoded; nil when it is not known where that begins and ends.
  func code(in memory: any MemoryReader) -> FunctionCode? {
    physical.module?.code(ofFunctionAt: physical.lookupAddress, in: memory)
  }
}

extension Module {
  /// The code of the function that holds an address of the process, decoded; nil when it is not known where that begins and ends.
  func code(ofFunctionAt address: Address, in memory: any MemoryReader) -> FunctionCode? {
    let own = own(address)
    let ranges =
      code?.function(at: own)?.ranges
      ?? functionSymbol(containing: own).map { [$0.range] } ?? []
    let resident = ranges.map { AddressRange(inProcess($0.start), size: $0.size) }
    guard let image = ResidentCode(ranges: resident, memory: memory) else { return nil }
    return FunctionCode(ranges: resident.map { $0.start.raw..<$0.end.raw }, image: image)
  }
}
