// Debian's programs do under the agent what they do without it: the same output, the same end.

import Foundation
import TestSupport
import Testing

/// A shell script of the folder Compatibility. Its second line may say how it ends (`# expect: signal 11`).
struct CompatibilityCase: Sendable, CustomTestStringConvertible {
  let name: String
  let script: URL

  var testDescription: String { name }

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "Compatibility")

  static let all: [CompatibilityCase] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.sorted().filter { $0.hasSuffix(".sh") }.map {
      CompatibilityCase(name: String($0.dropLast(3)), script: folder.appending(path: $0))
    }
  }()

  /// How the script ends without the agent: `exit 0` unless it says otherwise.
  func expectedStatus() throws -> ExitStatus {
    let lines = try String(contentsOf: script, encoding: .utf8).split(separator: "\n")
    let words = lines.compactMap { String($0).removing(prefix: "# expect: ") }.first?.split(
      separator: " ")
    guard let words else { return .exited(0) }
    let number = try #require(Int32(words[1]))
    return words[0] == "signal" ? .signalled(number) : .exited(number)
  }

  /// Runs the script in an empty folder, behind `prefix`.
  func run(behind prefix: [String]) throws -> CommandResult {
    try Scratch.withFolder(named: "\(name)-\(getpid())") { folder in
      var environment = Scratch.environment
      environment["HOME"] = folder.path
      environment["TMPDIR"] = folder.path
      environment["SCRY_AGENT"] = try Scratch.agentForAllUsers.get().path
      return try ProgramTests.run(
        prefix + ["/bin/sh", script.path], environment: environment, folder: folder, seconds: 180)
    }
  }
}

@Suite struct CompatibilityTests {
  @Test(arguments: CompatibilityCase.all)
  func theAgentChangesNothing(_ program: CompatibilityCase) throws {
    let expected = try program.expectedStatus()
    let alone = try program.run(behind: [])
    // A program that is missing or fails alone proves nothing.
    try #require(
      alone.status == expected, "\(program.name) alone: \(alone.status)\n\(alone.errors)")
    try #require(!alone.output.isEmpty)

    let watched = try program.run(behind: [BuildFolder.scry, "run", "--no-meta", "--"])
    #expect(watched.status == alone.status, "\(program.name): \(watched.errors)")
    #expect(watched.text == alone.text, "\(program.name)")
    #expect(watched.errors == alone.errors, "\(program.name)")
  }

  @Test func thereAreEnoughPrograms() {
    #expect(CompatibilityCase.all.count >= 25)
  }

  /// The comparison means nothing if the agent is not there: a child of a child still has it.
  @Test func theAgentIsInTheProgramsThatAreStarted() throws {
    let script = "exec perl -e 'open F, q(</proc/self/maps); print grep /libscry-agent/, <F>'"
    let result = try run([BuildFolder.scry, "run", "--no-meta", "--", "/bin/sh", "-c", script])
    #expect(result.text.contains("libscry-agent.so"))
  }
}
