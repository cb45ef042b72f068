// A frame as DWARF expressions see it: registers and memory.

import DebugInfo
import Primitives
import TargetMemory

/// What unwind rules may ask of a frame.
struct UnwindContext: LocationContext {
  let registers: FrameRegisters
  let memory: any MemoryReader
  var frameAddress: Address?
  var bias: UInt64 = 0

  func value(of base: SymbolicNumber.Base) -> UInt64? {
    switch base {
    case .register(let number): registers[number]
    case .frameAddress: frameAddress?.raw
    case .module: bias
    default: nil
    }
  }

  func load(at address: Address, size: Int) -> UInt64? { memory.number(at: address, size: size) }
}

extension MemoryReader {
  /// The unsigned little-endian number of 1 to 8 bytes at an address; nil when it cannot be read.
  func number(at address: Address, size: Int) -> UInt64? {
    guard (1...8).contains(size), let bytes = try? bytes(at: address, count: size) else {
      return nil
    }
    return bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
