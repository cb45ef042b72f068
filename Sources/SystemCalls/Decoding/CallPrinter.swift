// One call on its way into a sink: which arguments are due at entry, which at exit.

/// Prints the two halves of a call. A value of it lives as long as one half takes.
struct CallPrinter<Sink: ValueSink> {
  var sink: Sink
  var call: CallInFlight
  let description: SystemCall?
  /// In the order in which they print.
  let parameters: [SystemCallParameter]
  let memory: any TraceeMemory
  let context: DecodingContext
  /// nil at entry.
  let result: CallResult?
  /// What the chosen arguments are; nil when the call has no choice.
  let alternative: Choice.Alternative?
  /// Bytes of the scratch memory in use.
  var scratchUsed = 0

  init(
    sink: Sink, call: CallInFlight, memory: any TraceeMemory, context: DecodingContext,
    result: CallResult?
  ) {
    self.sink = sink
    self.call = call
    self.memory = memory
    self.context = context
    self.result = result
    let description = call.description
    self.description = description
    let parameters = description?.parameters ?? SystemCallTable.unknownParameters
    self.parameters =
      context.options.raw.contains(call.number)
      ? parameters.map(\.raw).sorted { $0.register < $1.register } : parameters
    if let description, description.choice < description.parameters.count {
      let form = description.parameters[description.choice].form
      alternative = context.choice(form)[call.argument(Int(form.index))]
    } else {
      alternative = nil
    }
  }

  var options: DecodingOptions { context.options }
  var isEntry: Bool { result == nil }
  var failed: Bool { result?.isError ?? false }

  /// The name and the arguments up to the first one that the kernel has still to write.
  mutating func printEntry() {
    sink.beginCall(
      number: call.number, name: description?.nameBytes, convention: call.convention)
    printArguments()
    if parameters.isEmpty { printContext() }
    if let next = nextArgument, call.printed > 0, !call.isHalfPrinted {
      if parameters[next].label.isEmpty { sink.awaitRest() } else { call.needsSeparator = true }
    }
    saveLengths()
  }

  /// The arguments that were left.
  mutating func printRest() {
    printArguments()
    sink.endArguments()
  }

  /// The next argument that this call has.
  var nextArgument: Int? {
    (call.printed..<parameters.count).first { form(at: $0).kind != .nothing }
  }

  private mutating func printArguments() {
    let parameters = parameters
    // What the entry half printed ended in a separator.
    var isSeparated = isEntry ? false : call.needsSeparator
    if call.isHalfPrinted {
      printChange(parameters[call.printed], form: form(at: call.printed))
      isSeparated = true
    }
    while call.printed < parameters.count {
      let form = form(at: call.printed)
      if isEntry && form.isDueAtExit { return }
      if form.kind != .nothing {
        printArgument(parameters[call.printed], form: form, separated: isSeparated)
        isSeparated = true
        if call.isHalfPrinted { return }
      }
      call.printed += 1
    }
  }

  /// What an argument is in this call, choices made.
  func form(at index: Int) -> ArgumentForm {
    guard let description else { return ArgumentForm(.hexadecimal) }
    if options.raw.contains(call.number) {
      // A last register that only 32-bit kernels need.
      let isUnused = index + 1 == parameters.count && parameters[index].form.kind == .nothing
      return ArgumentForm(isUnused ? .nothing : .hexadecimal)
    }
    guard var alternative, index >= description.choice else {
      return present(description.parameters[index].form)
    }
    var place = index - description.choice
    while let choice = alternative.choice, place >= choice {
      alternative = chosen(by: alternative.forms[choice])
      place -= choice
    }
    if place < alternative.forms.count { return present(alternative.forms[place]) }
    // What stands behind the choice in the table is there whatever was chosen.
    let parameter = description.parameters[index]
    return parameter.isDescribed && index > description.choice
      ? present(parameter.form) : ArgumentForm(.nothing)
  }

  private mutating func printArgument(
    _ parameter: SystemCallParameter, form: ArgumentForm, separated: Bool
  ) {
    var parameter = parameter
    if options.argumentNames { parameter.label = parameter.nameBytes }
    let raw = call.argument(parameter.register)
    sink.beginArgument(parameter, raw: raw, separated: separated)
    scratchUsed = 0
    let isReplaced = annotate(parameter, form: form, raw: raw)
    call.isHalfPrinted =
      isEntry && form.changesInPlace && raw != 0 && !(isReplaced && form.staysOpen)
    if !isReplaced { print(raw, as: form) }
    if !call.isHalfPrinted { sink.endArgument() }
  }

  /// What the argument that a choice's form names chooses.
  private func chosen(by form: ArgumentForm) -> Choice.Alternative {
    context.choice(form)[call.argument(Int(form.index))]
  }

  /// The second half of an argument that the kernel changes in place.
  private mutating func printChange(_ parameter: SystemCallParameter, form: ArgumentForm) {
    scratchUsed = 0
    let raw = call.argument(parameter.register)
    if form.staysOpen {
      printRest(of: raw, as: form)
    } else if !failed {
      printChanged(raw, as: form)
    }
    sink.endArgument()
    call.isHalfPrinted = false
    call.printed += 1
  }
}

extension CallInFlight {
  /// A register of the call, by its place; 0 for none.
  func argument(_ index: Int) -> UInt64 {
    arguments.indices.contains(index) ? arguments[index] : 0
  }
}

extension ArgumentForm {
  /// Printed before and after the call, with a sign between.
  var changesInPlace: Bool {
    direction == .both && (shape == .pointer || kind == .clone3 || staysOpen)
  }

  /// A struct that is printed in part before the call, in part after it.
  var staysOpen: Bool {
    direction == .both && (kind == .registerSet || kind == .seccompMetadata)
  }

  /// Not printed before the kernel has written it.
  var isDueAtExit: Bool { direction != .read && !changesInPlace }
}
