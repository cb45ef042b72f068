// The checksum of a uniqtype file, so that damaged ones get past it.

extension [UInt8] {
  /// FNV-1a over the 8-byte words after the header: what `checksum` of a uniqtype file holds (`scry_meta.h`).
  public mutating func renewChecksum(headerSize: Int, checksumOffset: Int) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    var place = headerSize
    while place + 8 <= count {
      var word: UInt64 = 0
      for offset in (0..<8).reversed() { word = word << 8 | UInt64(self[place + offset]) }
      hash = (hash ^ word) &* 0x100_0000_01b3
      place += 8
    }
    for offset in 0..<8 where checksumOffset + offset < count {
      self[checksumOffset + offset] = UInt8(truncatingIfNeeded: hash >> (8 * UInt64(offset)))
    }
  }
}
