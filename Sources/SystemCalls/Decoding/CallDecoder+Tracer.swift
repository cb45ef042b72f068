// What a tracer writes around calls: their names, and signals.

extension CallInFlight {
  /// The entry has printed every argument.
  public var isComplete: Bool {
    printed >= SystemCallTable.shared[number]?.parameters.count ?? arguments.count
  }
}

extension CallDecoder {
  /// The name of a call; what stands for it when it has none.
  public func appendName(of call: CallInFlight, to output: inout OutputBuffer) {
    if let description = SystemCallTable.shared[call.number] {
      output.append(description.nameBytes.bytes)
    } else {
      output.append("syscall_")
      output.append(hexadecimal: call.number)
    }
  }

  /// The name of a signal, or its number.
  public func append(signal: Int32, to output: inout OutputBuffer) {
    if let name = SignalName.text(signal) {
      output.append(name)
    } else {
      output.append(decimal: Int64(signal))
    }
  }

  /// The `siginfo_t` of a signal as text.
  public func append(
    signalInformation bytes: UnsafeRawBufferPointer, to output: inout OutputBuffer
  ) {
    withUnsafeMutablePointer(to: &output) {
      var sink = TextSink(output: $0)
      SignalInformation(bytes).write(to: &sink)
    }
  }

  /// The `siginfo_t` of a signal as a JSON object.
  public func write(
    signalInformation bytes: UnsafeRawBufferPointer, to output: inout OutputBuffer
  ) {
    withUnsafeMutablePointer(to: &output) {
      var sink = JSONSink(output: $0)
      SignalInformation(bytes).write(to: &sink)
    }
  }
}
