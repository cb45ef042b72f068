// A call as members of a JSON object.

/// Writes calls as JSON, straight into the output: addresses are strings like `"0x7f…"`, flags are arrays of names, structs are
/// objects. What only people read (comments) is left out.
struct JSONSink: ValueSink {
  let output: UnsafeMutablePointer<OutputBuffer>
  static var format: TraceFormat { .json }
  /// Where the comment began that is to be taken back.
  private var commentStart = 0

  init(output: UnsafeMutablePointer<OutputBuffer>) { self.output = output }

  func beginCall(number: UInt64, name: Name?, convention: CallConvention) {
    output.pointee.append("\"call\":")
    if let name { quoted(name) } else { output.pointee.append("null") }
    output.pointee.append(",\"number\":")
    output.pointee.append(decimal: number)
    output.pointee.append(",\"abi\":\"")
    output.pointee.append(convention.name)
    output.pointee.append("\",\"arguments\":[")
  }

  func beginArgument(_ parameter: SystemCallParameter, raw: UInt64, separated: Bool) {
    output.pointee.append(separated ? ",{\"name\":" : "{\"name\":")
    quoted(parameter.nameBytes)
    output.pointee.append(",\"type\":")
    quoted(parameter.typeBytes)
    output.pointee.append(",\"raw\":\"")
    output.pointee.append(hexadecimal: raw)
    output.pointee.append("\",\"value\":")
  }

  func endArgument() { output.pointee.append("}") }
  func awaitRest() { output.pointee.append(",") }
  func endArguments() { output.pointee.append("]") }

  func number(_ value: UInt64, _ format: NumberFormat) {
    if format == .signed {
      output.pointee.append(decimal: Int64(bitPattern: value))
    } else {
      output.pointee.append(decimal: value)
    }
  }

  func null() { output.pointee.append("null") }
  func address(_ value: UInt64) {
    output.pointee.append("\"")
    output.pointee.append(hexadecimal: value)
    output.pointee.append("\"")
  }
  func word(_ name: Name) { quoted(name) }

  func beginFlags() { output.pointee.append("[") }
  func flag(_ name: Name, isFirst: Bool) {
    element(isFirst: isFirst)
    quoted(name)
  }
  func flag(_ rest: UInt64, isFirst: Bool) {
    element(isFirst: isFirst)
    address(rest)
  }
  func endFlags() { output.pointee.append("]") }

  func string(_ bytes: UnsafeRawBufferPointer, style: DecodingOptions.StringStyle) {
    output.pointee.append("\"")
    output.pointee.append(jsonEscaping: bytes)
    output.pointee.append("\"")
  }
  func more() { output.pointee.append(",\"truncated\":true") }

  func beginStruct() { output.pointee.append("{") }
  func field(_ name: Name, isFirst: Bool) {
    element(isFirst: isFirst)
    quoted(name)
    output.pointee.append(":")
  }
  func endStruct(isShortened: Bool) { output.pointee.append("}") }

  func beginArray() { output.pointee.append("[") }
  func element(isFirst: Bool) {
    if !isFirst { output.pointee.append(",") }
  }
  func endArray(isShortened: Bool) { output.pointee.append("]") }

  func changed() { output.pointee.append(",\"after\":") }
  mutating func beginComment() { commentStart = output.pointee.count }
  func endComment() { output.pointee.truncate(to: commentStart) }
  func path(_ bytes: UnsafeRawBufferPointer) {
    output.pointee.append(",\"path\":")
    string(bytes, style: .escaped)
  }

  private func quoted(_ name: Name) { string(name.bytes, style: .escaped) }
}

extension CallConvention {
  /// As the trace names it.
  var name: StaticString {
    switch self {
    case .x86_64: "x86_64"
    case .i386: "i386"
    case .x32: "x32"
    }
  }
}
