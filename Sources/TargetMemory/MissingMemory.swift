// Why memory that a process had cannot be had from what is left of it.

import Primitives

/// Why the content of mapped memory is unknown.
public enum MissingMemory: Error, Hashable, Sendable {
  /// Left out when the core was written: by `/proc/PID/coredump_filter`, by `MADV_DONTDUMP`, or because it is a device's.
  case notSaved
  /// Behind the place where the core was cut off.
  case truncated
  /// The file that was mapped here was not found.
  case fileNotFound([UInt8])
  /// This file is not the one that was mapped here: it has another build-id, or another header.
  case fileDiffers([UInt8])
  /// The core holds nothing that the file mapped here could be compared with.
  case fileUnverifiable([UInt8])
}
