// From DWARF's variable locations to registers and frame offsets, with the help of call frame information.

import DebugInfo
import Primitives

/// Resolves the locations of one function's variables.
struct LocationResolver {
  /// The rows of the function's call frame information, those of all its ranges.
  private let rows: [CallFrameRow]
  /// The frame base as a symbolic number; nil when it is a list or unusual.
  private let frameBase: SymbolicNumber?

  init(_ function: DwarfFunction, frames: CallFrameInfo) {
    rows = function.ranges.flatMap { frames.rows(around: $0.start) ?? [] }
    frameBase = function.frameBase.flatMap { value in
      guard value.isBlock, let location = function.die.unit.locations(value).first else {
        return nil
      }
      return location.expression.number()
    }
  }

  /// The stack pointer and frame pointer before the instruction at an address.
  func anchors(at address: UInt64) -> FrameAnchors {
    var anchors = FrameAnchors()
    guard let row = rows.first(where: { $0.range.contains(Address(address)) }),
      case .register(let register, let offset) = row.frameAddress
    else { return anchors }
    if register == CallFrameRow.rsp { anchors.stackPointer = 0 &- offset }
    if register == CallFrameRow.rbp { anchors.framePointer = 0 &- offset }
    return anchors
  }

  /// The places of a variable within `scope`, the ranges in which it is visible.
  func places(
    of variable: FunctionVariable, size: Int64, scope: [Range<UInt64>]
  ) -> [VariablePlace] {
    guard let location = variable.location else { return [] }
    var places: [VariablePlace] = []
    for entry in variable.die.unit.locations(location) {
      let ranges = entry.range.map { [$0.start.raw..<$0.end.raw] } ?? scope
      for piece in entry.expression.pieces {
        let offset = Int64(clamping: piece.bitOffset / 8)
        let bytes = piece.bitSize.map { Int64(clamping: $0 / 8) } ?? size
        for range in ranges {
          add(piece.location, range, offset: offset, size: bytes, to: &places)
        }
      }
    }
    return places
  }

  private func add(
    _ location: ObjectLocation, _ range: Range<UInt64>, offset: Int64, size: Int64,
    to places: inout [VariablePlace]
  ) {
    func append(_ home: VariablePlace.Home, _ range: Range<UInt64>, delta: Int64 = 0) {
      guard !range.isEmpty else { return }
      places.append(
        VariablePlace(range: range, home: home, offset: offset, size: size, delta: delta))
    }
    switch location {
    case .register(let register): append(.register(UInt8(clamping: register)), range)
    case .value(let number):
      guard case .register(let register) = number.base, register < 17 else { return }
      append(.register(UInt8(register)), range, delta: number.offset)
    case .memory(let number):
      for (part, start) in frameOffsets(of: number, in: range) { append(.frame(start), part) }
    case .bytes, .implicitPointer, .none: break
    }
  }

  /// The offsets from the canonical frame address that an address has in the parts of a range.
  private func frameOffsets(
    of number: SymbolicNumber, in range: Range<UInt64>
  ) -> [(range: Range<UInt64>, offset: Int64)] {
    switch number.base {
    case .frameAddress: return [(range, number.offset)]
    case .frameBase:
      guard let frameBase, frameBase.base != .frameBase else { return [] }
      let moved = SymbolicNumber(frameBase.base, frameBase.offset &+ number.offset)
      return frameOffsets(of: moved, in: range)
    case .register(let register):
      return rows.compactMap { row in
        guard case .register(register, let offset) = row.frameAddress else { return nil }
        let part = range.clamped(to: row.range.start.raw..<row.range.end.raw)
        return part.isEmpty ? nil : (part, number.offset &- offset)
      }
    default: return []
    }
  }
}
