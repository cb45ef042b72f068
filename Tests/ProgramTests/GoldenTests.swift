// What the commands print, to the letter: compared with Golden/*.txt, for a terminal of 80 and of 200 columns and a pipe.

import Foundation
import TestSupport
import Testing

/// `SCRY_WRITE_GOLDEN=1 swift test -c release --filter GoldenTests` writes the files anew, to be read before they are
/// committed.
@Suite struct GoldenTests {
  /// Where a command writes to.
  enum Device: CaseIterable {
    case pipe, narrow, wide

    var columns: Int? {
      switch self {
      case .pipe: nil
      case .narrow: 80
      case .wide: 200
      }
    }

    var title: String { columns.map { "terminal of \($0) columns" } ?? "pipe" }
  }

  /// The name of a file, and the commands whose text stands in it, `PID` for the process.
  static let questions: [(name: String, commands: [[String]])] = [
    (
      "what",
      [
        ["what", "PID", "stock", "&stock->price", "&counts[7]", "sold", "anything"],
        ["what", "PID", "&shelves[1].row[2]", "shelves[0].restock", "main", "0x10"],
        ["what", "--verbose", "PID", "&stock->of", "sold", "note + 3"],
        ["what", "PID", "nothing", "stock->nope", "main"],
      ]
    ),
    (
      "print",
      [
        ["print", "PID", "stock", "*stock->next", "anything", "note", "&stock->price"],
        ["print", "--depth", "3", "PID", "stock"],
        ["print", "PID", "shelves", "shelves[0].row", "counts[0]@40", "sizeof(struct item)"],
        ["print", "PID", "stock->price.euros * 2", "stock->nope", "stock +", "sold"],
      ]
    ),
    (
      "lists",
      [
        ["types", "PID"], ["types", "--sort", "count", "--limit", "1", "PID"],
        ["sites", "PID"], ["sites", "--type", "item", "--sort", "name", "PID"],
        ["objects", "PID"], ["objects", "--sort", "size", "--limit", "2", "--freed", "PID"],
      ]
    ),
    (
      "meta",
      [
        ["meta", "--type", "struct item", "--type", "shelf", "--type", "enum marks", "FILE"],
        ["meta", "--types", "FILE"], ["meta", "--sites", "FILE"],
        ["meta", "--type", "no_such_type", "FILE"],
      ]
    ),
  ]

  private let program = TargetProgram(name: "inventory", flavour: "gcc-O0")

  @Test(arguments: questions.indices)
  func textIsAsWritten(_ index: Int) throws {
    let question = Self.questions[index]
    let target = try program.start()
    let pid = try #require(target.truths.first).pid
    var text = ""
    for device in Device.allCases {
      text += "=== \(device.title)\n"
      for command in question.commands {
        let words = command.map { $0 == "PID" ? "\(pid)" : $0 == "FILE" ? program.path : $0 }
        let (output, status) = try shown(words, on: device)
        text += "$ scry \(command.joined(separator: " "))\n\(output)status \(status)\n\n"
      }
    }
    try compare(text.normalised(pid: pid, program: program.path), question.name)
  }

  /// The trees and checks that also tell of the machine's libraries: only the lines about the program.
  @Test func treesAndChecksNameTheProgram() throws {
    let target = try program.start()
    let pid = try #require(target.truths.first).pid
    var text = ""
    for command in ["allocators", "doctor"] {
      let (output, status) = try shown([command, "\(pid)"], on: .pipe)
      let lines = output.split(separator: "\n").filter { line in
        // The folder that we are in may have any name.
        let own = line.replacing(BuildFolder.package.path, with: "")
        return ["inventory", "malloc  ", "stack", "target"].contains { own.contains($0) }
      }
      text += "$ scry \(command) PID\n\(lines.joined(separator: "\n"))\nstatus \(status)\n\n"
    }
    try compare(text.normalised(pid: pid, program: program.path), "trees")
  }

  /// No part of the tree of allocators is larger than the whole that it is in.
  @Test func partsAddUp() throws {
    let target = try program.start()
    let pid = try #require(target.truths.first).pid
    let answer = try run([BuildFolder.scry, "allocators", "--json", "\(pid)"])
    var wholes = [JSONValue.object(try JSONValue.object(of: answer.text))]
    var parts = 0
    while let whole = wholes.popLast() {
      let children = whole.member("children")?.elements ?? []
      let sum = children.reduce(0) { $0 + ($1.member("bytes")?.integer ?? 0) }
      #expect(sum <= whole.member("bytes")?.integer ?? 0, "\(whole)")
      parts += children.count
      wholes += children
    }
    #expect(parts >= 8)
  }

  /// Colours stand around the words, and nowhere else: without them the text is that of a terminal without colours.
  @Test func coloursAddNothingButColour() throws {
    let target = try program.start()
    let pid = try #require(target.truths.first).pid
    for command in [["print", "\(pid)", "shelves"], ["types", "\(pid)"], ["doctor", "\(pid)"]] {
      let plain = try run([BuildFolder.scry] + command).text
      let coloured = try run([BuildFolder.scry] + command + ["--color", "always"]).text
      #expect(coloured.contains("\u{1B}["))
      let uncoloured = coloured.replacing(/\x{1B}\[[0-9;]*m/, with: "")
      #expect(Self.withoutCache(uncoloured) == Self.withoutCache(plain))
    }
  }

  /// Without the line that counts the tables in the cache, to which other tests add.
  private static func withoutCache(_ text: String) -> [Substring] {
    text.split(separator: "\n").filter { !$0.contains("cache: ") }
  }

  /// Both outputs as they would meet a person's eye, and the exit status.
  private func shown(_ words: [String], on device: Device) throws -> (String, Int) {
    let quoted = ([BuildFolder.scry] + words).map { "'\($0)'" }.joined(separator: " ")
    guard let columns = device.columns else {
      let result = try run(["/bin/sh", "-c", "\(quoted) 2>&1; echo $?"])
      return Self.split(result.text)
    }
    // script(1) gives the command a terminal; its pager would wait for keys.
    var environment = Scratch.environment
    environment["PAGER"] = "cat"
    environment["LC_ALL"] = "C.UTF-8"
    let command = "stty cols \(columns) rows 50 -onlcr; \(quoted); echo $?"
    let result = try run(
      ["/usr/bin/script", "-qec", command, "/dev/null"], environment: environment)
    return Self.split(result.text)
  }

  /// The output, and the status in its last line.
  private static func split(_ text: String) -> (String, Int) {
    let lines = text.replacing("\r\n", with: "\n").split(separator: "\n")
    let output = lines.dropLast().map { $0 + "\n" }.joined()
    return (output, lines.last.flatMap { Int($0) } ?? -1)
  }

  private func compare(_ text: String, _ name: String) throws {
    let file = BuildFolder.package.appending(path: "Tests/ProgramTests/Golden/\(name).txt")
    if ProcessInfo.processInfo.environment["SCRY_WRITE_GOLDEN"] != nil {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOf: file, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    let found = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (line, pair) in zip(expected, found).enumerated() where pair.0 != pair.1 {
      Issue.record("\(name).txt:\(line + 1): expected\n\(pair.0)\nfound\n\(pair.1)")
      return
    }
    #expect(found.count == expected.count, "\(name).txt")
  }
}

extension String {
  /// Without what differs from run to run and from compiler to compiler: addresses are numbered in the order in which they
  /// first occur; the process, lengths of code, and the place of the build are left out.
  fileprivate func normalised(pid: Int, program: String) -> String {
    var numbers: [Substring: Int] = [:]
    let folder = BuildFolder.package.path
    return replacing(program, with: "PROGRAM").replacing(folder, with: "SOURCES")
      .replacing(/0x[0-9a-f]{4,16}/) { match in
        let number = numbers[match.0] ?? numbers.count + 1
        numbers[match.0] = number
        return "0x…\(number < 10 ? "0" : "")\(number)"
      }
      .replacing(/\d+ (bytes past|bytes before|before the|bytes, code|bytes in \d+\n)/) {
        "N \($0.1)"
      }
      .replacing("\(pid)", with: "PID")
  }
}
