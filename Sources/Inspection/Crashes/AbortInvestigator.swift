// Why a program called abort: the C library's message, a damaged heap, an exception that nobody caught.

import AgentIndex
import Primitives
import TargetMemory

extension CrashInvestigator {
  /// What lies behind SIGABRT.
  var abortCause: CrashCause {
    let isOwn = signal.sender.map { $0.pid == inspector.target.facts.pid } ?? true
    if let sender = signal.sender, !isOwn { return .sent(sender, isOwn: false) }
    let own = frames.filter { !$0.isRuntime && $0.physical.module != nil }
    let caller = (own.first { !$0.isOfStandardLibrary } ?? own.first).map {
      CodeLocation(
        address: $0.instructionPointer, function: $0.function,
        file: $0.file.isEmpty ? nil : $0.file, line: $0.lineNumber,
        module: $0.physical.module?.path)
    }
    if let message = AbortMessage(view.modules.modules, memory).text {
      return .aborted(message: message, by: caller, heapFault(message))
    }
    if let exception = ExceptionFinder(owner: self).find() { return .exception(exception) }
    return .calledAbort(abortReason, by: caller)
  }

  private var abortReason: AbortReason {
    if isOnStack("__cxa_pure_virtual") { return .pureVirtual }
    return isOnStack("std::terminate") ? .terminate : .none
  }

  /// Whether a function of the libraries that has a symbol is among those that led here.
  func isOnStack(_ function: String) -> Bool {
    let name = Array(function.utf8)
    return frames.contains { $0.function == name }
  }

  /// What was wrong with the heap; nil when the library complained of something else.
  private func heapFault(_ message: [UInt8]) -> HeapFault? {
    guard Self.heapMessages.contains(where: { message.starts(with: $0.utf8) }) else { return nil }
    var fault = HeapFault()
    let call = RuntimeCall(self)
    fault.function = call?.function
    if let pointer = givenPointer(to: call, message) {
      fault.argument = argument(pointer, message)
    }
    if case .success(let index) = view.agent {
      let headers = ChunkHeaders(
        index: index, memory: memory, mappings: view.mappings, given: fault.argument?.address)
      fault.damage = headers.firstDamage().map { describe($0, given: fault.argument) }
    }
    return fault
  }

  /// What the program gave back when the library complained: by the code that called, by the library's debug information, by what
  /// the agent recorded of this very call.
  private func givenPointer(to call: RuntimeCall?, _ message: [UInt8]) -> Address? {
    if let call, Self.releasing.contains(where: { call.function == Array($0.utf8) }),
      let argument = call.firstArgument
    {
      return Address(argument.value)
    }
    if let described = describedArgument { return described }
    guard !Self.isSecondFree(message), let caller, case .success(let index) = view.agent else {
      return nil
    }
    return try? index.latestFree(returningTo: caller)
  }

  /// Where the library's innermost call from the program returns to.
  private var caller: Address? { frames.first { !$0.isRuntime }?.instructionPointer }

  /// The agent has recorded the very call that did not come to its end: before it the block was in use, unless the library
  /// says that it was not.
  private func argument(_ pointer: Address, _ message: [UInt8]) -> Classification {
    var answer = inspector.classify(pointer)
    if answer.state == .freed, answer.freedBy?.address == caller, !Self.isSecondFree(message) {
      answer.state = .live
      answer.freedBy = nil
    }
    return answer
  }

  /// The pointer by the debug information of the library, where that is installed.
  private var describedArgument: Address? {
    guard let stack else { return nil }
    for frame in frames.prefix(while: \.isRuntime) {
      guard
        let chunk = Self.chunkParameters.first(where: { frame.function == Array($0.function.utf8) }
        ),
        let variable = stacks.variables(of: frame, in: stack, thread: thread.facts.tid)
          .first(where: { $0.name == Array(chunk.name.utf8) }),
        case .known(let value) = variable.state, let pointer = word(of: value)
      else { continue }
      // A chunk's bookkeeping comes before its block.
      return Address(pointer) + 16
    }
    return nil
  }

  private func word(of value: ExpressionValue) -> UInt64? {
    switch value.place {
    case .memory(let place): memory.number(at: place, size: 8)
    case .bytes(let bytes) where bytes.count == 8:
      bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    default: nil
    }
  }

  /// glibc's functions that get a chunk, and what they call it.
  private static let chunkParameters = [
    (function: "_int_free", name: "p"), (function: "munmap_chunk", name: "p"),
    (function: "_int_realloc", name: "oldp"),
  ]

  /// Whether the library says what it says only of blocks that were free already.
  private static func isSecondFree(_ message: [UInt8]) -> Bool {
    ["free(): double free detected", "double free or corruption (fasttop)"].contains {
      message.starts(with: $0.utf8)
    }
  }

  private func describe(_ damage: DamagedHeader, given: Classification?) -> HeapDamage {
    HeapDamage(
      header: damage.place, found: damage.found,
      victim: damage.block.map { block in
        given.flatMap { $0.address == block.base ? $0 : nil } ?? inspector.classify(block.base)
      },
      before: damage.before.map { inspector.classify($0.base) })
  }

  /// How the messages of glibc's malloc/malloc.c begin.
  private static let heapMessages = [
    "free():", "malloc():", "malloc_consolidate():", "realloc():", "munmap_chunk():",
    "mremap_chunk():", "double free or corruption", "corrupted size vs. prev_size",
    "corrupted double-linked list", "unaligned fastbin chunk", "unaligned tcache chunk",
    "chunk_main_arena", "break adjusted to free malloc space",
  ]

  private static let releasing = [
    "free", "cfree", "realloc", "reallocarray", "operator delete", "operator delete[]",
  ]
}

extension Frame {
  /// Whether its function is the C++ library's, inlined or instantiated in the program, or Rust's, which is linked into it.
  fileprivate var isOfStandardLibrary: Bool {
    guard let function else { return false }
    return ["std::", "core::", "rust_", "__rust"].contains { function.starts(with: $0.utf8) }
  }
}

/// The text that glibc keeps for whoever looks at the core (`__abort_msg`, sysdeps/posix/libc_fatal.c).
struct AbortMessage {
  /// Without the newline at its end; nil when there is none.
  let text: [UInt8]?

  private static let limit = 4096

  init(_ modules: [Module], _ memory: any MemoryReader) {
    text = modules.lazy.compactMap { Self.read($0, memory) }.first
  }

  private static func read(_ module: Module, _ memory: any MemoryReader) -> [UInt8]? {
    guard module.isExecutable || module.name.starts(with: "libc".utf8),
      let own = module.names?.address(of: "__abort_msg".utf8),
      let message = try? memory.pointer(at: module.inProcess(own)), message.raw != 0,
      // `struct abort_msg_s`: the size of its memory, and the text.
      let text = try? memory.cString(at: message + 4, limit: limit)
    else { return nil }
    let end = text.lastIndex { $0 != UInt8(ascii: "\n") }.map { $0 + 1 } ?? 0
    return end == 0 ? nil : Array(text[..<end])
  }
}
