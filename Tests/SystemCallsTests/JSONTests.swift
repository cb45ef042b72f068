// Calls as JSON: whatever a call is, a JSON parser reads it back.

import Foundation
import SystemCalls
import TestSupport
import Testing

@Suite struct JSONTests {
  @Test func everyCallIsAnObject() throws {
    let workspace = try Workspace()
    let source = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "calls.c")
    try workspace.require("gcc", ["-w", "-O1", source.path, "-o", "calls"])
    try workspace.require("./calls", ["log"])
    let calls = recordedCalls(
      in: try Data(contentsOf: URL(filePath: workspace.path("log")), options: .alwaysMapped))
    try #require(calls.count > 250)
    for call in calls {
      let object = try #require(
        try JSONSerialization.jsonObject(with: json(call)) as? [String: Any])
      #expect(object["number"] as? UInt64 == call.number)
      #expect((object["result"] as? [String: Any])?["value"] as? Int64 == call.result)
    }
  }

  @Test func valuesAreTyped() throws {
    let path = Array("/etc/x".utf8) + [0]
    let memory = RecordedMemory(parts: [(0x1000, Data(path))])
    let call = RecordedCall(
      number: 257, arguments: [UInt64(bitPattern: -100), 0x1000, 0o2000001, 0, 0, 0], result: -2,
      before: memory, after: memory)
    let object = try #require(try JSONSerialization.jsonObject(with: json(call)) as? NSDictionary)
    #expect(
      object == [
        "call": "openat", "number": 257, "abi": "x86_64",
        "arguments": [
          ["name": "dfd", "type": "int", "raw": "0xffffffffffffff9c", "value": "AT_FDCWD"],
          ["name": "filename", "type": "const char *", "raw": "0x1000", "value": "/etc/x"],
          ["name": "flags", "type": "int", "raw": "0x80001", "value": ["O_WRONLY", "O_CLOEXEC"]],
        ], "result": ["value": -2, "error": "ENOENT"],
      ] as NSDictionary)
  }

  private func json(_ recorded: RecordedCall) -> Data {
    let decoder = CallDecoder(options: DecodingOptions())
    var output = OutputBuffer()
    var call = CallInFlight(number: recorded.number, arguments: recorded.arguments)
    output.append("{")
    decoder.writeEntry(&call, memory: recorded.before, into: &output)
    let result = CallResult(value: recorded.result, isError: -4095..<0 ~= recorded.result)
    decoder.writeExit(&call, result: result, memory: recorded.after, into: &output)
    output.append("}")
    return Data(output.bytes)
  }
}
