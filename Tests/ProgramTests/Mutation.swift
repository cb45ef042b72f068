// Damage to files, repeatable: the same seed gives the same damage.

import TestSupport

extension [UInt8] {
  /// A copy with a few of its bytes changed, cut off, or doubled, as the seed says.
  func damaged(seed: UInt64) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    var copy = self
    for _ in 0..<Int.random(in: 1...8, using: &generator) { copy.damageOnce(&generator) }
    return copy
  }

  private mutating func damageOnce(_ generator: inout SeededGenerator) {
    guard count > 16 else { return }
    // Headers steer everything that follows: every other blow falls there.
    let reach = Bool.random(using: &generator) ? Swift.min(count, 4096) : count
    let place = Int.random(in: 0..<(reach - 8), using: &generator)
    switch Int.random(in: 0..<8, using: &generator) {
    case 0...2: self[place] = UInt8.random(in: .min ... .max, using: &generator)
    case 3: self[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case 4: for offset in 0..<8 { self[place + offset] = 0xff }
    case 5:
      for offset in 0..<4 { self[place + offset] = UInt8.random(in: 0...255, using: &generator) }
    case 6:
      let from = Int.random(in: 0..<(count - 8), using: &generator)
      for offset in 0..<8 { self[place + offset] = self[from + offset] }
    default:
      if Int.random(in: 0..<8, using: &generator) == 0 { removeLast(count - place) }
    }
  }
}
