// errno as swift-system's error type.

import Glibc
import SystemPackage

extension Errno {
  /// The calling thread's errno.
  public static var current: Errno { Errno(rawValue: errno) }
}
