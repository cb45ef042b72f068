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
    withUnsafeMutablePointer(to: &output) {
      var printer = CallPrinter(
        sink: TextSink(output: $0), call: call, memory: memory, context: context, result: nil)
      printer.printEntry()
      call = printer.call
    }
  }

  /// Text: the other arguments, the closing parenthesis, and the result at its column.
  public func printExit(
    _ call: inout CallInFlight, result: CallResult, memory: any TraceeMemory,
    into output: inout OutputBuffer
  ) {
    withUnsafeMutablePointer(to: &output) {
      var printer = CallPrinter(
        sink: TextSink(output: $0), call: call, memory: memory, context: context, result: result)
      printer.printRest()
      printer.printTextResult()
      call = printer.call
    }
  }

  /// JSON: members of an object that the caller has begun, `"call"`, `"number"` and the first part of `"arguments"`.
  public func writeEntry(
    _ call: inout CallInFlight, memory: any TraceeMemory, into output: inout OutputBuffer
  ) {
    withUnsafeMutablePointer(to: &output) {
      var printer = CallPrinter(
        sink: JSONSink(output: $0), call: call, memory: memory, context: context, result: nil)
      printer.printEntry()
      call = printer.call
    }
  }

  /// JSON: the rest of `"arguments"`, and `"result"`; the caller ends the object.
  public func writeExit(
    _ call: inout CallInFlight, result: CallResult, memory: any TraceeMemory,
    into output: inout OutputBuffer
  ) {
    withUnsafeMutablePointer(to: &output) {
      var printer = CallPrinter(
        sink: JSONSink(output: $0), call: call, memory: memory, context: context, result: result)
      printer.printRest()
      printer.writeJSONResult()
      call = printer.call
    }
  }
}
