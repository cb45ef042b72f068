// Every line compared with strace's, on calls that a program made under strace and wrote down with its memory.

import Foundation
import SystemCalls
import TestSupport
import Testing

@Suite struct StraceTests {
  /// Options of strace and what they are here.
  struct Style: CustomTestStringConvertible, Sendable {
    var words: [String]
    var change: @Sendable (inout DecodingOptions) -> Void
    var testDescription: String { words.joined(separator: " ") }
  }

  static let styles = [
    Style(words: []) { _ in },
    Style(words: ["-v"]) { $0.abbreviated = .none },
    Style(words: ["-s", "4"]) { $0.stringLimit = 4 },
    Style(words: ["-x"]) { $0.strings = .hexadecimalWhenNotText },
    Style(words: ["-X", "raw"]) { $0.constants = .raw },
    Style(words: ["-X", "verbose"]) { $0.constants = .verbose },
    Style(words: ["-e", "raw=all"]) { $0.raw = .all },
    Style(words: ["-e", "verbose=none"]) { $0.verbose = .none },
  ]

  @Test(arguments: styles) func sameLines(style: Style) throws {
    let workspace = try Workspace()
    let source = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "calls.c")
    try workspace.require("gcc", ["-w", "-O1", source.path, "-o", "calls"])
    try workspace.require("strace", style.words + ["-o", "trace", "./calls", "log"])
    let trace = try String(
      decoding: Data(contentsOf: URL(filePath: workspace.path("trace"))), as: UTF8.self)
    let expected = ordinaryLines(trace)
    var options = DecodingOptions()
    style.change(&options)
    let log = try Data(contentsOf: URL(filePath: workspace.path("log")), options: .alwaysMapped)
    let calls = recordedCalls(in: log)
    try #require(calls.count > 250)
    let shown = lines(of: calls, options: options)
    // The calls that are in the log are the last of the trace, but for the end.
    let compared = zip(expected.dropLast().suffix(shown.count), shown)
    let wrong = compared.filter { $0 != $1 && !isKnownDifference($0) }
    #expect(expected.count > shown.count)
    let report = wrong.prefix(10).map { "\n\($0)\n\($1)" }.joined()
    #expect(wrong.isEmpty, "\(wrong.count) of \(shown.count):\(report)")
  }

  /// strace 6.1 prints nothing at all for how statx is to synchronise when that is 0 and names are off.
  private func isKnownDifference(_ line: String) -> Bool {
    line.hasPrefix("statx(-100, ") && (line.contains("\", , ") || line.contains("\", |"))
  }

  /// Without signals, the end, and the writing of the log.
  private func ordinaryLines(_ trace: String) -> [String] {
    trace.split(separator: "\n").map(String.init).filter { line in
      !["---", "+++", "write(1000,", "write(0x3e8,"].contains { line.hasPrefix($0) }
    }
  }

  private func lines(of calls: [RecordedCall], options: DecodingOptions) -> [String] {
    let decoder = CallDecoder(options: options)
    return calls.map { recorded in
      var output = OutputBuffer()
      var call = CallInFlight(number: recorded.number, arguments: recorded.arguments)
      decoder.printEntry(&call, memory: recorded.before, into: &output)
      let result = CallResult(value: recorded.result, isError: -4095..<0 ~= recorded.result)
      decoder.printExit(&call, result: result, memory: recorded.after, into: &output)
      return String(decoding: output.bytes, as: UTF8.self)
    }
  }
}
