// The entries of `scry trace -k`: as strace writes them, with source lines behind; and as JSON.

import Inspection
import Primitives

extension CallStackEntry {
  /// ` > /usr/bin/prog(main+0x1d) [0x113d] prog.c:12` and a newline.
  public func line(withSource: Bool) -> [UInt8] {
    var text = Array(" > ".utf8)
    if mapping.isEmpty {
      text += "unexpected_backtracing_error".utf8
    } else {
      text += EscapedBytes().text(mapping).utf8
      text.append(UInt8(ascii: "("))
      if let symbol {
        text += EscapedBytes().text(symbol.name).utf8
        text += "+0x\(String(symbol.offset, radix: 16))".utf8
      }
      text.append(UInt8(ascii: ")"))
    }
    text += " [0x\(String(fileOffset, radix: 16))]".utf8
    if withSource, !file.isEmpty { text += (" " + EscapedBytes().text(file) + ":\(line)").utf8 }
    text.append(UInt8(ascii: "\n"))
    return text
  }

  /// `address`, `module`, `moduleOffset`, `function`, `offset`, `file`, `line`.
  public var json: JSONValue {
    var object = JSONObject()
    object["address"] = .address(instructionPointer)
    object["module"] = mapping.isEmpty ? nil : .string(mapping)
    object["moduleOffset"] = mapping.isEmpty ? nil : .integer(fileOffset)
    object["function"] = symbol.map { .string($0.name) }
    object["offset"] = symbol.map { .integer($0.offset) }
    object["file"] = file.isEmpty ? nil : .string(file)
    object["line"] = line > 0 ? .integer(line) : nil
    return .object(object)
  }
}
