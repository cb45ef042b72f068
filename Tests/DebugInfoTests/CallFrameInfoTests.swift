// Call frame information, compared row by row with what readelf makes of it.

import DebugInfo
import Foundation
import Primitives
import TestSupport
import Testing

@Suite struct CallFrameInfoTests {
  /// One row: where it begins, the canonical frame address, where rbp and the return address are.
  struct Row: Equatable {
    var address: UInt64
    var frameAddress: String
    var rbp: String
    var returnAddress: String
  }

  @Test(arguments: ["/lib/x86_64-linux-gnu/libc.so.6", "/usr/bin/python3.11", "/usr/bin/readelf"])
  func rowsOfDebiansBinaries(path: String) throws {
    try compare(path: path, section: ".eh_frame")
  }

  @Test(arguments: ["gcc", "clang"])
  func rowsOfDebugFrame(compiler: String) throws {
    let workspace = try Workspace()
    try workspace.write(
      """
      #include <stdlib.h>
      int helper(int *p) { return *p; }
      int main(int count, char **words) {
        int *list = malloc(sizeof(int) * count);
        volatile char room[count + 1];
        room[0] = words[0][0];
        for (int i = 0; i < count; i++) list[i] = helper(&i) + room[0];
        return list[count - 1];
      }
      """, to: "frames.c")
    try workspace.require(
      compiler,
      [
        "-g", "-O2", "-fno-asynchronous-unwind-tables", "-fno-unwind-tables", "-fno-inline",
        "frames.c", "-o", "frames",
      ])
    try compare(path: workspace.path("frames"), section: ".debug_frame")
  }

  private func compare(path: String, section: String) throws {
    let elf = try ElfFile.open(path: path)
    let info = CallFrameInfo(elf: elf, debugElf: elf)
    let workspace = try Workspace()
    let expected = Self.rows(try workspace.run("readelf", ["-wF", path]).output, section: section)
    try #require(expected.count >= 5)
    let wrong = expected.filter { row in
      info.row(at: Address(row.address)).map { Self.shown($0, at: row.address) } != row
    }
    #expect(wrong.isEmpty, "of \(expected.count): \(wrong.prefix(3))")
  }

  private static func shown(_ row: CallFrameRow, at address: UInt64) -> Row {
    let frame =
      switch row.frameAddress {
      case .register(let register, let offset): "\(names[Int(register)])+\(offset)"
      case .expression: "exp"
      }
    return Row(
      address: row.range.start.raw, frameAddress: frame,
      rbp: shown(row.registers[CallFrameRow.rbp]),
      returnAddress: shown(row.registers[CallFrameRow.returnAddress]))
  }

  private static let names = [
    "rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13",
    "r14", "r15", "ra",
  ]

  private static func shown(_ rule: CallFrameRule?) -> String {
    switch rule {
    case .offset(let offset): offset < 0 ? "c\(offset)" : "c+\(offset)"
    case .expression(_, let isValue): isValue ? "vexp" : "exp"
    case .undefined, nil: "u"
    case .same: "s"
    case .register(let register): names[Int(register)]
    case .valueOffset(let offset): "v\(offset)"
    }
  }

  /// The rows that readelf prints for one section; columns are named in each table's heading.
  private static func rows(_ text: String, section: String) -> [Row] {
    var rows: [Row] = []
    var columns: [String] = []
    var isInside = false
    var isFunction = false
    for line in text.split(separator: "\n") {
      if line.hasPrefix("Contents of the") { isInside = line.contains(" \(section) ") }
      guard isInside else { continue }
      let words = line.split(separator: " ").map(String.init)
      if line.contains(" FDE ") || line.contains(" CIE ") {
        isFunction = line.contains(" FDE ")
      } else if words.first == "LOC" {
        columns = words
      } else if isFunction, words.count == columns.count,
        words[1] != "ZERO", let address = UInt64(words[0], radix: 16)
      {
        func column(_ name: String) -> String {
          columns.firstIndex(of: name).map { words[$0] } ?? "u"
        }
        rows.append(
          Row(
            address: address, frameAddress: words[1], rbp: column("rbp"),
            returnAddress: column("ra")))
      }
    }
    // A row without bytes of its own gives way to the next.
    return rows.indices.filter { $0 + 1 == rows.count || rows[$0].address != rows[$0 + 1].address }
      .map { rows[$0] }
  }

  @Test func addressesOutsideEveryFunctionHaveNoRow() throws {
    let elf = try ElfFile.open(path: "/lib/x86_64-linux-gnu/libc.so.6")
    let info = CallFrameInfo(elf: elf, debugElf: elf)
    #expect(info.row(at: Address(0)) == nil)
    #expect(info.row(at: Address(.max)) == nil)
  }
}
