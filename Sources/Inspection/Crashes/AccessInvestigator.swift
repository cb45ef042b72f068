// Finds the object that an instruction missed.

import AgentIndex
import CDecoder
import Glibc
import Primitives
import TargetMemory
import TypeModel

/// Looks into an access to memory that failed.
struct AccessInvestigator {
  let owner: CrashInvestigator
  let registers: ThreadRegisters

  private var inspector: Inspector { owner.inspector }

  /// Nothing is mapped below it (/proc/sys/vm/mmap_min_addr): an address there is a null pointer and a distance.
  private static let lowest: UInt64 = 1 << 16

  var crash: Crash {
    let instruction = FaultingInstruction(of: registers, memory: owner.memory)
    if let jump = WildJumpFinder(owner: owner, registers: registers).find(instruction) {
      let access = MemoryAccess(kind: .execute, address: jump.target, size: nil)
      return Crash(access: access, cause: .wildJump(jump), pointer: jump.pointer)
    }
    let found = instruction?.access(at: owner.signal.address)
    let fault = owner.signal.address ?? found?.access.address
    if let fault, let overflow = StackOverflowFinder(owner: owner).find(fault, registers) {
      return Crash(access: found?.access, cause: .stackOverflow(overflow))
    }
    guard let fault else { return Crash(cause: .unknown) }
    var judged = judge(fault, found?.access, pointers(of: found?.operand))
    if case .badAddress = judged.cause, isNull(found?.operand, fault) {
      judged.cause = .nullPointer(offset: fault.raw, object: nil, member: nil)
    }
    let origin = judged.pointers.lazy.compactMap(origin).first
    if judged.cause.isUnexplained, let origin, origin.place.state == .freed {
      return Crash(access: found?.access, cause: .readFromFreed(origin), pointer: origin)
    }
    return Crash(access: found?.access, cause: judged.cause, pointer: origin)
  }

  /// Whether an operand is a null pointer and a distance, though nothing tells where the pointer came from. Compilers leave a pointer
  /// out that they know to be null.
  private func isNull(_ operand: scry_access?, _ fault: Address) -> Bool {
    guard let operand, operand.segment == 0, fault.raw < 4096,
      operand.index == UInt8(SCRY_REGISTER_NONE)
    else { return false }
    return operand.base == UInt8(SCRY_REGISTER_NONE) || registers[UInt64(operand.base)] == 0
  }

  /// What the address was made of: from the instructions before, else from the operand's registers.
  private func pointers(of operand: scry_access?) -> [TracedPart] {
    guard let operand, operand.segment == 0 else { return [] }
    var parts: [TracedPart]
    if let trace = owner.trace(ofInnermost: registers) {
      parts = trace.address(operand).parts
    } else {
      parts = [operand.base, operand.index].compactMap { number in
        registers[UInt64(number)].map {
          TracedPart(value: $0, source: .register(UInt64(number)))
        }
      }
    }
    return parts
  }

  // MARK: The cause

  /// A cause, and the pointers that it may have come by.
  private typealias Judged = (cause: CrashCause, pointers: [TracedPart])

  private func judge(
    _ fault: Address, _ access: MemoryAccess?, _ pointers: [TracedPart]
  ) -> Judged {
    let place = inspector.classify(fault)
    if place.state == .freed { return (.freedObject(place), pointers) }
    if fault.raw < Self.lowest, let found = nullPointer(fault, pointers + arguments) {
      return found
    }
    let near = pointers + arguments.filter { $0.isNear(fault) }
    if !fault.isCanonical { return (.nonCanonical, near) }
    if let cause = refused(fault, access, place) { return (cause, near) }
    if let found = missed(fault, pointers) { return found }
    if let found = missed(fault, arguments.filter { adjoins($0, fault) }) { return found }
    return (behind(fault, place) ?? .badAddress(place), near)
  }

  /// Memory that is mapped, but does not give what was asked of it.
  private func refused(
    _ fault: Address, _ access: MemoryAccess?, _ place: Classification
  ) -> CrashCause? {
    guard let region = place.region else { return nil }
    if owner.signal.number == SIGBUS, owner.signal.code == 2, let file = region.file {
      return .fileEnd(path: file, offset: region.offset &+ (fault - region.range.start))
    }
    let isReadable = region.permissions.contains(.read)
    let isWritable = region.permissions.contains(.write)
    return access?.kind == .write && isReadable && !isWritable ? .readOnly(place) : nil
  }

  /// What the program gave to the library's function that failed.
  private var arguments: [TracedPart] {
    guard let call = RuntimeCall(owner), call.isInnermost else { return [] }
    return call.pointerArguments
  }

  /// Whether nothing but mapped memory lies from a pointer up to the address: a function that works its way through memory
  /// came by.
  private func adjoins(_ part: TracedPart, _ fault: Address) -> Bool {
    let mappings = owner.view.mappings
    guard part.value < fault.raw, var index = mappings.indexContaining(Address(part.value)) else {
      return false
    }
    while mappings[index].range.end <= fault, mappings[index].permissions.contains(.read) {
      if mappings[index].range.end == fault { return true }
      guard index + 1 < mappings.count,
        mappings[index + 1].range.start == mappings[index].range.end
      else { return false }
      index += 1
    }
    return mappings[index].range.contains(fault)
  }

  private func nullPointer(_ fault: Address, _ pointers: [TracedPart]) -> Judged? {
    let null = pointers.filter { $0.value == 0 && $0.source != .instruction }
    guard !null.isEmpty else { return nil }
    let target = null.lazy.compactMap { pointee($0) }.first
    let size = target?.concrete.size
    let member = target.flatMap { type -> ObjectPart? in
      guard let size, fault.raw < size else { return nil }
      let readings = ObjectShape(type, blockSize: size).readings(at: fault.raw).all
      return readings.first { $0.leaf == .value && $0.offset == 0 && !$0.steps.isEmpty }
        .map { ObjectPart($0) }
    }
    return (.nullPointer(offset: fault.raw, object: target, member: member), null)
  }

  /// The object that one of the pointers points into, while the access lies outside of it.
  private func missed(_ fault: Address, _ pointers: [TracedPart]) -> Judged? {
    for part in pointers where part.value >= Self.lowest {
      let pointer = Address(part.value)
      let object = inspector.classify(pointer)
      guard let range = object.allocation, !range.contains(fault), object.isObject,
        part.source != .instruction || object.hasElements && range.start == pointer
      else { continue }
      let cause: CrashCause =
        object.state == .freed
        ? .freedObject(object)
        : fault >= range.end
          ? .pastEnd(of: object, by: fault - range.end)
          : .beforeStart(of: object, by: range.start - fault)
      return (cause, [part])
    }
    return nil
  }

  /// The object that ends last before the address, when only unmapped memory and the rest of a page are between.
  private func behind(_ fault: Address, _ place: Classification) -> CrashCause? {
    guard place.region == nil || place.region?.permissions.isEmpty == true,
      let region = owner.view.mappings.last(where: { $0.range.end <= fault }),
      region.range.end == Address(fault.raw & ~4095), region.permissions.contains(.read)
    else { return nil }
    let last = inspector.classify(region.range.end - 1)
    if last.isObject, let range = last.allocation {
      // Of a mapping the program may have taken the access from a part.
      return range.end <= fault ? .behind(last, by: fault - range.end) : nil
    }
    guard case .success(let index) = owner.view.agent,
      let block = try? index.nearestBlock(before: region.range.end),
      block.base >= region.range.start, block.range.end <= region.range.end,
      region.range.end - block.range.end < 4096
    else { return nil }
    return .behind(inspector.classify(block.base), by: fault - block.range.end)
  }

  // MARK: Pointers

  /// What a pointer is declared to point to; nil when nothing declares it.
  private func pointee(_ part: TracedPart) -> UniqType? {
    let type: UniqType? =
      switch part.source {
      case .memory(let place): inspector.classify(place).declaredType
      case .register(let number): variable(in: number)
      case .instruction, .call: nil
      }
    guard let pointer = type?.concrete, pointer.kind == .pointer, let target = pointer.target else {
      return nil
    }
    return owner.view.sites.definition(of: target)
  }

  /// The type of the variable that the innermost frame keeps in a register.
  private func variable(in register: UInt64) -> UniqType? {
    guard let stack = owner.stack, let first = owner.frames.first else { return nil }
    let innermost = owner.frames.prefix { $0.isSameActivation(as: first) }
    for frame in innermost {
      let variables = owner.stacks.variables(of: frame, in: stack, thread: owner.thread.facts.tid)
      if let found = variables.first(where: { $0.register == register })?.type?.declared {
        return found
      }
    }
    return nil
  }

  /// The memory that a pointer was read from; nil for an index, and for what was not read. What was read from freed memory need not
  /// be what its type says.
  private func origin(_ part: TracedPart) -> PointerOrigin? {
    guard case .memory(let place) = part.source else { return nil }
    let source = inspector.classify(place)
    let type = source.declaredType?.concrete.kind
    guard type == nil || type == .pointer || source.state == .freed else { return nil }
    return PointerOrigin(value: Address(part.value), place: source.withFirstPart)
  }
}

extension CrashCause {
  /// Whether it says no more than that the address was wrong.
  fileprivate var isUnexplained: Bool {
    switch self {
    case .badAddress, .nonCanonical: true
    default: false
    }
  }
}

extension TracedPart {
  /// Whether an address is one that a function comes to from this pointer: of a member, of a header before it.
  fileprivate func isNear(_ address: Address) -> Bool {
    let distance = Int64(bitPattern: address.raw &- value)
    return distance.magnitude < 4096
  }
}

extension Classification {
  /// The declared type of what is at the very address; nil in the middle of something and without a type.
  var declaredType: UniqType? {
    let answer = withFirstPart
    if let part = answer.part { return part.reading.offset == 0 ? part.type : nil }
    guard let object, object.start == address else { return nil }
    return object.shape.element
  }

  /// The same with the way down to the first member or element, at an object's own start.
  var withFirstPart: Classification {
    guard part == nil, let object, object.start == address,
      let first = object.shape.readings(at: 0).all.first(where: { $0.leaf == .value }),
      !first.steps.isEmpty
    else { return self }
    var answer = self
    answer.part = ObjectPart(first)
    return answer
  }

  /// Whether it is a piece of memory with a beginning and an end that the program knows.
  var isObject: Bool {
    guard allocation.map({ !$0.isEmpty }) ?? false else { return false }
    switch allocator {
    case .malloc, .pool: return state == .live || state == .freed
    case .static: return symbol?.kind == .variable || symbol?.kind == .stringLiteral
    case .stack:
      if case .variable? = frame?.part { return true }
      return false
    case .mmap: return site != nil
    case .code, .vdso, .none: return false
    }
  }

  /// Whether it is made of elements or members: something that one computes addresses in.
  var hasElements: Bool {
    guard let type = object?.shape.element.concrete else { return false }
    if case .array = object?.shape.fit { return true }
    return type.kind == .array || type.isRecord
  }
}
