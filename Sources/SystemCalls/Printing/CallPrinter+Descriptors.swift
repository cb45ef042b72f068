// File descriptors, with what they lead to when `-y` asks for it.

extension CallPrinter {
  /// AT_FDCWD, which stands for the working folder.
  static var workingDirectory: Int32 { -100 }

  mutating func printDescriptor(_ value: UInt64) {
    sink.number(signed(value, 32), .signed)
    let descriptor = Int32(truncatingIfNeeded: value)
    if descriptor >= 0 { printDescriptorPath(descriptor, of: memory) }
  }

  mutating func printDirectory(_ value: UInt64) {
    guard Int32(truncatingIfNeeded: value) == Self.workingDirectory else {
      return printDescriptor(value)
    }
    printNamed(value & 0xFFFF_FFFF, format: .signed, name: Name("AT_FDCWD"))
    printDescriptorPath(Self.workingDirectory, of: memory)
  }

  /// A descriptor of the process whose id, or whose own descriptor, another argument is.
  mutating func printOthersDescriptor(_ value: UInt64, form: ArgumentForm) {
    sink.number(signed(value, 32), .signed)
    let descriptor = Int32(truncatingIfNeeded: value)
    let process = Int32(truncatingIfNeeded: call.argument(Int(form.index)))
    guard descriptor >= 0, process >= 0, options.descriptors != .number else { return }
    let owner =
      form.kind == .othersDescriptor ? memory.process(process) : memory.process(behind: process)
    if let owner { printDescriptorPath(descriptor, of: owner) }
  }

  /// What stands in angle brackets behind a descriptor; nothing without `-y`.
  private mutating func printDescriptorPath(_ descriptor: Int32, of memory: any TraceeMemory) {
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
