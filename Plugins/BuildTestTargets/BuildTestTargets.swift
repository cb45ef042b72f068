// Builds every program of TestTargets/programs with gcc and clang at -O0 and -O2.
import Foundation
import PackagePlugin

@main
struct BuildTestTargets: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let programs = target.directoryURL.appending(path: "programs")
    let builder = context.package.directoryURL.appending(
      path: "Plugins/BuildTestTargets/build-target.sh")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: programs.path)) ?? []
    let sources = names.sorted().filter { $0.hasSuffix(".c") || $0.hasSuffix(".cpp") }
    let headers = names.sorted().filter { $0.hasSuffix(".h") }.map { programs.appending(path: $0) }
    return sources.flatMap { name in
      ["gcc-O0", "gcc-O2", "clang-O0", "clang-O2"].map { flavour in
        let source = programs.appending(path: name)
        let stem = name.split(separator: ".")[0]
        let output = context.pluginWorkDirectoryURL.appending(path: "\(stem)-\(flavour)")
        return Command.buildCommand(
          displayName: "Building test target \(stem) (\(flavour))",
          executable: builder,
          arguments: [
            source.path, flavour, output.path,
            context.package.directoryURL.appending(path: "Sources/Agent/include").path,
          ],
          inputFiles: [builder, source] + headers,
          outputFiles: [output])
      }
    }
  }
}
