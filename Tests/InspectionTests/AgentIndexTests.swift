// The agent's tables read from outside a program that knows what they should say.

import AgentIndex
import Foundation
import Primitives
import TargetMemory
import TestSupport
import Testing

@Suite struct AgentIndexTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func subject(_ body: String) throws -> Subject {
    try Subject([try workspace.compile(prelude + body)], withAgent: true)
  }

  @Test func withoutAnAgentThereIsNoIndex() throws {
    let subject = try Subject([try workspace.compile(prelude + "int main(void) { ready(); }")])
    #expect(throws: IndexError.absent) { try subject.index() }
  }

  @Test func everyByteOfEveryBlockFindsItsBlock() throws {
    // Sizes around every boundary of the index: granules, pages, 64 KiB, 1 MiB, big blocks, chunks.
    let subject = try subject(
      """
      static size_t sizes[] = {0, 1, 16, 24, 25, 31, 32, 33, 100, 4095, 4096, 5000, 65535, 65536, 70000, 1048575,
        1048577, 2097150, 2097151, 2097152, 4194304, 9000001, 70000000};
      int main(void) {
        for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
          char name[32]; sprintf(name, "block%u", i); fact(name, malloc(sizes[i]));
          sprintf(name, "size%u", i); number(name, sizes[i]);
        }
        ready();
      }
      """)
    let index = try subject.index()
    let snapshot = try HeapSnapshot(of: index)
    var generator = SystemRandomNumberGenerator()
    for number in 0..<23 {
      let base = try subject.address("block\(number)")
      let size = try subject.number("size\(number)")
      var offsets: [UInt64] = [0, size / 2, size - min(size, 1)]
      if size > 0 {
        offsets += (0..<20).map { _ in UInt64.random(in: 0..<size, using: &generator) }
      }
      for offset in offsets {
        guard case .live(let block) = try index.block(at: base + offset) else {
          Issue.record("no live block at offset \(offset) of \(size)")
          continue
        }
        #expect(block.base == base && block.size == size)
        #expect(snapshot.block(at: base + offset) == .live(block))
      }
      if case .live(let block) = try index.block(at: base + max(size, 1)) {
        #expect(block.base != base)
      }
    }
  }

  @Test func freedBlocksKeepTheirFactsAndKnowWhoFreedThem() throws {
    let subject = try subject(
      """
      __attribute__((noinline)) static void drop(void *p) { free(p); fact("drop", drop); }
      int main(void) {
        void *small = malloc(40), *big = malloc(5000000), *keep = malloc(40);
        fact("small", small); fact("big", big); fact("keep", keep);
        drop(small); drop(big); ready();
      }
      """)
    let index = try subject.index()
    for (name, size) in [("small", UInt64(40)), ("big", 5_000_000)] {
      let base = try subject.address(name)
      guard case .freed(let blocks) = try index.block(at: base + 8), let block = blocks.first else {
        Issue.record("\(name): \(try index.block(at: base + 8))")
        continue
      }
      #expect(block.base == base && block.size == size)
      let free = try #require(try index.free(of: block))
      let drop = try subject.address("drop")
      #expect(free.returnAddress > drop && free.returnAddress - drop < 256)
    }
  }

  /// A thread that frees nothing more keeps its ring, and after 65,534 lives of a place the same record comes again.
  @Test func aFreeOfAnEarlierRoundIsNotQuoted() throws {
    let subject = try subject(
      """
      #include <pthread.h>
      __attribute__((noinline)) static void *make(void) { void *p = malloc(40); __asm__("" ::: "memory"); return p; }
      __attribute__((noinline)) static void late(void *p) { free(p); __asm__("" ::: "memory"); }
      static void *early(void *p) { free(p); fact("early", early); return 0; }
      int main(void) {
        void *first = make();
        pthread_t thread; pthread_create(&thread, 0, early, first); pthread_join(thread, 0);
        fact("place", first); fact("late", late); ready();
        for (int i = 0; i < 65534; i++) { void *p = make(); if (p != first) return 1; late(p); }
        ready();
        for (int i = 0; i < 3000; i++) free(malloc(600));
        ready();
      }
      """)
    let index = try subject.index()
    let place = try subject.address("place")
    func freedBlock() throws -> HeapBlock {
      guard case .freed(let blocks) = try index.block(at: place) else { throw NotFreed() }
      return try #require(blocks.first)
    }
    func isIn(_ function: String, _ free: RememberedFree?) throws -> Bool {
      let start = try subject.address(function)
      return try #require(free).returnAddress - start < 64
    }
    let before = try freedBlock()
    #expect(try isIn("early", try index.free(of: before)))
    try subject.step()
    let after = try freedBlock()
    #expect(after == before)
    #expect(try isIn("late", try index.free(of: after)))
    try subject.step()
    #expect(try index.free(of: after)?.returnAddress == nil)
  }

  private struct NotFreed: Error {}

  @Test func aHandleIsNeverFooledByReuse() throws {
    // 200,000 lives of one place: the 16 bits of the record wrap three times.
    let subject = try subject(
      """
      int main(void) {
        void *first = malloc(40); fact("first", first); ready();
        realloc(first, 39); ready();
        free(first); ready();
        for (int i = 0; i < 200000; i++) { void *p = malloc(40); if (p != first) return 1; free(p); }
        if (malloc(40) != first) return 1;
        ready();
      }
      """)
    let index = try subject.index()
    let first = try subject.address("first")
    guard case .live(let block) = try index.block(at: first) else {
      Issue.record("not live")
      return
    }
    let handle = try index.handle(of: block)
    #expect(handle.generation != nil)
    #expect(try index.check(handle) == .same)
    try subject.step()
    #expect(try index.check(handle) == .same)
    try subject.step()
    #expect(try index.check(handle) == .freed)
    try subject.step()
    #expect(try index.check(handle) == .replaced)
    guard case .live(let later) = try index.block(at: first) else {
      Issue.record("not live")
      return
    }
    // Some numbers are left out at every wrap of the record's bits.
    let now = try #require(try index.generation(of: later))
    let held = try #require(handle.generation)
    #expect(now >= held + 200_001 && now < held + 201_000)
  }

  @Test func allLiveBlocksAreEnumeratedAndNoOther() throws {
    let subject = try subject(
      """
      static void *blocks[50000];
      int main(void) {
        for (int i = 0; i < 50000; i++) blocks[i] = malloc(1000 + i % 64 * 16 + (i % 5000 == 0) * 3000000);
        for (int i = 0; i < 50000; i += 3) { free(blocks[i]); blocks[i] = 0; }
        fact("blocks", blocks); ready();
      }
      """)
    let target = try subject.target()
    let index = try subject.index()
    let raw = try target.values(UInt64.self, at: subject.address("blocks"), count: 50000)
    var wanted: [Address: UInt64] = [:]
    for (number, base) in raw.enumerated() where base != 0 {
      wanted[Address(base)] = UInt64(1000 + number % 64 * 16 + (number % 5000 == 0 ? 3_000_000 : 0))
    }
    var seen: [Address: UInt64] = [:]
    var last = Address(0)
    try index.forEachLiveBlock { block in
      #expect(block.base > last || last == Address(0))
      last = block.base
      if block.size >= 1000 { seen[block.base] = block.size }
      return true
    }
    for (base, size) in wanted { #expect(seen[base] == size) }
    // The program's own libc has a few others: standard output's buffer.
    #expect(seen.count - wanted.count < 4)
    var stopped = 0
    try index.forEachLiveBlock { _ in
      stopped += 1
      return stopped < 10
    }
    #expect(stopped == 10)
  }

  @Test func sitesModulesAndThreadsAreTheProgramsOwn() throws {
    let subject = try subject(
      """
      static __thread int local;
      __attribute__((noinline)) static void *make(void) { void *p = malloc(123); fact("make", make); return p; }
      static void *work(void *p) { int here; fact("here", &here); number("tid", syscall(SYS_gettid));
        pthread_barrier_wait(p); pause(); return &local; }
      int main(void) {
        fact("block", make()); pthread_barrier_t b; pthread_barrier_init(&b, 0, 2);
        pthread_t t; pthread_create(&t, 0, work, &b); pthread_barrier_wait(&b);
        fact("thread", (void *)t); ready();
      }
      """)
    let index = try subject.index()
    guard case .live(let block) = try index.block(at: subject.address("block")) else {
      Issue.record("not live")
      return
    }
    let site = try #require(try index.site(block.site))
    let make = try subject.address("make")
    let frame = site.frames[0]
    #expect(frame.returnAddress > make && frame.returnAddress - make < 64)
    let modules = try index.modules()
    let module = modules[try #require(frame.module)]
    #expect(module.range.contains(make) && module.path.suffix(8) == Array("/program".utf8)[...])
    #expect(module.threadLocalIndex == 1)
    #expect(modules.contains { $0.isAgent })
    let thread = try #require(
      try index.threads().first { $0.tid == Int32(try subject.number("tid")) })
    #expect(thread.stack.contains(try subject.address("here")))
    #expect(thread.threadPointer == (try subject.address("thread")))
  }

  @Test func programMappingsHaveTheirSizeAndSite() throws {
    let subject = try subject(
      """
      int main(void) { fact("map", mmap(0, 12345, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)); fact("main", main); ready(); }
      """)
    let index = try subject.index()
    let map = try subject.address("map")
    let region = try #require(try index.regions().first { $0.range.contains(map) })
    #expect(region.range.start == map && region.range.size >= 12345)
    let site = try #require(try index.site(region.site))
    let main = try subject.address("main")
    #expect(site.frames[0].returnAddress > main && site.frames[0].returnAddress - main < 256)
  }
}
