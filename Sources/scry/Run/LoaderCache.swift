// /etc/ld.so.cache: which file a library's name stands for (glibc 2.36, sysdeps/generic/dl-cache.h).

import Primitives

/// The dynamic linker's list of libraries, in the format that glibc writes since 2.32.
struct LoaderCache {
  private var paths: [String: [String]] = [:]

  private static let magic = Array("glibc-ld.so.cache1.1".utf8)
  private static let headerSize = 48
  private static let entrySize = 24
  /// FLAG_ELF_LIBC6 and FLAG_X8664_LIB64.
  private static let wantedFlags: UInt32 = 0x0303
  private static let maximumEntries: UInt32 = 100_000

  /// Reads the cache; empty when it is missing or of another format.
  init(path: String = "/etc/ld.so.cache") {
    guard let store = try? ByteStore.mapping(path: path),
      let magic = store.slice(at: 0, count: Self.magic.count), magic.elementsEqual(Self.magic),
      let count: UInt32 = store.load(at: Self.magic.count)
    else { return }
    for index in 0..<Int(min(count, Self.maximumEntries)) {
      let start = Self.headerSize + index * Self.entrySize
      guard let flags: UInt32 = store.load(at: start), flags == Self.wantedFlags,
        let name = Self.string(store, at: start + 4), let file = Self.string(store, at: start + 8)
      else { continue }
      paths[name, default: []].append(file)
    }
  }

  private static func string(_ store: ByteStore, at place: Int) -> String? {
    guard let offset: UInt32 = store.load(at: place), Int(offset) < store.count,
      let tail = store.slice(at: Int(offset), count: min(4096, store.count - Int(offset)))
    else { return nil }
    return String(decoding: tail.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// The files of a name: more than one when there are variants for newer processors, any of which may be loaded.
  subscript(name: String) -> [String] { paths[name] ?? [] }
}
