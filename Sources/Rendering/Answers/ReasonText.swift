// The chain of reasons behind an answer, for whoever wants to check it.

import AllocationSites
import Inspection
import Primitives
import TypeModel

extension Classification {
  /// Everything beyond the line: where, why, what else it may be, what would resolve the unknown.
  public var detailLines: [StyledText] {
    var lines: [StyledText] = []
    if let region { lines.append(Self.label("in", region.line)) }
    lines += enclosing.map { Self.label("inside", $0.line) }
    if evidence != .none { lines.append(Self.label("evidence", evidenceText)) }
    if let site { lines.append(Self.label("allocated", site.fullText)) }
    if let freedBy { lines.append(Self.label("freed", freedBy.fullText)) }
    if let generation {
      lines.append(Self.label("generation", StyledText("\(generation)", .number)))
    }
    lines += reasons.map { Self.label("because", $0.line) }
    if let inferredFrom { lines.append(Self.label("because", inferredFrom.line)) }
    lines += alternatives.prefix(32).map { Self.label("or", $0.line) }
    return lines + noteLines.map { Self.label("note", $0) }
  }

  private static func label(_ word: String, _ text: StyledText) -> StyledText {
    let padding = String(repeating: " ", count: max(11 - word.count, 1))
    return StyledText(word + padding, .heading) + text
  }

  private var evidenceText: StyledText {
    var text = StyledText(evidence.spelling)
    if let fit { text.append(", fit \(fit.spelling)") }
    return text
  }
}

extension CodeLocation {
  /// The whole path, the function and the address.
  var fullText: StyledText {
    var text = StyledText()
    if let function { text.append(bytes: function, .symbol) }
    if let file {
      text.append(text.isEmpty ? "" : " at ")
      text.append(bytes: file, .file)
      if line > 0 { text.append(":\(line)") }
    }
    if let address {
      text.append(text.isEmpty ? "" : ", ")
      text.append(address.description, .address)
    }
    return text
  }
}

extension Enclosure {
  var line: StyledText {
    var text = StyledText()
    if let object {
      text.append(bytes: object.shape.spelling, .type)
      text.append(", ")
    }
    text.append("\(range.size) bytes at ")
    text.append(range.start.description, .address)
    text.append(", ")
    text.append(bytes: allocator.spelling, .allocator)
    if let site {
      text.append(", ")
      text += site.text
    }
    return text
  }
}

extension PointerSource {
  /// `the pointer at 0x…, struct list .head of variable all`.
  var line: StyledText {
    var text = StyledText("the typed pointers to its start agree, such as that at ")
    text.append(address.description, .address)
    if let object {
      text.append(", ")
      text.append(bytes: object.shape.spelling, .type)
    }
    if let part {
      text.append(" ")
      text.append(bytes: part.path, .field)
    }
    if let symbol {
      text.append(" of ")
      text.append(bytes: symbol, .symbol)
    }
    return text
  }
}

extension Alternative {
  var line: StyledText {
    var text = StyledText()
    if let object { text.append(bytes: object.concreteSpelling, .type) }
    if let part {
      text.append(text.isEmpty ? "" : " ")
      text.append(bytes: part.path, .field)
      if let type = part.type {
        text.append(" (")
        text.append(bytes: type.spelling, .type)
        text.append(")")
      }
    }
    return text
  }
}

extension TypingReason {
  /// A clause: which frame, what was seen there.
  var line: StyledText {
    var text = StyledText("frame \(frame): ", .note)
    switch event {
    case .noSite: text.append("no allocation site is known with this return address")
    case .noDebugInfo: text.append("its module has no debug information")
    case .candidate(_, let type, let offset, let fit, let isChosen):
      text.append(isChosen ? "chosen: " : "candidate: ")
      text.append(bytes: type.concreteSpelling, .type)
      if offset != 0 { text.append(" at \(offset)") }
      text.append(", \(fit.clause)")
    case .left(let offset):
      text.append("the block leaves the function")
      if offset != 0 { text.append(" as a pointer \(offset) bytes into it") }
    case .uniqueContainer(let type):
      text.append("the only structure of this size that holds it: ")
      text.append(bytes: type.concreteSpelling, .type)
    case .framesEnded: text.append("the last frame recorded still returns the block")
    }
    return text
  }
}

extension CandidateFit {
  fileprivate var clause: String {
    switch self {
    case .exact: "of exactly the block's size"
    case .flexible: "with its flexible array of exactly the block's size"
    case .array: "an array of it fills the block"
    case .prefix: "the block is larger"
    case .opaque: "of unknown size"
    case .characters: "characters"
    case .misfit: "does not fit the block's size"
    }
  }
}
