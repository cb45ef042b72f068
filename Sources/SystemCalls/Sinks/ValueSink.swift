// What the decoder says of a call, whatever it is written as.

/// How a number is written where no name stands for it.
enum NumberFormat: UInt8, Sendable {
  case hexadecimal, signed, unsigned, octal
  /// Octal as access rights are: three digits at least.
  case mode
  /// Decimal, with a zero before it: parts of dates.
  case twoDigits
  /// Eight hexadecimal digits alone.
  case eightHexadecimalDigits
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
  /// `NAME_PRIVATE`.
  mutating func flag(_ name: Name, suffix: StaticString, isFirst: Bool)
  /// `21<<MAP_HUGE_SHIFT`.
  mutating func flag(_ value: UInt64, shiftedBy name: Name, isFirst: Bool)
  /// `1<<CAP_CHOWN`.
  mutating func bit(_ name: Name, isFirst: Bool)
  /// Access rights behind flags.
  mutating func flag(mode: UInt64)
  mutating func endFlags()
  /// More of the same flags, in another form, follow.
  mutating func separateFlags()
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
  /// From this address on the rest of the array cannot be read.
  mutating func unreadable(_ address: UInt64)
  /// Like `element`, for sets: text puts only a space between.
  mutating func member(isFirst: Bool)

  /// What follows is the same argument after the call.
  mutating func changed()
  /// What follows is the same element, or the same field, after the call.
  mutating func changedElement()
  mutating func changing(_ before: (inout Self) -> Void, after: (inout Self) -> Void)
  /// A remark for people: text shows it between `/*` and `*/`, JSON leaves it out.
  mutating func beginComment()
  mutating func endComment()
  /// A value as C would make it: `makedev(0x8, 0x1)`. JSON shows the parameter of a conversion alone.
  mutating func beginFunction(_ name: StaticString)
  mutating func nextParameter()
  mutating func endFunction()
  /// Words and numbers up to the end are one text.
  mutating func beginText()
  mutating func endText()
  /// A unix socket's name that is no path.
  mutating func abstractName(_ bytes: UnsafeRawBufferPointer, style: DecodingOptions.StringStyle)
  /// An IPv6 address; `isNamed` when the field's name stands before it.
  mutating func beginInternet6(_ field: StaticString, isNamed: Bool)
  mutating func internet6(_ text: UnsafeRawBufferPointer, field: StaticString, isNamed: Bool)
  /// What a descriptor leads to.
  mutating func path(_ bytes: UnsafeRawBufferPointer, isEscaped: Bool)
  /// Lets somebody else write what stands before the value: true when it stands for the value too.
  mutating func annotate(_ write: (inout OutputBuffer) -> PointerAnnotation) -> Bool
  /// Begins a struct's first field, likewise.
  mutating func annotateFirstField(
    _ name: StaticString, _ write: (inout OutputBuffer) -> PointerAnnotation
  ) -> Bool
}

extension ValueSink {
  mutating func word(_ text: StaticString) { word(Name(text)) }

  mutating func field(_ text: StaticString, isFirst: Bool = false) {
    field(Name(text), isFirst: isFirst)
  }
}
