// `--exe` and `--sysroot`: where the files behind a core are.

import ArgumentParser
import CoreFiles

/// The options of every command that takes a core.
struct CoreArguments: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "For a core: the program that died, if it is no longer where it was.", valueName: "file"),
    completion: .file())
  var exe: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "For a core: look for the program and its libraries below this folder, or right in it.",
      valueName: "directory"), completion: .directory)
  var sysroot: String?

  /// The same options as words of a command line.
  var words: [String] {
    (exe.map { ["--exe=" + $0] } ?? []) + (sysroot.map { ["--sysroot=" + $0] } ?? [])
  }

  /// What the search for files goes by.
  var options: CoreFileOptions { CoreFileOptions(executable: exe, sysroot: sysroot) }
}
