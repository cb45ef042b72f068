// A call as members of a JSON object.

/// Writes calls as JSON, straight into the output: addresses are strings like `"0x7f…"`, flags are arrays of names, structs are
/// objects. What only people read (comments) is left out.
struct JSONSink: ValueSink {
  let output: UnsafeMutablePointer<OutputBuffer>
  static var format: TraceFormat { .json }
  /// Where the comment began that is to be taken back.
  private var commentStart = 0

  /// Structs and arrays around the present value.
  private var depth = 0
  /// The names and numbers that come are parts of one string.
  private var isInText = false

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
    } else if isInText && format == .hexadecimal {
      output.pointee.append(hexadecimal: value)
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
  func word(_ name: Name) {
    if isInText { output.pointee.append(jsonEscaping: name.bytes) } else { quoted(name) }
  }

  func string(_ bytes: UnsafeRawBufferPointer, style: DecodingOptions.StringStyle) {
    output.pointee.append("\"")
    output.pointee.append(jsonEscaping: bytes)
    output.pointee.append("\"")
  }
  /// Inside structs there is no place to say it.
  func more() {
    if depth == 0 { output.pointee.append(",\"truncated\":true") }
  }

  mutating func beginStruct() { open("{") }
  func field(_ name: Name, isFirst: Bool) {
    element(isFirst: isFirst)
    quoted(name)
    output.pointee.append(":")
  }
  mutating func endStruct(isShortened: Bool) { close("}") }

  mutating func beginArray() { open("[") }
  func element(isFirst: Bool) {
    if !isFirst { output.pointee.append(",") }
  }
  mutating func endArray(isShortened: Bool) { close("]") }
  func unreadable(_ address: UInt64) {}
  func member(isFirst: Bool) { element(isFirst: isFirst) }

  private mutating func open(_ bracket: StaticString) {
    output.pointee.append(bracket)
    depth += 1
  }
  private mutating func close(_ bracket: StaticString) {
    output.pointee.append(bracket)
    depth -= 1
  }

  func changedElement() { output.pointee.append(",") }
  mutating func changing(_ before: (inout Self) -> Void, after: (inout Self) -> Void) {
    beginArray()
    before(&self)
    changedElement()
    after(&self)
    endArray(isShortened: false)
  }

  mutating func beginFunction(_ name: StaticString) {
    let isConversion = name.withUTF8Buffer {
      $0.starts(with: "hton".utf8) || $0.starts(with: "inet".utf8)
    }
    if isConversion { return }
    beginText()
    output.pointee.append(name)
    output.pointee.append("(")
  }
  func nextParameter() { output.pointee.append(", ") }
  mutating func endFunction() {
    if !isInText { return }
    output.pointee.append(")")
    endText()
  }
  mutating func beginText() {
    output.pointee.append("\"")
    isInText = true
  }
  mutating func endText() {
    isInText = false
    output.pointee.append("\"")
  }
  func abstractName(_ bytes: UnsafeRawBufferPointer, style: DecodingOptions.StringStyle) {
    output.pointee.append("\"@")
    output.pointee.append(jsonEscaping: bytes)
    output.pointee.append("\"")
  }
  func beginInternet6(_ field: StaticString, isNamed: Bool) {
    self.field(Name(field), isFirst: false)
  }
  func internet6(_ text: UnsafeRawBufferPointer, field: StaticString, isNamed: Bool) {
    string(text, style: .escaped)
  }

  func changed() { output.pointee.append(",\"after\":") }
  mutating func beginComment() { commentStart = output.pointee.count }
  func endComment() { output.pointee.truncate(to: commentStart) }
  func path(_ bytes: UnsafeRawBufferPointer, isEscaped: Bool) {
    if depth > 0 { return }
    output.pointee.append(",\"path\":")
    string(bytes, style: .escaped)
  }

  /// The object goes before the value: `"object":…,"value":…`.
  func annotate(_ write: (inout OutputBuffer) -> PointerAnnotation) -> Bool {
    let key: StaticString = "\"value\":"
    output.pointee.truncate(to: output.pointee.count - key.utf8CodeUnitCount)
    if object(write) { output.pointee.append(",") }
    output.pointee.append(key)
    return false
  }

  /// `"object":…,"iov_base":…`.
  func annotateFirstField(
    _ name: StaticString, _ write: (inout OutputBuffer) -> PointerAnnotation
  ) -> Bool {
    let isAnnotated = object(write)
    field(Name(name), isFirst: !isAnnotated)
    return false
  }

  /// The member `object`; false when there is nothing to say.
  private func object(_ write: (inout OutputBuffer) -> PointerAnnotation) -> Bool {
    let start = output.pointee.count
    output.pointee.append("\"object\":")
    guard write(&output.pointee) == .none else { return true }
    output.pointee.truncate(to: start)
    return false
  }

  fileprivate func quoted(_ name: Name) { string(name.bytes, style: .escaped) }
}

/// Flags are arrays of names; what has none is a number.
extension JSONSink {
  mutating func beginFlags() { beginArray() }
  mutating func endFlags() { endArray(isShortened: false) }
  func separateFlags() {}
  func flag(_ name: Name, isFirst: Bool) {
    element(isFirst: isFirst)
    quoted(name)
  }
  func flag(_ rest: UInt64, isFirst: Bool) {
    element(isFirst: isFirst)
    output.pointee.append(decimal: rest)
  }
  func flag(_ name: Name, suffix: StaticString, isFirst: Bool) {
    element(isFirst: isFirst)
    output.pointee.append("\"")
    output.pointee.append(name.bytes)
    output.pointee.append(suffix)
    output.pointee.append("\"")
  }
  func flag(_ value: UInt64, shiftedBy name: Name, isFirst: Bool) {
    element(isFirst: isFirst)
    output.pointee.append("\"")
    output.pointee.append(decimal: value)
    output.pointee.append("<<")
    output.pointee.append(name.bytes)
    output.pointee.append("\"")
  }
  func bit(_ name: Name, isFirst: Bool) { flag(name, isFirst: isFirst) }
  func flag(mode: UInt64) {
    output.pointee.append(",\"")
    output.pointee.append(octal: mode, digits: 3)
    output.pointee.append("\"")
  }
}

/// The result of the call.
extension JSONSink {
  func beginResult() { output.pointee.append(",\"result\":{\"value\":") }
  func error(_ name: Name?) {
    output.pointee.append(",\"error\":")
    if let name { quoted(name) } else { output.pointee.append("null") }
  }
  func endResult() { output.pointee.append("}") }
}

extension CallConvention {
  /// As the trace names it.
  var name: StaticString {
    switch self {
    case .amd64: "x86_64"
    case .i386: "i386"
    case .x32: "x32"
    }
  }
}
