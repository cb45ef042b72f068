// Tables that the target has overwritten: whatever they hold, reading them ends, and traps nowhere.

import AgentIndex
import Foundation
import Inspection
import Primitives
import TargetMemory
import TestSupport
import Testing

@Suite struct DamagedIndexTests {
  private static let program =
    prelude + """
      #include <scry_alloc.h>
      struct item { int a, b; };
      static void *gone(void *p) { free(malloc(77)); return 0; }
      int main(void) {
        for (int i = 0; i < 3000; i++) { void *p = malloc(10 + i % 200); if (i % 3 == 0) free(p); if (i == 2500) fact("small", p); }
        char *big = malloc(9000000); fact("big", big + 5000000); malloc(3000000); free(malloc(2500000));
        for (int i = 0; i < 70000; i++) free(malloc(56));
        char *pool = malloc(4096); uint64_t id = scry_pool_create("items", pool, 4096);
        for (int i = 0; i < 20; i++) scry_pool_register(id, pool + i * 16, 8, "struct item");
        fact("pool", pool + 16 * 3 + 4); fact("map", mmap(0, 65536, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        pthread_t t; pthread_create(&t, 0, gone, 0); pthread_join(t, 0);
        fact("stack", &id); ready();
      }
      """

  #if DEBUG
    private static let mutations = 150
  #else
    private static let mutations = 4000
  #endif

  @Test func noDamageTrapsOrHangs() throws {
    let workspace = try Workspace()
    let include = BuildFolder.agentHeaders
    let subject = try Subject(
      [try workspace.compile(Self.program, ["-O0", "-I", include])], withAgent: true)
    let live = try subject.target()
    let intact = try IndexImage(of: live)
    let mappings = try live.mappings()
    let addresses = try ["small", "big", "pool", "map", "stack"].map { try subject.address($0) }
    var generator = SeededGenerator(seed: 2)
    var answered = 0
    var refused = 0
    for round in 0..<Self.mutations {
      var image = intact
      // The first look is at intact tables: it shows that the rounds exercise what they should.
      if round > 0 { image.damage(&generator) }
      let target = DamagedTarget(base: live, image: image, knownMappings: mappings)
      do {
        try exercise(target, addresses, isIntact: round == 0, all: round % 50 == 0)
        answered += 1
      } catch is IndexError {
        refused += 1
      }
    }
    #expect(answered > 0 && refused > 0)
    #expect(answered + refused == Self.mutations)
  }

  private func exercise(
    _ target: DamagedTarget, _ addresses: [Address], isIntact: Bool, all: Bool
  ) throws {
    let index = try AgentIndex.find(in: target, mappings: target.knownMappings)
    _ = try index.status()
    let modules = try index.modules()
    let threads = try index.threads()
    let regions = try index.regions()
    let pools = try index.pools()
    let poolBlocks = try index.poolBlocks()
    if isIntact {
      #expect(modules.count > 3 && threads.count == 1 && regions.count > 0)
      #expect(pools.count == 1 && poolBlocks.count == 20)
    }
    for address in addresses + [Address(0), Address(.max), Address(0x7fff_ffff_ffff)] {
      let answer = try index.block(at: address)
      switch answer {
      case .live(let block): try look(at: block, in: index)
      case .freed(let blocks): for block in blocks { try look(at: block, in: index) }
      case .none, .changing: break
      }
    }
    guard all else { return }
    var count = 0
    try index.forEachLiveBlock { _ in
      count += 1
      return count < 1_000_000
    }
    let snapshot = try HeapSnapshot(of: index)
    for address in addresses { _ = snapshot.block(at: address) }
    let inspector = try Inspector(target: target, metadata: NoMetadata())
    for address in addresses { _ = inspector.classify(address) }
    _ = try? inspector.typeHistogram()
    _ = inspector.allocatorTree()
  }

  private func look(at block: HeapBlock, in index: AgentIndex) throws {
    let site = try index.site(block.site)
    #expect(site?.frames.count ?? 0 <= 16)
    _ = try index.check(try index.handle(of: block))
    _ = try index.free(of: block)
  }
}
