// `scry core` on planted crashes: the kernel's cores of programs that die in the ways that programs die.

import Foundation
import TestSupport
import Testing

/// A way to die, and what the crash view must say of it.
struct PlantedCrash: Sendable, CustomTestStringConvertible {
  let name: String
  let signal: String
  /// Every one of these is in the text.
  let words: [String]

  var testDescription: String { name }
}

@Suite(.enabled(if: KernelCores.areWrittenHere)) struct CrashTests {
  static let crashes = [
    PlantedCrash(
      name: "null", signal: "SIGSEGV",
      words: ["0x8 is unmapped", "in fail_null", "node = (struct node *) NULL"]),
    PlantedCrash(
      name: "overflow", signal: "SIGABRT",
      words: ["tgkill(2)", "in fail_overflow", "name = (char *) 0x"]),
    PlantedCrash(
      name: "freed", signal: "SIGSEGV",
      words: ["in fail_freed", "is struct node, 24 bytes, malloc", "freed by crash.c:"]),
    PlantedCrash(
      name: "twice", signal: "SIGABRT", words: ["tgkill(2)", "in fail_twice", "abort"]),
    PlantedCrash(
      name: "stack", signal: "SIGSEGV", words: ["in recurse", "more than 64 frames"]),
    PlantedCrash(
      name: "jump", signal: "SIGSEGV", words: ["0x1234 is unmapped", "#1", "in fail_jump"]),
  ]

  @Test(arguments: crashes) func theCauseIsShown(_ crash: PlantedCrash) throws {
    let workspace = try Workspace()
    let program = try workspace.compile(Self.source, as: "crash")
    let ended = try run(
      ["prlimit", "--core=unlimited", BuildFolder.scry, "run", "--", program, crash.name],
      folder: workspace.url)
    let pid = try #require(Int(ended.text.trimmingCharacters(in: .whitespacesAndNewlines)))
    let core = try #require(KernelCores.find(in: workspace.url, pid: pid))
    let shown = try run([BuildFolder.scry, "core", "--summary", core])
    try #require(shown.status == .exited(0), "\(shown.errors)")
    #expect(shown.text.hasPrefix("process \(pid) \"crash\": \(crash.signal), "), "\(shown.text)")
    for word in crash.words { #expect(shown.text.contains(word), "\(word)\n\(shown.text)") }
    let object = try JSONValue.object(of: run([BuildFolder.scry, "core", "--json", core]).text)
    #expect(object["signal"]?.member("name")?.string == crash.signal)
    #expect(object["thread"]?.member("thread")?.integer == pid)
  }

  private static let source = #"""
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <unistd.h>
    struct node { struct node *next; long value; struct node *volatile other; };
    static void *volatile sink;

    __attribute__((noinline)) void fail_null(void) {
      struct node *node = NULL;
      node->value = 1;
    }
    // One byte too many, into the size of the block behind it, which then seems to reach into the last one.
    __attribute__((noinline)) void fail_overflow(void) {
      char *name = malloc(1048), *next = malloc(1048), *last = calloc(1, 1048);
      sink = last;
      memset(name, 0x41, 1049);
      free(next);
    }
    __attribute__((noinline)) void fail_freed(void) {
      struct node *node = malloc(sizeof *node);
      node->value = 7;
      node->other = (struct node *)8;
      sink = node;
      free(node);
      node->other->value = 3;
    }
    __attribute__((noinline)) void fail_twice(void) {
      struct node *node = malloc(sizeof *node);
      node->value = 7;
      sink = node;
      free(node);
      free(sink);
    }
    __attribute__((noinline)) long recurse(long depth) {
      char room[512];
      memset(room, (int)depth, sizeof room);
      sink = room;
      return recurse(depth + 1) + room[depth % 512];
    }
    __attribute__((noinline)) void fail_jump(void) {
      void (*volatile callee)(void) = (void (*)(void))0x1234;
      callee();
      sink = NULL;
    }
    int main(int argc, char **argv) {
      printf("%d\n", (int)getpid());
      fflush(stdout);
      const char *how = argv[argc - 1];
      if (!strcmp(how, "null")) fail_null();
      if (!strcmp(how, "overflow")) fail_overflow();
      if (!strcmp(how, "freed")) fail_freed();
      if (!strcmp(how, "twice")) fail_twice();
      if (!strcmp(how, "stack")) return (int)recurse(0);
      if (!strcmp(how, "jump")) fail_jump();
      return 0;
    }
    """#
}
