// share/gdb/scry.py: Scry's commands inside gdb, on a process that gdb holds and on a core.

import Foundation
import TestSupport
import Testing

@Suite struct GdbHelperTests {
  private static let helper = BuildFolder.package.appending(path: "share/gdb/scry.py").path

  private static let source = """
    #include <stdlib.h>
    struct node { int key; struct node *next; };
    struct node *head;
    void *opaque;
    double half = 0.5;
    static void push(int key) {
      struct node *n = malloc(sizeof *n);
      n->key = key; n->next = head; head = n;
    }
    void stop(int level) { int local = level * 2; opaque = &local; opaque = head->next; }
    void at_end(void) {}
    int main(void) { push(1); push(2); stop(7); at_end(); return 0; }
    """

  /// Runs gdb on the program, with the agent, up to `at_end`, or on what `arguments` name. Gives its standard output
  /// and its error output, with addresses and numbers of processes masked.
  private func gdb(
    _ commands: [String], _ workspace: Workspace, on arguments: [String]? = nil
  ) throws -> (output: [String], errors: [String]) {
    let start = ["set exec-wrapper \(BuildFolder.scry) run --", "break at_end", "run"]
    let all =
      [
        "set debuginfod enabled off", "source \(Self.helper)",
        "set scry-program \(BuildFolder.scry)",
      ]
      + (arguments == nil ? start : []) + ["echo \\n-- begin\\n"] + commands
    let words =
      ["/usr/bin/gdb", "-q", "-nx", "-batch"] + all.flatMap { ["-ex", $0] }
      + (arguments ?? [workspace.path("list")])
    // Not by way of `Tool`: gdb hangs with the mask of signals that Foundation's threads hand on.
    let result = try run(words, folder: workspace.url)
    func lines(_ text: String) -> [String] {
      text.replacing(/0x[0-9a-f]+/, with: "ADDR").replacing(/thread \d+|process \d+/, with: "TASK")
        .split(separator: "\n").map(String.init)
    }
    let output = lines(result.text)
    let begin = try #require(
      output.firstIndex(of: "-- begin"), "\(result.text)\(result.errors)")
    return (Array(output[(begin + 1)...]), lines(result.errors))
  }

  private func listProgram() throws -> Workspace {
    let workspace = try Workspace()
    _ = try workspace.compile(Self.source, as: "list")
    return workspace
  }

  @Test func aProcessThatGdbHoldsIsAsked() throws {
    let shown = try gdb(
      [
        "scry what opaque", "scry what *head", "scry what head->next", "scry print opaque",
        "scry what main",
      ], try listProgram())
    let node = "ADDR is struct node, 16 bytes, malloc, list.c:7 in push, live"
    #expect(
      shown.output == [
        node, node, node, "ADDR = (struct node) {key = 1, next = NULL}",
        "ADDR is function main, 46 bytes, code in list, list.c:12",
      ])
  }

  @Test func aVariableOfAStackIsNamedByGdb() throws {
    let shown = try gdb(
      ["delete", "break 10", "run", "scry what -v &local"].dropLast() + ["scry what &local"],
      try listProgram())
    #expect(shown.output.contains("  gdb: variable local, int, of frame 0, stop"))
  }

  @Test func aCoreIsAsked() throws {
    let workspace = try listProgram()
    _ = try gdb(["generate-core-file core"], workspace)
    let commands = ["scry what opaque", "scry print *head"]
    for arguments in [["list", "core"], ["-c", "core"]] {
      // Without the program gdb knows no names.
      let named = arguments[0] == "list"
      let asked = named ? commands : ["scry what 0x10"]
      let shown = try gdb(asked, workspace, on: arguments).output
      if named {
        #expect(
          shown == [
            "ADDR is struct node, 16 bytes, malloc, list.c:7 in push, live",
            "ADDR = (struct node) {key = 2, next = ADDR -> struct node}",
          ])
      } else {
        #expect(shown.first == "ADDR is unmapped")
      }
    }
  }

  @Test(arguments: [
    ("scry what", "Argument required: scry what EXPRESSION"),
    ("scry what nosuch", "No symbol \"nosuch\" in current context."),
    (
      "scry what half + 1",
      "half + 1 has the type double and no address: it is in a register or was computed."
    ),
    ("scry print 0x10", "what lies at ADDR is unknown; cast it: *(struct name *)ADDR"),
    (
      "set scry-program /nowhere/scry\nscry what head",
      "/nowhere/scry cannot be run: see `help set scry-program`."
    ),
    ("kill\nscry what head", "The program is not being run."),
  ])
  func whatCannotBeAnsweredIsSaid(commands: String, message: String) throws {
    let shown = try gdb(commands.split(separator: "\n").map(String.init), try listProgram())
    #expect(shown.errors.contains(message), "\(shown)")
  }

  @Test func expressionsAreCompleted() throws {
    let shown = try gdb(["complete scry what opaq", "complete scry pr"], try listProgram())
    #expect(shown.output.contains("scry what opaque") && shown.output.last == "scry print")
  }
}
