// Characters of C and C++: which types hold text, and text of wide ones.

import Primitives
import TypeModel

/// How a type's values are characters.
struct CharacterKind {
  /// Bytes of one.
  var unit: Int
  /// Whether arrays of it are always text; `unsigned char` is as often a plain byte.
  var isCertain: Bool
}

extension ExpressionType {
  /// nil for types that are no characters.
  var characterKind: CharacterKind? {
    guard case .integer(let size, let isSigned, let isText) = shape, isText || isWideInC else {
      return nil
    }
    return CharacterKind(unit: size, isCertain: size > 1 || isSigned || isChar8)
  }

  /// C has no types of its own for wide characters, only typedefs of integers (C11 §7.19, §7.28).
  private var isWideInC: Bool {
    switch self {
    case .declared(let type): type.isWideCharacterInC
    case .qualified(_, let type): type.isWideInC
    default: false
    }
  }

  private var isChar8: Bool {
    switch self {
    case .basic(let type): type == .char8
    case .declared(let type): type.concrete.name.elementsEqual("char8_t".utf8)
    case .qualified(_, let type): type.isChar8
    default: false
    }
  }
}

extension UniqType {
  /// Whether one of the typedefs on the way to the integer is a wide character's.
  fileprivate var isWideCharacterInC: Bool {
    var next: UniqType? = self
    for _ in 0..<8 {
      switch next?.kind {
      case .typedef where Self.wideNames.contains(next?.name ?? []): return true
      case .typedef, .const, .volatile: next = next?.target
      default: return false
      }
    }
    return false
  }

  private static let wideNames = Set(["wchar_t", "char16_t", "char32_t"].map { Array($0.utf8) })
}

extension StringView {
  /// Text from the bytes of its units. NULs at the end are dropped; `stopsAtNull` drops all that follows the first.
  init(units: [UInt8], _ kind: CharacterKind, stopsAtNull: Bool, isTruncated: Bool) {
    var values = Self.values(of: units, unit: kind.unit)
    var isTruncated = isTruncated
    if stopsAtNull, let end = values.firstIndex(of: 0) {
      values = Array(values[..<end])
      isTruncated = false
    } else if let last = values.lastIndex(where: { $0 != 0 }) {
      // Cut off in the middle of its zeros, an array most likely ends in more of them.
      values = Array(values[...last])
    } else {
      values = []
    }
    let bytes =
      kind.unit == 1 ? values.map { UInt8(truncatingIfNeeded: $0) } : Self.utf8(values, kind.unit)
    self.init(bytes: bytes, isTruncated: isTruncated, unit: kind.unit)
  }

  /// Counted text, NULs and all.
  init(exactly units: [UInt8], unit: Int, isTruncated: Bool) {
    let bytes = unit == 1 ? units : Self.utf8(Self.values(of: units, unit: unit), unit)
    self.init(bytes: bytes, isTruncated: isTruncated, unit: unit)
  }

  private static func values(of units: [UInt8], unit: Int) -> [UInt32] {
    stride(from: 0, to: units.count - units.count % max(unit, 1), by: max(unit, 1)).map { start in
      units[start..<(start + unit)].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
  }

  /// Wide characters as UTF-8; those that are none as U+FFFD.
  private static func utf8(_ values: [UInt32], _ unit: Int) -> [UInt8] {
    if unit == 2 {
      return Array(
        String(decoding: values.map { UInt16(truncatingIfNeeded: $0) }, as: UTF16.self).utf8)
    }
    var text = String.UnicodeScalarView()
    for value in values { text.append(Unicode.Scalar(value) ?? "\u{FFFD}") }
    return Array(String(text).utf8)
  }

  /// Whether the bytes are what a person would write: not empty, printable ASCII, blanks and ends of lines.
  var looksLikeText: Bool {
    !bytes.isEmpty
      && bytes.allSatisfy { (0x20..<0x7F).contains($0) || (9...10).contains($0) || $0 == 13 }
  }
}
