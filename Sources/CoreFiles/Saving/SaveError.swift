// Why a process could not be saved.

import Ptrace
import SystemPackage
import TargetMemory

/// Why there is no core; the wording lives with the command line.
public enum SaveError: Error, Equatable, Sendable {
  /// Its threads could not be stopped.
  case stop(StopError)
  /// It could not be read.
  case read(ReadError)
  /// There was no room for the copy of its memory.
  case room(Errno)
  /// The core could not be written.
  case write(Errno)
}
