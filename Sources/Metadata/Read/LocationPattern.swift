// The few DWARF expressions that say where static data and members are, recognised without evaluating them.

import DebugInfo
import Primitives

/// An expression (DWARF 5 §7.7.1), matched against the forms that compilers write.
struct LocationPattern {
  private let bytes: ByteString

  init(_ bytes: ByteString) { self.bytes = bytes }

  /// A fixed place.
  enum Place: Equatable {
    case address(UInt64)
    /// Offset in the module's TLS block.
    case threadLocal(UInt64)
  }

  private enum Operation {
    static let addr: UInt8 = 0x03
    static let deref: UInt8 = 0x06
    static let const8u: UInt8 = 0x0e
    static let constu: UInt8 = 0x10
    static let dup: UInt8 = 0x12
    static let minus: UInt8 = 0x1c
    static let plus: UInt8 = 0x22
    static let plusConstant: UInt8 = 0x23
    static let lit0: UInt8 = 0x30
    static let formTLSAddress: UInt8 = 0x9b
    static let addrx: UInt8 = 0xa1
    static let constx: UInt8 = 0xa2
    static let pushTLSAddress: UInt8 = 0xe0
    static let gnuAddressIndex: UInt8 = 0xfb
    static let gnuConstantIndex: UInt8 = 0xfc
  }

  /// Where a variable is, when its place is fixed and the expression says nothing else.
  func place(in unit: DwarfUnit) -> Place? {
    var cursor = ByteCursor(bytes.bytes)
    let operation = cursor.read(UInt8.self)
    var address: UInt64?
    switch operation {
    case Operation.addr, Operation.const8u: address = cursor.read(UInt64.self)
    case Operation.addrx, Operation.gnuAddressIndex, Operation.constx, Operation.gnuConstantIndex:
      address = unit.indexedAddress(cursor.uleb())?.raw
    default: return nil
    }
    guard var address, !cursor.failed else { return nil }
    let isConstant = [Operation.const8u, Operation.constx, Operation.gnuConstantIndex]
      .contains(operation)
    var isThreadLocal = false
    while !cursor.isAtEnd {
      switch cursor.read(UInt8.self) {
      // clang merges globals and names them by their distance from the first.
      case Operation.plusConstant: address = address &+ cursor.uleb()
      case Operation.formTLSAddress, Operation.pushTLSAddress: isThreadLocal = true
      default: return nil
      }
    }
    // The offset of a thread-local is written as a constant, or, before split DWARF, as an address too.
    guard !cursor.failed, isThreadLocal || !isConstant else { return nil }
    return isThreadLocal ? .threadLocal(address) : .address(address)
  }

  /// The constant that an expression adds to the address it is given (DWARF 2's member locations).
  var addedConstant: Int64? {
    var cursor = ByteCursor(bytes.bytes)
    guard cursor.read(UInt8.self) == Operation.plusConstant else { return nil }
    let constant = cursor.uleb()
    return cursor.failed || !cursor.isAtEnd ? nil : Int64(exactly: constant)
  }

  /// Where, from the vtable's address point, the offset of a virtual base stands: what
  /// `dup, deref, constu N, minus, deref, plus` subtracts, negative. All compilers of the Itanium C++ ABI write it so.
  var virtualBaseSlot: Int64? {
    var cursor = ByteCursor(bytes.bytes)
    guard cursor.read(UInt8.self) == Operation.dup, cursor.read(UInt8.self) == Operation.deref
    else { return nil }
    let distance: Int64?
    switch cursor.read(UInt8.self) {
    case Operation.constu: distance = Int64(exactly: cursor.uleb())
    case 0x08: distance = Int64(cursor.read(UInt8.self))
    case 0x0a: distance = Int64(cursor.read(UInt16.self))
    case let operation where operation >= Operation.lit0 && operation < Operation.lit0 + 32:
      distance = Int64(operation - Operation.lit0)
    default: return nil
    }
    let rest = [Operation.minus, Operation.deref, Operation.plus]
    guard let distance, rest.allSatisfy({ cursor.read(UInt8.self) == $0 }), cursor.isAtEnd,
      !cursor.failed
    else { return nil }
    return -distance
  }
}
