// The agent's code in a program that a sanitizer watches: Tests/Sanitizers.

import Foundation
import TestSupport
import Testing

@Suite struct SanitizerTests {
  private func watch(_ sanitizer: String, _ flags: String...) throws -> Tool.Result {
    let workspace = try Workspace()
    let script = BuildFolder.package.appending(path: "Tests/Sanitizers/run").path
    return try workspace.run(script, [sanitizer, workspace.url.path] + flags)
  }

  @Test(arguments: ["thread", "address,undefined"])
  func nothingIsReported(sanitizer: String) throws {
    let result = try watch(sanitizer)
    #expect(result == Tool.Result(status: 0, output: "ok\n"), "\(result.errors)")
  }

  @Test(arguments: [
    ("thread", "1", "data race"), ("address,undefined", "2", "stack-buffer-overflow"),
    ("address,undefined", "3", "shift exponent"),
  ])
  func aMistakeIsReported(sanitizer: String, mistake: String, report: String) throws {
    let result = try watch(sanitizer, "-DMISTAKE=\(mistake)")
    #expect(result.status != 0 && result.errors.contains(report), "\(result.errors)")
  }
}
