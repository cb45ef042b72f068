// Compiles a program, runs it under the recorder and types its blocks as the inspector would.

import AgentLayout
import AllocationSites
import DebugInfo
import Foundation
import Metadata
import Primitives
import TestSupport
import Testing
import TypeModel

/// One `check` of a program: what it said, and what the analysis says.
struct Check {
  var expected: String
  var found: String
  var reasons: String
}

/// A compiled program and its uniqtype table.
struct TypedProgram {
  let table: TypeTable
  private let workspace: Workspace

  /// Compiles `source` with `check` resolved by the recorder.
  init(_ source: String, compiler: String, flags: [String], suffix: String = "c") throws {
    workspace = try Workspace()
    try workspace.write(Recorder.library, to: "recorder.c")
    try workspace.write(source, to: "program.\(suffix)")
    try workspace.require(
      "gcc", ["-O1", "-fPIC", "-shared", "recorder.c", "-o", "librecorder.so", "-ldl"])
    try workspace.require(
      compiler,
      ["-g", "-D_GNU_SOURCE", "-w"] + flags
        + ["program.\(suffix)", "-o", "program", "-L.", "-lrecorder", "-Wl,-rpath,."])
    let module = try ModuleDebugInfo.open(workspace.path("program"))
    let bytes = try #require(MetadataBuilder.build(module))
    table = try TypeTable(store: ByteStore(copying: bytes))
  }

  var path: String { workspace.path("program") }

  /// Those of all its sites.
  var returnAddresses: [Address] {
    (0..<table.count(of: SCRY_META_SITES)).compactMap { index in
      table.entry(SCRY_META_SITES, index, as: scry_meta_site.self)
        .map { Address($0.return_address) }
    }
  }

  /// Runs it and gives its checks.
  func checks() throws -> [Check] {
    try workspace.require("./program", environment: ["LD_PRELOAD": "./librecorder.so"])
      .split(separator: "\n").compactMap { line in
        let fields = line.split(separator: "|").map(String.init)
        return fields.first == "check" ? check(fields) : nil
      }
  }

  private func check(_ fields: [String]) -> Check {
    guard fields.count > 3, let size = UInt64(fields[2]), let offset = UInt64(fields[3]) else {
      return Check(expected: fields[1], found: "not recorded", reasons: "")
    }
    let frames = fields[4...].map { field -> SiteFrame in
      let words = field.split(separator: " ")
      guard words[0] == "program", let address = UInt64(words[1], radix: 16) else {
        return .foreign
      }
      return SiteFrame(table: table, returnAddress: address)
    }
    let block = SiteTyping.rank(size: size, frames: frames)
    return Check(
      expected: fields[1], found: Self.shown(block, pointer: offset),
      reasons: block.reasons.map { "\($0.frame): \($0.event)" }.joined(separator: "\n"))
  }

  /// `struct node`, `int[]`, `struct flex+`, `char[]`, `ambiguous`, `none`, `foreign`; with the offset when the object does
  /// not begin where the program's pointer points.
  static func shown(_ block: TypedBlock, pointer: UInt64) -> String {
    guard let type = block.type else { return "\(block.evidence)" }
    var text = String(decoding: type.spelling, as: UTF8.self)
    if block.fit == .bytes || block.elements > 1 { text += "[]" }
    if block.flexibleElements != nil { text += "+" }
    switch block.fit {
    case .ambiguous: text = "ambiguous"
    case .provisional: text = "provisional " + text
    case .prefix: text += "…"
    default: break
    }
    return block.offset == pointer ? text : "\(text) at \(block.offset), not \(pointer)"
  }
}

/// A compiler and its optimisation.
struct Build: CustomTestStringConvertible, Sendable {
  var compiler: String
  var flags: [String]

  var testDescription: String { ([compiler] + flags).joined(separator: " ") }

  static let c =
    ["gcc", "clang"].flatMap { compiler in
      ["-O0", "-Og", "-O1", "-O2", "-O3"].map { Build(compiler: compiler, flags: [$0]) }
    } + [
      Build(compiler: "gcc", flags: ["-O2", "-gdwarf-4"]),
      Build(compiler: "gcc", flags: ["-O2", "-flto"]),
      Build(compiler: "gcc", flags: ["-O2", "-no-pie"]),
      Build(compiler: "clang", flags: ["-O2", "-gdwarf-4"]),
    ]
  static let cxx = ["g++", "clang++"].flatMap { compiler in
    ["-O0", "-O1", "-O2"].map { Build(compiler: compiler, flags: [$0]) }
  }
}
