// Why the heap cannot be listed.

import AgentIndex
import Inspection
import Rendering
import TargetMemory

/// Turns the agent's absence into one line and a status.
enum HeapFailure {
  /// Runs a question about the heap; what keeps it from being answered becomes a `Failure`.
  static func naming<T>(
    _ inspector: Inspector, _ question: () throws(IndexError) -> T
  ) throws -> T {
    if let stop = standsAside(inspector) {
      let pid = inspector.target.facts.pid
      throw Failure(.absent, "the agent in process \(pid) stands aside, because \(stop.text)")
    }
    do throws(IndexError) {
      return try question()
    } catch {
      guard case .absent = error else {
        throw Failure(.unreadable, error.line(pid: inspector.target.facts.pid))
      }
      throw Failure(.absent, absence(inspector))
    }
  }

  /// Why there are no answers about the heap; nil when there are.
  static func reason(_ inspector: Inspector) -> String? {
    guard case .failure(let error) = inspector.agent else { return nil }
    if case .absent = error { return absence(inspector) }
    return error.line(pid: inspector.target.facts.pid)
  }

  /// Why there is no agent; one line without a newline.
  static func absence(_ inspector: Inspector) -> String {
    let pid = inspector.target.facts.pid
    guard let obstacle = inspector.agentObstacle else { return IndexError.absent.line(pid: pid) }
    return "process \(pid) has no agent: it \(obstacle.text)"
  }

  /// Why an agent that is there never saw a block; nil when it did.
  private static func standsAside(_ inspector: Inspector) -> AgentStop? {
    guard let status = try? inspector.agent.get().status(),
      case .stopped(let reason) = status.activity, reason != .indexSpace
    else { return nil }
    return AgentStop(reason)
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
    case .memory(.missing(_, let reason)):
      "the agent's tables of process \(pid) cannot be read: \(reason.text)"
    case .memory(let error): error.line
    case .tooLarge(let size):
      "the agent's tables in process \(pid) claim \(size) bytes; that is damage"
    }
  }
}
