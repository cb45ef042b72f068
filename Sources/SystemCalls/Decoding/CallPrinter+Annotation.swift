// Pointers are shown to the annotator first.

extension CallPrinter {
  /// Asks the annotator about a pointer argument: true when it wrote all that is to be printed.
  mutating func annotate(_ parameter: SystemCallParameter, form: ArgumentForm, raw: UInt64) -> Bool
  {
    guard let annotator = context.annotator, raw != 0, form.isPointer,
      // What is an address for the kernel's tables only, C declares as a number.
      form.kind != .pointer || parameter.typeBytes.hasSuffix("*")
    else { return false }
    let pointer = PointerArgument(
      call: call, index: parameter.register, address: raw, length: extent(of: form),
      isString: form.kind == .path || form.kind == .string, isData: form.kind == .data,
      count: usedCount(of: form), direction: form.direction, moment: isEntry ? .entry : .exit,
      result: result)
    return sink.annotate { annotator.annotate(pointer, as: Sink.format, into: &$0) }
  }

  /// Begins an element of an I/O vector, and asks the annotator about its buffer, which comes `before` bytes behind the first: true
  /// when it wrote all that is to be printed.
  mutating func annotateBuffer(
    _ address: UInt64, size: UInt64, before: UInt64, direction: PointerArgument.Direction?
  ) -> Bool {
    guard let annotator = context.annotator, let direction, address != 0 else {
      sink.field("iov_base", isFirst: true)
      return false
    }
    let pointer = PointerArgument(
      call: call, index: parameters[call.printed].register, address: address, length: size,
      isString: false, isData: true, count: UsedCount(unit: 1, before: before),
      direction: direction, moment: isEntry ? .entry : .exit, result: result)
    return sink.annotateFirstField("iov_base") {
      annotator.annotate(pointer, as: Sink.format, into: &$0)
    }
  }

  /// The bytes that the kernel may use behind a pointer; nil when that is not known.
  private func extent(of form: ArgumentForm) -> UInt64? {
    switch form.kind {
    case _ where form.shape == .pointer: return UInt64(form.width)
    case _ where form.shape == .array && form.count == 0:
      return size(ofElements: givenLength(of: form), form)
    case .pollDescriptors, .ioVector: return size(ofElements: givenLength(of: form), form)
    case .structure where form.shape == .value: return UInt64(context.view(form).size)
    case .data, .hexadecimalData, .pathData, .socketAddress, .directoryEntries,
      .directoryEntries64:
      return givenLength(of: form)
    default: return nil
    }
  }

  private func size(ofElements count: UInt64?, _ form: ArgumentForm) -> UInt64? {
    // The kernel takes 32 bits of such counts, and refuses negative ones.
    guard let count = count.map({ $0 & 0xffff_ffff }), count <= Int32.max else { return nil }
    return count * elementSize(of: form)
  }

  /// The bytes of one element of an array.
  func elementSize(of form: ArgumentForm) -> UInt64 {
    switch form.kind {
    case .structure: UInt64(context.view(form).size)
    case .ioVector: 16  // struct iovec
    case .signalInformation: 128
    default: UInt64(form.width)
    }
  }

  /// How the result tells what was used of a pointer's memory.
  private func usedCount(of form: ArgumentForm) -> UsedCount? {
    if form.shape == .array, form.index == ArgumentForm.resultIndex {
      return UsedCount(unit: elementSize(of: form), before: 0)
    }
    return form.countsBytes ? UsedCount(unit: 1, before: 0) : nil
  }

  /// The length that the call was given, also where the result tells how much of it was used.
  private func givenLength(of form: ArgumentForm) -> UInt64? {
    if form.index >= 0 && form.index != ArgumentForm.resultIndex {
      return form.kind == .socketAddress && form.direction == .written
        ? call.saved : call.argument(Int(form.index))
    }
    // A buffer's size stands behind it.
    let next = call.printed + 1
    guard next < parameters.count else { return nil }
    return call.argument(parameters[next].register)
  }
}

extension ArgumentForm {
  /// Whether the call returns how many bytes of the memory it used.
  fileprivate var countsBytes: Bool {
    switch kind {
    case .data, .hexadecimalData, .pathData, .directoryEntries, .directoryEntries64: true
    default: false
    }
  }

  /// Whether the argument is an address that the kernel follows.
  var isPointer: Bool {
    if shape != .value { return true }
    switch kind {
    case .pointer, .path, .string, .data, .hexadecimalData, .pathData, .taskName, .structure,
      .argumentVector, .environment, .ioVector, .pollDescriptors, .descriptorSet, .processorSet,
      .residentPages, .directoryEntries, .directoryEntries64, .signalSet, .signalAction,
      .signalInformation, .socketAddress, .socketLength, .message, .messages, .socketOption,
      .timeLeft, .timespecPair, .timevalPair, .waitStatus, .capabilities, .clone3, .terminal,
      .messageBuffer, .filterProgram, .filterSteps, .registerSet, .seccompMetadata,
      .syscallInformation, .cloneParent, .queueAttributes, .signalSetPair, .ioAddresses,
      .mountData, .mountType, .hostName, .attribute, .attributeList, .signalEvent:
      return true
    default: return false
    }
  }
}
