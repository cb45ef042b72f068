// What stands behind the equals sign.

extension CallPrinter where Sink == TextSink {
  /// `) = 3`, at the column of the results.
  mutating func printTextResult() {
    sink.output.pointee.append(")")
    // A result never touches the parenthesis.
    sink.output.pointee.pad(toColumn: max(options.resultColumn, sink.output.pointee.column + 1))
    sink.output.pointee.append("= ")
    printResult()
  }
}

extension CallPrinter where Sink == JSONSink {
  /// `"result":{…}`.
  mutating func writeJSONResult() {
    sink.output.pointee.append(",\"result\":")
    printResult()
  }
}

extension CallPrinter {
  mutating func printResult() {
    guard let result else { return }
    sink.number(UInt64(bitPattern: result.value), .signed)
  }
}
