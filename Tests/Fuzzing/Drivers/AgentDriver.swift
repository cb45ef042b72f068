// The agent's tables: the pages of its index in a core that Scry saved.

import AgentIndex
import AgentLayout
import CoreFiles
import Foundation
import Inspection
import Primitives
import TargetMemory
import TestSupport

/// A program under the agent, saved. Its index lies in the core.
enum AgentDriver: FuzzDriver {
  static let name = "agent"

  private static let program = """
    #include <pthread.h>
    #include <scry_alloc.h>
    #include <stdint.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <unistd.h>
    struct item { int a, b; };
    int main(void) {
      for (int i = 0; i < 300; i++) { void *p = malloc(10 + i % 200); if (i % 3 == 0) free(p); }
      char *big = malloc(5000000); free(malloc(2500000));
      char *pool = malloc(4096); uint64_t id = scry_pool_create("items", pool, 4096);
      for (int i = 0; i < 20; i++) scry_pool_register(id, pool + i * 16, 8, "struct item");
      printf("%p\\n", (void *)big); fflush(stdout);
      sleep(600);
    }
    """

  static func makeSeeds(in workspace: Workspace) throws -> [FuzzSeed] {
    let program = try workspace.compile(
      Self.program, as: "agent-target", ["-O0", "-I", BuildFolder.agentHeaders])
    let core = workspace.path("agent.saved")
    // The program says when it is ready; making its tables may take a while.
    let script = """
      '\(BuildFolder.scry)' run -- '\(program)' >ready & pid=$!
      for i in $(seq 600); do [ -s ready ] && break; sleep 0.1; done
      '\(BuildFolder.scry)' save $pid -o '\(core)'; kill $pid; wait $pid 2>/dev/null; true
      """
    let environment = ["XDG_CACHE_HOME": workspace.path("cache")]
    _ = try Tool.run(["sh", "-c", script], in: workspace.url, environment: environment)
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: core)) else { return [] }
    let bytes = [UInt8](data)
    return [FuzzSeed("saved", bytes, places: places(bytes))]
  }

  /// The header's page, and the beginnings of the tables that it lists.
  private static func places(_ bytes: [UInt8]) -> [Range<Int>] {
    let store = ByteStore(copying: bytes)
    guard let core = try? CoreTarget(store: store), let mappings = try? core.mappings(),
      let index = try? AgentIndex.find(in: core, mappings: mappings)
    else { return [] }
    let header = index.headerAddress
    guard let page = try? core.bytes(at: header, count: 256) else { return [] }
    let all = Data(bytes)
    guard let found = all.range(of: Data(page)) else { return [] }
    var places = [found.lowerBound..<(found.lowerBound + MemoryLayout<scry_index_header>.size)]
    // Pages of the reservation that hold anything.
    for mapping in mappings where index.reservation.overlaps(mapping.range) {
      for start in stride(from: mapping.range.start.raw, to: mapping.range.end.raw, by: 4096) {
        guard places.count < 400, let content = try? core.bytes(at: Address(start), count: 4096),
          let first = content.firstIndex(where: { $0 != 0 }), first + 64 <= content.count,
          let at = all.range(of: Data(content[first..<(first + 64)]))
        else { continue }
        places.append(at.lowerBound..<min(bytes.count, at.lowerBound + 512))
      }
    }
    return places
  }

  static func run(_ input: FuzzInput) -> Bool {
    guard let core = CoreQuestions(input)?.core, let mappings = try? core.mappings(),
      let index = try? AgentIndex.find(in: core, mappings: mappings)
    else { return false }
    let isSound = (try? ask(index)) ?? false
    guard input.number % 16 == 0,
      let inspector = try? Inspector(target: core, metadata: NoMetadata())
    else { return isSound }
    for mapping in mappings where mapping.kind == .heap || mapping.kind == .anonymous {
      _ = inspector.classify(mapping.range.start + 0x300)
    }
    _ = try? inspector.typeHistogram()
    _ = inspector.allocatorTree()
    return isSound
  }

  /// Whether there are blocks.
  private static func ask(_ index: AgentIndex) throws -> Bool {
    _ = try index.status()
    _ = try (index.modules().count, index.threads().count, index.regions().count)
    _ = try (index.pools().count, index.poolBlocks().count)
    var blocks: [HeapBlock] = []
    try index.forEachLiveBlock { block in
      blocks.append(block)
      return blocks.count < 2000
    }
    for block in blocks.prefix(64) {
      _ = try index.block(at: block.base + block.size / 2)
      _ = try index.site(block.site)
      _ = try index.check(try index.handle(of: block))
      _ = try index.free(of: block)
      _ = try index.nearestBlock(before: block.base)
    }
    _ = try index.latestFree(returningTo: Address(0x1000))
    let snapshot = try HeapSnapshot(of: index)
    for block in blocks.prefix(64) { _ = snapshot.block(at: block.base) }
    return blocks.count > 100
  }
}
