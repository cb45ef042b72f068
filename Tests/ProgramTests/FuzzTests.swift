// A short run of `make fuzz`: its samples are sound, and damaged ones end no worker.

import Foundation
import TestSupport
import Testing

@Suite struct FuzzTests {
  @Test func aShortRunFindsNothing() throws {
    try Scratch.withFolder { folder in
      let findings = folder.appending(path: "findings").path
      let result = try run(
        [BuildFolder.fuzz, "inputs=4200", "seed=11", "findings=\(findings)"],
        environment: ProcessInfo.processInfo.environment, seconds: 300)
      #expect(result.status == .exited(0), "\(result.errors)")
      #expect(result.text == "4200 inputs, 0 finds\n", "\(result.errors)")
    }
  }
}
