// The instructions that were executed right before one, as far back as there was only one way to come.

import AllocationSites
import CDecoder

/// A straight run of instructions that ends before the one that is asked about.
struct CodePath {
  /// In the order of execution.
  let instructions: [scry_instruction]

  /// More are not followed back.
  private static let limit = 400

  /// The way to the instruction at an address of the process.
  init(to address: UInt64, in code: FunctionCode) {
    guard let last = code.instruction(at: address) else {
      instructions = []
      return
    }
    let predecessors = Self.predecessors(in: code)
    var path: [scry_instruction] = []
    var block = code.blocks.firstIndex { $0.instructions.contains(last) }
    var end = last
    var seen: Set<Int> = []
    while let current = block, path.count < Self.limit, seen.insert(current).inserted {
      let start = code.blocks[current].instructions.lowerBound
      path.insert(contentsOf: code.instructions[start..<end], at: 0)
      guard let before = predecessors?[current], before.count == 1, let only = before.first else {
        break
      }
      end = code.blocks[only].instructions.upperBound
      block = only
    }
    instructions = path
  }

  /// The blocks that each block may be entered from; nil when jumps are there whose targets are not known. A function is
  /// entered at its first block, which therefore has no single predecessor.
  private static func predecessors(in code: FunctionCode) -> [Int: Set<Int>]? {
    let isUnknown = code.instructions.contains {
      UInt32($0.operation) == SCRY_OP_JUMP.rawValue && $0.target == 0
    }
    guard !isUnknown else { return nil }
    var result: [Int: Set<Int>] = [0: [-1]]
    for (index, block) in code.blocks.enumerated() {
      for next in block.successors { result[next, default: []].insert(index) }
    }
    result[0] = nil
    return result
  }
}
