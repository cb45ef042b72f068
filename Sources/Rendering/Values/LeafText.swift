// Values that hold no others, as text.

import Inspection
import Primitives

extension ValueText {
  /// A number, a name, a string, or why there is none.
  func leaf(_ value: ValueView) -> StyledText {
    switch value.content {
    case .integer(let number): return StyledText(number.description, .number)
    case .character(let number): return character(number)
    case .boolean(let number):
      return StyledText(
        number.bits > 1 ? number.description : number.bits == 1 ? "true" : "false", .number)
    case .floating(let number): return StyledText(number.description, .number)
    case .complex(let real, let imaginary):
      return StyledText("\(real) + \(imaginary)i", .number)
    case .enumeration(let value): return enumeration(value)
    case .string(let string): return self.string(string)
    case .function(let pointee): return code(pointee, value.address)
    case .raw(let bytes): return raw(bytes)
    case .unreadable(let address):
      return StyledText("<cannot read memory at \(address)>", .error)
    case .omitted(let why): return omission(why, value)
    case .pointer(let pointer): return pointerText(pointer, value.type)
    case .record, .array, .container: return StyledText("{…}", .punctuation)
    }
  }

  private func character(_ number: IntegerValue) -> StyledText {
    var text = StyledText(number.description, .number)
    let bytes: [UInt8]
    if number.size == 1 {
      bytes = [UInt8(truncatingIfNeeded: number.bits)]
    } else if let scalar = Unicode.Scalar(UInt32(truncatingIfNeeded: number.bits)) {
      bytes = Array(String(Character(scalar)).utf8)
    } else {
      return text
    }
    let glyph = EscapedBytes(asciiOnly: TerminalCharacters.asciiOnly, quote: UInt8(ascii: "'"))
      .text(bytes)
    text.append(" '\(glyph)'", .string)
    return text
  }

  private func enumeration(_ view: EnumerationView) -> StyledText {
    guard !view.names.isEmpty else { return StyledText(view.value.description, .number) }
    var text = StyledText()
    for (index, name) in view.names.enumerated() {
      if index > 0 { text.append("|", .punctuation) }
      text.append(bytes: name, .enumerator)
    }
    if view.rest != 0 {
      text.append("|", .punctuation)
      text.append("0x" + String(view.rest, radix: 16), .number)
    }
    return text
  }

  func string(_ string: StringView) -> StyledText {
    let prefixes: [Int: String] = [2: "u", 4: "U"]
    var text = StyledText(prefixes[string.unit] ?? "", .string)
    text.append(quoted: string.bytes)
    if string.isTruncated { text.append("…", .note) }
    return text
  }

  private func raw(_ bytes: [UInt8]) -> StyledText {
    let digits = bytes.map { [$0].hexadecimal }
    return StyledText("<bytes " + digits.joined(separator: " ") + ">", .note)
  }

  private func omission(_ why: ValueView.Omission, _ value: ValueView) -> StyledText {
    switch why {
    case .limit: return StyledText("…", .note)
    case .shownAbove: return StyledText("<shown above>", .note)
    case .incomplete: return StyledText("<incomplete type>", .note)
    case .unknownPlace: return StyledText("<virtual base at an unknown place>", .note)
    case .optimizedOut: return StyledText("<optimized out>", .note)
    }
  }

  private func code(_ pointee: Pointee, _ address: Address?) -> StyledText {
    var text = StyledText()
    if let address { text.append(address.description, .address) }
    if !pointee.symbol.isEmpty {
      text.append(text.isEmpty ? "" : " ")
      text += symbol(pointee)
    }
    return text
  }

  func symbol(_ pointee: Pointee) -> StyledText {
    var text = StyledText("<", .punctuation)
    text.append(bytes: pointee.symbol, .symbol)
    if pointee.symbolOffset > 0 { text.append("+\(pointee.symbolOffset)", .number) }
    text.append(">", .punctuation)
    return text
  }
}
