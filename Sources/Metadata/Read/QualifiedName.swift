// Qualified names of C++ taken apart.

/// Names such as `ns::C<a::b>::m`.
enum QualifiedName {
  /// What stands behind the last `::` that is not inside template arguments or parentheses.
  static func lastPart(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var depth = 0
    var start = name.startIndex
    var previous: UInt8 = 0
    for (place, byte) in zip(name.indices, name) {
      switch byte {
      case UInt8(ascii: "<"), UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ">"), UInt8(ascii: ")"): depth -= 1
      case UInt8(ascii: ":") where previous == byte && depth == 0: start = place + 1
      default: break
      }
      previous = byte
    }
    return name[start...]
  }
}
