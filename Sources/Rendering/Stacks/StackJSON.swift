// A thread's stack as JSON, by the keys of Documentation/JSON.md, "scry stack".

import Inspection
import Primitives
import TargetMemory

extension StoppedThread {
  /// `thread`, `name`, `state`, `registers`, `frames`, `note`. `frames` come from the caller, with or without variables.
  public func json(frames: [JSONValue]?, end: UnwindEnd?, withRegisters: Bool) -> JSONValue {
    var object = JSONObject()
    object["thread"] = .integer(facts.tid)
    object["name"] = .string(facts.name)
    object["state"] = facts.state.map { .string([$0]) }
    if withRegisters { object["registers"] = registers?.json }
    object["frames"] = frames.map { .array($0) }
    object["note"] = (obstacle ?? end?.text).map { .text($0) }
    return .object(object)
  }
}

extension ThreadRegisters {
  /// Every general register by its name.
  var json: JSONValue {
    var object = JSONObject()
    for (number, value) in general.enumerated() {
      object[RegisterName.of(UInt64(number))] = .address(Address(value))
    }
    object["eflags"] = .address(Address(flags))
    object["fs_base"] = .address(Address(fsBase))
    object["gs_base"] = .address(Address(gsBase))
    return .object(object)
  }

  /// Four to a line.
  public var lines: [StyledText] {
    let all =
      general.enumerated().map { (RegisterName.of(UInt64($0.offset)), $0.element) }
      + [("eflags", flags), ("fs_base", fsBase), ("gs_base", gsBase)]
    return stride(from: 0, to: all.count, by: 4).map { first in
      var text = StyledText()
      for (name, value) in all[first..<min(first + 4, all.count)] {
        text.append(name + String(repeating: " ", count: max(1, 8 - name.count)), .field)
        let digits = "\(Address(value))"
        text.append(digits, .number)
        text.append(String(repeating: " ", count: max(1, 20 - digits.count)))
      }
      return text
    }
  }
}

extension Frame {
  /// `level`, `address`, `function`, `file`, `line`, `module`, `inlined`, `signal`, `origin`, `variables`.
  public func json(variables: [JSONValue]?) -> JSONValue {
    var object = JSONObject()
    object["level"] = .integer(level)
    object["address"] = .address(instructionPointer)
    object["function"] = function.map { .string($0) }
    object["file"] = file.isEmpty ? nil : .string(file)
    object["line"] = lineNumber > 0 ? .integer(lineNumber) : nil
    object["module"] = physical.module.map { .string($0.path) }
    object["inlined"] = isInlined ? true : nil
    object["signal"] = isSignalFrame ? true : nil
    object["origin"] = .text(physical.origin.spelling)
    object["variables"] = variables.map { .array($0) }
    return .object(object)
  }
}

extension FrameOrigin {
  fileprivate var spelling: String {
    switch self {
    case .registers: "registers"
    case .tables: "tables"
    case .framePointer: "framePointer"
    case .stackTop: "stackTop"
    case .tailCall: "tailCall"
    }
  }
}
