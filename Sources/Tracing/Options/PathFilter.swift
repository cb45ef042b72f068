// `-P`: only calls that have to do with a path.

import Glibc
import SystemCalls

/// Tells whether a call names one of some paths, or has a descriptor that leads to one.
final class PathFilter {
  private let paths: Set<[UInt8]>
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 16)

  /// `paths` as they were given; where they lead is added.
  init(_ paths: [[UInt8]]) {
    self.paths = Set(paths + paths.compactMap(Self.resolved))
  }

  deinit { buffer.deallocate() }

  /// The path without links; nil when it does not exist or stays the same.
  static func resolved(_ path: [UInt8]) -> [UInt8]? {
    let real = path.withUnsafeBytes { bytes in
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { copy in
        for index in bytes.indices { copy[index] = CChar(bitPattern: bytes[index]) }
        copy[bytes.count] = 0
        return realpath(copy.baseAddress, nil)
      }
    }
    guard let real else { return nil }
    defer { free(real) }
    let result = Array(UnsafeRawBufferPointer(start: real, count: strlen(real)))
    return result == path ? nil : result
  }

  func matches(_ call: CallInFlight, of process: TracedProcess) -> Bool {
    guard let description = call.description else { return false }
    return description.parameters.indices.prefix(6).contains { index in
      let parameter = description.parameters[index]
      let value = call.arguments[index]
      if parameter.isPath { return matches(pathAt: value, of: process) }
      guard parameter.isDescriptor || parameter.isDirectoryDescriptor else { return false }
      return matches(descriptor: Int32(truncatingIfNeeded: value), of: process)
    }
  }

  private func matches(pathAt address: UInt64, of process: TracedProcess) -> Bool {
    let count = process.read(address, into: buffer)
    guard let end = buffer.prefix(count).firstIndex(of: 0) else { return false }
    return paths.contains(Array(buffer[..<end]))
  }

  private func matches(descriptor: Int32, of process: TracedProcess) -> Bool {
    guard descriptor >= 0 else { return false }
    return paths.contains(Array(buffer[..<process.descriptorPath(descriptor, into: buffer)]))
  }
}
