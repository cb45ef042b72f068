// Joins what was seen of one block under several names: results of functions that return their argument, and pointers
// stored into blocks.

/// Completes a summary once all functions are known.
struct BlockFlow {
  /// The parameter that a function returns, and what it adds, by the function's entry.
  let returnedArguments: [UInt64: [Int: Int64]]

  /// The result's type of functions that give back what another function gave them by a jump: no call site of their own
  /// says it, so their callers' do. By the function's entry.
  let typedJumps: [UInt64: Signature]

  /// How often the flow is followed: through chains of functions that return their argument.
  static let roundLimit = 4

  init(_ summaries: [FunctionSummary], signatures: [UInt64: Signature]) {
    var returned: [UInt64: [Int: Int64]] = [:]
    var jumps: [UInt64: Signature] = [:]
    for summary in summaries {
      if !summary.returnedArguments.isEmpty {
        returned[summary.entry] = summary.returnedArguments
      }
      let jumped = summary.departures.contains {
        $0.parameter == nil && $0.offset == 0 && summary.calls[$0.subject.call].isTailCall
      }
      if jumped { jumps[summary.entry] = signatures[summary.entry] }
    }
    returnedArguments = returned
    typedJumps = jumps
  }

  /// The results of functions that end in a jump have the functions' types.
  func typeJumps(_ summary: inout FunctionSummary, layout: TypeLayout) {
    for (number, call) in summary.calls.enumerated() {
      guard case .function(let entry) = call.callee, let signature = typedJumps[entry],
        let pointee = signature.result.flatMap({ layout.pointee($0) }),
        layout.isInformative(pointee)
      else { continue }
      summary.observations.insert(
        Observation(
          subject: Subject(call: number), offset: 0, type: pointee, strength: .strong,
          reason: signature.isAllocatorTemplate ? .allocator : .returned, name: signature.name,
          address: call.returnAddress &- 1, position: call.position, inlined: nil))
    }
  }

  /// The result of a call that returns an argument is that argument's block.
  func complete(_ summary: inout FunctionSummary) {
    for _ in 0..<Self.roundLimit {
      var changed = false
      for (number, call) in summary.calls.enumerated() {
        guard case .function(let entry) = call.callee, let returned = returnedArguments[entry]
        else { continue }
        for passed in call.arguments {
          guard let added = returned[passed.parameter] else { continue }
          let alias = Alias(
            from: Subject(call: number), to: passed.subject, shift: passed.offset &+ added)
          if alias.apply(to: &summary) { changed = true }
        }
      }
      if !changed { return }
    }
  }

  /// What is known of a block holds for the larger one that it becomes.
  static func unifyResized(_ summary: inout FunctionSummary) {
    for (number, call) in summary.calls.enumerated() where KnownFunction.isResize(call.callee) {
      for old in call.arguments where old.parameter == 0 && old.offset == 0 {
        for var seen in summary.observations where seen.subject == old.subject {
          seen.subject = Subject(call: number)
          summary.observations.insert(seen)
        }
      }
    }
  }

  /// Two names of one block.
  private struct Alias {
    var from: Subject
    var to: Subject
    /// From the pointer of `to` to that of `from`.
    var shift: Int64

    /// What is known of `from` holds for `to`; whether that was new.
    func apply(to summary: inout FunctionSummary) -> Bool {
      let before = (
        summary.observations.count, summary.departures.count, summary.storedBlocks.count
      )
      for var seen in summary.observations where seen.subject == from {
        seen.subject = to
        seen.offset = seen.offset &+ shift
        summary.observations.insert(seen)
      }
      for var departure in summary.departures where departure.subject == from {
        departure.subject = to
        departure.offset = departure.offset &+ shift
        summary.departures.insert(departure)
      }
      for var stored in summary.storedBlocks where stored.subject == from {
        stored.subject = to
        stored.offset = stored.offset &+ shift
        summary.storedBlocks.insert(stored)
      }
      return before
        != (
          summary.observations.count, summary.departures.count, summary.storedBlocks.count
        )
    }
  }

  /// The pointers of a container of known type that a block's pointer may have been stored into.
  private static func fields(
    of container: Observation, isOfPointers: Bool, under stored: StoredBlock, layout: TypeLayout
  ) -> [PointerField] {
    let type = container.type
    guard stored.containerOffset != Atom.anyOffset else {
      return layout.pointers(in: type, at: Atom.anyOffset)
    }
    let place = stored.containerOffset &- container.offset
    if stored.stride > 0 {
      let element = layout.element(of: type, at: place, stride: stored.stride)
      return element.map { layout.pointers(in: $0.type, at: $0.offset) } ?? []
    }
    guard layout.mayBeLaterElement(of: type, at: place) else {
      return layout.pointers(in: type, at: place)
    }
    return isOfPointers ? layout.pointers(in: type, at: 0) : []
  }

  /// A pointer stored into a block whose type is known is of the field's type.
  static func unifyStored(_ summary: inout FunctionSummary, layout: TypeLayout) {
    for stored in summary.storedBlocks.sorted() {
      let containers = summary.observations.filter {
        $0.subject == stored.container && $0.strength >= .strong
      }
      let isOfPointers = containers.allSatisfy { layout.pointee($0.type) != nil }
      for container in containers {
        let fields = Self.fields(
          of: container, isOfPointers: isOfPointers, under: stored, layout: layout)
        for field in fields {
          if layout.isOfBytes(field.pointee), stored.offset > 0 {
            let tail = BlockBytes(subject: stored.subject, bytes: stored.offset)
            summary.arrays.tails.insert(tail)
          }
          guard layout.isInformative(field.pointee) else { continue }
          summary.observations.insert(
            Observation(
              subject: stored.subject, offset: stored.offset, type: field.pointee,
              strength: field.isInUnion ? .weak : .strong,
              reason: field.isInUnion ? .union : .field,
              name: field.name.isEmpty ? container.name : field.name,
              address: stored.address, position: stored.position, inlined: nil))
        }
      }
    }
  }
}
