// Looking at a heap that two threads change at full speed.

import AgentIndex
import Foundation
import Primitives
import TargetMemory
import TestSupport
import Testing

@Suite struct AgentRaceTests {
  /// Each thread keeps replacing the blocks of its own places. A place holds a block's address and size only while the
  /// block is live; both change before the free. So what is read from a place before and after a look, when it is the
  /// same, was live throughout the look.
  private static let program =
    prelude + """
      struct place { void *volatile block; volatile size_t size; volatile uint64_t version; };
      static struct place places[2][64];
      static void *writer(void *p) {
        struct place *mine = p; unsigned seed = 1 + (mine != places[0]);
        for (;;) {
          struct place *at = &mine[(seed = seed * 1103515245 + 12345) >> 16 & 63];
          size_t size = (seed >> 8 & 0xff) == 0 ? 2200000 + (seed & 0xffff) : 1 + (seed >> 4) % 9000;
          __atomic_fetch_add(&at->version, 1, __ATOMIC_SEQ_CST);
          void *old = at->block;
          if ((seed >> 12 & 3) == 0) { at->block = realloc(old, size); } else { free(old); at->block = malloc(size); }
          at->size = size;
          __atomic_fetch_add(&at->version, 1, __ATOMIC_SEQ_CST);
        }
      }
      int main(void) {
        pthread_t t; fact("places", places);
        pthread_create(&t, 0, writer, places[0]); pthread_create(&t, 0, writer, places[1]);
        usleep(100000); ready();
      }
      """

  private struct Place: BitwiseCopyable {
    var block: UInt64
    var size: UInt64
    var version: UInt64
  }

  @Test func everyAnswerIsRightOrSaysChanging() throws {
    let workspace = try Workspace()
    let subject = try Subject([try workspace.compile(Self.program, ["-O2"])], withAgent: true)
    let target = try subject.target()
    let index = try subject.index()
    let places = try subject.address("places")
    let end = ContinuousClock.now + .seconds(5)
    var checked = 0
    var changing = 0
    var generator = SystemRandomNumberGenerator()
    while ContinuousClock.now < end {
      let at = places + UInt64.random(in: 0..<128, using: &generator) * 24
      let before = try target.value(Place.self, at: at)
      guard before.version & 1 == 0, before.size > 0, before.block != 0 else { continue }
      let inside = Address(before.block) + UInt64.random(in: 0..<before.size, using: &generator)
      let answer = try index.block(at: inside)
      let after = try target.value(Place.self, at: at)
      guard after.version == before.version else { continue }
      // The block lived all the while.
      checked += 1
      switch answer {
      case .live(let block):
        #expect(block.base.raw == before.block && block.size == before.size)
      case .changing: changing += 1
      case .freed, .none: Issue.record("a live block was called \(answer)")
      }
    }
    #expect(checked > 1000)
    #expect(changing < checked / 10)
  }
}
