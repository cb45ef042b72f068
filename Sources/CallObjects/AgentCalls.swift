// Which calls of a traced program are not its own: the agent's, and those of the dynamic linker for it.

import Primitives
import SystemCalls
import TargetMemory
import Tracing

/// Knows the agent in each process: by watching it being loaded, or by the mappings of processes that were there before.
final class AgentCalls {
  /// The path by which it is preloaded; nil when no agent is hidden.
  private let path: [UInt8]?
  private var agents: [Int32: Agent] = [:]

  /// The agent in one process.
  fileprivate struct Agent {
    /// Where it is mapped; nil before.
    var range: AddressRange?
    /// Its file, while the dynamic linker maps it.
    var descriptor: UInt64?
    /// The dynamic linker is opening it.
    var isOpening = false
  }

  init(path: [UInt8]?) { self.path = path }

  /// The calls by which it sees the agent being loaded.
  static let numbers: [UInt64] = [LoaderCall.open, .map, .close].map(\.rawValue)

  /// The process begins anew: its agent will be seen.
  func hasExecuted(pid: Int32) { agents[pid] = Agent() }

  func forget(_ pid: Int32) { agents[pid] = nil }

  /// Whether a call that begins is the agent's, or is made for it.
  func contain(_ call: CallInFlight, at place: CallPlace) -> Bool {
    guard let path, call.convention == .amd64 else { return false }
    var agent = agents[place.process.pid] ?? Self.find(path, in: place.process.pid)
    defer { agents[place.process.pid] = agent }
    if let range = agent.range, range.contains(Address(place.instructionPointer)) { return true }
    switch LoaderCall(rawValue: call.number) {
    case .open:
      agent.isOpening =
        agent.range == nil && place.process.holds(path, at: call.arguments[1])
      return agent.isOpening
    case .read, .readAt, .status, .statusAt, .close:
      return agent.descriptor == call.arguments[0]
    case .map:
      return agent.descriptor != nil
        && (agent.descriptor == call.arguments[4] || agent.holds(call.arguments[0]))
    case .protect: return agent.holds(call.arguments[0])
    case nil: return false
    }
  }

  func hasReturned(_ call: CallInFlight, _ result: CallResult, from place: CallPlace) {
    guard path != nil, !result.isError, var agent = agents[place.process.pid] else { return }
    let value = UInt64(bitPattern: result.value)
    switch LoaderCall(rawValue: call.number) {
    case .open where agent.isOpening: agent.descriptor = value
    case .map where agent.descriptor == call.arguments[4] && agent.range == nil:
      agent.range = AddressRange(Address(value), size: call.arguments[1])
    case .close where agent.descriptor == call.arguments[0]: agent.descriptor = nil
    default: return
    }
    agent.isOpening = false
    agents[place.process.pid] = agent
  }

  /// The agent of a process that was there before us, or is the copy of another.
  private static func find(_ path: [UInt8], in pid: Int32) -> Agent {
    let mappings = (try? LiveTarget.open(pid: pid).mappings()) ?? []
    let own = mappings.filter { $0.name == path }
    guard let first = own.first, let last = own.last else { return Agent() }
    return Agent(range: AddressRange(first.range.start, last.range.end))
  }
}

extension AgentCalls.Agent {
  fileprivate func holds(_ address: UInt64) -> Bool { range?.contains(Address(address)) ?? false }
}

/// The calls by which glibc's dynamic linker maps a library (<asm/unistd_64.h>).
private enum LoaderCall: UInt64 {
  case read = 0
  case close = 3
  case status = 5
  case map = 9
  case protect = 10
  case readAt = 17
  case open = 257
  case statusAt = 262
}

extension TracedProcess {
  /// Whether a string of the process is this one.
  fileprivate func holds(_ text: [UInt8], at address: UInt64) -> Bool {
    withUnsafeTemporaryAllocation(byteCount: text.count + 1, alignment: 1) { buffer in
      read(address, into: buffer) == buffer.count && buffer.elementsEqual(text + [0])
    }
  }
}
