// What is missing of a module's debug information, and what would help.

/// What stands between Scry and a module's whole debug information. The wording for people lives with the command line.
public enum DebugInfoProblem: Error, Equatable, Sendable {
  /// Neither the file nor any separate file has DWARF. Installing the debug package whose file would be one of `searched`
  /// helps; its name cannot be known from here, but `buildID` identifies it.
  case noDebugInfo(buildID: [UInt8]?, searched: [String])
  /// A part of a file was left out.
  case damaged(path: String, DwarfDamage)
  /// A file was found where a debug file is expected, but it cannot be used.
  case rejected(path: String, DebugFileRejection)
  /// The file that dwz moved common DIEs to was not found: some types are unknown.
  case noAlternate(buildID: [UInt8], searched: [String])
  /// Split units without their `.dwo` file: all that they describe is unknown. `examples` are paths that were tried.
  case noSplitUnits(count: Int, examples: [String])
}

/// Why a debug file was not used.
public enum DebugFileRejection: Error, Equatable, Sendable {
  case unusable(ElfError)
  /// It belongs to another build of the module.
  case otherBuildID
  /// Its CRC-32 is not the one that the module's debug link asks for.
  case otherChecksum
  /// It has no debug information.
  case noDwarf
  /// It is a split file of another build: none of its units is the one that was asked for.
  case otherUnits
}
