import Foundation
// Builds libscry-agent.so with cc: a C product of SwiftPM would need the Swift runtime in the target.
import PackagePlugin

@main
struct BuildAgent: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let sources = target.directoryURL.appending(path: "agent")
    let layout = context.package.directoryURL.appending(path: "Sources/AgentLayout/include")
    let output = context.pluginWorkDirectoryURL.appending(path: "libscry-agent.so")
    let builder = context.package.directoryURL.appending(path: "Plugins/BuildAgent/build-agent.sh")
    return [
      .buildCommand(
        displayName: "Building libscry-agent.so",
        executable: builder,
        arguments: [
          sources.path, target.directoryURL.appending(path: "include").path, layout.path,
          output.path,
        ],
        inputFiles: [builder] + filesBelow(sources) + filesBelow(layout)
          + filesBelow(target.directoryURL.appending(path: "include")),
        outputFiles: [output])
    ]
  }
}

/// Every file below a folder, sorted, so that a change of any of them builds the agent anew.
func filesBelow(_ folder: URL) -> [URL] {
  let paths = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
  return paths.sorted().map { folder.appending(path: $0) }.filter { !$0.hasDirectoryPath }
}
