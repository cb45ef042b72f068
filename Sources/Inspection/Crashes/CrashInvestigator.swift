// Finds out why a process died: which kind of end its signal means, and whom to ask about it.

import AllocationSites
import CDecoder
import Glibc
import Primitives
import TargetMemory

extension Inspector {
  /// Why the process ended, of a target that a signal ended while `thread` ran.
  public func crash(
    by signal: SignalInfo, of thread: StoppedThread, in stacks: StackInspector
  ) -> Crash {
    let last = CrashInvestigator(inspector: self, stacks: stacks, signal: signal, thread: thread)
    guard let first = last.beforeHandler else { return last.crash }
    var crash = first.crash
    crash.handled = first.signal
    return crash
  }
}

/// What all questions about one end share.
struct CrashInvestigator {
  let inspector: Inspector
  let stacks: StackInspector
  let signal: SignalInfo
  let thread: StoppedThread
  /// The frames before this one are those of a signal's handler.
  var firstLevel = 0

  var view: Inspector.State { stacks.view }
  var memory: any MemoryReader { stacks.memory }

  /// Frames that are looked at; more stand on a stack that ran over.
  static let frameLimit = 64

  /// Without functions that jumped to the next: what went through registers is looked for at calls.
  var frames: [Frame] {
    let calls = (stack?.frames ?? []).filter { $0.physical.origin != .tailCall }
    return Array(calls.dropFirst(firstLevel))
  }

  var stack: ThreadStack? { stacks.stack(of: thread, limit: Self.frameLimit) }

  /// The same for the fault that a handler was called for, when the handler then ended the program by a signal of its own.
  fileprivate var beforeHandler: CrashInvestigator? {
    guard firstLevel == 0, signal.sender?.pid == inspector.target.facts.pid,
      let level = frames.firstIndex(where: \.isSignalFrame), level + 1 < frames.count,
      let trap = HandledTrap(self, signalFrame: frames[level], interrupted: frames[level + 1]),
      let handled = trap.signal
    else { return nil }
    return CrashInvestigator(
      inspector: inspector, stacks: stacks, signal: handled, thread: trap.thread,
      firstLevel: level + 1)
  }

  var crash: Crash {
    if signal.number == SIGABRT { return Crash(cause: abortCause) }
    if let sender = signal.sender {
      return Crash(cause: .sent(sender, isOwn: sender.pid == inspector.target.facts.pid))
    }
    guard let registers = thread.registers else { return Crash(cause: .unknown) }
    switch signal.number {
    case SIGSEGV, SIGBUS: return AccessInvestigator(owner: self, registers: registers).crash
    case SIGFPE: return Crash(cause: divisionCause(registers))
    case SIGILL, SIGTRAP: return Crash(cause: instructionCause(registers))
    default: return Crash(cause: .unknown)
    }
  }

  /// The divisor tells a division by zero from a quotient that has no room, which the kernel does not.
  private func divisionCause(_ registers: ThreadRegisters) -> CrashCause {
    guard let instruction = FaultingInstruction(of: registers, memory: memory),
      instruction.operation == SCRY_OP_DIVIDE, let divisor = instruction.firstOperand(in: memory)
    else { return .unknown }
    let place = instruction.firstOperandPlace ?? origin(ofDivisor: instruction)
    return .division(byZero: divisor == 0, variable: place.map(inspector.classify))
  }

  private func origin(ofDivisor instruction: FaultingInstruction) -> Address? {
    guard UInt32(instruction.decoded.operand.0.kind) == SCRY_OPERAND_REGISTER.rawValue,
      let trace = trace(ofInnermost: instruction.registers)
    else { return nil }
    for part in trace.value(of: instruction.decoded.operand.0.reg).parts {
      if case .memory(let place) = part.source { return place }
    }
    return nil
  }

  private func instructionCause(_ registers: ThreadRegisters) -> CrashCause {
    guard let instruction = FaultingInstruction(of: registers, memory: memory) else {
      return .unknown
    }
    // The instruction pointer is already behind an int3.
    if signal.number == SIGTRAP { return .unknown }
    let isTrap = instruction.isInstruction && instruction.operation == SCRY_OP_STOP
    return isTrap ? .trap(instruction.bytes) : .illegalInstruction(instruction.bytes)
  }

  /// The trace of the innermost frame's registers; nil when its code is not known.
  func trace(ofInnermost registers: ThreadRegisters) -> RegisterTrace? {
    guard let frame = frames.first, let code = frame.code(in: memory) else { return nil }
    let path = CodePath(to: registers.instructionPointer.raw, in: code)
    return RegisterTrace(path: path, registers: frame.physical.registers, memory: memory)
  }
}
