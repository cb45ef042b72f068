// The symbol-like name of a uniqtype, as liballocs forms it.

extension UniqType {
  /// `__uniqtype__`, eight hexadecimal digits of the digest, `_` and the name (Kell 2015 §4.1). Types without a name of their
  /// own (pointers, arrays) have nothing behind the last underscore.
  public var uniqtypeName: [UInt8] {
    let digits = String(digest >> 32, radix: 16)
    let padding = String(repeating: "0", count: 8 - digits.count)
    return [UInt8](ascii: "__uniqtype__\(padding)\(digits)_") + concrete.name
  }
}
