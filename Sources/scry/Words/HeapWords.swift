// Why the heap cannot be listed.

import AgentIndex
import Inspection
import TargetMemory

/// Turns the agent's absence into one line and a status.
enum HeapFailure {
  /// Runs a question about the heap; what keeps it from being answered becomes a `Failure`.
  static func naming<T>(
    _ inspector: Inspector, _ question: () throws(IndexError) -> T
  ) throws -> T {
    do throws(IndexError) {
      return try question()
    } catch {
      let status: ExitStatus = if case .absent = error { .absent } else { .unreadable }
      throw Failure(status, error.line(pid: inspector.target.facts.pid))
    }
  }

  /// Why there are no answers about the heap; nil when there are.
  static func reason(_ inspector: Inspector) -> String? {
    if case .failure(let error) = inspector.agent {
      return error.line(pid: inspector.target.facts.pid)
    }
    return nil
  }
}

extension IndexError {
  /// One line without a newline.
  func line(pid: Int32) -> String {
    switch self {
    case .absent: "process \(pid) has no agent: start the program with `scry run`"
    case .version(let found):
      "the agent in process \(pid) wrote tables of version \(found), which this scry does not read"
    case .damaged: "the agent's tables in process \(pid) are damaged"
    case .memory(let error): error.line
    case .tooLarge(let size):
      "the agent's tables in process \(pid) claim \(size) bytes; that is damage"
    }
  }
}
