// Where the cache is, and how large it may grow, as the environment says.

import Glibc

extension MetadataCache {
  /// The folder that the XDG Base Directory Specification gives: `$XDG_CACHE_HOME/scry`, else `~/.cache/scry`. Nil when there is no
  /// home. A relative `XDG_CACHE_HOME` is ignored, as the specification asks.
  public static var standardRoot: String? {
    if let cache = environment("XDG_CACHE_HOME"), cache.hasPrefix("/") { return cache + "/scry" }
    return home.map { $0 + "/.cache/scry" }
  }

  /// The bound that `SCRY_CACHE_LIMIT` sets: bytes, or with K, M or G behind them KiB, MiB or GiB; else `standardLimit`.
  public static var limitFromEnvironment: UInt64 {
    environment("SCRY_CACHE_LIMIT").flatMap { bytes($0) } ?? standardLimit
  }

  /// Reads a number of bytes; nil for anything else.
  static func bytes(_ text: String) -> UInt64? {
    let shifts: [Character: UInt64] = ["K": 10, "M": 20, "G": 30]
    let shift = text.last.flatMap { shifts[$0] }
    let digits = shift == nil ? text[...] : text.dropLast()
    guard let number = UInt64(digits) else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: 1 << (shift ?? 0))
    return overflow ? nil : product
  }

  private static var home: String? {
    if let home = environment("HOME"), home.hasPrefix("/") { return home }
    guard let entry = getpwuid(getuid()) else { return nil }
    return String(cString: entry.pointee.pw_dir)
  }

  private static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}
