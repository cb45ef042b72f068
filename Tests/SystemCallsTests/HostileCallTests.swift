// Calls with arguments and memory that nobody meant: whatever they hold, the decoder ends, and what it writes is text.

import Foundation
import SystemCalls
import TestSupport
import Testing

@Suite struct HostileCallTests {
  /// Memory of any content that ends anywhere.
  final class Memory: TraceeMemory {
    var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    func read(_ address: UInt64, into buffer: UnsafeMutableRawBufferPointer) -> Int {
      // Vectors without an end would be read for long.
      guard address < 1 << 14 else { return 0 }
      let count =
        Bool.random(using: &generator)
        ? buffer.count : Int.random(in: 0...buffer.count, using: &generator)
      let kept = min(count, 512)
      let filling: UInt8 = [0, 1, 0xFF].randomElement(using: &generator) ?? 0
      for index in 0..<kept { buffer[index] = filling }
      for _ in 0..<8 where kept > 0 {
        buffer[.random(in: 0..<kept, using: &generator)] = .random(in: 0...255, using: &generator)
      }
      return kept
    }

    func descriptorPath(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int {
      min(read(0, into: buffer), 64)
    }
  }

  private func value(_ generator: inout SeededGenerator) -> UInt64 {
    let random = UInt64.random(in: 0 ... .max, using: &generator)
    return [
      0, 1, 8, 64, random & 0xFF, random & 0xFFFF, random, .max, 1 << 31, random & 0x7FFF_FFFF,
    ]
    .randomElement(using: &generator) ?? 0
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>) func anythingIsDecoded(seed: UInt64) {
    let memory = Memory(seed: seed)
    var generator = SeededGenerator(seed: seed &+ 100)
    var options = DecodingOptions()
    if seed % 2 == 0 { options.abbreviated = .none }
    if seed > 2 { options.constants = .verbose }
    options.descriptors = .path
    let decoder = CallDecoder(options: options)
    var output = OutputBuffer()
    for number in 0..<470 as Range<UInt64> {
      for _ in 0..<2 {
        let arguments = InlineArray<6, UInt64> { _ in value(&generator) }
        let result = Int64(bitPattern: value(&generator))
        let answer = CallResult(value: result, isError: -4095..<0 ~= result)
        let convention: CallConvention = Bool.random(using: &generator) ? .amd64 : .i386
        var call = CallInFlight(number: number, convention: convention, arguments: arguments)
        decoder.printEntry(&call, memory: memory, into: &output)
        decoder.printExit(&call, result: answer, memory: memory, into: &output)
        var twin = CallInFlight(number: number, convention: convention, arguments: arguments)
        decoder.writeEntry(&twin, memory: memory, into: &output)
        decoder.writeExit(&twin, result: answer, memory: memory, into: &output)
      }
    }
    #expect(output.bytes.allSatisfy { 0x20..<0x7F ~= $0 })
  }
}
