// Why a process died as JSON, by the keys of Documentation/JSON.md, "scry core".

import Inspection
import Primitives
import TargetMemory
import TypeModel

extension Crash {
  /// `kind`, `text`, `access`, `pointer`, and what the kind has: `object`, `distance`, `depth`, `message`.
  public var json: JSONValue {
    var object = JSONObject()
    object["kind"] = .text(cause.spelling)
    let lines = lines.map { JSONValue.text($0.plain) }
    if !lines.isEmpty { object["text"] = .array(lines) }
    object["access"] = access?.json
    object["pointer"] = pointer?.json
    cause.add(to: &object)
    return .object(object)
  }
}

extension MemoryAccess {
  fileprivate var json: JSONValue {
    var object = JSONObject()
    object["kind"] = .text(spelling)
    object["address"] = .address(address)
    object["size"] = size.map { .integer($0) }
    return .object(object)
  }

  private var spelling: String {
    switch kind {
    case .read: "read"
    case .write: "write"
    case .execute: "execute"
    }
  }
}

extension PointerOrigin {
  fileprivate var json: JSONValue {
    var object = JSONObject()
    object["value"] = .address(value)
    object["place"] = place.json
    return .object(object)
  }
}

extension CrashCause {
  /// The words of Documentation/JSON.md, `cause.kind`.
  fileprivate var spelling: String {
    switch self {
    case .nullPointer: "nullPointer"
    case .freedObject, .readFromFreed: "freed"
    case .pastEnd, .behind: "pastEnd"
    case .beforeStart: "beforeStart"
    case .readOnly: "readOnly"
    case .stackOverflow: "stackOverflow"
    case .wildJump: "wildJump"
    case .nonCanonical: "nonCanonical"
    case .fileEnd: "fileEnd"
    case .badAddress: "badAddress"
    case .division(let byZero, _): byZero ? "divisionByZero" : "divisionOverflow"
    case .trap: "trap"
    case .illegalInstruction: "illegalInstruction"
    case .aborted(_, _, let fault): fault == nil ? "aborted" : "heap"
    case .calledAbort(.none, _): "abort"
    case .calledAbort(.terminate, _): "terminate"
    case .calledAbort(.pureVirtual, _): "pureVirtual"
    case .exception: "exception"
    case .sent: "sent"
    case .unknown: "unknown"
    }
  }

  /// What the kind has beside its words.
  fileprivate func add(to object: inout JSONObject) {
    switch self {
    case .nullPointer(let offset, let type, let member):
      object["offset"] = .integer(offset)
      object["type"] = type.map { .string($0.spelling) }
      object["path"] = member.map { .string($0.path) }
    case .pastEnd(let found, let distance), .beforeStart(let found, let distance),
      .behind(let found, let distance):
      object["object"] = found.json
      object["distance"] = .integer(distance)
    case .freedObject(let found), .readOnly(let found), .badAddress(let found):
      object["object"] = found.json
    case .stackOverflow(let overflow):
      object["depth"] = .integer(overflow.depth)
      object["thread"] = .integer(overflow.thread)
      object["cycle"] = .array(overflow.cycle.map { .string($0) })
    case .wildJump(let jump): object["object"] = jump.place.json
    case .division(_, let variable): object["object"] = variable?.json
    case .aborted(let message, _, let fault):
      object["message"] = .string(message)
      fault?.add(to: &object)
    case .exception(let exception):
      object["type"] = .string(exception.type)
      object["address"] = .address(exception.object)
      object["message"] = exception.message.map { .string($0) }
    case .sent(let sender, _):
      object["sender"] = .integer(sender.pid)
      object["user"] = .integer(sender.user)
    default: break
    }
  }
}

extension HeapFault {
  fileprivate func add(to object: inout JSONObject) {
    object["function"] = function.map { .string($0) }
    object["object"] = argument?.json
    guard let damage else { return }
    object["header"] = .address(damage.header)
    object["victim"] = damage.victim?.json
    object["before"] = damage.before?.json
  }
}
