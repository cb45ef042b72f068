// What is wrong with a core, in words that say what to do.

import CoreFiles
import DebugInfo
import Primitives
import Rendering
import SystemPackage

extension CoreError {
  /// One line without a newline, after a file's name.
  var line: String {
    switch self {
    case .unreadable(.invalidArgument): "is not a regular file"
    case .unreadable(let error): "cannot be read: \(error)"
    case .foreign(let dump): dump.line
    case .elf(.notElf): "is no core: it is not an ELF file"
    case .elf(.not64Bit): "is of a 32-bit program; scry reads cores of x86-64 programs"
    case .elf(.machine(let number)):
      "is of another machine (ELF machine number \(number)); scry reads cores of x86-64 programs"
    case .elf(.bigEndian):
      "is of a big-endian machine; scry reads cores of x86-64 programs"
    case .elf: "is a damaged ELF file"
    case .notACore(.executable), .notACore(.shared): "is a program or a library, no core of one"
    case .notACore: "is an ELF file, but no core"
    case .empty: "is a core without memory and threads"
    case .packed(let format, let failure): Self.packed(format, failure)
    }
  }

  private static func packed(_ format: CoreCompression, _ failure: UnpackingFailure) -> String {
    let command = "unpack it with: \(format.command)"
    return switch failure {
    case .damaged:
      "is packed, and damaged or in need of more memory than scry takes; \(command)"
    case .tooLarge: "is packed, and larger than scry unpacks; \(command)"
    case .noRoom(let error, let folder):
      "is packed, and cannot be unpacked in \(Diagnostics.printable(folder)): \(error); "
        + "set TMPDIR to a folder with room, or \(command)"
    }
  }
}

extension ForeignDump {
  /// What it is, and the command that makes a core of it.
  fileprivate var line: String {
    switch self {
    case .nothing: "is empty: the disk was full, or the limit for cores 0 (ulimit -c)"
    case .bzip2: "is packed by bzip2; unpack it with: bzip2 -d"
    case .lz4: "is packed by lz4; unpack it with: lz4 -d"
    case .minidump: "is a minidump, no core; Breakpad's minidump-2-core makes one of it"
    case .apport: "is a report of apport; take the core out of it with: apport-unpack"
    }
  }
}

extension CoreCompression {
  /// The command that unpacks a file of this kind.
  fileprivate var command: String {
    switch self {
    case .gzip: "gzip -d"
    case .zstd: "zstd -d --long=31"
    case .xz: "xz -d"
    }
  }
}

extension CoreProblem {
  /// One line without a newline, after a file's name.
  var line: String {
    switch self {
    case .truncated(let missing) where missing > 0:
      "the core is cut off: \(ByteCount.text(missing)) of memory are lost"
    case .truncated: "the core is cut off: some of its memory is lost"
    case .damaged: "the core is damaged: what contradicts itself was left out"
    case .otherExecutable(let path, let found, let expected):
      "'\(Diagnostics.printable(path))' is not the program that died: build-id "
        + "\(Self.text(found)), the core's is \(Self.text(expected))"
    }
  }

  private static func text(_ buildID: [UInt8]) -> String {
    buildID.isEmpty ? "unknown" : buildID.hexadecimal
  }
}
