// How one unit's numbers are stored, and the storage of each form.

/// The sizes that a unit header sets for everything in the unit.
@frozen
public struct DwarfEncoding: Hashable, Sendable {
  /// 2 to 5.
  public let version: UInt8
  /// Bytes of an address: 4 or 8.
  public let addressSize: UInt8
  /// Bytes of an offset: 4 in 32-bit DWARF, 8 in 64-bit DWARF (DWARF 5 §7.4).
  public let offsetSize: UInt8

  @inlinable
  init(version: UInt8, addressSize: UInt8, offsetSize: UInt8) {
    self.version = version
    self.addressSize = addressSize
    self.offsetSize = offsetSize
  }
}

/// How the bytes of a form lie in a DIE, with the unit's sizes put in.
@usableFromInline
@frozen
enum FormStorage: UInt8, Sendable {
  case nothing, implicit
  case fixed1, fixed2, fixed3, fixed4, fixed8, fixed16
  case uleb, sleb, string
  case block1, block2, block4, blockLEB
  case indirect
  case unknown

  init(_ form: DwarfForm, _ encoding: DwarfEncoding) {
    switch form {
    case .flagPresent: self = .nothing
    case .implicitConst: self = .implicit
    case .data1, .flag, .ref1, .strx1, .addrx1: self = .fixed1
    case .data2, .ref2, .strx2, .addrx2: self = .fixed2
    case .strx3, .addrx3: self = .fixed3
    case .data4, .ref4, .strx4, .addrx4, .refSup4: self = .fixed4
    case .data8, .ref8, .refSig8, .refSup8: self = .fixed8
    case .data16: self = .fixed16
    case .udata, .refUdata, .strx, .addrx, .loclistx, .rnglistx, .gnuAddrIndex, .gnuStrIndex:
      self = .uleb
    case .sdata: self = .sleb
    case .string: self = .string
    case .block1: self = .block1
    case .block2: self = .block2
    case .block4: self = .block4
    case .block, .exprloc: self = .blockLEB
    case .indirect: self = .indirect
    case .addr: self = Self.fixed(encoding.addressSize)
    case .strp, .secOffset, .lineStrp, .strpSup, .gnuRefAlt, .gnuStrpAlt:
      self = Self.fixed(encoding.offsetSize)
    // DWARF 2 gave ref_addr the size of an address (DWARF 3 §7.5.4 changed it).
    case .refAddr:
      self = Self.fixed(encoding.version == 2 ? encoding.addressSize : encoding.offsetSize)
    default: self = .unknown
    }
  }

  private static func fixed(_ size: UInt8) -> FormStorage { size == 8 ? .fixed8 : .fixed4 }

  /// Bytes in a DIE; nil when they vary.
  var fixedSize: Int? {
    switch self {
    case .nothing, .implicit: 0
    case .fixed1: 1
    case .fixed2: 2
    case .fixed3: 3
    case .fixed4: 4
    case .fixed8: 8
    case .fixed16: 16
    default: nil
    }
  }
}
