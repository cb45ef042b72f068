// Where themes are: the user's own, those that are installed, and those that the program holds.

import Glibc
import Primitives
import ThemeData

/// Finds themes by their names.
public struct ThemeLibrary: Sendable {
  /// Folders with files `NAME.json`; the first that has a theme is the one that counts.
  public let folders: [String]

  public init(folders: [String] = ThemeLibrary.standardFolders) { self.folders = folders }

  /// The name of the theme that is used when nobody asks for another.
  public static let defaultName = "dark"

  /// The user's (XDG Base Directory Specification), then what `make install` put beside the program.
  public static var standardFolders: [String] {
    var folders: [String] = []
    if let own = value("XDG_CONFIG_HOME"), own.hasPrefix("/") {
      folders.append(own + "/scry/themes")
    } else if let home = value("HOME") {
      folders.append(home + "/.config/scry/themes")
    }
    if let program = realpath("/proc/self/exe", nil) {
      let path = String(cString: program)
      free(program)
      folders.append(
        path.prefix(upTo: path.lastIndex(of: "/") ?? path.endIndex) + "/../share/scry/themes")
    }
    return folders
  }

  private static func value(_ variable: String) -> String? {
    getenv(variable).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// A theme and where it comes from.
  public struct Entry: Sendable {
    public let file: ThemeFile
    /// Nil for one that the program holds.
    public let path: String?
    public var theme: Theme { file.theme }
  }

  /// The theme of a name, or of a path with a slash in it; nil when there is none.
  public func theme(named name: String) -> Entry? {
    if name.contains("/") {
      return access(name, F_OK) == 0 ? Self.read(name, name: Self.stem(name)) : nil
    }
    for folder in folders {
      let path = "\(folder)/\(name).json"
      if access(path, F_OK) == 0 { return Self.read(path, name: name) }
    }
    return Self.own.first { $0.theme.name == name }
  }

  /// The names of all themes, in the order of the alphabet.
  public var names: [String] {
    let found = folders.flatMap { folder in
      Self.files(in: folder).filter { $0.hasSuffix(".json") }.map(Self.stem)
    }
    return Set(found + Self.own.map(\.theme.name)).sorted()
  }

  /// `dark` for `a/dark.json`.
  private static func stem(_ path: String) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    return file.hasSuffix(".json") ? String(file.dropLast(5)) : file
  }

  private static func files(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }

  private static func read(_ path: String, name: String) -> Entry {
    let text: [UInt8]
    do {
      let store = try ByteStore.mapping(path: path)
      text = Array(store.bytes.prefix(JSONReader.sizeLimit + 1))
    } catch {
      let problem = ThemeProblem(line: 0, key: "", reason: .unreadable("\(error)"))
      return Entry(file: ThemeFile(standIn: .standard, name: name, problem), path: path)
    }
    return Entry(file: ThemeFile(text, name: name, fallback: .standard), path: path)
  }

  /// The themes that the program holds, the default first.
  private static let own: [Entry] = {
    var entries: [Entry] = []
    while case let file = scry_theme_file(entries.count), let start = file.start,
      let name = file.name
    {
      let text = Array(UnsafeRawBufferPointer(start: start, count: file.size))
      let read = ThemeFile(
        text, name: String(cString: name), fallback: entries.first?.theme)
      entries.append(Entry(file: read, path: nil))
    }
    return entries
  }()

  /// The default theme, as the program holds it.
  static var standard: Theme { own.first?.theme ?? Theme(name: defaultName, looks: [:]) }
}

extension Theme {
  /// The default. It uses the terminal's own colours.
  public static var standard: Theme { ThemeLibrary.standard }
}
