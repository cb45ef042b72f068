// Cores that are cut anywhere or damaged anyhow: an answer or an error, never a crash, never a long wait.

import CoreFiles
import Foundation
import Primitives
import TargetMemory
import TestSupport
import Testing

@Suite struct DamagedCoreTests {
  private static let sound: [UInt8] = {
    var image = CoreImage()
    image.threads = [1, 2, 3]
    image.auxiliary = [(33, 0x9000), (31, 0x7010), (3, 0x40_0040), (7, 0x7000_0000)]
    let program = (try? Data(contentsOf: URL(fileURLWithPath: "/bin/true"))).map { Array($0) } ?? []
    image.segments = [
      CoreSegment(start: 0x40_0000, size: 4096, flags: 4, content: Array(program.prefix(4096))),
      CoreSegment(start: 0x40_1000, size: 0x4000, flags: 5),
      CoreSegment(start: 0x41_0000, size: 4096, content: [UInt8](repeating: 1, count: 4096)),
      CoreSegment(start: 0x6000, size: 8192, content: [UInt8](repeating: 2, count: 8192)),
      CoreSegment(start: 0x9000, size: 4096, flags: 5, content: [UInt8](repeating: 3, count: 4096)),
    ]
    image.files = [
      (0x40_0000, 0x40_1000, 0, "/bin/true"), (0x40_1000, 0x40_5000, 1, "/bin/true"),
    ]
    return image.bytes
  }()

  /// Asks for everything that a command asks for.
  private func exercise(_ bytes: some Collection<UInt8>) {
    guard let core = try? CoreTarget(store: ByteStore(copying: bytes)) else { return }
    let mappings = (try? core.mappings()) ?? []
    for mapping in mappings.prefix(64) {
      _ = core.openablePath(of: mapping)
      for place in [mapping.range.start, mapping.range.end - 1] {
        _ = try? core.bytes(at: place, count: 64)
        _ = core.absence(at: place)
      }
    }
    _ = try? core.snapshot().threads.count
    _ = core.missing.count
  }

  @Test func everyPlaceToCutIsSurvived() {
    for size in 0..<Self.sound.count where size < 5000 || size % 97 == 0 {
      exercise(Self.sound.prefix(size))
    }
  }

  /// Headers and notes lie in front; the memory behind them has no structure that a core's reader looks at.
  @Test func tenThousandMutationsAreSurvived() {
    let headersAndNotes = 2400
    for seed in 0..<10_000 {
      var generator = SeededGenerator(seed: UInt64(seed))
      var bytes = Self.sound
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let place = Int.random(in: 0..<(headersAndNotes - 8), using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 2: for offset in 0..<8 { bytes[place + offset] = 0xff }
        default:
          let from = Int.random(in: 0..<(headersAndNotes - 8), using: &generator)
          for offset in 0..<8 { bytes[place + offset] = bytes[from + offset] }
        }
      }
      exercise(bytes)
    }
  }
}
