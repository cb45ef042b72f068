// Abstract interpretation of one function, for all its calls at once.

import CDecoder

/// Follows what every register and stack slot may hold through the blocks of one function until nothing changes, then
/// goes through them once more and notes what the calls' results are used as.
///
/// A place holds a *set* of things (`ValueSet`): each holds on at least one path. That is what evidence needs: a typed
/// variable that holds the block on some path says the block's type.
struct Interpreter<Image: CodeImage> {
  let context: ModuleContext<Image>
  let facts: FunctionFacts
  let code: FunctionCode
  let variables: VariableIndex

  let layout: TypeLayout
  let pool = ValuePool()
  var slots = SlotNumbers()
  var summary: FunctionSummary
  /// The pointer that the last comparison tested against null.
  var nullTest: NullTest?
  var isCollecting = false
  /// Where calls left blocks in the frame, by the index of their `outBlock`.
  var arrivals: [UInt32: Arrival] = [:]
  /// Of the instruction in progress, in the order of the last pass.
  var position = 0
  var currentAddress: UInt64 = 0

  private var entryStates: [MachineState?]
  /// By instruction: whether a variable comes into being in a register before it.
  private var beginsVariables: [Bool]
  private var visits = 0
  private var order: [Int] = []
  private var callNumbers: [UInt64: Int] = [:]

  /// How often blocks may be visited, per block, before the function is given up.
  static var visitLimit: Int { 40 }
  /// More places than this in all entry states together are not kept (hostile code).
  static var stateLimit: Int { 24_000_000 }

  struct NullTest {
    var value: Value
    /// The place that was tested; nil for memory that is not followed.
    var place: Int?
  }

  struct Arrival {
    var place: Int
    /// Those that the place held then.
    var variables: Set<Int>
  }

  init(
    context: ModuleContext<Image>, facts: FunctionFacts, code: FunctionCode, layout: TypeLayout
  ) {
    self.context = context
    self.facts = facts
    self.code = code
    self.layout = layout
    var variables = VariableIndex(facts.variables, layout: layout)
    variables.beginWhereEntered(in: code)
    self.variables = variables
    summary = FunctionSummary(entry: facts.ranges.first?.lowerBound ?? 0)
    entryStates = Array(repeating: nil, count: code.blocks.count)
    beginsVariables = Array(repeating: false, count: code.instructions.count)
    for address in variables.starts.keys {
      if let index = code.instruction(at: address) { beginsVariables[index] = true }
    }
  }

  /// Runs to the end; nil when the function exceeds the limits.
  mutating func run() -> FunctionSummary? {
    guard !code.blocks.isEmpty else { return summary }
    order = reversePostorder(from: [0])
    entryStates[0] = entryState()
    guard settle(from: [0]) else { return nil }
    guard reachTheRest() else { return nil }
    isCollecting = true
    position = 0
    for block in order {
      if let state = entryStates[block] { _ = interpret(block, state) }
    }
    return summary
  }

  /// Visits blocks until their states no longer change.
  private mutating func settle(from starts: [Int]) -> Bool {
    var rank = Array(repeating: Int.max, count: code.blocks.count)
    for (number, block) in order.enumerated() { rank[block] = number }
    var pending = Set(starts.map { rank[$0] })
    var queue = BlockQueue(pending)
    while let next = queue.popFirst() {
      pending.remove(next)
      visits += 1
      guard visits <= Self.visitLimit * code.blocks.count + 64 else { return false }
      guard let state = entryStates[order[next]] else { continue }
      for (successor, leaving) in interpret(order[next], state)
      where merge(leaving, into: successor) && pending.insert(rank[successor]).inserted {
        queue.insert(rank[successor])
      }
    }
    return code.blocks.count &* (Place.registerCount + slots.keys.count) <= Self.stateLimit
  }

  private mutating func merge(_ state: MachineState, into block: Int) -> Bool {
    let pool = pool
    if let hasChanged = entryStates[block]?.join(state, pool: pool) { return hasChanged }
    entryStates[block] = state
    return true
  }

  /// Blocks that no path leads to (landing pads, cases of jumps that are not understood) begin with nothing known but the
  /// frame: first those without predecessors, then whatever is left.
  private mutating func reachTheRest() -> Bool {
    var hasPredecessor = Array(repeating: false, count: code.blocks.count)
    for successor in code.blocks.lazy.flatMap(\.successors) { hasPredecessor[successor] = true }
    for round in 0..<2 {
      let starts = code.blocks.indices.filter { block in
        entryStates[block] == nil && (round > 0 || !hasPredecessor[block])
          && !beginsWithPadding(block)
      }
      guard !starts.isEmpty else { continue }
      order += reversePostorder(from: starts)
      for block in starts {
        var state = MachineState()
        anchor(&state, at: code.instructions[code.blocks[block].instructions.lowerBound].address)
        entryStates[block] = state
      }
      guard settle(from: starts) else { return false }
    }
    return true
  }

  private func beginsWithPadding(_ block: Int) -> Bool {
    let first = code.instructions[code.blocks[block].instructions.lowerBound]
    return UInt32(first.operation) == SCRY_OP_NOP.rawValue
  }

  private mutating func entryState() -> MachineState {
    var state = MachineState()
    state[Place.rsp] = pool.value(Atom(kind: .frame, index: 0, offset: -8))
    for (number, register) in Place.arguments.enumerated() {
      state[register] = pool.value(
        ValueSet(
          atoms: [Atom(kind: .argument, index: UInt32(number), offset: 0)], isComplete: true))
    }
    return state
  }

  /// Sets the stack pointer and the frame pointer from call frame information.
  mutating func anchor(_ state: inout MachineState, at address: UInt64) {
    let anchors = facts.anchors(address)
    if let offset = anchors.stackPointer {
      state[Place.rsp] = pool.value(Atom(kind: .frame, index: 0, offset: offset))
    }
    if let offset = anchors.framePointer {
      state[Place.rbp] = pool.value(Atom(kind: .frame, index: 0, offset: offset))
    }
  }

  /// One block from its entry state; the states in which its successors are entered.
  private mutating func interpret(
    _ block: Int, _ entry: MachineState
  ) -> [(block: Int, state: MachineState)] {
    var state = entry
    nullTest = nil
    let range = code.blocks[block].instructions
    if pool.single(state[Place.rsp]) == nil, let first = code.instructions[range].first {
      anchor(&state, at: first.address)
    }
    for index in range {
      let instruction = code.instructions[index]
      position += 1
      currentAddress = instruction.address
      if beginsVariables[index] { beginVariables(at: instruction.address, &state) }
      guard step(instruction, &state) else { return [] }
    }
    return leaving(block, last: code.instructions[range.upperBound - 1], state)
  }

  private mutating func leaving(
    _ block: Int, last: scry_instruction, _ state: MachineState
  ) -> [(block: Int, state: MachineState)] {
    let successors = code.blocks[block].successors
    guard UInt32(last.operation) == SCRY_OP_BRANCH.rawValue, let test = nullTest,
      UInt32(last.condition) != SCRY_CONDITION_OTHER.rawValue, successors.count == 2
    else { return successors.map { ($0, state) } }
    var null = state
    prune(test, &null)
    let isEqual = UInt32(last.condition) == SCRY_CONDITION_EQUAL.rawValue
    return [(successors[0], isEqual ? null : state), (successors[1], isEqual ? state : null)]
  }

  /// On the edge where a pointer is null, nothing that it might have been is in it or in its copies.
  private mutating func prune(_ test: NullTest, _ state: inout MachineState) {
    let tested = pool[test.value].atoms.filter { Subject($0) != nil }
    guard !tested.isEmpty else { return }
    let zero = pool.constant(0)
    let only = tested.count == 1 ? tested[0] : nil
    for place in 0..<state.count where state[place] != .unknown {
      if place == test.place {
        state[place] = zero
      } else if !pool.holdsBlock(state[place]) {
        continue
      } else if state[place] == test.value {
        state[place] = pool.map(state[place]) { Subject($0) == nil ? $0 : nil }
      } else if let only {
        state[place] = pool.map(state[place]) {
          $0.kind == only.kind && $0.index == only.index ? nil : $0
        }
      }
    }
  }

  /// The number of a call in the summary, given when it is first met.
  mutating func callNumber(_ record: @autoclosure () -> CallRecord, at address: UInt64) -> Int {
    if let number = callNumbers[address] { return number }
    let number = summary.calls.count
    callNumbers[address] = number
    summary.calls.append(record())
    return number
  }

  /// Depth-first, without recursion.
  private func reversePostorder(from starts: [Int]) -> [Int] {
    var seen = entryStates.map { $0 != nil }
    var postorder: [Int] = []
    for start in starts where !seen[start] {
      seen[start] = true
      var stack = [(block: start, next: 0)]
      while let top = stack.last {
        let successors = code.blocks[top.block].successors
        if top.next < successors.count {
          stack[stack.count - 1].next += 1
          let successor = successors[top.next]
          if !seen[successor] {
            seen[successor] = true
            stack.append((successor, 0))
          }
        } else {
          postorder.append(top.block)
          stack.removeLast()
        }
      }
    }
    return postorder.reversed()
  }
}

/// Where the stack pointer and the frame pointer are, relative to the canonical frame address; nil when not known.
struct FrameAnchors {
  var stackPointer: Int64?
  var framePointer: Int64?
}
