// One spelling for each of C's integer types: gcc writes "long unsigned int" where clang writes "unsigned long".

import DebugInfo

/// The names of base types.
enum BaseTypeName {
  /// The name in the order and the words that gdb and clang use; a name that is not made of C's integer words as it is.
  static func canonical(_ name: ByteString) -> [UInt8] {
    var words = Words()
    for word in name.split(separator: UInt8(ascii: " ")) where !words.take(word) {
      return Array(name)
    }
    return words.canonical.map { Array($0.utf8) } ?? Array(name)
  }

  /// One spelling for template arguments too: gcc writes `V<long unsigned int, char const*, 2>`, clang
  /// `V<unsigned long, const char *, 2UL>`; both become `V<unsigned long, char const*, 2>`. Nil when nothing changes, and for
  /// names longer than any that is worth the work.
  static func canonicalTemplate(_ name: ByteString) -> [UInt8]? {
    guard let open = name.firstIndex(of: UInt8(ascii: "<")), name.count < 1 << 14 else {
      return nil
    }
    var result = Array(name[..<open])
    var rest = name[open...]
    // Where a const that stood in front of what a pointer points to goes.
    var moved: [Int] = []
    while let byte = rest.first {
      if moved.last == rest.startIndex {
        result += " const".utf8
        moved.removeLast()
      }
      if byte.isDigit {
        let word = rest.prefix { $0.isWordByte }
        rest = rest.dropFirst(word.count)
        result += withoutSuffix(word)
      } else if byte.isWordByte {
        if let end = pointee(rest, after: result) {
          moved.append(end)
          rest = rest.dropFirst("const ".utf8.count)
        } else {
          result += takeWords(&rest)
        }
      } else {
        rest = rest.dropFirst()
        let isBlankBeforeStar = byte == UInt8(ascii: " ") && (rest.first?.isIndirection ?? false)
        if !isBlankBeforeStar { result.append(byte) }
      }
    }
    return result.elementsEqual(name) ? nil : result
  }

  /// For an argument `const T *` or `const T &`, where `T` ends; nil for others.
  private static func pointee(_ rest: ByteString.SubSequence, after result: [UInt8]) -> Int? {
    let isFirst = result.last == UInt8(ascii: "<") || result.suffix(2).elementsEqual(", ".utf8)
    guard isFirst, rest.starts(with: "const ".utf8) else { return nil }
    var depth = 0
    for (place, byte) in zip(rest.indices, rest) {
      switch byte {
      case UInt8(ascii: "<"): depth += 1
      case UInt8(ascii: ">") where depth > 0: depth -= 1
      case UInt8(ascii: "*") where depth == 0, UInt8(ascii: "&") where depth == 0:
        return rest[place - 1] == UInt8(ascii: " ") ? place - 1 : place
      case UInt8(ascii: ",") where depth == 0, UInt8(ascii: ">"), UInt8(ascii: "("): return nil
      default: break
      }
    }
    return nil
  }

  /// Takes the words of one integer type off `rest`, or one other word.
  private static func takeWords(_ rest: inout ByteString.SubSequence) -> [UInt8] {
    var words = Words()
    var taken: (words: Words, rest: ByteString.SubSequence)?
    var ahead = rest
    while words.take(ahead.prefix { $0.isWordByte }) {
      ahead = ahead.drop { $0.isWordByte }
      taken = (words, ahead)
      guard ahead.first == UInt8(ascii: " ") else { break }
      ahead = ahead.dropFirst()
    }
    if let taken, let canonical = taken.words.canonical {
      rest = taken.rest
      return Array(canonical.utf8)
    }
    let word = rest.prefix { $0.isWordByte }
    rest = rest.dropFirst(word.count)
    return Array(word)
  }

  /// A decimal number without the suffix of its type.
  private static func withoutSuffix(_ word: ByteString.SubSequence) -> [UInt8] {
    let digits = word.prefix { $0.isDigit }
    let isSuffix = word.dropFirst(digits.count).allSatisfy { "uUlL".utf8.contains($0) }
    return Array(isSuffix ? digits : word)
  }

  /// The words of an integer type's name, counted.
  private struct Words {
    var isSigned = false
    var isUnsigned = false
    var longs = 0
    var isShort = false
    var isChar = false
    var isInt = false

    mutating func take(_ word: ByteString.SubSequence) -> Bool {
      func matches(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { word.elementsEqual($0) }
      }
      if matches("unsigned") {
        isUnsigned = true
      } else if matches("long") {
        longs += 1
      } else if matches("int") {
        isInt = true
      } else if matches("short") {
        isShort = true
      } else if matches("char") {
        isChar = true
      } else if matches("signed") {
        isSigned = true
      } else {
        return false
      }
      return true
    }

    /// Nil when the words do not make a type.
    var canonical: String? {
      let sign = isUnsigned ? "unsigned " : ""
      switch (isChar, isShort, longs) {
      case (true, false, 0) where !isInt: return isSigned ? "signed char" : sign + "char"
      case (false, true, 0): return sign + "short"
      case (false, false, 0) where isInt || isUnsigned || isSigned: return sign + "int"
      case (false, false, 1): return sign + "long"
      case (false, false, 2): return sign + "long long"
      default: return nil
      }
    }
  }
}

extension UInt8 {
  fileprivate var isIndirection: Bool { self == UInt8(ascii: "*") || self == UInt8(ascii: "&") }

  fileprivate var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

  fileprivate var isWordByte: Bool {
    let lower = self | 0x20
    return isDigit || self == UInt8(ascii: "_")
      || (lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")) || self >= 0x80
  }
}
