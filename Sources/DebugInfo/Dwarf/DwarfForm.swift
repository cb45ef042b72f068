// DW_FORM_*: how an attribute is stored (DWARF 5 §7.5.6).

/// A `DW_FORM_` constant, named as in the standard; GNU extensions keep their prefix.
@frozen
public struct DwarfForm: RawRepresentable, Hashable, Sendable {
  public let rawValue: UInt16
  @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }
}

extension DwarfForm {
  @inlinable public static var addr: Self { .init(rawValue: 0x01) }
  @inlinable public static var block2: Self { .init(rawValue: 0x03) }
  @inlinable public static var block4: Self { .init(rawValue: 0x04) }
  @inlinable public static var data2: Self { .init(rawValue: 0x05) }
  @inlinable public static var data4: Self { .init(rawValue: 0x06) }
  @inlinable public static var data8: Self { .init(rawValue: 0x07) }
  @inlinable public static var string: Self { .init(rawValue: 0x08) }
  @inlinable public static var block: Self { .init(rawValue: 0x09) }
  @inlinable public static var block1: Self { .init(rawValue: 0x0a) }
  @inlinable public static var data1: Self { .init(rawValue: 0x0b) }
  @inlinable public static var flag: Self { .init(rawValue: 0x0c) }
  @inlinable public static var sdata: Self { .init(rawValue: 0x0d) }
  @inlinable public static var strp: Self { .init(rawValue: 0x0e) }
  @inlinable public static var udata: Self { .init(rawValue: 0x0f) }
  @inlinable public static var refAddr: Self { .init(rawValue: 0x10) }
  @inlinable public static var ref1: Self { .init(rawValue: 0x11) }
  @inlinable public static var ref2: Self { .init(rawValue: 0x12) }
  @inlinable public static var ref4: Self { .init(rawValue: 0x13) }
  @inlinable public static var ref8: Self { .init(rawValue: 0x14) }
  @inlinable public static var refUdata: Self { .init(rawValue: 0x15) }
  @inlinable public static var indirect: Self { .init(rawValue: 0x16) }
  @inlinable public static var secOffset: Self { .init(rawValue: 0x17) }
  @inlinable public static var exprloc: Self { .init(rawValue: 0x18) }
  @inlinable public static var flagPresent: Self { .init(rawValue: 0x19) }
  @inlinable public static var strx: Self { .init(rawValue: 0x1a) }
  @inlinable public static var addrx: Self { .init(rawValue: 0x1b) }
  @inlinable public static var refSup4: Self { .init(rawValue: 0x1c) }
  @inlinable public static var strpSup: Self { .init(rawValue: 0x1d) }
  @inlinable public static var data16: Self { .init(rawValue: 0x1e) }
  @inlinable public static var lineStrp: Self { .init(rawValue: 0x1f) }
  @inlinable public static var refSig8: Self { .init(rawValue: 0x20) }
  @inlinable public static var implicitConst: Self { .init(rawValue: 0x21) }
  @inlinable public static var loclistx: Self { .init(rawValue: 0x22) }
  @inlinable public static var rnglistx: Self { .init(rawValue: 0x23) }
  @inlinable public static var refSup8: Self { .init(rawValue: 0x24) }
  @inlinable public static var strx1: Self { .init(rawValue: 0x25) }
  @inlinable public static var strx2: Self { .init(rawValue: 0x26) }
  @inlinable public static var strx3: Self { .init(rawValue: 0x27) }
  @inlinable public static var strx4: Self { .init(rawValue: 0x28) }
  @inlinable public static var addrx1: Self { .init(rawValue: 0x29) }
  @inlinable public static var addrx2: Self { .init(rawValue: 0x2a) }
  @inlinable public static var addrx3: Self { .init(rawValue: 0x2b) }
  @inlinable public static var addrx4: Self { .init(rawValue: 0x2c) }
  @inlinable public static var gnuAddrIndex: Self { .init(rawValue: 0x1f01) }
  @inlinable public static var gnuStrIndex: Self { .init(rawValue: 0x1f02) }
  @inlinable public static var gnuRefAlt: Self { .init(rawValue: 0x1f20) }
  @inlinable public static var gnuStrpAlt: Self { .init(rawValue: 0x1f21) }
  @inlinable public static var llvmAddrxOffset: Self { .init(rawValue: 0x2001) }
}
