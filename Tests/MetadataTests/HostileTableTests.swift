// Damaged uniqtype files: everything that can be asked of one is asked, and nothing traps or runs without end.

import AgentLayout
import Metadata
import Primitives
import TestSupport
import Testing
import TypeModel

@Suite struct HostileTableTests {
  private func sample() throws -> [UInt8] {
    let workspace = try Workspace()
    let source = """
      #include <stdlib.h>
      struct node { struct node *next; int a : 3, b : 9; union { int i; char c[4]; } u[3]; char end[]; };
      typedef struct { int x; } point; struct V { long v; }; enum E { A, B = -2 };
      struct W : virtual V { virtual void f(int, ...) {} int W::*m; point p[2][3]; E e; } w;
      struct node *head; static point table[40]; thread_local int tls;
      int main(int argc, char **argv) { static int calls; head = (struct node *)malloc(40); return calls + tls; }
      """
    let program = try workspace.compile(
      [try workspace.write(source, to: "a.cpp")], with: "g++", ["-g", "-w"])
    return try buildBytes(program)
  }

  @Test func threeThousandDamagedFilesAreWalkedWhole() throws {
    let original = try sample()
    var generator = SeededGenerator(seed: 42)
    var opened = 0
    for round in 0..<3_200 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        // A third of the damage goes to the header, which is small.
        let limit = round % 3 == 0 ? MemoryLayout<scry_meta_header>.size : bytes.count
        let place = Int.random(in: 0..<limit, using: &generator)
        let interesting: [UInt8] = [
          0, 0xff, 0x7f, 0x80, 1, UInt8.random(in: 0...255, using: &generator),
        ]
        bytes[place] = interesting.randomElement(using: &generator) ?? 0
      }
      if round % 11 == 0 { bytes.removeLast(Int.random(in: 1...bytes.count, using: &generator)) }
      guard let table = try? TypeTable(store: ByteStore(copying: bytes)) else { continue }
      opened += 1
      walk(ModuleMetadata(table: table))
    }
    // Most damage lies behind the header and must be met by the walk, not by the opening.
    #expect(opened > 1_500)
  }

  /// Looking through all bases of bases, and theirs, would not end.
  @Test func aClassThatIsAllOfItsBasesDerivesFromNoOther() throws {
    let workspace = try Workspace()
    let source = """
      struct a { int i; }; struct b { int i; }; struct c { int i; }; struct d { int i; };
      struct all : a, b, c, d { int j; } all; struct other { int k; } other; a a;
      int main() {}
      """
    let file = try workspace.write(source, to: "a.cpp")
    var bytes = try buildBytes(try workspace.compile([file], with: "g++", ["-g"]))
    let honest = ModuleMetadata(table: try TypeTable(store: ByteStore(copying: bytes)))
    let type = try honest.typeOfVariable("all")
    #expect(type.derives(from: try honest.typeOfVariable("a")))
    #expect(!type.derives(from: try honest.typeOfVariable("other")))

    let members = withUnsafeBytes(of: honest.table.header.sections) {
      $0.bindMemory(to: scry_meta_section.self)[Int(SCRY_META_MEMBERS.rawValue)]
    }
    for place in 0..<type.memberCount where type.member(place)?.isBase == true {
      let entry = Int(members.offset) + (Int(type.record.first) + place) * Int(members.stride)
      let field = try #require(MemoryLayout<scry_meta_member>.offset(of: \.type))
      withUnsafeBytes(of: type.index) {
        bytes.replaceSubrange((entry + field)..<(entry + field + 4), with: $0)
      }
    }
    let damaged = ModuleMetadata(table: try TypeTable(store: ByteStore(copying: bytes)))
    let hostile = try damaged.typeOfVariable("all")
    #expect(hostile.member(0)?.type == hostile)
    #expect(!hostile.derives(from: try damaged.typeOfVariable("other")))
  }

  /// Asks for everything.
  private func walk(_ metadata: ModuleMetadata) {
    let table = metadata.table
    let universe = TypeUniverse([table])
    for index in 0..<min(table.typeCount, 2_000) {
      guard let type = table.type(UInt32(index)) else { continue }
      _ = type.spelling
      _ = type.concreteSpelling
      _ = type.enumerators.count
      _ = type.members.map(\.name)
      _ = universe.definition(of: type)
      _ = table.types(named: type.name)
      for size in [type.size ?? 24, 40, .max] {
        let shape = ObjectShape(type, blockSize: size)
        _ = shape.spelling
        for offset in [0, 9, size &- 1] {
          let readings = shape.readings(at: offset) { $1 &- Int64(bitPattern: $0) }
          _ = readings.all.map(\.path)
        }
      }
    }
    for variable in metadata.statics.prefix(500) {
      _ = variable.name + variable.function + variable.file
      _ = metadata.statics(containing: variable.address)
      _ = metadata.threadLocal(containing: variable.address.raw)
    }
    for place in stride(from: UInt64(0), to: 0x6000, by: 0x123) {
      _ = metadata.function(containing: Address(place))?.linkageName
      _ = metadata.line(at: Address(place))
      _ = metadata.site(returningTo: Address(place))?.candidates
      _ = metadata.wrapper(returningTo: Address(place))
    }
    _ = metadata.functions(named: Array("main".utf8))
    _ = metadata.buildID
    _ = metadata.image
  }
}
