// Where the products of the build lie.

import Foundation

/// The folder of the build that the tests belong to (`.build/<triple>/debug` or `release`).
public enum BuildFolder {
  public static let url = URL(fileURLWithPath: executable).deletingLastPathComponent()

  private static var executable: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
  }

  public static let scry = url.appending(path: "scry").path
  public static let fuzz = url.appending(path: "ScryFuzz").path
  /// The agent: the build's, or another build of it that `make sanitize` names.
  public static let agent =
    ProcessInfo.processInfo.environment["SCRY_TEST_AGENT"]
    ?? url.appending(path: "scry_Agent.resources/libscry-agent.so").path
  public static let targets = url.appending(path: "scry_TestTargets.resources")

  /// The package's own folder, with the sources.
  public static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardizedFileURL

  /// Where `scry_alloc.h` is.
  public static let agentHeaders = package.appending(path: "Sources/Agent/include").path

  /// Where the headers of the agent's tables are.
  public static let layoutHeaders = package.appending(path: "Sources/AgentLayout/include").path
}
