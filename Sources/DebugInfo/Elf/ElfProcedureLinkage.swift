// Which function each stub of the procedure linkage table jumps to.

import Primitives

extension ElfFile {
  /// For the address of every stub in `.plt`, `.plt.sec` and `.plt.got`, the symbol that it jumps to.
  ///
  /// Linkers write stubs of several shapes (with `endbr64`, with `bnd`, with a push of an index), but each holds one
  /// `jmp *slot(%rip)`: the slot says the function by its relocation. A stub whose slot has no symbol is left out.
  public var pltTargets: [Address: ElfSymbol] {
    let slots = gotTargets
    var targets: [Address: ElfSymbol] = [:]
    for section in sections where section.isExecutable && section.name.starts(with: ".plt".utf8) {
      guard let code = try? contents(of: section) else { continue }
      let stride = Self.stubSize(section)
      for offset in Swift.stride(from: 0, to: code.count - stride + 1, by: stride) {
        let stub = section.range.start + UInt64(offset)
        guard let bytes = code.slice(at: offset, count: stride) else { continue }
        targets[stub] = Self.slot(of: bytes, at: stub).flatMap { slots[$0] }
      }
    }
    return targets
  }

  /// Bytes of a stub: GNU ld says 16 for `.plt` and `.plt.sec`, 8 or 16 for `.plt.got`; other linkers may say nothing.
  private static func stubSize(_ section: ElfSection) -> Int {
    section.entrySize == 8 || section.entrySize == 16 ? Int(section.entrySize) : 16
  }

  /// The slot of the first `jmp *displacement(%rip)` (FF 25) in a stub.
  private static func slot(of stub: UnsafeRawBufferPointer, at address: Address) -> Address? {
    guard stub.count >= 6 else { return nil }
    for start in 0...(stub.count - 6) where stub[start] == 0xff && stub[start + 1] == 0x25 {
      let displacement = stub.loadUnaligned(fromByteOffset: start + 2, as: Int32.self)
      let next = address + UInt64(start + 6)
      return next + UInt64(bitPattern: Int64(displacement))
    }
    return nil
  }
}
