// The value of one attribute as it stands in the DIE, and the decoding of every form.

/// An attribute's value: a number, or where its bytes lie. The unit gives it meaning: `DwarfUnit.string(_:)`,
/// `reference(_:)`, `address(_:)` and so on.
@frozen
public struct AttributeValue: Sendable {
  /// How it is stored; never `indirect`.
  public let form: DwarfForm
  /// The number (sign-extended for `sdata` and `implicit_const`), or the offset in the unit's section of the bytes of a
  /// string, block or `data16`.
  public let raw: UInt64
  /// Bytes of a string, block or `data16`; else 0.
  public let length: Int

  @inlinable
  init(_ form: DwarfForm, _ raw: UInt64, length: Int = 0) {
    self.form = form
    self.raw = raw
    self.length = length
  }
}

extension AttributeValue {
  /// A constant that is not negative; nil for other classes. Constants of fixed size are taken as unsigned.
  public var unsigned: UInt64? {
    switch form {
    case .data1, .data2, .data4, .data8, .udata: raw
    case .sdata, .implicitConst: Int64(bitPattern: raw) >= 0 ? raw : nil
    default: nil
    }
  }

  /// A constant; nil for other classes. Constants of fixed size are sign-extended, as their context wants it
  /// (DWARF 5 §7.5.5 leaves the sign to the context).
  public var signed: Int64? {
    switch form {
    case .data1: Int64(Int8(truncatingIfNeeded: raw))
    case .data2: Int64(Int16(truncatingIfNeeded: raw))
    case .data4: Int64(Int32(truncatingIfNeeded: raw))
    case .data8, .sdata, .implicitConst: Int64(bitPattern: raw)
    case .udata: Int64(exactly: raw)
    default: nil
    }
  }

  /// Whether a flag is set; false for other classes.
  @inlinable
  public var flag: Bool { form == .flagPresent || form == .flag && raw != 0 }

  /// An offset into another section (line table, ranges, locations); nil for other classes. DWARF 2 and 3 stored these
  /// as `data4` and `data8`.
  public var sectionOffset: UInt64? {
    switch form {
    case .secOffset, .data4, .data8: raw
    default: nil
    }
  }

  /// Whether the value is a block of bytes (`exprloc` among them).
  public var isBlock: Bool {
    switch form {
    case .block, .block1, .block2, .block4, .exprloc, .data16: true
    default: false
    }
  }
}

extension ByteCursor {
  /// Reads one attribute.
  @inlinable @inline(__always)
  mutating func attribute(
    _ specification: AttributeSpecification, _ encoding: DwarfEncoding
  ) -> AttributeValue {
    let form = specification.form
    switch specification.storage {
    case .nothing: return AttributeValue(form, 1)
    case .implicit: return AttributeValue(form, UInt64(bitPattern: specification.implicit))
    case .fixed1: return AttributeValue(form, UInt64(read(UInt8.self)))
    case .fixed2: return AttributeValue(form, UInt64(read(UInt16.self)))
    case .fixed4: return AttributeValue(form, UInt64(read(UInt32.self)))
    case .fixed8: return AttributeValue(form, read(UInt64.self))
    case .uleb: return AttributeValue(form, uleb())
    case .blockLEB:
      let length = uleb()
      return span(form, length)
    default: return unusualAttribute(form, specification.storage, encoding)
    }
  }

  @usableFromInline
  mutating func unusualAttribute(
    _ form: DwarfForm, _ storage: FormStorage, _ encoding: DwarfEncoding
  ) -> AttributeValue {
    switch storage {
    case .fixed3: return AttributeValue(form, unsigned(size: 3))
    case .fixed16: return span(form, 16)
    case .sleb: return AttributeValue(form, UInt64(bitPattern: sleb()))
    case .string:
      let start = position
      let count = cString().count
      return AttributeValue(form, UInt64(start), length: count)
    case .block1: return span(form, UInt64(read(UInt8.self)))
    case .block2: return span(form, UInt64(read(UInt16.self)))
    case .block4: return span(form, UInt64(read(UInt32.self)))
    case .indirect: return indirectAttribute(encoding)
    default:
      // A form without a known size: nothing after it can be found.
      fail()
      return AttributeValue(form, 0)
    }
  }

  /// The form stands in the DIE; it may be neither indirect again nor an implicit constant (DWARF 5 §7.5.3).
  private mutating func indirectAttribute(_ encoding: DwarfEncoding) -> AttributeValue {
    let form = DwarfForm(rawValue: UInt16(exactly: uleb()) ?? 0)
    let storage = FormStorage(form, encoding)
    guard storage != .indirect, storage != .implicit else {
      fail()
      return AttributeValue(form, 0)
    }
    return attribute(
      AttributeSpecification(
        name: DwarfAttribute(rawValue: 0), form: form, storage: storage, implicit: 0), encoding)
  }

  @inlinable @inline(__always)
  mutating func span(_ form: DwarfForm, _ length: UInt64) -> AttributeValue {
    let start = position
    skip(length)
    return AttributeValue(
      form, UInt64(bitPattern: Int64(start)), length: failed ? 0 : Int(truncatingIfNeeded: length))
  }

  /// Steps over one attribute.
  @inlinable @inline(__always)
  mutating func skipAttribute(
    _ specification: AttributeSpecification, _ encoding: DwarfEncoding
  ) {
    switch specification.storage {
    case .nothing, .implicit: return
    case .fixed1: skip(1)
    case .fixed2: skip(2)
    case .fixed4: skip(4)
    case .fixed8: skip(8)
    case .uleb: skipLEB()
    case .blockLEB: skip(uleb())
    default: _ = unusualAttribute(specification.form, specification.storage, encoding)
    }
  }
}
