// The program's call into the C or C++ library that the library's frames of a stack belong to.

import AllocationSites
import CDecoder
import DebugInfo
import Primitives
import TargetMemory

/// The innermost call of the program's own code, when it is one of a run-time library's functions.
struct RuntimeCall {
  private let owner: CrashInvestigator
  private let frame: Frame
  private let trace: RegisterTrace
  /// The function that the frame called went on to the library's with a jump, so that it has no frame itself.
  private let isTailCall: Bool
  /// The name that was called; C++'s demangled.
  let function: [UInt8]
  /// Whether the library's function itself is the innermost frame.
  let isInnermost: Bool

  /// Where the call returns to.
  var returnAddress: Address { frame.instructionPointer }

  /// The registers of the first arguments (System V ABI for AMD64, 3.2.3): rdi, rsi.
  private static let arguments: [UInt64] = [5, 4]

  /// nil when the innermost frame is the program's, and when the call cannot be found in the code.
  init?(_ owner: CrashInvestigator) {
    let frames = owner.frames
    guard let level = frames.firstIndex(where: { !$0.isRuntime }), level > 0,
      let module = frames[level].physical.module, let code = frames[level].code(in: owner.memory),
      let call = code.instructions.last(where: {
        $0.address &+ UInt64($0.length) == frames[level].instructionPointer.raw
          && UInt32($0.operation) == SCRY_OP_CALL.rawValue
      })
    else { return nil }
    let name = frames[level - 1].function ?? []
    let registers = frames[level].physical.registers
    if let function = Self.callee(call, module), Self.isNamed(name, function) {
      self.function = function
      isTailCall = false
      trace = RegisterTrace(
        path: CodePath(to: call.address, in: code), registers: registers, memory: owner.memory)
    } else if let tail = Self.tailCall(of: name, from: call, module, owner.memory) {
      function = tail.function
      isTailCall = true
      trace = RegisterTrace(path: tail.path, registers: .unknown, memory: owner.memory)
    } else {
      return nil
    }
    self.owner = owner
    frame = frames[level]
    isInnermost = frames[..<level].allSatisfy { $0.isSameActivation(as: frames[0]) }
  }

  /// The only jump to the library's function that the function has which was called.
  private static func tailCall(
    of name: [UInt8], from call: scry_instruction, _ module: Module, _ memory: any MemoryReader
  ) -> (function: [UInt8], path: CodePath)? {
    guard call.target != 0,
      let code = module.code(ofFunctionAt: Address(call.target), in: memory)
    else { return nil }
    let jumps = code.instructions.filter { instruction in
      UInt32(instruction.operation) == SCRY_OP_JUMP.rawValue
        && !code.contains(instruction.target)
        && callee(instruction, module).map { isNamed(name, $0) } ?? false
    }
    guard jumps.count == 1, let function = callee(jumps[0], module) else { return nil }
    return (function, CodePath(to: jumps[0].address, in: code))
  }

  /// Whether the library's function is the one that was called, rather than one that it went on to with a jump. The library has
  /// several for one name (`__strlen_avx2`), and one for two (`memcpy`, `memmove`).
  private static func isNamed(_ function: [UInt8], _ called: [UInt8]) -> Bool {
    let own = String(decoding: function, as: UTF8.self)
    let name = String(decoding: called, as: UTF8.self)
    return own.contains(name) || name == "memcpy" && own.contains("memmove")
  }

  /// By the linkage table that the call goes through, directly or by way of a stub.
  private static func callee(_ call: scry_instruction, _ module: Module) -> [UInt8]? {
    if call.target != 0 {
      let own = module.own(Address(call.target))
      return module.names?.stub(at: own)?.target ?? module.functionSymbol(containing: own)?.name
    }
    let operand = call.operand.0
    guard UInt32(operand.kind) == SCRY_OPERAND_MEMORY.rawValue,
      operand.base == UInt8(SCRY_REGISTER_NONE), operand.index == UInt8(SCRY_REGISTER_NONE)
    else { return nil }
    return module.names?.slot(at: module.own(Address(UInt64(bitPattern: operand.value))))?.target
  }

  /// What the first argument was; nil when nothing tells.
  var firstArgument: TracedPart? { argument(Self.arguments[0]) }

  /// The first two arguments, as far as they are known.
  var pointerArguments: [TracedPart] { Self.arguments.compactMap(argument) }

  private func argument(_ register: UInt64) -> TracedPart? {
    if !isTailCall, let value = described(register) {
      return TracedPart(value: value, source: .register(register))
    }
    let traced = trace.value(of: UInt8(register))
    guard let value = traced.value else { return nil }
    return traced.parts.first { $0.value == value }
      ?? TracedPart(value: value, source: .register(register))
  }

  /// What the compiler says of the argument (DW_TAG_call_site_parameter).
  private func described(_ register: UInt64) -> UInt64? {
    guard let module = frame.physical.module else { return nil }
    let own = module.own(frame.instructionPointer)
    let call = module.code?.function(at: own - 1)?.calls.first {
      $0.returnAddress == own && !$0.isTailCall
    }
    let context = UnwindContext(
      registers: frame.physical.registers, memory: owner.memory,
      frameAddress: frame.physical.frameAddress, bias: module.bias)
    return call?.argument(inRegister: register)?.number(in: context)
  }
}

extension Frame {
  /// Whether its code is the C or C++ library's, the loader's or the agent's, rather than the program's.
  var isRuntime: Bool {
    guard let name = physical.module?.name else { return false }
    let libraries = [
      "libc.so", "libc-", "libstdc++.so", "libc++", "libgcc_s.so", "libpthread", "ld-linux",
      "libscry-agent.so",
    ]
    return libraries.contains { name.starts(with: $0.utf8) }
  }
}
