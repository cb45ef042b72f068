// What the decoder says of a call, whatever it is written as.

/// How a number is written where no name stands for it.
enum NumberFormat: UInt8, Sendable {
  case hexadecimal, signed, unsigned, octal
  /// Octal as access rights are: three digits at least.
  case mode
}

/// Receives a call piece by piece. Each implementation is specialised at compile time: no tree is built.
///
/// Values stand in a context: an argument, a field of a struct, an element of an array, each announced before its value.
protocol ValueSink {
  var output: UnsafeMutablePointer<OutputBuffer> { get }
  static var format: TraceFormat { get }

  mutating func beginCall(number: UInt64, name: Name?, convention: CallConvention)
  /// `separated`: an argument stands before it, and `awaitRest` has not been called.
  mutating func beginArgument(_ parameter: SystemCallParameter, raw: UInt64, separated: Bool)
  mutating func endArgument()
  /// More arguments follow, but not before the call returns.
  mutating func awaitRest()
  mutating func endArguments()

  mutating func number(_ value: UInt64, _ format: NumberFormat)
  mutating func null()
  /// A pointer that was not, or could not be, followed.
  mutating func address(_ value: UInt64)
  /// The name of a constant, or of something else that is not a number.
  mutating func word(_ name: Name)
  /// Flags: `flag` for each of them, the last perhaps a number.
  mutating func beginFlags()
  mutating func flag(_ name: Name, isFirst: Bool)
  mutating func flag(_ rest: UInt64, isFirst: Bool)
  mutating func endFlags()
  mutating func string(_ bytes: UnsafeRawBufferPointer, style: DecodingOptions.StringStyle)
  /// After a string: there was more of it.
  mutating func more()

  mutating func beginStruct()
  mutating func field(_ name: Name, isFirst: Bool)
  /// `isShortened`: fields were left out.
  mutating func endStruct(isShortened: Bool)
  mutating func beginArray()
  mutating func element(isFirst: Bool)
  mutating func endArray(isShortened: Bool)

  /// What follows is the same value after the call.
  mutating func changed()
  /// A remark for people: text shows it between `/*` and `*/`, JSON leaves it out.
  mutating func beginComment()
  mutating func endComment()
  /// What a descriptor leads to.
  mutating func path(_ bytes: UnsafeRawBufferPointer)
}
