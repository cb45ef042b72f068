// Nothing that a target holds may reach a terminal as anything but printable text.

import Primitives
import Rendering
import Testing

@Suite struct EscapedBytesTests {
  @Test func printableTextIsKept() {
    #expect(EscapedBytes().text(Array("node_t é 日本".utf8)) == "node_t é 日本")
  }

  @Test(
    arguments: [
      ([0x1B, 0x5B, 0x33, 0x31, 0x6D], "\\x1b[31m"), ([0x0A], "\\n"), ([0x7F], "\\x7f"),
      ([0xC2, 0x9B], "\\u009b"), ([0xE2, 0x80, 0xAE], "\\u202e"), ([0xE2, 0x80, 0x8B], "\\u200b"),
      ([0xFF, 0xFE], "\\xff\\xfe"), ([0xC0, 0x80], "\\xc0\\x80"),
      ([0xED, 0xA0, 0x80], "\\xed\\xa0\\x80"),
      ([0xF3, 0xA0, 0x81, 0x81], "\\U000e0041"), ([0x5C], "\\\\"), ([0xE2, 0x80], "\\xe2\\x80"),
      ([0xEF, 0xBB, 0xBF], "\\ufeff"), ([0xF4, 0x90, 0x80, 0x80], "\\xf4\\x90\\x80\\x80"),
    ] as [([UInt8], String)])
  func everythingElseIsEscaped(bytes: [UInt8], text: String) {
    #expect(EscapedBytes().text(bytes) == text)
  }

  @Test func anyBytesGivePrintableText() {
    var generator = SplitMix(seed: 7)
    for _ in 0..<2000 {
      let bytes = (0..<64).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let text = EscapedBytes(quote: UInt8(ascii: "\"")).text(bytes)
      #expect(
        text.unicodeScalars.allSatisfy {
          $0.isASCII ? $0.value >= 0x20 && $0 != "\u{7F}" : EscapedBytes.isPrintable($0)
        })
      #expect(
        EscapedBytes(asciiOnly: true).text(bytes).utf8.allSatisfy { (0x20..<0x7F).contains($0) })
    }
  }

  @Test func themesNeverAddEscapesFromContent() {
    var text = StyledText()
    text.append(bytes: Array("\u{1B}]0;owned\u{07}".utf8), .type)
    let shown = text.rendered(theme: .standard)
    #expect(shown == "\u{1B}[36m\\x1b]0;owned\\a\u{1B}[0m")
    #expect(text.rendered(theme: nil) == "\\x1b]0;owned\\a")
  }
}

/// A small generator with a fixed seed (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
