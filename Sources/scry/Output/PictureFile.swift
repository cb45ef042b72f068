// `-o FILE` of commands that draw.

import ArgumentParser
import CoreFiles
import Primitives
import SystemPackage

/// The file that a picture goes to.
struct PictureFile: ParsableArguments {
  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("The file to write; one that exists is replaced.", valueName: "file"),
    completion: .file())
  var path: String

  /// Throws when the file's name does not say what to write; devices may have any.
  func check(endings: [String]) throws {
    guard endings.contains(where: path.hasSuffix) || path.hasPrefix("/dev/") else {
      throw ValidationError("The file's name must end in \(endings.joined(separator: " or ")).")
    }
  }

  /// Writes all of it, or leaves everything as it was and throws a `Failure`.
  func write(_ bytes: [UInt8]) throws {
    do throws(Errno) {
      try WholeFile.write(bytes, to: path)
    } catch {
      let shown = Diagnostics.printable(path)
      throw Failure(.unreadable, "'\(shown)' cannot be written: \(error)")
    }
  }
}
