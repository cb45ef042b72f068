// The libraries that the dynamic linker will load with a program, found without running anything of it.

import DebugInfo
import Glibc
import Primitives

/// Resolves DT_NEEDED as ld.so(8) describes it.
///
/// `ld.so --list` would map the program, and a hostile one can be made to be mapped over the dynamic linker itself; this
/// reads files only.
struct NeededLibraries {
  private let cache = LoaderCache()
  private let libraryPath: [String]
  private var seen: Set<String> = []
  private var found: [String] = []

  /// A program with more libraries than this is not followed further.
  private static let maximumCount = 4096

  private static let defaults = [
    "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/lib",
    "/usr/lib",
  ]

  private init() {
    libraryPath =
      getenv("LD_LIBRARY_PATH").map { String(cString: $0) }?
      .split(whereSeparator: { $0 == ":" || $0 == ";" }).map(String.init) ?? []
  }

  /// The paths of the program's libraries, those that `LD_PRELOAD` names, and the dynamic linker; the program itself first.
  static func of(_ program: String) -> [String] {
    var search = NeededLibraries()
    search.found.append(program)
    search.followAll()
    return search.found
  }

  private mutating func followAll() {
    var inherited: [[String]] = [[]]
    var index = 0
    while index < found.count, found.count < Self.maximumCount {
      defer { index += 1 }
      guard let elf = try? ElfFile.open(path: found[index]) else { continue }
      let section = DynamicSection(of: elf)
      let origin = Self.directory(of: found[index])
      let rpath = section.rpath.map { Self.expand($0, origin: origin) } + inherited[index]
      var names = section.needed
      if index == 0 { names += preloads + [elf.interpreter].compactMap { $0 } }
      for name in names where seen.insert(name).inserted {
        for file in files(named: name, section, rpath, origin) where !found.contains(file) {
          found.append(file)
          inherited.append(rpath)
        }
      }
    }
  }

  private var preloads: [String] {
    let value = getenv("LD_PRELOAD").map { String(cString: $0) } ?? ""
    return value.split(whereSeparator: { $0 == ":" || $0 == " " }).map(String.init)
  }

  /// The files that a name may stand for: the first of the search, or all variants that the cache has.
  private func files(
    named name: String, _ section: DynamicSection, _ rpath: [String], _ origin: String
  ) -> [String] {
    if name.utf8.contains(UInt8(ascii: "/")) {
      return [Self.expand(name, origin: origin)].filter(Self.isLibrary)
    }
    let runpath = section.runpath.map { Self.expand($0, origin: origin) }
    if let file = first(name, in: rpath + libraryPath + runpath) { return [file] }
    if section.skipsDefaults { return [] }
    let cached = cache[name].filter(Self.isLibrary)
    if !cached.isEmpty { return cached }
    return first(name, in: Self.defaults).map { [$0] } ?? []
  }

  private func first(_ name: String, in directories: [String]) -> String? {
    directories.lazy.map { "\($0)/\(name)" }.first(where: Self.isLibrary)
  }

  /// A file of another architecture is passed over, as the dynamic linker does.
  private static func isLibrary(_ path: String) -> Bool {
    access(path, R_OK) == 0 && (try? ElfFile.open(path: path)) != nil
  }

  private static func directory(of path: String) -> String {
    let real = realpath(path, nil)
    defer { free(real) }
    let whole = real.map { String(cString: $0) } ?? path
    let directory = whole.lastIndex(of: "/").map { String(whole[..<$0]) } ?? "."
    return directory.isEmpty ? "/" : directory
  }

  /// Dynamic string tokens (ld.so(8)); `$LIB` as Debian configures it.
  private static func expand(_ text: String, origin: String) -> String {
    var result = text
    for (token, value) in [
      ("$ORIGIN", origin), ("${ORIGIN}", origin), ("$LIB", "lib/x86_64-linux-gnu"),
      ("${LIB}", "lib/x86_64-linux-gnu"), ("$PLATFORM", "x86_64"), ("${PLATFORM}", "x86_64"),
    ] {
      result = result.split(separator: token, omittingEmptySubsequences: false)
        .joined(separator: value)
    }
    return result
  }
}
