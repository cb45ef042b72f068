// Why the content of memory is unknown, in words.

import Primitives
import TargetMemory

extension MissingMemory {
  /// A clause without a capital and without a full stop. Bytes of the target in it are escaped.
  public var text: String {
    switch self {
    case .notSaved:
      "the core does not hold this memory (coredump_filter, or the program asked for that)"
    case .truncated: "the core is cut off before this memory"
    case .fileNotFound(let path):
      "the core does not hold this memory, and \(Self.name(path)) is not here: --exe or --sysroot say where"
    case .fileDiffers(let path):
      "the core does not hold this memory, and \(Self.name(path)) is not the file that was mapped: its build-id differs"
    case .fileUnverifiable(let path):
      "the core does not hold this memory, nor anything to compare \(Self.name(path)) with"
    }
  }

  private static func name(_ path: [UInt8]) -> String {
    EscapedBytes().text(path)
  }
}
