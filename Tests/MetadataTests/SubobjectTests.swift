// Paths from objects down to their bytes.

import Metadata
import TestSupport
import Testing
import TypeModel

@Suite struct SubobjectTests {
  private func paths(_ shape: ObjectShape, _ offset: UInt64) -> [String] {
    shape.readings(at: offset).all.map { String(bytes: $0.path) }
  }

  private func metadata(_ source: String, _ compiler: String = "gcc") throws -> ModuleMetadata {
    let workspace = try Workspace()
    let name = compiler == "g++" ? "a.cpp" : "a.c"
    let file = try workspace.write(source + "\nint main(void) { return 0; }\n", to: name)
    return try buildMetadata(try workspace.compile([file], with: compiler, ["-g", "-w"]))
  }

  @Test func everyByteOfNestedTypesHasItsReadings() throws {
    let metadata = try metadata(
      """
      struct pair { short x; int y; };
      struct outer {
        void *next; struct pair ctr[3]; union { int i; float f; struct { char lo, hi; }; };
        unsigned a : 3, b : 7, c : 6; char end;
      } outer;
      """)
    let type = try metadata.typeOfVariable("outer")
    let shape = ObjectShape(type, blockSize: try #require(type.size))
    #expect(paths(shape, 0) == [".next"])
    #expect(paths(shape, 7) == [".next"])
    #expect(paths(shape, 8) == [".ctr[0].x"])
    #expect(paths(shape, 10) == [".ctr[0]<padding>"])
    #expect(paths(shape, 28) == [".ctr[2].y"])
    #expect(paths(shape, 32) == [".i", ".f", ".lo"])
    #expect(paths(shape, 33) == [".i", ".f", ".hi"])
    #expect(paths(shape, 36) == [".a", ".b"])
    #expect(paths(shape, 37) == [".b", ".c"])
    #expect(paths(shape, 38) == [".end"])
    #expect(paths(shape, 39) == ["<padding>"])
    #expect(shape.readings(at: 40).all.isEmpty)
    let reading = try #require(shape.readings(at: 30).all.first)
    #expect(String(bytes: reading.type?.spelling ?? []) == "int")
    #expect(reading.start == 28 && reading.offset == 2)
  }

  @Test func flexibleArraysFollowTheBlock() throws {
    let metadata = try metadata(
      """
      struct item { int k; int v; }; struct flex { long n; struct item items[]; } *flex;
      struct flex value; struct { long a, b, c; char contents[1]; } old; struct holder { int h; struct flex inner; } holder;
      """)
    let type = try metadata.typeOfVariable("value")
    let shape = ObjectShape(type, blockSize: 8 + 5 * 8)
    #expect(shape.fit == .flexible(elements: 5))
    #expect(paths(shape, 44) == [".items[4].v"])
    #expect(String(bytes: shape.spelling) == "struct flex")
    #expect(type.fit(blockSize: 8) == .exact)
    #expect(type.fit(blockSize: 7) == .tooSmall(missing: 1))
    let old = ObjectShape(try metadata.typeOfVariable("old"), blockSize: 24 + 5)
    #expect(old.fit == .flexible(elements: 5))
    #expect(paths(old, 28) == [".contents[4]"])
    let holder = ObjectShape(try metadata.typeOfVariable("holder"), blockSize: 16 + 3 * 8)
    #expect(holder.fit == .flexible(elements: 3))
    #expect(paths(holder, 36) == [".inner.items[2].v"])
  }

  @Test func blocksOfManyAreArrays() throws {
    let metadata = try metadata("struct item { int k; char c; } item; char text; double row[3];")
    let item = try metadata.typeOfVariable("item")
    let shape = ObjectShape(item, blockSize: 128)
    #expect(shape.fit == .array(count: 16))
    #expect(String(bytes: shape.spelling) == "struct item[16]")
    #expect(paths(shape, 28) == ["[3].c"])
    #expect(paths(shape, 29) == ["[3]<padding>"])
    #expect(item.fit(blockSize: 20) == .prefix(rest: 12))
    let rows = ObjectShape(try metadata.typeOfVariable("row"), blockSize: 120)
    #expect(String(bytes: rows.spelling) == "double[5][3]")
    #expect(paths(rows, 112) == ["[4][2]"])
    let text = ObjectShape(try metadata.typeOfVariable("text"), blockSize: 24)
    #expect(String(bytes: text.spelling) == "char[24]")
  }

  @Test func basesAreTransparentAndVirtualOnesNeedTheObject() throws {
    let metadata = try metadata(
      """
      struct A { int a; char small; }; struct B : A { char tail; };
      struct V { long v; }; struct L : virtual V { int l; }; struct R : virtual V { int r; };
      struct D : L, R { int d; } diamond; struct C : B { virtual void f() {} int c; } derived;
      struct W { virtual ~W() {} char w; }; struct X : W { char x; } reuse;
      """, "g++")
    let reuse = try metadata.typeOfVariable("reuse")
    #expect(paths(ObjectShape(reuse, blockSize: 16), 9) == [".x"])
    let derived = try metadata.typeOfVariable("derived")
    #expect(derived.isPolymorphic)
    #expect(paths(ObjectShape(derived, blockSize: derived.size ?? 0), 0) == ["._vptr.C"])
    let diamond = ObjectShape(try metadata.typeOfVariable("diamond"), blockSize: 40)
    #expect(paths(diamond, 8) == [".l"])
    #expect(diamond.readings(at: 32).all.map(\.leaf).contains(.unresolvedVirtualBase))
    // As the vtable of a complete D has it: V lies at 32.
    let placed = diamond.readings(at: 35) { subobject, _ in 32 - Int64(subobject) }
    #expect(Set(placed.all.map { String(bytes: $0.path) }) == [".v"])
  }
}
