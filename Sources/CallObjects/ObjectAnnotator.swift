// Names the objects behind the pointers of traced calls, and warns of buffers that do not fit them.

import CLinux
import Inspection
import Primitives
import Rendering
import SystemCalls
import TargetMemory
import Tracing

/// Answers the tracer out of the inspector. Belongs to the tracer's thread.
public final class ObjectAnnotator: CallObserver {
  private let spaces: AddressSpaces
  private let agentCalls: AgentCalls
  private let scope: Scope
  private var objects: PointedObjects?
  private var thread: CallingThread?
  /// What was found of the pointers of calls that have not returned, by task.
  private var checks: [Int32: [BufferCheck]] = [:]
  public private(set) var warnings = WarningCount()
  /// Asked for at every call of a trace.
  public let neededCalls = CallChoice(
    native: MappingCall.allCases.map(\.rawValue) + AgentCalls.numbers)

  /// What is asked for.
  public struct Scope: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The objects that pointers lead to.
    public static let objects = Scope(rawValue: 1)
    /// Source lines in stacks.
    public static let sourceLines = Scope(rawValue: 2)
    /// Addresses before what is said of them.
    public static let addresses = Scope(rawValue: 4)
  }

  /// Types come from `metadata`. Calls of the agent at `agentPath`, and of the dynamic linker for it, are hidden.
  public init(scope: Scope, metadata: any MetadataSource, agentPath: String?) {
    self.scope = scope
    spaces = AddressSpaces(metadata: metadata)
    agentCalls = AgentCalls(path: agentPath.map { Array($0.utf8) })
  }

  /// Reads the types of a process that is to be traced, while it runs.
  public func prepare(_ pid: Int32) {
    if scope.contains(.objects) { spaces.objects(of: pid)?.prepare() }
  }

  // MARK: Where the task stands

  public func hides(_ call: CallInFlight, at place: CallPlace) -> Bool {
    agentCalls.contain(call, at: place)
  }

  public func willShowEntry(of call: CallInFlight, at place: CallPlace) {
    checks[place.tid] = nil
    stand(call, place)
  }

  public func willShowExit(of call: CallInFlight, at place: CallPlace) { stand(call, place) }

  private func stand(_ call: CallInFlight, _ place: CallPlace) {
    guard scope.contains(.objects), call.convention != .i386, !place.isBeforeProgram else {
      objects = nil
      return
    }
    objects = spaces.objects(of: place.process.pid)
    let tid = place.tid
    thread = CallingThread(
      tid: tid, instructionPointer: Address(place.instructionPointer),
      stackPointer: Address(place.stackPointer), registers: { Self.registers(of: tid) })
  }

  private static func registers(of tid: Int32) -> ThreadRegisters? {
    withUnsafeTemporaryAllocation(byteCount: ThreadRegisters.byteCount, alignment: 8) { bytes in
      // NT_PRSTATUS (<elf.h>).
      let got = clinux_ptrace_read_registers(tid, 1, bytes.baseAddress, bytes.count)
      return got == bytes.count
        ? ThreadRegisters(userRegisters: UnsafeRawBufferPointer(bytes)) : nil
    }
  }

  public func hasReturned(_ call: CallInFlight, _ result: CallResult, from place: CallPlace) {
    spaces.note(call, result, of: place.process.pid)
    agentCalls.hasReturned(call, result, from: place)
  }

  public func hasExecuted(pid: Int32) {
    spaces.forget(pid)
    agentCalls.hasExecuted(pid: pid)
  }

  public func hasEnded(tid: Int32, of pid: Int32) {
    checks[tid] = nil
    guard tid == pid else { return }
    spaces.forget(pid)
    agentCalls.forget(pid)
  }

  // MARK: Pointers

  public func annotate(
    _ pointer: PointerArgument, as format: TraceFormat, into output: inout OutputBuffer
  ) -> PointerAnnotation {
    guard let objects, let thread,
      let found = objects.describe(Address(pointer.address), for: thread)
    else { return .none }
    if let check = check(pointer, found, objects) { checks[thread.tid, default: []].append(check) }
    if format == .json {
      output.append(found.classification.json.encoded)
      return .prefix
    }
    let text = found.answer.text ?? found.classification.pointedText
    found.answer.text = text
    guard !text.isEmpty else { return .none }
    if scope.contains(.addresses) {
      output.append(hexadecimal: pointer.address)
      output.append(UInt8(ascii: " "))
    }
    output.append(text)
    output.append(UInt8(ascii: " "))
    guard pointer.isData, found.answer.holdsValues, let length = pointer.shownLength,
      let scope = objects.scope,
      let content = found.classification.contentText(length: length, in: scope)
    else { return .prefix }
    output.append(content)
    return .replaced
  }

  /// What is wrong with a pointer; nil when nothing is.
  private func check(
    _ pointer: PointerArgument, _ found: PointedObject, _ objects: PointedObjects
  ) -> BufferCheck? {
    if found.answer.classification.state == .freed { return make(.freed, pointer, found) }
    guard let buffer = found.answer.buffer else { return nil }
    if pointer.isString {
      guard !objects.isEnded(Address(pointer.address), within: buffer.room) else { return nil }
      return make(.unended(size: buffer.room), pointer, found)
    }
    guard let length = pointer.length, length > buffer.room else { return nil }
    let fault = BufferCheck.Fault.tooShort(
      length: length, room: buffer.room, size: buffer.size,
      BufferCheck.Use(
        isWritten: pointer.direction != .read, count: pointer.count))
    return make(fault, pointer, found)
  }

  private func make(
    _ fault: BufferCheck.Fault, _ pointer: PointerArgument, _ found: PointedObject
  ) -> BufferCheck {
    var place = found.classification.pointedText
    if case .freed = fault { place = Array(place.dropFirst().dropLast()) }
    return BufferCheck(
      argument: pointer.index, address: pointer.address, fault: fault,
      type: found.answer.buffer?.type, place: place)
  }

  // MARK: Remarks

  public func appendRemarks(
    on call: CallInFlight, of tid: Int32, result: CallResult?, as format: TraceFormat,
    to output: inout OutputBuffer
  ) {
    guard let found = checks.removeValue(forKey: tid) else { return }
    let remarks = found.compactMap { $0.warning(result: result) }
    guard !remarks.isEmpty else { return }
    for remark in remarks { warnings.add(remark.text) }
    switch format {
    case .text:
      for remark in remarks {
        output.append("   ! ")
        output.append(remark.text)
      }
    case .json:
      output.append(",\"warnings\":")
      output.append(JSONValue.array(remarks.map(\.json)).encoded)
    }
  }

  public func appendStack(
    of tid: Int32, in pid: Int32, as format: TraceFormat, to output: inout OutputBuffer
  ) {
    let entries =
      Self.registers(of: tid).flatMap { spaces.objects(of: pid)?.stack(from: $0) } ?? []
    switch format {
    case .text:
      for entry in entries {
        output.append(entry.line(withSource: scope.contains(.sourceLines)))
      }
    case .json:
      output.append(",\"stack\":")
      output.append(JSONValue.array(entries.map(\.json)).encoded)
    }
  }

  public func appendSummary(as format: TraceFormat, to output: inout OutputBuffer) {
    guard warnings.total > 0 else { return }
    switch format {
    case .text: output.append(warnings.text)
    case .json: output.append(warnings.json.encoded + [UInt8(ascii: "\n")])
    }
  }
}

extension PointerArgument {
  /// Bytes of the buffer that hold something: what the call was given, or what it has returned.
  fileprivate var shownLength: UInt64? {
    guard direction == .written, let result else { return length }
    return result.isError ? nil : count?.bytes(result, of: length ?? .max) ?? length
  }
}

extension BufferWarning {
  /// `kind`, `argument`, `address`, `text`, and the sizes that belong to the kind.
  fileprivate var json: JSONValue {
    var object = JSONObject()
    object["kind"] = .text(kind)
    object["argument"] = .integer(check.argument)
    object["address"] = .address(Address(check.address))
    if case .tooShort(let length, let room, let size, _) = check.fault {
      object["length"] = .integer(length)
      object["room"] = .integer(room)
      object["size"] = .integer(size)
      object["used"] = used.map { .integer($0) }
      object["type"] = check.type.map { .string($0) }
    }
    object["text"] = .string(text)
    return .object(object)
  }
}

extension OutputBuffer {
  fileprivate mutating func append(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { append($0) }
  }
}
