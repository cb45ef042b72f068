// The build-id and the links to separate debug files.

import Primitives

extension ElfFile {
  /// The bytes of the GNU build-id note; nil when there is none. At most 64 bytes.
  public var buildID: [UInt8]? {
    for segment in segments where segment.kind == .note {
      if let part = store.part(at: segment.fileOffset, count: segment.fileSize),
        let id = Self.buildID(inNotes: part)
      {
        return id
      }
    }
    // A separate debug file keeps its note sections, but its program headers describe the stripped file.
    for section in sections where section.kind == .note {
      if let part = try? contents(of: section), let id = Self.buildID(inNotes: part) { return id }
    }
    return nil
  }

  static func buildID(inNotes notes: ByteStore) -> [UInt8]? {
    let buildIDKind: UInt32 = 3
    for note in ElfNotes(notes) where note.kind == buildIDKind {
      if note.owner.elementsEqual("GNU\0".utf8), 1...64 ~= note.content.count {
        return Array(note.content)
      }
    }
    return nil
  }

  /// `.gnu_debuglink`: the file name of the separate debug file and the CRC-32 of its bytes.
  public var debugLink: (name: ByteString, checksum: UInt32)? {
    guard let section = section(named: ".gnu_debuglink"),
      let link = store.part(at: section.fileOffset, count: section.size)
    else { return nil }
    var cursor = ByteCursor(link)
    let name = cursor.cString()
    cursor.skip(UInt64((4 - cursor.position % 4) % 4))
    let checksum = cursor.read(UInt32.self)
    return cursor.failed || name.isEmpty ? nil : (name, checksum)
  }

  /// `.gnu_debugaltlink`: the path of the file that dwz moved common DIEs to, and that file's build-id.
  public var alternateLink: (path: ByteString, buildID: [UInt8])? {
    guard let section = section(named: ".gnu_debugaltlink"),
      let link = store.part(at: section.fileOffset, count: section.size)
    else { return nil }
    var cursor = ByteCursor(link)
    let path = cursor.cString()
    let buildID = Array(cursor.bytes(UInt64(cursor.remaining)))
    return cursor.failed || path.isEmpty ? nil : (path, buildID)
  }
}
