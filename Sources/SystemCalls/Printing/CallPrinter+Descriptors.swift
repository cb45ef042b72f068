// File descriptors, with what they lead to when `-y` asks for it.

extension CallPrinter {
  /// AT_FDCWD, which stands for the working folder.
  static var workingDirectory: Int32 { -100 }

  mutating func printDescriptor(_ value: UInt64) {
    sink.number(signed(value, 32), .signed)
    printDescriptorPath(Int32(truncatingIfNeeded: value))
  }

  mutating func printDirectory(_ value: UInt64) {
    guard Int32(truncatingIfNeeded: value) == Self.workingDirectory else {
      return printDescriptor(value)
    }
    if options.constants == .raw {
      sink.number(signed(value, 32), .signed)
    } else {
      sink.word(Name("AT_FDCWD"))
    }
    printDescriptorPath(Self.workingDirectory)
  }

  /// What stands in angle brackets behind a descriptor; nothing without `-y`.
  private mutating func printDescriptorPath(_ descriptor: Int32) {
    guard options.descriptors != .number, descriptor >= 0 || descriptor == Self.workingDirectory
    else { return }
    let place = UnsafeMutableRawBufferPointer(rebasing: context.scratch[scratchUsed...].prefix(8192))
    var count = 0
    if options.descriptors == .details {
      count = memory.descriptorDetails(descriptor, into: place)
    }
    if count <= 0 { count = memory.descriptorPath(descriptor, into: place) }
    guard count > 0 else { return }
    sink.path(UnsafeRawBufferPointer(rebasing: place.prefix(count)))
  }
}
