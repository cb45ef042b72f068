// Reading a live process: memory, mappings, threads, and the moment at which it is gone.

import Foundation
import Primitives
import TargetMemory
import TestSupport
import Testing

@Suite struct LiveTargetTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func subject(_ body: String, arguments: [String] = []) throws -> Subject {
    try Subject([try workspace.compile(prelude + body)] + arguments)
  }

  @Test func readsValuesStringsAndPointers() throws {
    let subject = try subject(
      """
      static long answer = 42; static long *to = &answer; static char text[] = "h\\303\\251llo";
      int main(void) { fact("answer", &answer); fact("to", &to); fact("text", text); ready(); }
      """)
    let target = try subject.target()
    let answer = try subject.address("answer")
    #expect(try target.value(Int64.self, at: answer) == 42)
    #expect(try target.pointer(at: subject.address("to")) == answer)
    #expect(try target.cString(at: subject.address("text")) == Array("héllo".utf8))
    #expect(try target.cString(at: subject.address("text"), limit: 3) == [0x68, 0xc3, 0xa9])
  }

  @Test func aReadThatRunsIntoAHoleNamesTheFirstMissingByte() throws {
    let subject = try subject(
      """
      int main(void) {
        char *p = mmap(0, 8192, 3, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        munmap(p + 4096, 4096); fact("page", p); ready();
      }
      """)
    let target = try subject.target()
    let page = try subject.address("page")
    #expect(throws: ReadError.unmapped(page + 4096)) {
      try target.bytes(at: page + 4000, count: 200)
    }
    #expect(try target.bytes(at: page + 4000, count: 96).count == 96)
    #expect(throws: ReadError.unmapped(page + 4096)) {
      try target.value(UInt64.self, at: page + 4096)
    }
    #expect(throws: ReadError.unmapped(Address(0))) { try target.value(UInt8.self, at: Address(0)) }
    let cache = PageCache(target)
    #expect(throws: ReadError.unmapped(page + 4096)) {
      try cache.bytes(at: page + 4000, count: 200)
    }
    #expect(try cache.bytes(at: page + 1, count: 9) == target.bytes(at: page + 1, count: 9))
  }

  @Test func mappingsAreThoseOfTheKernel() throws {
    let subject = try subject("int main(void) { ready(); }")
    let mappings = try subject.target().mappings()
    let text = try String(contentsOfFile: "/proc/\(subject.pid)/maps", encoding: .utf8)
    let lines = text.split(separator: "\n")
    #expect(mappings.count == lines.count)
    for (mapping, line) in zip(mappings, lines) {
      let words = line.split(separator: " ", omittingEmptySubsequences: true)
      let ends = words[0].split(separator: "-")
      #expect(Address(parsing: ends[0]) == mapping.range.start)
      #expect(Address(parsing: ends[1]) == mapping.range.end)
      #expect(words[1] == mapping.permissions.description)
      #expect(words.count < 6 || mapping.name == Array(words[5].utf8))
    }
    #expect(mappings.filter { $0.kind == .stack }.count == 1)
    #expect(mappings.filter { $0.kind == .vdso }.count == 1)
    for mapping in mappings {
      #expect(mappings.containing(mapping.range.start) == mapping)
      #expect(mappings.containing(mapping.range.end - 1) == mapping)
    }
  }

  @Test func aPageWithoutAccessBelowWritableMemoryIsAGuard() throws {
    let subject = try subject(
      """
      int main(void) {
        char *p = mmap(0, 5 * 4096, 0, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        munmap(p, 4096); mprotect(p + 2 * 4096, 4096, 3); munmap(p + 4 * 4096, 4096);
        fact("guard", p + 4096); fact("kept", p + 3 * 4096); ready();
      }
      """)
    let mappings = try subject.target().mappings()
    #expect(mappings.containing(try subject.address("guard"))?.kind == .guardPages)
    #expect(mappings.containing(try subject.address("kept"))?.kind == .reserved)
  }

  @Test func namesWithBlanksNewlinesAndDeletedFilesAreRead() throws {
    let program = try workspace.compile(
      prelude + """
        #include <fcntl.h>
        int main(int c, char **v) {
          for (int i = 1; i < c; i++) {
            int fd = open(v[i], O_RDWR | O_CREAT, 0600);
            if (ftruncate(fd, 4096)) return 1;
            printf("file%d %p\\n", i, mmap(0, 4096, 1, MAP_PRIVATE, fd, 0));
            if (i == 3) unlink(v[i]);
          }
          ready();
        }
        """)
    let names = ["a b", "c\nd", "gone"].map { workspace.path($0) }
    let subject = try Subject([program] + names)
    let target = try subject.target()
    let mappings = try target.mappings()
    for (index, name) in names.enumerated() {
      let mapping = try #require(mappings.containing(subject.address("file\(index + 1)")))
      #expect(mapping.name == Array(name.utf8))
      #expect(mapping.isDeleted == (index == 2))
      let path = target.openablePath(of: mapping)
      if index < 2 { #expect(path == name) } else { #expect(path != name) }
    }
  }

  @Test func threadsHaveNamesStatesAndStackPointers() throws {
    let subject = try subject(
      """
      static void *sleeper(void *p) { int here; fact("here", &here); pthread_barrier_wait(p); pause(); return 0; }
      int main(void) {
        pthread_barrier_t b; pthread_barrier_init(&b, 0, 2);
        pthread_t t; pthread_create(&t, 0, sleeper, &b); pthread_setname_np(t, "a) (b c");
        pthread_barrier_wait(&b); usleep(20000); ready();
      }
      """)
    let threads = try subject.target().threads()
    #expect(threads.count == 2)
    let sleeper = try #require(threads.first { $0.tid != subject.pid })
    #expect(sleeper.name == Array("a) (b c".utf8))
    #expect(sleeper.state == UInt8(ascii: "S"))
    let pointer = try #require(sleeper.stackPointer)
    let here = try subject.address("here")
    #expect(pointer < here && here - pointer < 65536)
  }

  @Test func aDeadProcessIsGoneAndSoIsAnotherProgramInItsPlace() throws {
    let subject = try subject("static int x; int main(void) { fact(\"x\", &x); ready(); }")
    let target = try subject.target()
    let x = try subject.address("x")
    #expect(try target.value(Int32.self, at: x) == 0)
    subject.end()
    #expect(throws: ReadError.gone) { try target.value(Int32.self, at: x) }
    #expect(throws: ReadError.gone) { try target.mappings() }
    #expect(throws: ReadError.gone) { try target.threads() }

    let other = try Subject(
      [
        try workspace.compile(
          prelude + """
            int main(int c, char **v) {
              fact("code", main); ready();
              if (c == 1) execl("/proc/self/exe", "again", "x", (char *)0);
            }
            """, as: "again", ["-static", "-no-pie"])
      ])
    let before = try other.target()
    let code = try other.address("code")
    #expect(try before.bytes(at: code, count: 8).count == 8)
    // The same program at the same addresses under the same pid, and yet another process image.
    try other.step()
    #expect(try other.address("code") == code)
    // What was seen to be the process counts as such for a millisecond.
    usleep(2000)
    #expect(throws: ReadError.gone) { try before.bytes(at: code, count: 8) }
    #expect(throws: ReadError.gone) { try before.bytes(at: code, count: 8) }
  }
}
