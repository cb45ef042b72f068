// ScryBench PID: how long questions about a running target's heap take, in nanoseconds each.

import AgentIndex
import Glibc
import Primitives
import TargetMemory

/// Ends with a message when something cannot be measured.
func fail(_ message: String) -> Never {
  let line = Array("ScryBench: \(message)\n".utf8)
  _ = write(2, line, line.count)
  exit(1)
}

/// The nanoseconds that one of `count` calls takes: the best of five rounds, because others use the machine too.
func nanoseconds(each count: Int, _ body: () throws -> Void) rethrows -> Double {
  var best = Double.infinity
  for _ in 0..<5 {
    let start = ContinuousClock.now
    try body()
    let time = start.duration(to: .now)
    let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
    best = min(best, seconds * 1e9 / Double(count))
  }
  return best
}

func report(_ name: String, _ value: Double) {
  let tenths = Int((value * 10).rounded())
  print("\(name): \(tenths / 10).\(tenths % 10) ns")
}

/// Addresses inside blocks, far from each other, so that caches of the processor help as little as they do in life.
func interiorAddresses(of index: AgentIndex, count: Int) throws -> [Address] {
  var blocks: [Address] = []
  try index.forEachLiveBlock { block in
    blocks.append(block.base + block.size / 2)
    return true
  }
  guard !blocks.isEmpty else { fail("the heap is empty") }
  return (0..<count).map { blocks[$0 * 7919 % blocks.count] }
}

do {
  guard CommandLine.arguments.count == 2, let pid = Int32(CommandLine.arguments[1]) else {
    fail("usage: ScryBench PID")
  }
  let target = try LiveTarget.open(pid: pid)
  let index = try AgentIndex.find(in: target, mappings: try target.mappings())
  let addresses = try interiorAddresses(of: index, count: 20_000)

  var found = 0
  let single = try nanoseconds(each: addresses.count) {
    for address in addresses { if case .live = try index.block(at: address) { found += 1 } }
  }
  let start = ContinuousClock.now
  let snapshot = try HeapSnapshot(of: index)
  let copying = start.duration(to: .now)
  let copied = nanoseconds(each: addresses.count) {
    for address in addresses { if case .live = snapshot.block(at: address) { found += 1 } }
  }
  guard found == 10 * addresses.count else {
    fail("only \(found) of \(10 * addresses.count) answers were blocks")
  }
  report("single read", single)
  report("of a snapshot", copied)
  print("taking the snapshot: \(copying.components.attoseconds / 1_000_000_000_000_000) ms")
} catch {
  fail("\(error)")
}
