// The decoder: a call's registers and memory in, a line of trace out.

/// Writes system calls as strace does, or as JSON.
///
/// At the entry stop call `printEntry`, keep the `CallInFlight`, and call `printExit` with it at the exit stop. What the entry
/// printed may be flushed in between, or other lines may come between (`<unfinished ...>`); the exit half goes on exactly where the
/// entry half ended, with its separators. The caller writes what stands before a call, `<... NAME resumed>`, the
/// time behind it and the line's end.
public struct CallDecoder: ~Copyable {
  let context: DecodingContext

  public init(options: DecodingOptions, annotator: (any PointerAnnotator)? = nil) {
    context = DecodingContext(options: options, annotator: annotator)
  }

  /// Text: name, parenthesis and the arguments that do not depend on what the kernel will write.
  public func printEntry(
    _ call: inout CallInFlight, memory: any TraceeMemory, into output: inout OutputBuffer
  ) {
    half(of: &call, nil, memory, &output, { TextSink(output: $0) }, { $0.printEntry() })
  }

  /// Text: the other arguments, the closing parenthesis, and the result at its column.
  public func printExit(
    _ call: inout CallInFlight, result: CallResult, memory: any TraceeMemory,
    into output: inout OutputBuffer
  ) {
    half(
      of: &call, result, memory, &output, { TextSink(output: $0) },
      {
        $0.printRest()
        $0.printTextResult()
      })
  }

  /// JSON: members of an object that the caller has begun, `"call"`, `"number"` and the first part of `"arguments"`.
  public func writeEntry(
    _ call: inout CallInFlight, memory: any TraceeMemory, into output: inout OutputBuffer
  ) {
    half(of: &call, nil, memory, &output, { JSONSink(output: $0) }, { $0.printEntry() })
  }

  /// JSON: the rest of `"arguments"`, and `"result"`; the caller ends the object.
  public func writeExit(
    _ call: inout CallInFlight, result: CallResult, memory: any TraceeMemory,
    into output: inout OutputBuffer
  ) {
    half(
      of: &call, result, memory, &output, { JSONSink(output: $0) },
      {
        $0.printRest()
        $0.writeJSONResult()
      })
  }

  @inline(__always)
  private func half<Sink: ValueSink>(
    of call: inout CallInFlight, _ result: CallResult?, _ memory: any TraceeMemory,
    _ output: inout OutputBuffer, _ sink: (UnsafeMutablePointer<OutputBuffer>) -> Sink,
    _ body: (inout CallPrinter<Sink>) -> Void
  ) {
    withUnsafeMutablePointer(to: &output) {
      var printer = CallPrinter(
        sink: sink($0), call: call, memory: memory, context: context, result: result)
      body(&printer)
      call = printer.call
    }
  }
}
