// JSON as another parser reads it: python's.

import Foundation
import Rendering
import Testing

@Suite struct JSONTests {
  /// Reads JSON lines with python and gives back what `expression` makes of each value `v`.
  private func python(_ lines: [[UInt8]], _ expression: String) throws -> [String] {
    let script = """
      import json, sys
      def to_bytes(s):
          return b"".join(bytes([ord(c) & 0xFF]) if 0x10FE00 <= ord(c) <= 0x10FEFF else c.encode() for c in s)
      for line in sys.stdin.buffer:
          v = json.loads(line.decode("utf-8"))
          print(\(expression))
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script]
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    let text = lines.reduce(into: Data()) { $0 += Data($1 + [10]) }
    DispatchQueue.global().async {
      input.fileHandleForWriting.write(text)
      input.fileHandleForWriting.closeFile()
    }
    let result = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: result, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test func anyBytesComeBackThroughAnotherParser() throws {
    var generator = SplitMix(seed: 11)
    var strings: [[UInt8]] = (0..<300).map { _ in
      (0..<Int.random(in: 0..<40, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
    }
    // Characters that stand for bytes, when they occur by themselves.
    strings += [
      Array("\u{10FE80}".utf8), Array("\u{10FEFF}x".utf8), Array("a\"b\\c/\u{7}\u{2028}".utf8),
    ]
    let lines = strings.map { JSONValue.string($0).encoded }
    let back = try python(lines, "to_bytes(v).hex() or '-'")
    let expected = strings.map { bytes in
      bytes.isEmpty ? "-" : bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
    #expect(back == expected)
  }

  @Test func noLineHoldsWhatATerminalWouldObey() {
    let all = (0...255).map { UInt8($0) } + Array("\u{202E}\u{9B}".utf8)
    let text = String(decoding: JSONValue.string(all).encoded, as: UTF8.self)
    #expect(
      text.unicodeScalars.allSatisfy {
        $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0 != "\u{202E}"
      })
  }

  @Test func keysKeepTheirOrderAndNumbersTheirDigits() throws {
    var object = JSONObject()
    object["z"] = .integer(UInt64.max)
    object["absent"] = nil
    object["a"] = .array([
      .boolean(true), .floating("0.1", isFinite: true), .floating("nan", isFinite: false),
    ])
    object["m"] = .object(JSONObject())
    let line = JSONValue.object(object).encoded
    #expect(
      String(decoding: line, as: UTF8.self)
        == #"{"z":18446744073709551615,"a":[true,0.1,"nan"],"m":{}}"#)
    #expect(try python([line], "list(v), v['z'] == 2**64-1") == ["['z', 'a', 'm'] True"])
  }
}
