// Which files the name of a program may stand for (execvp(3)).

import Glibc

/// The directories of `PATH`.
enum SearchPath {
  /// A file in each directory, in their order; an empty directory is the current one. `standard` counts when there is no `PATH`.
  static func files(named name: String, standard: String) -> [String] {
    let directories = getenv("PATH").map { String(cString: $0) } ?? standard
    return directories.split(separator: ":", omittingEmptySubsequences: false).map {
      ($0.isEmpty ? "." : $0) + "/" + name
    }
  }
}
