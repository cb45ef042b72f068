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
    if parameter.label.isEmpty { return }
    output.pointee.append(parameter.label.bytes)
    output.pointee.append("=")
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
    case .twoDigits: output.pointee.append(value, radix: 10, digits: 2)
    case .eightHexadecimalDigits: output.pointee.append(value, radix: 16, digits: 8)
    }
  }

  func null() { output.pointee.append("NULL") }
  func address(_ value: UInt64) { output.pointee.append(hexadecimal: value) }
  func word(_ name: Name) { output.pointee.append(name.bytes) }

  func beginFlags() {}
  func endFlags() {}
  func separateFlags() { output.pointee.append("|") }
  private func separate(_ isFirst: Bool) {
    if !isFirst { output.pointee.append("|") }
  }

  func flag(_ name: Name, isFirst: Bool) {
    separate(isFirst)
    output.pointee.append(name.bytes)
  }
  func flag(_ rest: UInt64, isFirst: Bool) {
    separate(isFirst)
    output.pointee.append(hexadecimal: rest)
  }
  func flag(_ name: Name, suffix: StaticString, isFirst: Bool) {
    flag(name, isFirst: isFirst)
    output.pointee.append(suffix)
  }
  func flag(_ value: UInt64, shiftedBy name: Name, isFirst: Bool) {
    separate(isFirst)
    output.pointee.append(decimal: value)
    output.pointee.append("<<")
    output.pointee.append(name.bytes)
  }
  func bit(_ name: Name, isFirst: Bool) {
    separate(isFirst)
    output.pointee.append("1<<")
    output.pointee.append(name.bytes)
  }
  func flag(mode: UInt64) {
    separate(false)
    output.pointee.append(octal: mode, digits: 3)
  }

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

  func unreadable(_ address: UInt64) {
    output.pointee.append(", ... /* ")
    output.pointee.append(hexadecimal: address)
    output.pointee.append(" */")
  }
  func member(isFirst: Bool) {
    if !isFirst { output.pointee.append(" ") }
  }

  func changedElement() { output.pointee.append(" => ") }
  func changing(_ before: (inout Self) -> Void, after: (inout Self) -> Void) {
    var copy = self
    before(&copy)
    changedElement()
    after(&copy)
  }
  func beginFunction(_ name: StaticString) {
    output.pointee.append(name)
    output.pointee.append("(")
  }
  func nextParameter() { output.pointee.append(", ") }
  func endFunction() { output.pointee.append(")") }
  func beginText() {}
  func endText() {}
  func abstractName(_ bytes: UnsafeRawBufferPointer, style: DecodingOptions.StringStyle) {
    output.pointee.append("@")
    string(bytes, style: style)
  }
  func beginInternet6(_ field: StaticString, isNamed: Bool) {
    output.pointee.append(", ")
    if !isNamed { return }
    output.pointee.append(field)
    output.pointee.append("=")
  }
  func internet6(_ text: UnsafeRawBufferPointer, field: StaticString, isNamed: Bool) {
    output.pointee.append("inet_pton(AF_INET6, ")
    string(text, style: .escaped)
    if !isNamed {
      output.pointee.append(", &")
      output.pointee.append(field)
    }
    output.pointee.append(")")
  }

  func changed() { output.pointee.append(" => ") }
  func beginComment() { output.pointee.append(" /* ") }
  func endComment() { output.pointee.append(" */") }
  func path(_ bytes: UnsafeRawBufferPointer, isEscaped: Bool) {
    output.pointee.append("<")
    if isEscaped {
      output.pointee.append(bytes)
    } else {
      output.pointee.append(escaping: bytes, style: .escaped, quotes: .angles)
    }
    output.pointee.append(">")
  }

  func annotate(_ write: (inout OutputBuffer) -> PointerAnnotation) -> Bool {
    write(&output.pointee) == .replaced
  }

  func annotateFirstField(
    _ name: StaticString, _ write: (inout OutputBuffer) -> PointerAnnotation
  ) -> Bool {
    field(Name(name), isFirst: true)
    return annotate(write)
  }
}
