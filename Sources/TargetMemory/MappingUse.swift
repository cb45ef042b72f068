// What the kernel knows of a mapping's memory beyond its place: /proc/PID/smaps and /proc/PID/pagemap.

import Glibc
import Primitives
import SystemPackage

/// A mapping and how it is used.
public struct MappingUse: Sendable {
  public let mapping: Mapping
  /// Bytes of memory that belong to the process alone, whatever file lies behind: of a file's private mapping what was
  /// written to.
  public fileprivate(set) var anonymousBytes: UInt64 = 0
  /// The program wants it left out of cores (MADV_DONTDUMP), or it is a device's memory.
  public fileprivate(set) var isExcludedFromCores = false
}

extension LiveTarget {
  /// The mappings with their use, by rising address. The kernel walks the page tables for it: some milliseconds for each
  /// gigabyte in use.
  public func mappingUses() throws(ReadError) -> [MappingUse] {
    let text: [UInt8]
    do {
      text = try directory.contents(of: "task/\(task)/smaps", limit: 1 << 30)
    } catch {
      throw error == .noSuchProcess || error == .noSuchFileOrDirectory ? .gone : .system(error)
    }
    guard !text.isEmpty else { throw .gone }
    return SmapsText.parse(text)
  }

  /// Which pages of a range have ever been used: runs of memory that is present or swapped out. The others read as zeros,
  /// or as their file has them. One whole run when the kernel does not tell.
  public func usedRuns(of range: AddressRange) -> [AddressRange] {
    guard let file = try? directory.openFile("task/\(task)/pagemap") else { return [range] }
    defer { close(file) }
    var runs = UsedRuns()
    var page = range.start.raw / UsedRuns.pageSize
    let end = range.end.raw / UsedRuns.pageSize
    var entries = [UInt64](repeating: 0, count: 8192)
    while page < end {
      let count = Int(min(UInt64(entries.count), end - page))
      let got = entries.withUnsafeMutableBytes {
        pread(file, $0.baseAddress, count * 8, off_t(page * 8))
      }
      guard got >= 8 else { return [range] }
      runs.add(entries[..<(got / 8)], from: page)
      page += UInt64(got / 8)
    }
    return runs.finished()
  }
}

/// Joins pages that are in use (Documentation/admin-guide/mm/pagemap.rst of Linux).
private struct UsedRuns {
  static let pageSize: UInt64 = 4096
  private var runs: [AddressRange] = []
  private var start: UInt64?
  private var next: UInt64 = 0

  mutating func add(_ entries: ArraySlice<UInt64>, from page: UInt64) {
    // Bit 63: present; bit 62: swapped.
    let isUsed: UInt64 = 3 << 62
    next = page
    for entry in entries {
      if entry & isUsed != 0 { start = start ?? next } else { close() }
      next += 1
    }
  }

  private mutating func close() {
    guard let from = start else { return }
    runs.append(AddressRange(Address(from * Self.pageSize), Address(next * Self.pageSize)))
    start = nil
  }

  mutating func finished() -> [AddressRange] {
    close()
    return runs
  }
}

/// Parses `/proc/PID/smaps`: each mapping's line of `maps`, followed by lines `Key: value` (proc_pid_smaps(5)).
enum SmapsText {
  static func parse(_ text: [UInt8]) -> [MappingUse] {
    var result: [MappingUse] = []
    for line in text.split(separator: UInt8(ascii: "\n")) {
      if let mapping = MapsText.parse(line: line) {
        result.append(MappingUse(mapping: mapping))
      } else if let last = result.indices.last {
        read(line, into: &result[last])
      }
    }
    return result
  }

  private static func read(_ line: ArraySlice<UInt8>, into use: inout MappingUse) {
    var fields = Fields(line)
    guard let key = fields.word(upTo: ":") else { return }
    if key.elementsEqual("Anonymous".utf8) {
      use.anonymousBytes = (fields.number(radix: 10) ?? 0) &* 1024
    } else if key.elementsEqual("VmFlags".utf8) {
      // dd: not to be dumped; io and pf: no ordinary memory.
      while let flag = fields.word() {
        let excluded = ["dd", "io", "pf"].contains { flag.elementsEqual($0.utf8) }
        if excluded { use.isExcludedFromCores = true }
      }
    }
  }
}
