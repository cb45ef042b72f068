// The attributes of one DIE that metadata is made of, gathered in one pass.

import DebugInfo

/// The attributes of the DIE under the cursor. Kept from DIE to DIE so that nothing is cleared but one word.
struct DieFacts {
  /// The attributes that are kept, each with its place.
  enum Fact: Int, CaseIterable {
    case name, type, byteSize, encoding, location, lowPC, highPC, ranges, declaration
    case specification, abstractOrigin, declFile, declLine, dataMemberLocation, bitSize, bitOffset
    case dataBitOffset, artificial, external, signature, alignment, containingType, count
    case upperBound, lowerBound, constValue, linkageName, virtuality, prototyped, gnuVector
    case `inline`, bitStride

    var attribute: DwarfAttribute {
      switch self {
      case .name: .name
      case .type: .type
      case .byteSize: .byteSize
      case .encoding: .encoding
      case .location: .location
      case .lowPC: .lowPC
      case .highPC: .highPC
      case .ranges: .ranges
      case .declaration: .declaration
      case .specification: .specification
      case .abstractOrigin: .abstractOrigin
      case .declFile: .declFile
      case .declLine: .declLine
      case .dataMemberLocation: .dataMemberLocation
      case .bitSize: .bitSize
      case .bitOffset: .bitOffset
      case .dataBitOffset: .dataBitOffset
      case .artificial: .artificial
      case .external: .external
      case .signature: .signature
      case .alignment: .alignment
      case .containingType: .containingType
      case .count: .count
      case .upperBound: .upperBound
      case .lowerBound: .lowerBound
      case .constValue: .constValue
      case .linkageName: .linkageName
      case .virtuality: .virtuality
      case .prototyped: .prototyped
      case .gnuVector: .gnuVector
      case .inline: .inline
      case .bitStride: .bitStride
      }
    }
  }

  private var present: UInt32 = 0
  private var values: [AttributeValue?]
  /// The place of each attribute below 256; 0xff for those that are not kept.
  private let places: [UInt8]

  init() {
    values = Array(repeating: nil, count: Fact.allCases.count)
    var places = [UInt8](repeating: 0xff, count: 256)
    for fact in Fact.allCases where fact.attribute.rawValue < 256 {
      places[Int(fact.attribute.rawValue)] = UInt8(fact.rawValue)
    }
    self.places = places
  }

  /// Replaces the facts by those of the cursor's DIE.
  @inline(__always)
  mutating func read(_ cursor: inout DieCursor) {
    present = 0
    cursor.readAttributes { name, value in
      let place = name.rawValue < 256 ? places[Int(name.rawValue)] : Self.place(of: name)
      guard place != 0xff else { return }
      present |= 1 << UInt32(place)
      values[Int(place)] = value
    }
  }

  private static func place(of name: DwarfAttribute) -> UInt8 {
    switch name {
    case .gnuVector: UInt8(Fact.gnuVector.rawValue)
    case .mipsLinkageName: UInt8(Fact.linkageName.rawValue)
    default: 0xff
    }
  }

  @inline(__always)
  subscript(fact: Fact) -> AttributeValue? {
    present & (1 << UInt32(fact.rawValue)) != 0 ? values[fact.rawValue] : nil
  }

  func has(_ fact: Fact) -> Bool { present & (1 << UInt32(fact.rawValue)) != 0 }
  func flag(_ fact: Fact) -> Bool { self[fact]?.flag ?? false }
  func unsigned(_ fact: Fact) -> UInt64? { self[fact]?.unsigned }

  /// A source line; 0 when unknown.
  var line: UInt32 { unsigned(.declLine).flatMap { UInt32(exactly: $0) } ?? 0 }
}

extension DwarfAttribute {
  /// The name of `DW_AT_linkage_name` before DWARF 4 (GNU and MIPS).
  static let mipsLinkageName = DwarfAttribute(rawValue: 0x2007)
}
