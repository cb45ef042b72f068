// What is wrong with a core that can be read all the same.

/// Something that a person should know before believing that an answer is complete.
public enum CoreProblem: Equatable, Sendable {
  /// The file ends before what its headers promise: so many bytes of memory are lost.
  case truncated(missing: UInt64)
  /// Headers or notes that contradict themselves were left out.
  case damaged
  /// The user's executable is not the one that ran: the build-ids of the file and of the core's memory, either empty.
  case otherExecutable(path: String, found: [UInt8], expected: [UInt8])
}
