// What the tracer tells whoever names the objects behind pointers.

import SystemCalls

/// Where a task stands in a system call.
public struct CallPlace {
  public let tid: Int32
  /// The process whose memory the pointers are into.
  public let process: TracedProcess
  /// The program that is to be traced has not been executed yet: the memory is still a copy of ours.
  public let isBeforeProgram: Bool
  public let instructionPointer: UInt64
  public let stackPointer: UInt64
}

/// Names objects, and remarks on calls when they have been written. The tracer calls it on its own thread, while the task stands.
public protocol CallObserver: PointerAnnotator {
  /// Calls that it must be told of even when they are not shown.
  var neededCalls: CallChoice { get }

  /// Whether a call that begins is not the program's own, and is to be left out of the trace.
  func hides(_ call: CallInFlight, at place: CallPlace) -> Bool

  /// The pointers that are asked about next are those of this task at the entry of a call.
  func willShowEntry(of call: CallInFlight, at place: CallPlace)

  /// And now of this one at the exit.
  func willShowExit(of call: CallInFlight, at place: CallPlace)

  /// Writes what there is to say of the call that was just shown; in JSON members, each with a comma in front.
  func appendRemarks(
    on call: CallInFlight, of tid: Int32, result: CallResult?, as format: TraceFormat,
    to output: inout OutputBuffer)

  /// Writes the stack of a task that stands: in text lines, in JSON a member with a comma in front.
  func appendStack(
    of tid: Int32, in pid: Int32, as format: TraceFormat, to output: inout OutputBuffer)

  /// A call has returned, whether it is shown or not: it may have changed what is mapped.
  func hasReturned(_ call: CallInFlight, _ result: CallResult, from place: CallPlace)

  /// The process runs another program now.
  func hasExecuted(pid: Int32)

  /// The task has ended or was let go; with `pid` equal to its id the whole process.
  func hasEnded(tid: Int32, of pid: Int32)

  /// Writes what there is to say at the end of the trace, in lines.
  func appendSummary(as format: TraceFormat, to output: inout OutputBuffer)
}
