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
