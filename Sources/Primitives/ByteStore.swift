// Bytes that somebody else may have damaged, read with every access checked.

import Glibc
import SystemPackage

/// An immutable run of bytes: a mapped file or a copy. Every read is bounds-checked and gives nil past the end.
///
/// A mapped file that is truncated by someone else while it is mapped would raise SIGBUS; `mapping(path:)` is for files
/// that are replaced, not rewritten (executables, debug files, our cache).
public final class ByteStore: @unchecked Sendable {
  /// The bytes, valid as long as the store.
  public let bytes: UnsafeRawBufferPointer
  private let release: @Sendable (UnsafeRawBufferPointer) -> Void

  /// Copies `content`.
  public init(copying content: some Collection<UInt8>) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: content.count, alignment: 16)
    copy.copyBytes(from: content)
    bytes = UnsafeRawBufferPointer(copy)
    release = { $0.deallocate() }
  }

  /// Adopts memory that `release` will free.
  public init(
    adopting bytes: UnsafeRawBufferPointer,
    release: @escaping @Sendable (UnsafeRawBufferPointer) -> Void
  ) {
    self.bytes = bytes
    self.release = release
  }

  /// Maps the whole of a file read-only. Throws the errno of `open`, `fstat` or `mmap`.
  public static func mapping(path: String) throws(Errno) -> ByteStore {
    // Opening a FIFO would wait for a writer without O_NONBLOCK.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Errno.current }
    defer { close(descriptor) }
    return try mapping(descriptor: descriptor)
  }

  /// Maps the whole of an open file read-only. The descriptor stays the caller's. Throws the errno of `fstat` or `mmap`.
  public static func mapping(descriptor: Int32) throws(Errno) -> ByteStore {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Errno.current }
    guard status.st_mode & S_IFMT == S_IFREG else { throw Errno.invalidArgument }
    guard status.st_size > 0 else { return ByteStore(copying: []) }
    let size = Int(status.st_size)
    guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED
    else { throw Errno.current }
    return ByteStore(adopting: UnsafeRawBufferPointer(start: start, count: size)) {
      munmap(UnsafeMutableRawPointer(mutating: $0.baseAddress!), $0.count)
    }
  }

  deinit { release(bytes) }

  /// In bytes.
  public var count: Int { bytes.count }

  /// The value at a byte offset, unaligned; nil when it does not lie wholly inside.
  @inlinable
  public func load<T: BitwiseCopyable>(_ type: T.Type = T.self, at offset: Int) -> T? {
    guard offset >= 0, offset <= bytes.count - MemoryLayout<T>.size else { return nil }
    return bytes.loadUnaligned(fromByteOffset: offset, as: T.self)
  }

  /// The bytes of a range; nil when it does not lie wholly inside.
  @inlinable
  public func slice(at offset: Int, count: Int) -> UnsafeRawBufferPointer? {
    guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else {
      return nil
    }
    return UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + count)])
  }
}
