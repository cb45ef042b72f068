// strace's way of writing a call.

/// Writes calls as strace does.
struct TextSink: ValueSink {
  let output: UnsafeMutablePointer<OutputBuffer>
  static var format: TraceFormat { .text }

  func beginCall(number: UInt64, name: Name?, convention: CallConvention) {
    if let name {
      output.pointee.append(name.bytes)
    } else {
      output.pointee.append("syscall_")
      output.pointee.append(hexadecimal: number)
    }
    output.pointee.append("(")
  }

  func beginArgument(_ parameter: SystemCallParameter, raw: UInt64, separated: Bool) {
    if separated { output.pointee.append(", ") }
  }

  func endArgument() {}
  func awaitRest() { output.pointee.append(", ") }
  func endArguments() {}

  func number(_ value: UInt64, _ format: NumberFormat) {
    switch format {
    case .hexadecimal where value == 0: output.pointee.append("0")
    case .hexadecimal: output.pointee.append(hexadecimal: value)
    case .signed: output.pointee.append(decimal: Int64(bitPattern: value))
    case .unsigned: output.pointee.append(decimal: value)
    case .octal: output.pointee.append(octal: value)
    case .mode: output.pointee.append(octal: value, digits: 3)
    }
  }

  func null() { output.pointee.append("NULL") }
  func address(_ value: UInt64) { output.pointee.append(hexadecimal: value) }
  func word(_ name: Name) { output.pointee.append(name.bytes) }

  func beginFlags() {}
  func flag(_ name: Name, isFirst: Bool) {
    if !isFirst { output.pointee.append("|") }
    output.pointee.append(name.bytes)
  }
  func flag(_ rest: UInt64, isFirst: Bool) {
    if !isFirst { output.pointee.append("|") }
    output.pointee.append(hexadecimal: rest)
  }
  func endFlags() {}

  func string(_ bytes: UnsafeRawBufferPointer, style: DecodingOptions.StringStyle) {
    output.pointee.append(UInt8(ascii: "\""))
    output.pointee.append(escaping: bytes, style: style)
    output.pointee.append(UInt8(ascii: "\""))
  }
  func more() { output.pointee.append("...") }

  func beginStruct() { output.pointee.append("{") }
  func field(_ name: Name, isFirst: Bool) {
    if !isFirst { output.pointee.append(", ") }
    output.pointee.append(name.bytes)
    if !name.isEmpty { output.pointee.append("=") }
  }
  func endStruct(isShortened: Bool) { output.pointee.append(isShortened ? ", ...}" : "}") }

  func beginArray() { output.pointee.append("[") }
  func element(isFirst: Bool) {
    if !isFirst { output.pointee.append(", ") }
  }
  func endArray(isShortened: Bool) { output.pointee.append(isShortened ? ", ...]" : "]") }

  func changed() { output.pointee.append(" => ") }
  func beginComment() { output.pointee.append(" /* ") }
  func endComment() { output.pointee.append(" */") }
  func path(_ bytes: UnsafeRawBufferPointer) {
    output.pointee.append("<")
    output.pointee.append(escaping: bytes, style: .escaped, quotes: .angles)
    output.pointee.append(">")
  }
}
