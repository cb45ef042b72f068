// A place in a frame as text and as JSON.

import Inspection
import Primitives

extension FramePlace {
  /// `frame 2, work at queue.c:88`.
  var text: StyledText {
    var text = StyledText("frame \(level)")
    if let function {
      text.append(", ")
      text.append(bytes: function, .symbol)
    }
    if !file.isEmpty {
      text.append(" at ")
      text.append(bytes: file.fileName, .file)
      if lineNumber > 0 { text.append(":\(lineNumber)") }
    }
    return text
  }

  /// `level`, `function`, `file`, `line`, `part`, `keeps`.
  var json: JSONValue {
    var object = JSONObject()
    object["level"] = .integer(level)
    object["function"] = function.map { .string($0) }
    object["file"] = file.isEmpty ? nil : .string(file)
    object["line"] = lineNumber > 0 ? .integer(lineNumber) : nil
    object["part"] = .text(part.spelling)
    if case .spillSlot(let name) = part { object["keeps"] = .string(name) }
    return .object(object)
  }
}

extension FramePlace.Part {
  /// The words of Documentation/JSON.md, `frame.part`.
  var spelling: String {
    switch self {
    case .variable(_, let isParameter): isParameter ? "parameter" : "variable"
    case .returnAddress: "return address"
    case .savedRegister(let number): "saved \(RegisterName.of(number))"
    case .redZone: "red zone"
    case .signalFrame: "signal frame"
    case .argument: "argument"
    case .spillSlot: "spill slot"
    case .unnamed: "unnamed"
    }
  }

  /// What it is, for a line.
  var text: StyledText {
    var text = StyledText()
    switch self {
    case .variable(let name, _): text.append(bytes: name, .symbol)
    case .returnAddress: text.append("the return address")
    case .savedRegister(let number): text.append("the caller's \(RegisterName.of(number))")
    case .redZone: text.append("the red zone below the stack pointer")
    case .signalFrame: text.append("the kernel's signal frame")
    case .argument: text.append("an argument of the call under way")
    case .spillSlot(let name):
      text.append("a place for ")
      text.append(bytes: name, .symbol)
      text.append(" at other instructions")
    case .unnamed: text.append("an unnamed part (a temporary value, padding)")
    }
    return text
  }
}
