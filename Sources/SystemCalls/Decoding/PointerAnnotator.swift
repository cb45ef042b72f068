// The hook by which objects of the target get their names into the trace.

/// A pointer that a call was given.
public struct PointerArgument: Sendable {
  /// Who fills the memory.
  public enum Direction: Sendable {
    case read, written, both
  }

  /// When it is shown.
  public enum Moment: Sendable {
    case entry, exit
  }

  public let call: CallInFlight
  /// From 0.
  public let index: Int
  public let address: UInt64
  /// Bytes that the kernel may use, from the call's other arguments or the size of a struct; nil for strings and when not known.
  public let length: UInt64?
  /// Whether the kernel reads up to a NUL.
  public let isString: Bool
  /// Whether the memory is bytes to the call: what they mean only the program knows.
  public let isData: Bool
  /// How the result tells what was used; nil when a call that succeeds uses all.
  public let count: UsedCount?
  public let direction: Direction
  public let moment: Moment
  /// What the call returned; nil at entry.
  public let result: CallResult?
}

/// How a call's result tells which bytes of a buffer it used.
public struct UsedCount: Sendable {
  /// Bytes of each thing that the result counts.
  let unit: UInt64
  /// Bytes of the call's other buffers that it counts first.
  let before: UInt64

  /// Of a buffer of `length` bytes.
  public func bytes(_ result: CallResult, of length: UInt64) -> UInt64 {
    let (all, overflow) = UInt64(clamping: result.value).multipliedReportingOverflow(by: unit)
    let counted = overflow ? .max : all
    // recv with MSG_TRUNC returns more than there was room for.
    return min(counted - min(before, counted), length)
  }
}

/// What an annotator made of a pointer.
public enum PointerAnnotation: Sendable {
  /// Nothing: the argument is shown as always.
  case none
  /// It wrote something that stands before the argument, a space at its end; the argument follows as always.
  case prefix
  /// It wrote all that is to be shown.
  case replaced
}

/// Names the objects behind pointers.
public protocol PointerAnnotator: AnyObject {
  /// Called for every pointer argument that is not NULL, just before it is printed.
  ///
  /// In text, whatever is to be seen; in JSON, one value, which becomes the argument's `object`, and the answer `.replaced`
  /// is treated as `.prefix`.
  func annotate(_ pointer: PointerArgument, as format: TraceFormat, into output: inout OutputBuffer)
    -> PointerAnnotation
}

/// What a trace is written as.
public enum TraceFormat: Sendable {
  case text, json
}
