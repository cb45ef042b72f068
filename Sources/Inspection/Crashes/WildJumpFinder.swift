// Tells a jump to where no code is, and whether a call or a return led there.

import AllocationSites
import CDecoder
import Primitives
import TargetMemory

/// Looks at where execution went on.
struct WildJumpFinder {
  let owner: CrashInvestigator
  let registers: ThreadRegisters

  /// The jump, when the instruction pointer is where no code is, or the instruction leads to an address that cannot be.
  func find(_ instruction: FaultingInstruction?) -> WildJump? {
    let place = registers.instructionPointer
    if !isCode(place) { return jump(to: place, kind) }
    // The processor refuses other addresses before it goes there.
    guard owner.signal.address == nil, let instruction else { return nil }
    switch instruction.operation {
    case SCRY_OP_RETURN:
      guard let target = owner.memory.number(at: registers.stackPointer, size: 8),
        !Address(target).isCanonical
      else { return nil }
      return jump(to: Address(target), .return)
    case SCRY_OP_CALL, SCRY_OP_JUMP:
      guard let target = instruction.firstOperand(in: owner.memory), !Address(target).isCanonical
      else { return nil }
      return jump(to: Address(target), .call)
    default: return nil
    }
  }

  private func jump(to target: Address, _ kind: WildJump.Kind) -> WildJump {
    let source = kind == .call ? pointerPlace(target) : nil
    return WildJump(
      target: target, kind: kind, place: owner.inspector.classify(target),
      pointer: source.map { PointerOrigin(value: target, place: $0) })
  }

  /// What the pointer was read from that the caller called.
  private func pointerPlace(_ target: Address) -> Classification? {
    let frames = owner.frames
    guard let caller = frames.dropFirst().first(where: { !$0.isSameActivation(as: frames[0]) }),
      let code = caller.code(in: owner.memory),
      let call = code.instructions.last(where: {
        $0.address &+ UInt64($0.length) == caller.instructionPointer.raw
      })
    else { return nil }
    let trace = RegisterTrace(
      path: CodePath(to: call.address, in: code), registers: caller.physical.registers,
      memory: owner.memory)
    guard let place = trace.source(of: call.operand.0),
      owner.memory.number(at: place, size: 8) == target.raw
    else { return nil }
    return owner.inspector.classify(place).withFirstPart
  }

  private func isCode(_ address: Address) -> Bool {
    owner.view.mappings.containing(address)?.permissions.contains(.execute) ?? false
  }

  /// A call has left its return address on top of the stack, a return has left its target right below it.
  private var kind: WildJump.Kind {
    let top = registers.stackPointer
    if let address = owner.memory.number(at: top, size: 8), isCall(before: Address(address)) {
      return .call
    }
    let popped = owner.memory.number(at: top - 8, size: 8)
    return popped == registers.instructionPointer.raw ? .return : .unknown
  }

  /// Whether an indirect call ends at an address: FF /2 with a register or memory, 2 to 8 bytes long.
  private func isCall(before address: Address) -> Bool {
    guard isCode(address), isCode(address - 8) else { return false }
    return (2...8).contains { length in
      let start = address - UInt64(length)
      guard let bytes = try? owner.memory.bytes(at: start, count: length) else { return false }
      var decoded = scry_instruction()
      return scry_decode(bytes, bytes.count, start.raw, &decoded) == length
        && UInt32(decoded.operation) == SCRY_OP_CALL.rawValue && decoded.target == 0
    }
  }
}
