// Documentation/TUTORIAL.md: its commands, and what it shows of their output.

import Foundation
import TestSupport
import Testing

/// A command of the tutorial and the lines below it.
struct TutorialStep {
  var command: String
  var shown: [String] = []

  /// Whether the shell does not wait for it.
  var isInBackground: Bool { command.hasSuffix("&") }

  /// The steps of all blocks that are marked `console`, in order.
  static func all() throws -> [TutorialStep] {
    let page = BuildFolder.package.appending(path: "Documentation/TUTORIAL.md")
    var steps: [TutorialStep] = []
    var isInside = false
    for line in try String(contentsOf: page, encoding: .utf8).components(separatedBy: "\n") {
      if line.hasPrefix("```") {
        isInside = line == "```console"
      } else if isInside, let command = line.removing(prefix: "$ ") {
        steps.append(TutorialStep(command: command))
      } else if isInside, !steps.isEmpty {
        steps[steps.count - 1].shown.append(line)
      }
    }
    return steps
  }

  /// What differs from run to run.
  static func masked(_ lines: [String]) -> [String] {
    lines.map {
      $0.replacing(/0x[0-9a-f]{5,}/, with: "ADDRESS")
        .replacing(/(process|thread|pid) \d+/) { "\($0.1) NUMBER" }
    }
  }
}

/// A shell in which the steps are taken one after the other.
final class TutorialShell {
  private let workspace: Workspace
  private let shell: ChildProcess

  init() throws {
    workspace = try Workspace()
    let programs = BuildFolder.package.appending(path: "Documentation/tutorial")
    for name in try FileManager.default.contentsOfDirectory(atPath: programs.path) {
      try FileManager.default.copyItem(
        at: programs.appending(path: name), to: workspace.url.appending(path: name))
    }
    var environment = Scratch.environment
    let folder = URL(fileURLWithPath: BuildFolder.scry).deletingLastPathComponent().path
    environment["PATH"] = "\(folder):\(environment["PATH"] ?? "")"
    environment["LC_ALL"] = "C.UTF-8"
    shell = try ChildProcess(
      ["/bin/bash", "--norc", "--noprofile"], environment: environment, folder: workspace.url)
    shell.send("exec 2>&1\n")
  }

  /// Takes a step and gives what it printed: all of it, or, of a command in the background, as many lines as are shown.
  func take(_ step: TutorialStep) throws -> [String] {
    let deadline = Deadline(seconds: 120)
    let end = "-- end of step"
    // The commands must not read the shell's.
    shell.send(
      step.isInBackground
        ? "\(step.command)\n" : "{ \(step.command)\n} </dev/null\necho '\(end)'\n")
    var printed: [String] = []
    while !step.isInBackground || printed.count < step.shown.count {
      guard let line = try shell.readLine(before: deadline), line != end else { break }
      printed.append(line)
    }
    return printed
  }
}

@Suite struct TutorialTests {
  @Test func everyCommandPrintsWhatTheTutorialShows() throws {
    let steps = try TutorialStep.all()
    #expect(steps.count > 15)
    let shell = try TutorialShell()
    for step in steps {
      let printed = try shell.take(step)
      #expect(
        TutorialStep.masked(printed) == TutorialStep.masked(step.shown), "\(step.command)")
    }
  }
}
