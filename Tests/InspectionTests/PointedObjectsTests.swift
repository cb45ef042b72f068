// What the pointers of a thread's system call point to, of a program that waits in one.

import Foundation
import Inspection
import Metadata
import Primitives
import Ptrace
import Rendering
import TargetMemory
import TestSupport
import Testing

@Suite struct PointedObjectsTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  /// The program's only thread as a tracer sees it.
  private func thread(of target: LiveTarget) throws -> CallingThread {
    // It must have begun to wait in `ready`.
    for _ in 0..<400 where try target.threads().first?.state != UInt8(ascii: "S") { usleep(5000) }
    let stopped = try #require(try LiveThreads(target).snapshot().threads.first)
    let registers = try #require(stopped.registers)
    return CallingThread(
      tid: stopped.facts.tid, instructionPointer: registers.instructionPointer,
      stackPointer: registers.stackPointer, registers: { registers })
  }

  private static let program = """
    struct header { int magic; int count; char name[16]; long tail; };
    struct header global = {1, 2, "global", 3};
    char banner[256];
    static struct header *volatile block, *volatile second, *volatile third;
    static char *volatile text;
    __attribute__((noinline)) static void call(struct header *outer) {
      struct header local = {7, 8, "local", 9};
      char buffer[64];
      __asm__ volatile("" :: "r"(&local), "r"(buffer) : "memory");
      fact("outer", outer);
      fact("local", &local);
      fact("localCount", &local.count);
      fact("localName", local.name);
      fact("buffer", buffer);
      fact("bufferMiddle", buffer + 5);
      ready();
      __asm__ volatile("" :: "r"(&local), "r"(buffer) : "memory");
    }
    int main(void) {
      struct header outer = {1, 1, "outer", 1};
      block = malloc(sizeof(struct header));
      second = malloc(sizeof(struct header));
      third = malloc(sizeof(struct header));
      text = malloc(100);
      fact("global", &global);
      fact("banner", banner + 16);
      fact("block", block);
      fact("blockName", second->name + 4);
      fact("freed", third);
      fact("text", text + 8);
      fact("literal", "a literal");
      fact("mapped", mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
      free(third);
      call(&outer);
      __asm__ volatile("" :: "r"(&outer) : "memory");
    }
    """

  /// What is said of each fact; `LINE` stands for any line of the program's file.
  private static let answers = [
    "outer": "&outer (struct header in main)",
    "local": "&local (struct header in call)",
    "localCount": "&local.count (int in call)",
    "localName": "&local.name[0] (char[16] in call)",
    "buffer": "buffer (char[64] in call)",
    "bufferMiddle": "&buffer[5] (char[64] in call)",
    "global": "&global (struct header, static)",
    "banner": "&banner[16] (char[256], static)",
    "block": "(struct header, heap, LINE)",
    "blockName": ".name[4] (char[16] in struct header, heap, LINE)",
    "freed": "(freed struct header, freed at LINE)",
    "text": "[8] (char[100] in char[100], heap, LINE)",
    "literal": "",
    "mapped": "(8192 bytes, mmap, LINE)",
  ]

  /// Bytes from the pointer to the end of what it was meant for.
  private static let rooms: [String: UInt64] = [
    "outer": 32, "local": 32, "localCount": 28, "localName": 16, "buffer": 64, "bufferMiddle": 59,
    "global": 32, "banner": 240, "block": 32, "blockName": 12, "text": 92,
  ]

  @Test(arguments: ["gcc", "clang"], ["-O0", "-O2"])
  func everyPointerIsNamed(_ compiler: String, _ level: String) throws {
    guard Tool.exists(compiler) else { return }
    let program = try workspace.compile(
      prelude + Self.program, as: "program", [level], compiler: compiler)
    let subject = try Subject([program], withAgent: true)
    let target = try subject.target()
    let objects = PointedObjects(
      target: target, metadata: MetadataCache(root: workspace.url.path))
    let thread = try thread(of: target)
    for (name, wanted) in Self.answers {
      // The second answer is the kept one.
      for _ in 0..<2 {
        let answer = objects.describe(try subject.address(name), for: thread)
        let text = String(decoding: answer?.classification.pointedText ?? [], as: UTF8.self)
        let line = text.replacing(/[a-z0-9]+\.c:[0-9]+/, with: "LINE")
        #expect(line == wanted, "\(name), \(compiler) \(level): \(text)")
        guard let room = Self.rooms[name] else { continue }
        let buffer = try #require(answer?.answer.buffer, "\(name)")
        #expect(buffer.room == room, "\(name) \(buffer)")
      }
    }
  }

  @Test func contentIsShownByItsType() throws {
    let subject = try Subject(
      [try workspace.compile(prelude + Self.program)], withAgent: true)
    let target = try subject.target()
    let objects = PointedObjects(
      target: target, metadata: MetadataCache(root: workspace.url.path))
    let thread = try thread(of: target)
    let content = { (name: String, length: UInt64) throws -> String? in
      let answer = try #require(objects.describe(try subject.address(name), for: thread))
      let scope = try #require(objects.scope)
      return answer.classification.contentText(length: length, in: scope).map {
        String(decoding: $0, as: UTF8.self)
      }
    }
    #expect(
      try content("local", 32) == #"{magic = 7, count = 8, name = "local", tail = 9}"#)
    #expect(try content("localCount", 4) == "8")
    #expect(try content("local", 8) == "7")
    #expect(try content("localName", 16) == nil)
    #expect(try content("buffer", 64) == nil)
    #expect(try content("local", 2) == nil)
  }

  @Test func whatTheProgramUnmapsIsForgotten() throws {
    let subject = try Subject(
      [
        try workspace.compile(
          prelude + """
            int main(void) {
              char *place = mmap(0, 8192, PROT_READ, MAP_PRIVATE, open("/proc/self/exe", O_RDONLY), 0);
              fact("place", place);
              ready();
              munmap(place, 8192);
              ready();
            }
            """, as: "program", ["-include", "fcntl.h"])
      ])
    let target = try subject.target()
    let objects = PointedObjects(target: target, metadata: NoMetadata())
    let place = try subject.address("place")
    let kept = PointedObjects(target: target, metadata: NoMetadata())
    #expect(try kept.describe(place, for: thread(of: target)) != nil)
    let before = objects.describe(place, for: try thread(of: target))
    #expect(before?.classification.region?.kind == .file)
    try subject.step()
    // What comes after something new may still replace something known.
    kept.mapped(AddressRange(Address(4096), size: 4096))
    kept.mapped(AddressRange(place, size: 8192))
    #expect(try kept.describe(place, for: thread(of: target)) == nil)
    objects.unmapped(AddressRange(place, size: 8192))
    #expect(try objects.describe(place, for: thread(of: target)) == nil)
    objects.mapped(AddressRange(place, size: 8192))
    #expect(try objects.describe(place, for: thread(of: target)) == nil)
  }
}
