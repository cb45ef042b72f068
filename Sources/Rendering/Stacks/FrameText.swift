// Threads, frames and their variables as lines.

import Inspection
import Primitives
import TargetMemory

extension StoppedThread {
  /// `thread 4242 "worker", sleeping`.
  public var line: StyledText {
    var text = StyledText("thread \(facts.tid)", .heading)
    if !facts.name.isEmpty {
      text.append(" ")
      text.append(quoted: facts.name)
    }
    if let state = facts.state {
      text.append(", \(Self.word(state))")
    }
    return text
  }

  /// The letters of proc_pid_stat(5).
  private static func word(_ state: UInt8) -> String {
    switch state {
    case UInt8(ascii: "R"): "running"
    case UInt8(ascii: "S"): "sleeping"
    case UInt8(ascii: "D"): "in an uninterruptible wait"
    case UInt8(ascii: "T"): "stopped"
    case UInt8(ascii: "t"): "stopped by a tracer"
    case UInt8(ascii: "Z"), UInt8(ascii: "X"), UInt8(ascii: "x"): "ended"
    case UInt8(ascii: "I"): "idle"
    default: "in state \(EscapedBytes().text([state]))"
    }
  }
}

extension Frame {
  /// `#1  0x55… in work (queue.c:88)`.
  public var line: StyledText {
    var text = StyledText("#\(level)".padded(to: 4), .number)
    text.append("\(instructionPointer)", .address)
    text.append(" in ", .punctuation)
    if isSignalFrame {
      text.append("<signal handler called>", .note)
    } else if let function {
      text.append(bytes: function, .symbol)
    } else {
      text.append("??", .note)
    }
    if !file.isEmpty {
      text.append(" at ", .punctuation)
      text.append(bytes: file, .file)
      if lineNumber > 0 { text.append(":\(lineNumber)", .number) }
    } else if let module = physical.module, !isSignalFrame {
      text.append(" from ", .punctuation)
      text.append(bytes: module.path, .file)
    }
    if isInlined { text.append(" (inlined)", .note) }
    switch physical.origin {
    case .framePointer: text.append(" (by the frame pointer: not certain)", .warning)
    case .stackTop: text.append(" (by the word on top of the stack: not certain)", .warning)
    case .tailCall: text.append(" (jumped to the next)", .note)
    case .registers, .tables: break
    }
    return text
  }
}

extension UnwindEnd {
  /// Why the stack ends here; nil when it simply does.
  public var text: String? {
    switch self {
    case .outermost: nil
    case .noRule(let address): "no unwind information for the code at \(address)"
    case .noFrame(let address):
      "the registers that lead on from the code at \(address) are not known"
    case .unreadable(let address): "the stack cannot be read at \(address)"
    case .notRising(let address):
      "the stack is damaged: the next frame would lie below this one, at \(address)"
    case .limit(let count): "more than \(count) frames: the rest is not shown"
    }
  }
}

extension String {
  /// The text with blanks behind it up to a number of columns.
  fileprivate func padded(to columns: Int) -> String {
    self + String(repeating: " ", count: max(0, columns - count))
  }
}
