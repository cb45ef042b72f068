// Numbers of bytes for people.

/// Sizes with a unit that keeps them short.
public enum ByteCount {
  /// `17 bytes`, `3.4 KiB`, `12.0 GiB`.
  public static func text(_ bytes: UInt64) -> String {
    guard bytes >= 1024 else { return "\(bytes) bytes" }
    var tenths = bytes
    var unit = 0
    let units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
    while tenths >= 1024 * 1024 {
      tenths /= 1024
      unit += 1
    }
    tenths = tenths * 10 / 1024
    return "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }
}
