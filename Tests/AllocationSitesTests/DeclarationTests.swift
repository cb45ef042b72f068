// Files of declarations: what they mean, and where what is wrong in them is said to be.

import AllocationSites
import Testing

@Suite struct DeclarationTests {
  private func parse(_ text: String) throws(DeclarationSyntaxError) -> [AllocatorDeclaration] {
    try AllocatorDeclaration.parse(Array(text.utf8))
  }

  @Test func everyFormIsRead() throws {
    let found = try parse(
      """
      # comments and empty lines say nothing

      wrapper zmalloc(Z)p   # behind a declaration too
        header sqlite3MemMalloc(i)p +8
      outparam asprintf_like(dPp)i
      arena leveldb::Arena::Allocate(Z)p
      free myfree(pP)
      type src/list.c:123 struct node *
      """)
    #expect(found.map(\.line) == [3, 4, 5, 6, 7, 8])
    #expect(found[0].text == Array("wrapper zmalloc(Z)p".utf8))
    guard case .header(let function, bytes: 8) = found[1].kind else {
      Issue.record("\(found[1])")
      return
    }
    #expect(function.name == Array("sqlite3MemMalloc".utf8))
    // The floating argument travels elsewhere.
    guard case .outParameter(_, register: 0) = found[2].kind,
      case .arena(let arena) = found[3].kind,
      case .type(let file, 123, let spelling) = found[5].kind
    else {
      Issue.record("\(found)")
      return
    }
    #expect(arena.name == Array("leveldb::Arena::Allocate".utf8))
    #expect(file == Array("src/list.c".utf8))
    #expect(spelling == Array("struct node *".utf8))
  }

  @Test func templatesAndUnnamedNamespacesAreNames() throws {
    let found = try parse(
      "wrapper box<int (*)(long)>::make(Z)p\narena (anonymous namespace)::take(Z)p")
    #expect(
      found.map { $0.function?.name } == [
        Array("box<int (*)(long)>::make".utf8), Array("(anonymous namespace)::take".utf8),
      ])
  }

  @Test func selectionsHaveTestsTypesAndConditions() throws {
    let found = try parse(
      "select sdsnewlen type=byte[-1]>>3&0x7 {0:struct a if f(x, 1) == data[n], 1:ns::b<int, 2>}")
    guard case .select(let function, let test, let choices) = found[0].kind else {
      Issue.record("\(found)")
      return
    }
    #expect(function.name == Array("sdsnewlen".utf8))
    #expect(test.offset == -1 && test.width == 1 && test.value(of: 0xff) == 7)
    #expect(choices.map(\.value) == [0, 1])
    #expect(choices.map(\.type) == [Array("struct a".utf8), Array("ns::b<int, 2>".utf8)])
    #expect(choices.map(\.condition) == [Array("f(x, 1) == data[n]".utf8), []])
  }

  @Test(arguments: [
    ("wraper f(Z)p", 1, 1), ("wrapper f(Z)", 1, 13), ("wrapper f(Q)p", 1, 11),
    ("wrapper", 1, 8), ("\nheader f(Z)p 8", 2, 14), ("header f(Z)p +0", 1, 15),
    ("outparam f(pp)", 1, 15), ("outparam f(zzzzzzP)", 1, 20), ("free f(PP)", 1, 11),
    ("type list.c struct a", 1, 6), ("type list.c:7", 1, 14), ("select f {0:a}", 1, 10),
    ("select f type=bit[0] {0:a}", 1, 15), ("select f type=byte[0] {0:}", 1, 26),
    ("select f type=byte[0] {0:a if }", 1, 31), ("select f type=byte[0] {0:a", 1, 27),
    ("select f type=byte[0]>>64 {0:a}", 1, 24), ("arena f(Z)p x", 1, 13),
  ])
  func whatIsWrongHasAPlace(_ text: String, _ line: Int, _ column: Int) {
    do throws(DeclarationSyntaxError) {
      Issue.record("read: \(try parse(text))")
    } catch {
      #expect((error.line, error.column) == (line, column), "\(error.expected)")
      #expect(!error.expected.isEmpty)
    }
  }

  @Test func anyBytesAreReadOrRefused() {
    var state: UInt64 = 88_172_645_463_325_252
    let words = [
      "select ", "wrapper ", "type=", "byte[", "{", "}", ":", "if ", "(", ")p", "<", "1",
    ]
    for _ in 0..<2000 {
      var text = ""
      for _ in 0..<12 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        text += words[Int(state % UInt64(words.count))]
      }
      // Whatever comes, it ends.
      _ = try? parse(text)
    }
  }
}
