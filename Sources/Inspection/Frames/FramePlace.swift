// Which part of which frame an address on a stack is.

import Primitives

/// A place in a frame.
public struct FramePlace: Sendable {
  /// From 0, the innermost, up.
  public var level: Int
  /// Nil when it is not known.
  public var function: [UInt8]?
  public var file: [UInt8]
  public var lineNumber: UInt32
  public var part: Part

  public enum Part: Sendable, Equatable {
    /// A variable or parameter, by its name.
    case variable([UInt8], isParameter: Bool)
    /// Where the function returns to.
    case returnAddress
    /// The caller's value of a register, by its DWARF number.
    case savedRegister(UInt64)
    /// The 128 bytes below the stack pointer that a function may use.
    case redZone
    /// What the kernel keeps of the thread while a signal handler runs.
    case signalFrame
    /// An argument of the call that is under way.
    case argument
    /// The place of a variable, by its name, at other instructions than the one that is being executed.
    case spillSlot([UInt8])
    /// Nothing that has a name: a register's temporary place, padding.
    case unnamed
  }

  init(_ frame: Frame, _ part: Part) {
    level = frame.level
    function = frame.function
    file = frame.file
    lineNumber = frame.lineNumber
    self.part = part
  }
}
