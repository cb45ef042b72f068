// `scry save`: a core of a live process, with all that Scry needs.

import ArgumentParser
import CoreFiles
import Primitives
import Rendering
import TargetMemory

struct SaveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "save",
    abstract: "Write a core of a running process, which goes on.",
    discussion: """
      The process stands while its memory is copied, and runs on while the core is written. The core answers every question \
      that the process would have answered, and gdb opens it too.

        scry save 4242 -o server.core
        scry what server.core 0x55d0c8a1f2b0
        gdb /usr/bin/server server.core
      """)

  @Argument(help: ArgumentHelp("A process id.", valueName: "pid"))
  var pid: Int32

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The core to write; one that exists is replaced.", valueName: "file"),
    completion: .file())
  var output: String

  @Flag(name: .long, help: "Print what was saved as one JSON object (JSON.md documents it).")
  var json = false

  func run() throws {
    let target = try TargetArgument.liveTarget(pid)
    let saved = try save(target)
    let console = Console.standard
    if json {
      console.line(Self.json(saved, path: output))
    } else {
      Diagnostics.say(Self.line(saved, path: output))
    }
  }

  private func save(_ target: LiveTarget) throws -> SavedCore {
    defer { Progress.finish() }
    do throws(SaveError) {
      return try ProcessSaver(target).save(to: output) { done, total in
        Progress.show("writing, \(total > 0 ? 100 * done / total : 100) %: ", Array(output.utf8))
      }
    } catch {
      throw Failure(.unreadable, error.line(pid: pid, path: output))
    }
  }

  private static func line(_ saved: SavedCore, path: String) -> String {
    let place = saved.usedFile ? "a temporary file" : "memory"
    return "wrote '\(Diagnostics.printable(path))': \(ByteCount.text(saved.size)), "
      + "\(ByteCount.text(saved.sizeOnDisk)) on disk, \(saved.threads) thread\(saved.threads == 1 ? "" : "s"); "
      + "the process stood \(Milliseconds.text(saved.pause)) while "
      + "\(ByteCount.text(saved.copied)) were copied to \(place)"
  }

  /// Documentation/JSON.md, "scry save".
  private static func json(_ saved: SavedCore, path: String) -> JSONValue {
    var object = JSONObject()
    object["file"] = .text(path)
    object["size"] = .integer(saved.size)
    object["sizeOnDisk"] = .integer(saved.sizeOnDisk)
    object["threads"] = .integer(saved.threads)
    object["copied"] = .integer(saved.copied)
    object["pauseMicroseconds"] = .integer(UInt64(max(0, saved.pause / .microseconds(1))))
    return .object(object)
  }
}
