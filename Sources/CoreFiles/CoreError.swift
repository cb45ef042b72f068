// Why a file is not a core that Scry can read.

import DebugInfo
import SystemPackage

/// Why there is no `CoreTarget` for a file. The wording for people lives with the command line.
public enum CoreError: Error, Equatable, Sendable {
  /// `open`, `fstat` or `mmap` failed.
  case unreadable(Errno)
  /// Something that another tool must turn into a core first.
  case foreign(ForeignDump)
  /// No ELF file of x86-64: why not.
  case elf(ElfError)
  /// An ELF file of another kind: a program, a library.
  case notACore(ElfKind)
  /// The headers or notes name no thread and no memory.
  case empty
  /// A compressed file that could not be unpacked.
  case packed(CoreCompression, UnpackingFailure)
}

/// Why a compressed core could not be unpacked.
public enum UnpackingFailure: Error, Equatable, Sendable {
  /// Damaged, or with settings that need more memory than the decoder takes.
  case damaged
  /// Unpacks to more than `CoreUnpacker.limit` bytes.
  case tooLarge
  /// The temporary file could not be made or written.
  case noRoom(Errno, folder: String)
}
