// A frame's variables as text.

import Inspection
import Primitives

extension FrameVariable {
  /// `name = (type) value`. `view` is the value, or that of the variable that a pointer without a value points to.
  public func text(_ view: ValueView?, width: Int) -> StyledText {
    var text = StyledText()
    if name.isEmpty { text.append("<unnamed>", .note) } else { text.append(bytes: name, .field) }
    text.append(" = ", .punctuation)
    if let type {
      text.append("(", .punctuation)
      text.append(bytes: type.spelling, .type)
      text.append(") ", .punctuation)
    }
    if let obstacle { text.append("<\(obstacle)>", .note) }
    guard let view else { return text }
    if obstacle != nil { text.append(", which was ", .punctuation) }
    text += ValueText(width: width).text(of: view)
    return text
  }

  /// Why there is no value; nil when there is one.
  public var obstacle: String? {
    switch state {
    case .known, .partlyKnown: type == nil ? "no table of types has its type" : nil
    case .optimizedOut: "optimized out"
    case .implicitPointer: "optimized out: it points to a variable without an address"
    case .lostRegister(let number):
      "in \(RegisterName.of(number)), which the called function did not keep"
    case .lostFrame: "in a frame that is gone"
    case .unknownLength: "its length cannot be told"
    case .unknownPlace: "its place cannot be told"
    }
  }

  /// `name`, `parameter`, `type`, `address` or `register`, and `value`, or `note` for why there is none; `target` is what a
  /// pointer without a value points to.
  public func json(_ view: ValueView?) -> JSONValue {
    var object = JSONObject()
    object["name"] = .string(name)
    object["parameter"] = isParameter ? true : nil
    object["type"] = type.map { .string($0.spelling) }
    object["address"] = address.map { .address($0) }
    object["register"] = register.map { .text(RegisterName.of($0)) }
    let obstacle = obstacle
    object[obstacle == nil ? "value" : "target"] = view?.json
    object["note"] = obstacle.map { .text($0) }
    return .object(object)
  }
}

/// The names of registers by their DWARF numbers (System V ABI for AMD64, figure 3.36).
public enum RegisterName {
  private static let general = [
    "rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13",
    "r14", "r15", "rip",
  ]

  public static func of(_ number: UInt64) -> String {
    if number < UInt64(general.count) { return general[Int(number)] }
    return (17...32).contains(number) ? "xmm\(number - 17)" : "register \(number)"
  }
}
