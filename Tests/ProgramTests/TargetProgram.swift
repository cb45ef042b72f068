// The test targets as built: which there are, and a running one that has told its truth.

import Foundation
import TestSupport
import Testing

/// One program in one flavour: `list_void` by `gcc-O2`.
struct TargetProgram: Sendable, CustomTestStringConvertible {
  let name: String
  let flavour: String

  var testDescription: String { "\(name) \(flavour)" }
  var path: String { BuildFolder.targets.appending(path: "\(name)-\(flavour)").path }

  /// The sources, and the declarations beside them.
  fileprivate static let programs = BuildFolder.package.appending(path: "TestTargets/programs")

  /// The names of all programs, read from the folder of their sources.
  static let names: [String] = {
    let files =
      (try? FileManager.default.contentsOfDirectory(atPath: programs.path)) ?? []
    return files.compactMap { file in
      let parts = file.split(separator: ".")
      return parts.count == 2 && ["c", "cpp"].contains(parts[1]) ? String(parts[0]) : nil
    }.sorted()
  }()

  /// Every program in every flavour that was built.
  static let all: [TargetProgram] = {
    let files =
      (try? FileManager.default.contentsOfDirectory(atPath: BuildFolder.targets.path)) ?? []
    return files.sorted().compactMap { file in
      let parts = file.split(separator: "-", maxSplits: 1)
      guard parts.count == 2, !file.hasSuffix(".so"), names.contains(String(parts[0])) else {
        return nil
      }
      return TargetProgram(name: String(parts[0]), flavour: String(parts[1]))
    }
  }()
}

/// What a program states: an address, and the keys that must be so.
struct Truth {
  let pid: Int
  let address: String
  let facts: [String: JSONValue]
}

/// A target that has told its truth and waits.
struct RunningTarget {
  let process: ChildProcess
  let truths: [Truth]
}

extension TargetProgram {
  /// The option that names the declarations of the program's allocators; empty for the many that have none.
  private var declarations: [String] {
    let file = Self.programs.appending(path: "\(name).allocators").path
    return FileManager.default.fileExists(atPath: file) ? ["--allocators", file] : []
  }

  /// Starts the program under `scry run` and reads what it states.
  ///
  /// - Parameters:
  ///   - place: another copy of it.
  ///   - folder: its working folder.
  func start(
    options: [String] = [], at place: String? = nil, folder: URL? = nil
  ) throws -> RunningTarget {
    let process = try ChildProcess(
      [BuildFolder.scry, "run"] + declarations + options + ["--", place ?? path],
      environment: Scratch.environment, folder: folder)
    let deadline = Deadline(seconds: 120)
    var truths: [Truth] = []
    var pid = 0
    while let line = try process.readLine(before: deadline), line != "ready" {
      if let number = line.removing(prefix: "pid ").flatMap({ Int($0) }) { pid = number }
      guard let json = line.removing(prefix: "truth ") else { continue }
      var facts = try JSONValue.object(of: json)
      let address = try #require(facts.removeValue(forKey: "address")?.string)
      let other = facts.removeValue(forKey: "pid")?.integer
      truths.append(Truth(pid: other ?? pid, address: address, facts: facts))
    }
    try #require(pid != 0, "\(testDescription) said nothing: \(process.errorText)")
    return RunningTarget(process: process, truths: truths)
  }
}

extension String {
  /// What follows `prefix`; nil when the text does not start with it.
  func removing(prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
