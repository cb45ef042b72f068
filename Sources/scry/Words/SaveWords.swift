// Why a process could not be saved, and times, in words.

import CoreFiles
import Ptrace
import SystemPackage
import TargetMemory

extension SaveError {
  /// One line without a newline.
  func line(pid: Int32, path: String) -> String {
    let shown = Diagnostics.printable(path)
    return switch self {
    case .stop(let error): error.readError.line
    case .read(let error): error.line
    case .room(let error): "no room for a copy of the memory of process \(pid): \(error)"
    case .write(.notSupportedOnSocket), .write(.isDirectory):
      "'\(shown)' cannot be written there: a folder, or a file system without nameless files (O_TMPFILE)"
    case .write(.illegalSeek):
      "'\(shown)' is a device or a pipe; a core goes to a file"
    case .write(let error): "'\(shown)' cannot be written: \(error)"
    }
  }
}

/// Short times for people.
enum Milliseconds {
  /// `4.2 ms`.
  static func text(_ duration: Duration) -> String {
    let tenths = Int64(duration / .microseconds(100))
    return "\(tenths / 10).\(tenths % 10) ms"
  }
}
