// A library that is loaded before its uniqtype table exists: the first question makes the table, and the running agent maps it.

import Foundation
import TestSupport
import Testing

@Suite struct LateTableTests {
  private static let program = """
    #include <dlfcn.h>
    #include <stdio.h>
    int main(int argc, char **argv) {
      void *plugin = argc > 1 ? dlopen(argv[1], RTLD_NOW) : NULL;
      if (plugin == NULL) return 2;
      void *(*make)(void) = (void *(*)(void))dlsym(plugin, "make_animal");
      while (getchar() != EOF) {
        printf("%p\\n", make());
        fflush(stdout);
      }
      return 0;
    }
    """

  /// The block is larger than a page, so the agent does more than the least for it.
  private static let plugin = """
    #include <stdlib.h>
    struct animal { long legs; char name[5000]; };
    static void *allocate(size_t size) {
      void *block = malloc(size);
      if (block == NULL) abort();
      return block;
    }
    void *make_animal(void) {
      struct animal *animal = allocate(sizeof *animal);
      animal->legs = 4;
      return animal;
    }
    """

  @Test func theAgentTakesTablesThatAreMadeWhileItRuns() throws {
    let workspace = try Workspace()
    let program = try workspace.compile(Self.program, as: "late")
    let plugin = try workspace.compile(Self.plugin, as: "plugin.so", ["-O0", "-shared", "-fPIC"])
    let target = try ChildProcess(
      [BuildFolder.scry, "run", "--", program, plugin], environment: Scratch.environment)

    let before = try block(of: target)
    #expect(try type(of: before, in: target) != "struct animal", "it was recorded without callers")
    // The first block after the question brings the agent to the table, at the latest.
    _ = try block(of: target)
    #expect(try type(of: block(of: target), in: target) == "struct animal")
    target.closeInput()
    #expect(try target.wait(before: Deadline(seconds: 60)) == .exited(0))
  }

  /// Lets the program make a block and gives its address.
  private func block(of target: ChildProcess) throws -> String {
    target.send("\n")
    return try #require(try target.readLine(before: Deadline(seconds: 120)), "\(target.errorText)")
  }

  private func type(of address: String, in target: ChildProcess) throws -> String? {
    let answer = try run(
      [BuildFolder.scry, "what", "\(target.pid)", address, "--json"],
      environment: Scratch.environment)
    #expect(answer.status == .exited(0), "\(answer.errors)")
    return try JSONValue.object(of: answer.text)["type"]?.string
  }
}
