// What debug information says of a place in a frame that no variable has at this instruction.

import DebugInfo
import Primitives

extension FrameContext {
  /// Whether an address holds an argument of the call that is under way, by what the call site says (DWARF 5 §3.4.2).
  func isArgument(_ address: Address) -> Bool {
    guard let call = currentCall else { return false }
    return call.argumentLocations.contains { location in
      guard case .memory(let place)? = location.pieces(in: self).first?.location,
        let start = place.constant
      else { return false }
      return AddressRange(Address(UInt64(bitPattern: start)), size: 8).contains(address)
    }
  }

  /// The variable that a place is kept for at other instructions of the function: a spill slot, or the variable of a block that
  /// is not being executed. Nil for none, and for several that share it.
  func variable(elsewhereAt address: Address) -> [UInt8]? {
    var names: Set<[UInt8]> = []
    for variable in scopes.function.scopes.flatMap(\.variables) where covers(variable, address) {
      names.insert(Array(variable.name))
    }
    return names.count == 1 ? names.first : nil
  }

  private func covers(_ variable: FunctionVariable, _ address: Address) -> Bool {
    guard let location = variable.location,
      let size = VariableReader.size(of: variable.die), size > 0
    else { return false }
    return variable.die.unit.locations(location).contains { entry in
      entry.expression.pieces.contains { piece in
        guard let start = fixedPlace(of: piece.location) else { return false }
        return AddressRange(start, size: piece.bitSize.map { $0 / 8 } ?? size).contains(address)
      }
    }
  }

  /// The address of a place that is the same at every instruction of the function.
  private func fixedPlace(of location: ObjectLocation) -> Address? {
    guard case .memory(let place) = location,
      place.base == .frameBase || place.base == .frameAddress,
      let base = value(of: place.base)
    else { return nil }
    return Address(base &+ UInt64(bitPattern: place.offset))
  }
}
