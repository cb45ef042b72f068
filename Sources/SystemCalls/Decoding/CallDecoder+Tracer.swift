// What a tracer writes around calls: their names, signals, and halves of calls that never return.

extension CallDecoder {
  /// The name of a call, or what stands for it.
  public func appendName(of call: CallInFlight, to output: inout OutputBuffer) {
    if let name = call.description?.nameBytes {
      output.append(name.bytes)
    } else {
      output.append("syscall_")
      output.append(hexadecimal: call.number)
    }
  }

  /// The entry has printed all that there is to print of the arguments.
  public func isComplete(_ call: CallInFlight, memory: any TraceeMemory) -> Bool {
    var output = OutputBuffer(capacity: 64)
    return withUnsafeMutablePointer(to: &output) {
      CallPrinter(
        sink: TextSink(output: $0), call: call, memory: memory, context: context, result: nil
      ).nextArgument == nil
    }
  }

  /// The name of a signal, or its number.
  public func append(signal: Int32, to output: inout OutputBuffer) {
    if let name = SignalNames.name(UInt64(clamping: signal)) {
      output.append(name.bytes)
    } else {
      output.append(decimal: Int64(signal))
    }
  }

  /// The 128 bytes of a signal's `siginfo_t` as text.
  public func append(
    signalInformation bytes: UnsafeRawBufferPointer, memory: any TraceeMemory,
    to output: inout OutputBuffer
  ) {
    withUnsafeMutablePointer(to: &output) {
      var printer = CallPrinter(
        sink: TextSink(output: $0), call: .none, memory: memory, context: context, result: nil)
      printer.printSignalInformation(bytes)
    }
  }

  /// The 128 bytes of a signal's `siginfo_t` as a JSON object.
  public func write(
    signalInformation bytes: UnsafeRawBufferPointer, memory: any TraceeMemory,
    to output: inout OutputBuffer
  ) {
    withUnsafeMutablePointer(to: &output) {
      var printer = CallPrinter(
        sink: JSONSink(output: $0), call: .none, memory: memory, context: context, result: nil)
      printer.printSignalInformation(bytes)
    }
  }
}

extension CallInFlight {
  /// Where there is no call to print.
  fileprivate static let none = CallInFlight(number: .max, arguments: [0, 0, 0, 0, 0, 0])
}
