// A frame as a person sees it: a function's activation, or that of one that was inlined into it.

import DebugInfo
import Primitives

/// A frame of a thread's stack.
public struct Frame: Sendable {
  /// From 0, the innermost, up.
  public let level: Int
  /// The function's name with its namespaces and classes, or its symbol; nil when neither is known.
  public let function: [UInt8]?
  /// The source file as the compiler recorded it, and the line that is being executed; empty and 0 when unknown.
  public let file: [UInt8]
  public let lineNumber: UInt32
  /// Whether the function's code stands inside that of the next frame.
  public let isInlined: Bool
  /// The activation that it belongs to; inlined functions share that of their caller.
  public let physical: PhysicalFrame
  /// Where its variables are declared; nil without debug information.
  let scopes: FrameScopes?

  public var instructionPointer: Address { physical.instructionPointer }
  public var isSignalFrame: Bool { physical.isSignalFrame }
}

/// The scopes of one frame: of a function, or of an inlined call up to the next one inside it.
struct FrameScopes: Sendable {
  let code: ModuleCode
  let function: DwarfFunction
  /// Indices into the function's scopes, the innermost block first, the function's own or the inlined call's last.
  let scopes: [Int]
}

/// The stack of one thread.
public struct ThreadStack: Sendable {
  public let frames: [Frame]
  /// Why there are no more frames.
  public let end: UnwindEnd
  let entryValues = EntryValues()
}
