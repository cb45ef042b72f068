// What the decoder asks of the process that makes the call.

/// The memory and the descriptors of a process that stands still at a system call.
public protocol TraceeMemory: AnyObject {
  /// Copies bytes from `address` on: how many there were, fewer than asked at a page that cannot be read.
  func read(_ address: UInt64, into buffer: UnsafeMutableRawBufferPointer) -> Int

  /// Where the link `/proc/PID/fd/DESCRIPTOR` leads, as bytes put into `buffer`: their number, 0 when it is not open. AT_FDCWD
  /// (-100) stands for the working folder.
  func descriptorPath(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int

  /// What `-yy` says of a descriptor instead of its path, as it is to stand between the angle brackets (`TCP:[127.0.0.1:80]`,
  /// `/dev/null<char 1:3>`), likewise; 0 to print the path.
  func descriptorDetails(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int

  /// The process that this one knows by an id; nil when it cannot be looked at.
  func process(_ id: Int32) -> (any TraceeMemory)?

  /// The process that a descriptor of this one stands for (pidfd_open(2)), likewise.
  func process(behind descriptor: Int32) -> (any TraceeMemory)?
}

extension TraceeMemory {
  public func descriptorDetails(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer)
    -> Int
  { 0 }

  public func process(_ id: Int32) -> (any TraceeMemory)? { nil }

  public func process(behind descriptor: Int32) -> (any TraceeMemory)? { nil }
}
