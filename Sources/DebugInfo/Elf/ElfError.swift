// Why a file is not an ELF file that Scry can use.

import SystemPackage

/// What is wrong with an ELF file. The wording for people lives with the command line.
public enum ElfError: Error, Equatable, Sendable {
  /// `open`, `fstat` or `mmap` failed.
  case unreadable(Errno)
  /// No ELF magic.
  case notElf
  /// A 32-bit file.
  case not64Bit
  /// A big-endian file.
  case bigEndian
  /// Made for another machine than x86-64 (`e_machine`).
  case machine(UInt16)
  /// An object file that is not linked yet: its debug information needs relocating.
  case relocatable
  /// A header or a section that does not lie inside the file.
  case damaged(ElfPart)
  /// A compressed section that does not decompress to what it claims.
  case decompression(ElfPart)
  /// A compressed section that claims more than Scry is willing to allocate.
  case tooLarge(ElfPart, claimed: UInt64)
}

/// The part of a file that an error is about.
public enum ElfPart: Equatable, Sendable {
  case header
  case programHeaders
  case sectionHeaders
  case section(name: String)
}
