// File descriptors, with what they lead to when `-y` asks for it.

extension CallPrinter {
  /// AT_FDCWD, which stands for the working folder.
  static var workingDirectory: Int32 { -100 }

  mutating func printDescriptor(_ value: UInt64) {
    sink.number(signed(value, 32), .signed)
    let descriptor = Int32(truncatingIfNeeded: value)
    if descriptor >= 0 { printDescriptorPath(descriptor) }
  }

  mutating func printDirectory(_ value: UInt64) {
    guard Int32(truncatingIfNeeded: value) == Self.workingDirectory else {
      return printDescriptor(value)
    }
    printNamed(value & 0xFFFF_FFFF, format: .signed, name: Name("AT_FDCWD"))
    printDescriptorPath(Self.workingDirectory)
  }

  /// What stands in angle brackets behind a descriptor; nothing without `-y`.
  private mutating func printDescriptorPath(_ descriptor: Int32) {
    if options.descriptors == .number { return }
    let place = UnsafeMutableRawBufferPointer(
      rebasing: context.scratch[scratchUsed...].prefix(8192))
    if options.descriptors == .details {
      let count = memory.descriptorDetails(descriptor, into: place)
      if count > 0 {
        return sink.path(UnsafeRawBufferPointer(place).slice(at: 0, count: count), isEscaped: true)
      }
    }
    let count = memory.descriptorPath(descriptor, into: place)
    if count > 0 {
      sink.path(UnsafeRawBufferPointer(place).slice(at: 0, count: count), isEscaped: false)
    }
  }
}
