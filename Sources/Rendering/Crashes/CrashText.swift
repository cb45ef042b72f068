// Why a process died, in words: `writes 8 bytes through a null pointer (offset 8: field value of struct node)`.

import Inspection
import Primitives
import TargetMemory
import TypeModel

extension Crash {
  /// The cause first, then what else is known of it; none when nothing is.
  public var lines: [StyledText] {
    var lines: [StyledText] = []
    let sentence = cause.sentence(access)
    if !sentence.isEmpty { lines.append(sentence) }
    if let pointer, !cause.namesPointer { lines.append(pointer.sentence) }
    return lines + cause.details
  }
}

extension PointerOrigin {
  /// `the pointer 0x8 was read from .other of a freed struct node, …`.
  fileprivate var sentence: StyledText {
    StyledText("the pointer ") + StyledText(value.description, .address) + textInIt
      + " was read from " + place.asObject
  }

  /// ` (the text "long for")`: what overwrote the pointer.
  private var textInIt: StyledText {
    let bytes = withUnsafeBytes(of: value.raw.littleEndian) { Array($0) }
    guard !value.isCanonical, bytes.allSatisfy({ (0x20...0x7e).contains($0) }) else {
      return StyledText()
    }
    return StyledText(" (the text \"") + StyledText(bytes: bytes, .string) + "\")"
  }
}

extension MemoryAccess {
  /// `writes 8 bytes`.
  fileprivate var words: String {
    let verb =
      switch kind {
      case .read: "reads"
      case .write: "writes"
      case .execute: "executes"
      }
    guard let size else { return verb }
    return "\(verb) \(bytes(size))"
  }
}

/// `1 byte`, `8 bytes`.
private func bytes(_ count: UInt64) -> String { count == 1 ? "1 byte" : "\(count) bytes" }

extension CrashCause {
  fileprivate var namesPointer: Bool {
    if case .readFromFreed = self { return true }
    return false
  }

  /// What happened, without a full stop; empty when it is not known.
  fileprivate func sentence(_ access: MemoryAccess?) -> StyledText {
    let does = access?.words ?? "uses memory"
    switch self {
    case .nullPointer(let offset, let object, let member):
      return StyledText("\(does) through a null pointer") + Self.target(offset, object, member)
    case .freedObject(let object):
      return StyledText("use after free: \(does) in ") + object.asObject
    case .readFromFreed(let pointer):
      return StyledText("use after free: \(does) through ")
        + StyledText(pointer.value.description, .address) + ", which was read from "
        + pointer.place.asObject
    case .pastEnd(let object, let distance):
      return Self.distance(does, distance, "past the end of", object)
    case .beforeStart(let object, let distance):
      return Self.distance(does, distance, "before the start of", object)
    case .behind(let object, let distance):
      return Self.distance(does, distance, "past the end of", object)
        + StyledText(", the last object below the address")
    case .readOnly(let place):
      return StyledText("\(does) in memory that may only be read: ") + place.line
    case .stackOverflow(let overflow): return overflow.sentence
    case .wildJump(let jump): return jump.sentence
    case .nonCanonical:
      let place = access.map { StyledText(" at ") + StyledText($0.address.description, .address) }
      return StyledText(does) + (place ?? "") + ", an address that x86-64 cannot have"
    case .fileEnd(let path, let offset):
      return StyledText("\(does) \(offset) bytes into ") + StyledText(bytes: path, .file)
        + ", behind the end that the file had then"
    case .badAddress(let place):
      guard access != nil else { return StyledText() }
      guard place.region == nil else {
        return StyledText("\(does) where it may not: ") + place.line
      }
      return StyledText("\(does) at ") + StyledText(place.address.description, .address)
        + ", where nothing is mapped"
    default: return otherSentence
    }
  }

  private static func distance(
    _ does: String, _ distance: UInt64, _ relation: String, _ object: Classification
  ) -> StyledText {
    let place = distance == 0 ? "right \(relation) " : "\(bytes(distance)) \(relation) "
    return StyledText("\(does), \(place)") + object.asWhole
  }

  private static func target(
    _ offset: UInt64, _ object: UniqType?, _ member: ObjectPart?
  ) -> StyledText {
    var text = StyledText(" (")
    if offset > 0 || object == nil { text.append("offset \(offset)") }
    if let object {
      if offset > 0 { text.append(": ") }
      if let path = member?.path {
        text.append("field `")
        text.append(bytes: path.drop { $0 == UInt8(ascii: ".") }, .field)
        text.append("` of ")
      } else {
        text.append("to ")
      }
      text.append(bytes: object.spelling, .type)
    }
    return text + ")"
  }

  /// Ends that are no access to memory.
  private var otherSentence: StyledText {
    switch self {
    case .division(let byZero, let variable):
      var text = StyledText(
        byZero
          ? "divides by zero" : "divides with a quotient that has no room (by -1, or too large)")
      if let variable { text += StyledText(": the divisor is ") + variable.asObject }
      return text
    case .trap(let code):
      return StyledText("executes ") + StyledText(Self.hexadecimal(code), .number)
        + ", an instruction that ends the program: compilers put it where it must not come"
    case .illegalInstruction(let code):
      return StyledText("executes ") + StyledText(Self.hexadecimal(code), .number)
        + ", no instruction of this processor"
    case .aborted(let message, let caller, _):
      let text = StyledText("the C library stopped it: ") + StyledText(bytes: message, .string)
      guard let caller, !caller.text.isEmpty else { return text }
      return text + ", called at " + caller.text
    case .calledAbort(let reason, let caller):
      guard let caller, !caller.text.isEmpty else { return StyledText(reason.text) }
      return StyledText(reason.text + ", at ") + caller.text
    case .exception(let exception): return exception.sentence
    case .sent(let sender, let isOwn):
      return isOwn
        ? StyledText("the program sent the signal to itself")
        : StyledText("process \(sender.pid) of user \(sender.user) sent the signal")
    default: return StyledText()
    }
  }

  private static func hexadecimal(_ code: [UInt8]) -> String {
    code.map { [$0].hexadecimal }.joined(separator: " ")
  }

  /// More lines, for what takes more than a sentence.
  fileprivate var details: [StyledText] {
    switch self {
    case .stackOverflow(let overflow): overflow.details
    case .aborted(_, _, let fault): fault?.lines ?? []
    default: []
    }
  }
}

extension StackOverflow {
  fileprivate var sentence: StyledText {
    let count = isDepthExact ? "\(depth)" : "at least \(depth)"
    return StyledText(
      "stack overflow: the \(stack.size) bytes of thread \(thread)'s stack are full, "
        + "of \(count) frames")
  }

  fileprivate var details: [StyledText] {
    guard let first = cycle.first else { return [] }
    if cycle.count == 1 {
      return [StyledText(bytes: first, .symbol) + " calls itself again and again"]
    }
    var text = StyledText()
    for (index, name) in cycle.enumerated() {
      if index > 0 { text.append(", ") }
      text.append(bytes: name, .symbol)
    }
    return [text + " call each other again and again"]
  }
}

extension WildJump {
  fileprivate var sentence: StyledText {
    let place = StyledText(target.description, .address)
    let isNull = target.raw == 0
    switch kind {
    case .call where isNull: return "wild jump: calls a null pointer to a function"
    case .call: return StyledText("wild jump: calls ") + place + ", where no code is"
    case .return:
      return StyledText("wild jump: returns to ") + place
        + ", where no code is: the return address on the stack was overwritten"
    case .unknown: return StyledText("wild jump: executes at ") + place + ", where no code is"
    }
  }
}

extension UncaughtException {
  fileprivate var sentence: StyledText {
    var text = StyledText("an exception was not caught: ") + StyledText(bytes: type, .type)
    if let message {
      text.append(" ")
      text.append(quoted: message)
    }
    return text
  }
}

extension AbortReason {
  fileprivate var text: String {
    switch self {
    case .none: "abort was called"
    case .terminate: "std::terminate was called, without an exception"
    case .pureVirtual: "a pure virtual function was called"
    }
  }
}
