// Builds every program of TestTargets/programs with gcc and clang at -O0 and -O2, and in the flavours that it names.
import Foundation
import PackagePlugin

@main
struct BuildTestTargets: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let programs = ProgramFolder(url: target.directoryURL.appending(path: "programs"))
    let builder = Builder(
      script: context.package.directoryURL.appending(
        path: "Plugins/BuildTestTargets/build-target.sh"),
      include: context.package.directoryURL.appending(path: "Sources/Agent/include"),
      headers: programs.headers,
      folder: context.pluginWorkDirectoryURL)
    return programs.stems.flatMap { stem in
      let files = programs.files(of: stem)
      return programs.flavours(of: files.main).flatMap { builder.commands(stem, files, $0) }
    }
  }
}

/// A compiler and its flags: `gcc -O2`, whose name is `gcc-O2`.
struct Flavour {
  let words: [String]
  var name: String { words.joined().replacing("=", with: "-") }
}

/// What belongs to one program: `NAME.c` and, where needed, `NAME.unit.c` (a second unit), `NAME.shared.c` (a library
/// that it is linked with) and `NAME.plugin.c` (a library that it loads).
struct ProgramFiles {
  var main: URL
  var unit: URL?
  var shared: URL?
  var plugin: URL?
}

/// The folder of the programs' sources.
struct ProgramFolder {
  let url: URL
  let names: [String]

  init(url: URL) {
    self.url = url
    names = ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted()
  }

  var headers: [URL] { names.filter { $0.hasSuffix(".h") }.map { url.appending(path: $0) } }

  var stems: [String] {
    names.compactMap { name in
      let parts = name.split(separator: ".")
      return parts.count == 2 && ["c", "cpp"].contains(parts[1]) ? String(parts[0]) : nil
    }
  }

  func files(of stem: String) -> ProgramFiles {
    func file(_ infix: String) -> URL? {
      names.first { $0 == "\(stem)\(infix).c" || $0 == "\(stem)\(infix).cpp" }
        .map { url.appending(path: $0) }
    }
    return ProgramFiles(
      main: file("") ?? url, unit: file(".unit"), shared: file(".shared"), plugin: file(".plugin"))
  }

  /// The usual four, and those of a line `// also: gcc -O3, clang -Og` in the source.
  func flavours(of source: URL) -> [Flavour] {
    let text = (try? String(contentsOf: source, encoding: .utf8)) ?? ""
    let also = text.split(separator: "\n").filter { $0.hasPrefix("// also: ") }
      .flatMap { $0.dropFirst("// also: ".count).split(separator: ",") }
    return (["gcc -O0", "gcc -O2", "clang -O0", "clang -O2"] + also.map(String.init))
      .map { Flavour(words: $0.split(separator: " ").map(String.init)) }
  }
}

/// Makes the commands that build a program and its libraries.
struct Builder {
  let script: URL
  let include: URL
  let headers: [URL]
  let folder: URL

  func commands(_ stem: String, _ files: ProgramFiles, _ flavour: Flavour) -> [Command] {
    let shared = files.shared.map {
      command("shared", $0, "lib\(stem)-\(flavour.name).so", flavour, needs: [])
    }
    let plugin = files.plugin.map {
      command("plugin", $0, "\(stem)-\(flavour.name).so", flavour, needs: [])
    }
    let library = files.shared.map { _ in folder.appending(path: "lib\(stem)-\(flavour.name).so") }
    let program = command(
      "program", files.main, "\(stem)-\(flavour.name)", flavour,
      needs: [files.unit, library].compactMap { $0 })
    return [shared, plugin, program].compactMap { $0 }
  }

  private func command(
    _ kind: String, _ source: URL, _ name: String, _ flavour: Flavour, needs: [URL]
  ) -> Command {
    let output = folder.appending(path: name)
    return .buildCommand(
      displayName: "Building test target \(name)",
      executable: script,
      arguments: [kind, source.path, output.path, include.path] + flavour.words,
      inputFiles: [script, source] + headers + needs,
      outputFiles: [output])
  }
}
