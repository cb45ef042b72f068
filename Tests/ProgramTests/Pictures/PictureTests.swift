// Pictures: sound XML with the right objects and lines in it, hostile names harmless, files whole or as they were.

import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct PictureTests {
  /// The names of objects that could end an element, an attribute or a record.
  private static let program = #"""
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <unistd.h>
    struct leaf { char name[40]; };
    struct node { struct node *next; struct leaf *leaf; unsigned long word; };
    static struct node *root;
    static struct leaf *volatile last;
    int main(void) {
      for (int i = 0; i < 20000; i++) last = calloc(1, sizeof *last);
      for (int i = 0; i < 3; i++) {
        struct node *node = calloc(1, sizeof *node);
        node->leaf = calloc(1, sizeof *node->leaf);
        strcpy(node->leaf->name, "</title><script>&\"'{|}\\\033[31m\xff");
        node->next = root;
        root = node;
      }
      root->next->next->next = root;
      puts("ready");
      fflush(stdout);
      char c;
      if (read(0, &c, 1) < 0) return 1;
      return root == NULL;
    }
    """#

  private func withTarget(_ body: (Workspace, String) throws -> Void) throws {
    let workspace = try Workspace()
    let path = try workspace.compile(Self.program, as: "pictured")
    let process = try ChildProcess(
      [BuildFolder.scry, "run", "--", path], environment: Scratch.environment)
    let deadline = Deadline(seconds: 120)
    while let line = try process.readLine(before: deadline), line != "ready" {}
    try body(workspace, "\(process.pid)")
  }

  /// The elements of a file, or why it is no XML.
  private final class Reader: NSObject, XMLParserDelegate {
    var titles: [String] = []
    var elements: [String: Int] = [:]
    private var text = ""

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      elements[name, default: 0] += 1
      text = ""
    }

    func parser(_ parser: XMLParser, foundCharacters characters: String) { text += characters }

    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
      qualifiedName: String?
    ) {
      if name == "title" { titles.append(text) }
    }
  }

  private func read(_ path: String) throws -> Reader {
    let reader = Reader()
    let parser = XMLParser(data: try Data(contentsOf: URL(fileURLWithPath: path)))
    parser.delegate = reader
    try #require(parser.parse(), "\(String(describing: parser.parserError))")
    return reader
  }

  private static let labels =
    #"{"display": [{"type": "struct leaf", "label": "{name}"}]}"#

  @Test func graphsHaveTheObjectsAndTheirPointers() throws {
    try withTarget { workspace, pid in
      let theme = try workspace.write(Self.labels, to: "labels.json")
      let file = workspace.path("graph.svg")
      let result = try run(
        [BuildFolder.scry, "graph", "--theme", theme, "--depth", "4", pid, "&root", "-o", file])
      #expect(result.status == .exited(0), "\(result.errors)")
      let picture = try read(file)
      // The variable, three nodes, three leaves; a line for each of the seven pointers.
      #expect(picture.elements["path"] == 7 + 1)
      #expect(picture.titles.count { $0.contains("is struct node,") } == 3)
      #expect(picture.titles.count { $0.contains("</title><script>") } == 3)
      #expect(picture.elements["script"] == nil)
      let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
      #expect(!bytes.contains(0x1B))
    }
  }

  @Test(.enabled(if: Tool.exists("dot"))) func graphvizTakesItsText() throws {
    try withTarget { workspace, pid in
      let theme = try workspace.write(Self.labels, to: "labels.json")
      let file = workspace.path("graph.dot")
      let result = try run(
        [BuildFolder.scry, "graph", "--theme", theme, "--depth", "4", pid, "&root", "-o", file])
      #expect(result.status == .exited(0), "\(result.errors)")
      let plain = try workspace.run("dot", ["-Tplain", file])
      #expect(plain.status == 0, "\(plain.errors)")
      #expect(plain.errors.isEmpty)
      #expect(plain.output.split(separator: "\n").count { $0.hasPrefix("node ") } == 7)
    }
  }

  @Test func mapsShowWhatTheMemoryIsFor() throws {
    try withTarget { workspace, pid in
      let file = workspace.path("map.svg")
      let result = try run([BuildFolder.scry, "map", pid, "-o", file])
      #expect(result.status == .exited(0), "\(result.errors)")
      let titles = try read(file).titles
      #expect(titles.contains { $0.hasPrefix("struct leaf\n") && $0.hasSuffix(" in 20003") })
      #expect(titles.contains { $0.hasPrefix("pictured.c:10 in main\n") })
      #expect(titles.contains { $0.hasPrefix("heap\n") })
    }
  }

  @Test func aFileIsWholeOrAsItWas() throws {
    try withTarget { workspace, pid in
      let file = try workspace.write("before", to: "kept.svg")
      let full = try run([BuildFolder.scry, "graph", pid, "&root", "-o", "/dev/full"])
      #expect(full.status == .exited(3))
      let wrong = try run([BuildFolder.scry, "graph", pid, "&root", "-o", workspace.path("x.png")])
      #expect(wrong.status == .exited(2))
      let nowhere = try run([BuildFolder.scry, "map", pid, "-o", "/proc/nowhere/x.svg"])
      #expect(nowhere.status == .exited(3))
      let absent = try run([BuildFolder.scry, "graph", pid, "0x10", "-o", file])
      #expect(absent.status == .exited(1))
      #expect(try String(contentsOfFile: file, encoding: .utf8) == "before")
      _ = try run([BuildFolder.scry, "graph", pid, "&root", "-o", file])
      #expect(try String(contentsOfFile: file, encoding: .utf8).hasPrefix("<?xml"))
      let left = try FileManager.default.contentsOfDirectory(atPath: workspace.url.path)
      #expect(!left.contains { $0.hasSuffix(".part") })
    }
  }
}
