// The cache: quick, private, self-healing, bounded, shared by two processes, and not needed.

import Foundation
import Metadata
import Synchronization
import TestSupport
import Testing
import TypeModel

@Suite struct CacheTests {
  private func program(_ workspace: Workspace, _ name: String = "program") throws -> String {
    let source = try workspace.write(
      "struct \(name) { int x; } v; int main(void) { return v.x; }", to: "\(name).c")
    return try workspace.compile([source], with: "gcc", ["-g", "-Wl,--build-id"], to: name)
  }

  /// A cache that counts how often it builds.
  private final class Counted: Sendable {
    private let builds = Atomic<Int>(0)
    var count: Int { builds.load(ordering: .relaxed) }
    func note(_ progress: MetadataProgress) {
      if progress.stage == .merging { builds.add(1, ordering: .relaxed) }
    }
  }

  private func cache(
    _ root: String?, limit: UInt64 = 1 << 30, rebuilds: Bool = false
  ) -> (MetadataCache, Counted) {
    var options = MetadataOptions()
    options.analysesSites = false
    options.rebuilds = rebuilds
    let counted = Counted()
    return (
      MetadataCache(root: root, limit: limit, options: options, progress: { counted.note($0) }),
      counted
    )
  }

  private func file(_ workspace: Workspace, _ metadata: ModuleMetadata) -> String {
    let digits = metadata.buildID.map { String(format: "%02x", $0) }.joined()
    return workspace.path("cache/meta/\(digits.prefix(2))/\(digits.dropFirst(2)).meta")
  }

  private func mode(_ path: String) throws -> Int {
    try #require(
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
  }

  @Test func builtOnceAndPrivate() throws {
    let workspace = try Workspace()
    let path = try program(workspace)
    let (cache, counted) = cache(workspace.path("cache"))
    let built = try cache.metadata(forModuleAt: path)
    #expect(built.warnings.isEmpty && built.buildID.count == 20)
    let again = try cache.metadata(forModuleAt: path)
    #expect(counted.count == 1)
    #expect(again.table.typeCount == built.table.typeCount)
    #expect(cache.cached(buildID: built.buildID) != nil)
    #expect(try mode(file(workspace, built)) == 0o600)
    #expect(try mode(workspace.path("cache/meta")) == 0o700)
    #expect(try mode((file(workspace, built) as NSString).deletingLastPathComponent) == 0o700)
    #expect(cache.contents().files == 1)
  }

  @Test func damagedFilesAreBuiltAnew() throws {
    let workspace = try Workspace()
    let path = try program(workspace)
    let (cache, counted) = cache(workspace.path("cache"))
    let file = file(workspace, try cache.metadata(forModuleAt: path))
    let good = try Data(contentsOf: URL(fileURLWithPath: file))
    var version = good
    version[8] ^= 0x40
    var content = good
    content[content.count - 9] ^= 1
    for (index, bad) in [version, content, good.dropLast(8), Data()].enumerated() {
      try FileManager.default.removeItem(atPath: file)
      try Data(bad).write(to: URL(fileURLWithPath: file))
      #expect(!(try cache.metadata(forModuleAt: path)).types(named: Array("program".utf8)).isEmpty)
      #expect(counted.count == index + 2)
      #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == good)
    }
  }

  @Test func worksWithoutAUsableFolder() throws {
    let workspace = try Workspace()
    let path = try program(workspace)
    try workspace.write("in the way", to: "cache")
    let (cache, counted) = cache(workspace.path("cache"))
    let metadata = try cache.metadata(forModuleAt: path)
    #expect(!metadata.types(named: Array("program".utf8)).isEmpty)
    #expect(metadata.warnings.count == 1)
    guard case .cacheUnusable? = metadata.warnings.first else {
      Issue.record("\(metadata.warnings)")
      return
    }
    _ = try cache.metadata(forModuleAt: path)
    #expect(counted.count == 2)
    let (none, _) = self.cache(nil)
    #expect(try none.metadata(forModuleAt: path).warnings.isEmpty)
  }

  @Test func theLeastRecentlyUsedGoFirst() throws {
    let workspace = try Workspace()
    let (large, _) = cache(workspace.path("cache"))
    let files = try ["one", "two", "three"].enumerated().map { age, name in
      let file = file(workspace, try large.metadata(forModuleAt: try program(workspace, name)))
      let used = Date(timeIntervalSinceNow: Double(age) * 60 - 7200)
      try FileManager.default.setAttributes([.modificationDate: used], ofItemAtPath: file)
      return file
    }
    // Used again, the oldest becomes the youngest.
    _ = try large.metadata(forModuleAt: workspace.path("one"))
    let size = large.contents().bytes / 3
    let (small, _) = cache(workspace.path("cache"), limit: size * 3 + size / 2)
    _ = try small.metadata(forModuleAt: try program(workspace, "four"))
    let manager = FileManager.default
    #expect(files.map { manager.fileExists(atPath: $0) } == [true, false, true])
    #expect(small.contents().bytes <= size * 3 + size / 2)
  }

  @Test func manyAtOnceAllGetWholeFiles() async throws {
    let workspace = try Workspace()
    let path = try program(workspace)
    let root = workspace.path("cache")
    await withTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          // Each has its own cache object, as another process would, and replaces the file again and again.
          let (cache, _) = self.cache(root, rebuilds: true)
          return (0..<20).filter { _ in
            let metadata = try? cache.metadata(forModuleAt: path)
            return metadata?.types(named: Array("program".utf8)).isEmpty == false
              && metadata?.warnings.isEmpty == true
          }.count
        }
      }
      for await good in group { #expect(good == 20) }
    }
    let names = try FileManager.default.subpathsOfDirectory(atPath: root)
    #expect(names.filter { $0.hasSuffix(".tmp") }.isEmpty)
    #expect(names.filter { $0.hasSuffix(".meta") }.count == 1)
  }

  @Test func cancelledWorkStops() throws {
    let workspace = try Workspace()
    let cancellation = Cancellation()
    cancellation.cancel()
    let cache = MetadataCache(root: workspace.path("cache"), cancellation: cancellation)
    let path = try program(workspace)
    #expect(throws: MetadataError.cancelled(path: path)) {
      _ = try cache.metadata(forModuleAt: path)
    }
    #expect(cache.contents().files == 0)
  }
  @Test func workStopsWhenItsTimeIsOver() throws {
    let workspace = try Workspace()
    let path = try program(workspace)
    let late = MetadataCache(
      root: workspace.path("cache"), cancellation: Cancellation(after: .zero))
    #expect(throws: MetadataError.cancelled(path: path)) {
      _ = try late.metadata(forModuleAt: path)
    }
    let early = MetadataCache(
      root: workspace.path("cache"), cancellation: Cancellation(after: .seconds(600)))
    #expect(try early.metadata(forModuleAt: path).table.typeCount > 0)
    // What is cached takes no time.
    #expect(try late.metadata(forModuleAt: path).table.typeCount > 0)
  }
}
