// Local variables in expressions: what `--frame` names is what gdb prints in that frame of the same core.

import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: KernelCores.areWrittenHere && Tool.exists("gdb"))) struct FrameNameTests {
  private static let source = #"""
    #include <stdio.h>
    #include <stdlib.h>
    #include <unistd.h>
    struct node { int key; struct node *next; };
    static int shadowed = 1;
    __attribute__((noinline)) static int inner(struct node *node, long count) {
      int shadowed = 22;
      __asm__ volatile("" : "+m"(shadowed) : "r"(node) : "memory");
      if (count == 7) abort();
      return shadowed + node->key;
    }
    __attribute__((noinline)) static int outer(int count) {
      struct node last = {5, 0}, node = {count, &last};
      int numbers[3] = {1, 2, 3};
      __asm__ volatile("" : "+m"(numbers), "+m"(node), "+m"(last));
      int result = inner(&node, count + numbers[2]);
      __asm__ volatile("" : "+m"(numbers), "+m"(node), "+m"(last));
      return result + numbers[0];
    }
    int main(void) {
      printf("%d\n", (int)getpid());
      fflush(stdout);
      return outer(4) + shadowed;
    }
    """#

  @Test func namesMeanWhatGdbSaysTheyMean() throws {
    let workspace = try Workspace()
    let program = try workspace.compile(Self.source, as: "program", ["-O0"])
    let core = try CrashTests.core(of: [program], in: workspace)
    let inner = try level(of: "inner", in: core.path)
    for (frame, expression) in [
      (inner, "node->key"), (inner, "shadowed * 2"), (inner, "node->next->key"), (inner, "count"),
      (inner + 1, "numbers[1] + node.key"), (inner + 1, "last.key"), (inner + 1, "shadowed"),
      (inner, "*&count"), (inner + 1, "sizeof numbers"), (inner, "::shadowed"),
    ] {
      let ours = try run(
        [BuildFolder.scry, "print", "--frame", "\(frame)", core.path, expression])
      let theirs = try Tool.require([
        "gdb", "-batch", "-nx", "-ex", "frame function \(frame == inner ? "inner" : "outer")",
        "-ex", "output (long)(\(expression))",
        program, core.path,
      ])
      #expect(ours.status == .exited(0), "\(expression): \(ours.errors)")
      let value = ours.text.split(separator: " = ").last?.trimmingCharacters(in: .whitespaces)
      #expect(
        value?.trimmingCharacters(in: .newlines) == theirs.components(separatedBy: "\n").last,
        "frame \(frame), \(expression): \(ours.text)")
    }
    let place = try run([BuildFolder.scry, "what", "--frame", "\(inner + 1)", core.path, "&node"])
    #expect(place.text.contains(" is struct node, "), "\(place.text)\(place.errors)")
    #expect(place.text.contains(" node in frame \(inner + 1), outer"), "\(place.text)")
  }

  @Test func membersOfThisNeedNoPointer() throws {
    let workspace = try Workspace()
    let program = try workspace.compile(
      """
      #include <cstdio>
      #include <cstdlib>
      #include <unistd.h>
      struct base { double width = 1.5; };
      struct square : base {
        int sides = 4;
        __attribute__((noinline)) int area(int sides_of) { if (sides_of == 3) abort(); return sides; }
      };
      int width = 77;
      int main() {
        printf("%d\\n", (int)getpid());
        fflush(stdout);
        square s;
        return s.area(3) + width;
      }
      """, as: "program", ["-O0"], compiler: "g++", extension: "cpp")
    let core = try CrashTests.core(of: [program], in: workspace)
    let stack = try run([BuildFolder.scry, "stack", core.path])
    let line = try #require(stack.text.firstMatch(of: /#(\d+) [^\n]* in square::area/))
    for (expression, value) in [
      ("sides", "4"), ("width", "1.5"), ("::width", "77"), ("sides + sides_of", "7"),
    ] {
      let result = try run([
        BuildFolder.scry, "print", "--frame", String(line.1), core.path, expression,
      ])
      #expect(result.text == "\(expression) = \(value)\n", "\(result.errors)")
    }
  }

  @Test func aFrameThatIsNotThereIsRefused() throws {
    let workspace = try Workspace()
    let program = try workspace.compile(Self.source, as: "program", ["-O0"])
    let core = try CrashTests.core(of: [program], in: workspace)
    let result = try run([BuildFolder.scry, "print", "--frame", "99", core.path, "shadowed"])
    #expect(result.status == .exited(1))
    #expect(result.errors.wholeMatch(of: /scry: thread \d+ has frames 0 to \d+ only\n/) != nil)
  }

  private func level(of function: String, in core: String) throws -> Int {
    let stack = try run([BuildFolder.scry, "stack", core])
    let line = try #require(stack.text.firstMatch(of: /#(\d+) [^\n]* in inner at/))
    return try #require(Int(line.1))
  }
}
