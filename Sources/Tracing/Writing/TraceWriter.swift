// What happens to tasks, told to whoever writes it down.

import SystemCalls

/// Receives the events of a trace in the order in which they are seen.
protocol TraceWriter: AnyObject {
  /// The call in `task.call` begins.
  func callEntered(_ task: TracedTask)
  /// It has returned; `elapsed` in nanoseconds, 0 when it is not measured.
  func callReturned(_ task: TracedTask, _ result: CallResult, elapsed: UInt64)
  /// The task ends within the call.
  func callCut(_ task: TracedTask)
  /// The result cannot be known any more.
  func callLost(_ task: TracedTask)
  /// A signal is about to reach the task.
  func signalled(_ task: TracedTask, _ signal: Int32, information: UnsafeRawBufferPointer)
  /// The task stands, by a signal that stops.
  func stopped(_ task: TracedTask, by signal: Int32)
  func exited(_ task: TracedTask, status: Int32)
  func killed(_ task: TracedTask, by signal: Int32, dumpedCore: Bool)
  /// A thread that executed a program takes the place and the id of `first`, the first task of its process.
  func superseded(_ first: TracedTask, by thread: TracedTask, isTold: Bool)
  /// The task's calls enter the kernel in another way from now on.
  func modeChanged(_ task: TracedTask)
  /// The task is let go, or its end was not seen.
  func left(_ task: TracedTask)
}
