// The names and the words of errors.

import CLinux
import Glibc

enum ErrorNames {
  /// What the kernel means for itself and never shows to a program, except to a tracer (include/linux/errno.h).
  private static let restarts: [Int64: (name: StaticString, text: StaticString)] = [
    512: ("ERESTARTSYS", "To be restarted if SA_RESTART is set"),
    513: ("ERESTARTNOINTR", "To be restarted"),
    514: ("ERESTARTNOHAND", "To be restarted if no handler"),
    516: ("ERESTART_RESTARTBLOCK", "Interrupted by signal"),
  ]

  /// What a call shows that will be started again; nil for ordinary errors.
  static func restart(_ error: Int64) -> (name: Name, text: Name)? {
    restarts[error].map { (Name($0.name), Name($0.text)) }
  }

  /// `ENOENT`; nil for a number that is no error.
  static func name(_ error: Int64) -> Name? {
    guard let text = clinux_error_name(Int32(clamping: error)) else { return nil }
    return Name(UnsafeRawBufferPointer(start: text, count: strlen(text)))
  }

  /// `No such file or directory`, in English whatever the locale is.
  static func text(_ error: Int64) -> Name {
    guard let text = clinux_error_description(Int32(clamping: error)) else { return Name("") }
    return Name(UnsafeRawBufferPointer(start: text, count: strlen(text)))
  }
}
