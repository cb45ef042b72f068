// One call on its way into a sink: which arguments are due at entry, which at exit.

/// Prints the two halves of a call. A value of it lives as long as one half takes.
struct CallPrinter<Sink: ValueSink> {
  var sink: Sink
  var call: CallInFlight
  let description: SystemCall?
  let memory: any TraceeMemory
  let context: DecodingContext
  /// nil at entry.
  var result: CallResult?
  /// Bytes of the scratch memory in use.
  var scratchUsed = 0

  var options: DecodingOptions { context.options }
  var isEntry: Bool { result == nil }

  /// The name and the arguments up to the first one that the kernel has still to write.
  mutating func printEntry() {
    sink.beginCall(
      number: call.number, name: description?.nameBytes, convention: call.convention)
    printArguments()
    if hasMore { if call.printed > 0 { sink.awaitRest() } }
  }

  /// The arguments that were left.
  mutating func printRest() {
    printArguments(afterWait: true)
    sink.endArguments()
  }

  private var parameters: [SystemCallParameter] {
    description?.parameters ?? SystemCallTable.unknownParameters
  }

  private var hasMore: Bool {
    (call.printed..<parameters.count).contains { form(at: $0).kind != .nothing }
  }

  private mutating func printArguments(afterWait: Bool = false) {
    let parameters = parameters
    let start = call.printed
    while call.printed < parameters.count {
      let form = form(at: call.printed)
      if isEntry && form.direction == .written { return }
      if form.kind != .nothing {
        let isSeparated = call.printed > 0 && !(afterWait && call.printed == start)
        printArgument(parameters[call.printed], form: form, separated: isSeparated)
      }
      call.printed += 1
    }
  }

  /// What an argument is in this call, choices made.
  func form(at index: Int) -> ArgumentForm {
    description?.parameters[index].form ?? ArgumentForm(.hexadecimal)
  }

  private mutating func printArgument(
    _ parameter: SystemCallParameter, form: ArgumentForm, separated: Bool
  ) {
    let raw = argument(call.printed)
    sink.beginArgument(parameter, raw: raw, separated: separated)
    scratchUsed = 0
    print(raw, as: form)
    sink.endArgument()
  }

  /// A register of the call, by its place.
  func argument(_ index: Int) -> UInt64 {
    call.arguments.indices.contains(index) ? call.arguments[index] : 0
  }
}
