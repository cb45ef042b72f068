// Containers against what gdb prints of the same process with libstdc++'s own printers.

import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct ContainerDebuggerTests {
  /// Written so that gdb and Scry read the same once the words around the elements are taken off.
  static let names = [
    "numbers", "names", "nested", "accounts", "lists", "prices", "many", "bag", "words", "index_of",
    "seen", "pairs", "visited", "forward", "pile", "triple", "small", "with_null",
    "shorts",
  ]

  /// Where Debian's gcc keeps the printers.
  static let printers = "/usr/share/gcc/python"

  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: printers)),
    arguments: [ContainerBuild.all[0], ContainerBuild.all[3]])
  func contentsAreThoseThatGdbPrints(_ build: ContainerBuild) throws {
    let program = try ContainerSubject(containerSource, build)
    let load = [
      "python import sys; sys.path.insert(0, '\(Self.printers)')",
      "python from libstdcxx.v6.printers import register_libstdcxx_printers as r; r(None)",
      "set language c++", "set print elements 200", "set print repeats 100", "set width 0",
      "echo @@@\\n",
    ]
    let commands = load + Self.names.flatMap { ["output \($0)", "echo \\n"] }
    let result = try Tool.run(
      ["gdb", "-nx", "-batch", "-p", "\(program.subject.pid)"]
        + commands.flatMap { ["-ex", $0] })
    let lines = (result.output.components(separatedBy: "@@@\n").last ?? "")
      .split(separator: "\n").map(String.init)
    try #require(lines.count >= Self.names.count, "\(result.output)")
    for (name, line) in zip(Self.names, lines) {
      let own = Self.bare(try program.shown(name))
      #expect(own == Self.bare(line), "\(name): \(line)")
    }
  }

  /// The elements without what each of the two says around them.
  private static func bare(_ text: String) -> String {
    let around = [
      // gdb: "std::vector of length 3, capacity 3 = {", "std::map with 2 elements = {".
      #"std::[a-z_:0-9]+(<[^{}=]*>)?( of length \d+(, capacity \d+)?| with \d+ elements?| containing)? = "#,
      #"std::[a-z_]+ of \d+ "#, "std::(tuple|stack wrapping:) ", #"\[\d+\] = "#,
    ]
    var text = text.replacing(#/std::vector of length 0, capacity 0/#) { _ in "{}" }
    // gdb writes keys in brackets, places of elements too.
    if text.contains("map with") {
      text = text.replacing(#/\[([^\]]*)\] = /#) { "\($0.1) = " }
    }
    for pattern in around {
      text = text.replacingOccurrences(of: pattern, with: "", options: .regularExpression)
    }
    // gdb writes bytes in octal.
    return text.replacing(#/\\x00/#) { _ in "\\000" }
      .replacing(#/ … of \d+ elements|\.\.\.(?=\})/#) { _ in "…" }
      .replacing("…}", with: "}…")
  }
}
