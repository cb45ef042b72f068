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

  /// `level`, `function`, `file`, `line`, `part`.
  var json: JSONValue {
    var object = JSONObject()
    object["level"] = .integer(level)
    object["function"] = function.map { .string($0) }
    object["file"] = file.isEmpty ? nil : .string(file)
    object["line"] = lineNumber > 0 ? .integer(lineNumber) : nil
    object["part"] = .text(part.spelling)
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
    case .unnamed: text.append("an unnamed part (a spill slot, an argument on its way, padding)")
    }
    return text
  }
}
