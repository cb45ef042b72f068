// Why memory of a target could not be read.

import Primitives
import SystemPackage

/// Why a read of the target failed.
public enum ReadError: Error, Equatable, Sendable {
  /// Nothing readable is at this address: the first byte that could not be had.
  case unmapped(Address)
  /// The process had memory here that is not in its core.
  case missing(Address, MissingMemory)
  /// The process ended, or runs another program now.
  case gone
  /// Another process traces it, and only one may: its threads cannot be stopped.
  case traced(by: Int32)
  /// The kernel refused for another reason.
  case system(Errno)
}
