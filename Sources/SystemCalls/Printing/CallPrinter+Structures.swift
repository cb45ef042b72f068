// Structs and arrays, by the views of the tables.

extension CallPrinter {
  /// Whether this call's structs show their important members only.
  var isAbbreviated: Bool { options.abbreviated.contains(call.number) }

  mutating func printStructure(at address: UInt64, form: ArgumentForm) {
    let view = context.view(form)
    // wait4 found nobody, and wrote nothing.
    if call.number == 61 && result?.value == 0 { return sink.address(address) }
    // A struct that may grow comes with its size.
    let size = form.index >= 0 ? length(of: form) : UInt64(view.size)
    guard options.verbose.contains(call.number), size >= UInt64(view.size),
      let bytes = read(address, exactly: view.size)
    else { return sink.address(address) }
    printStructure(bytes, view, beyond: { $0.printGrowth(address, from: view.size, to: size) })
  }

  /// What a newer program has behind the struct that is known here.
  mutating func printGrowth(_ address: UInt64, from known: Int, to size: UInt64) {
    guard size > UInt64(known), size <= 4096, Sink.format == .text else { return }
    let count = Int(size) - known
    guard let bytes = read(address &+ UInt64(known), exactly: count) else {
      return sink.word(", ???")
    }
    if bytes.allSatisfy({ $0 == 0 }) { return }
    sink.word(", /* bytes ")
    sink.number(UInt64(known), .unsigned)
    sink.word("..")
    sink.number(size - 1, .unsigned)
    sink.word(" */ ")
    sink.string(bytes, style: .hexadecimal)
  }

  /// The fields of a struct whose bytes are at hand.
  mutating func printStructure(
    _ bytes: UnsafeRawBufferPointer, _ view: StructureView, beyond: (inout Self) -> Void = { _ in }
  ) {
    if view.fields.count == 1, view.fields[0].name.isEmpty {
      // A struct of one number, which prints as `[number]`.
      sink.beginArray()
      printField(bytes, view.fields[0])
      return sink.endArray(isShortened: false)
    }
    sink.beginStruct()
    var isFirst = true
    for field in view.fields where isShown(field, bytes) {
      sink.field(field.name, isFirst: isFirst)
      printField(bytes, field)
      isFirst = false
    }
    beyond(&self)
    sink.endStruct(isShortened: isAbbreviated && view.hasDetails)
  }

  private func isShown(_ field: StructureView.Field, _ bytes: UnsafeRawBufferPointer) -> Bool {
    // The struct may end before it.
    if field.size > 0 && field.offset >= bytes.count { return false }
    if field.isDetail && isAbbreviated { return false }
    if field.isOptional || field.condition != 0 {
      let isWanted = bytes.load(UInt64.self, at: 0) & field.condition != 0
      let isSet = field.isOptional && bytes[field: field].contains { $0 != 0 }
      if !isWanted && !isSet { return false }
    }
    switch field.form.kind {
    case .deviceOnly: return bytes.isDevice
    case .sizeOnly: return !bytes.isDevice
    default: return true
    }
  }

  /// One field: nested structs and arrays from the same bytes.
  mutating func printField(_ bytes: UnsafeRawBufferPointer, _ field: StructureView.Field) {
    let part = bytes[field: field]
    switch field.form.kind {
    case _ where field.form.shape == .array: printNumbers(part, form: field.form)
    case .structure: printStructure(part, context.view(field.form))
    case .characters: printCharacters(part)
    case .bytes: sink.string(part, style: options.strings)
    case .fileSystemID: printFileSystemID(part)
    case .fileTime: printFileTime(bytes, at: field.offset)
    case .statxTime: printStatxTime(part)
    case .deviceOnly: printDevice(part.number)
    case .sizeOnly: sink.number(part.number, .signed)
    case .pointer: printAddress(part.number)
    case .signalValue: printSignalValue(part)
    case .int: sink.number(signed(part.number, UInt64(field.size * 8)), .signed)
    default: print(part.number, as: field.form)
    }
  }

  /// A number or a constant behind a pointer, in brackets.
  mutating func printReference(_ address: UInt64, as form: ArgumentForm) {
    guard let bytes = read(address, exactly: form.width) else { return sink.address(address) }
    sink.beginArray()
    var element = form
    element.shape = .value
    if form.kind == .pointer {
      printAddress(bytes.number)
    } else {
      print(bytes.number, as: element)
    }
    sink.endArray(isShortened: false)
  }

  /// The same after the call.
  mutating func printChanged(_ address: UInt64, as form: ArgumentForm) {
    if form.kind == .clone3 { return printCloneResult(at: address) }
    // A length of zero bytes moved nothing.
    guard result?.value != 0 else { return }
    sink.changed()
    printReference(address, as: form)
  }

  /// An array of structs or numbers.
  mutating func printArray(_ address: UInt64, as form: ArgumentForm) {
    let width = Int(elementSize(of: form))
    let count = form.count > 0 ? UInt64(form.count) : length(of: form)
    if count == 0 { return printEmptyArray() }
    let limit = isAbbreviated && form.count == 0 ? UInt64(stringLimit) : 4096
    let elements = readElements(address, count: count, limit: limit, width: width)
    guard options.verbose.contains(call.number), !elements.bytes.isEmpty else {
      return sink.address(address)
    }
    printElements(
      elements.bytes, form: form, width: width, isShortened: elements.isShortened,
      unreadable: elements.unreadable)
  }

  /// An array of numbers in a struct.
  mutating func printNumbers(_ bytes: UnsafeRawBufferPointer, form: ArgumentForm) {
    let limit = isAbbreviated ? stringLimit : bytes.count
    let shown = min(bytes.count / form.width, limit)
    printElements(
      bytes.slice(at: 0, count: shown * form.width), form: form, width: form.width,
      isShortened: bytes.count > shown * form.width)
  }

  private mutating func printElements(
    _ bytes: UnsafeRawBufferPointer, form: ArgumentForm, width: Int, isShortened: Bool = false,
    unreadable: UInt64? = nil
  ) {
    var element = form
    element.shape = .value
    sink.beginArray()
    for start in stride(from: 0, to: bytes.count - width + 1, by: max(width, 1)) {
      sink.element(isFirst: start == 0)
      let part = UnsafeRawBufferPointer(rebasing: bytes[start..<(start + width)])
      switch form.kind {
      case .structure: printStructure(part, context.view(form))
      case .signalInformation: printSignalInformation(part)
      default: print(part.number, as: element)
      }
    }
    if let unreadable { sink.unreadable(unreadable) }
    sink.endArray(isShortened: isShortened)
  }

  mutating func printEmptyArray() {
    sink.beginArray()
    sink.endArray(isShortened: false)
  }
}

extension UnsafeRawBufferPointer {
  /// The first bytes, at most eight of them, as a number.
  var number: UInt64 {
    switch count {
    case 0: 0
    case 1: UInt64(self[0])
    case 2, 3: UInt64(loadUnaligned(as: UInt16.self))
    case 4...7: UInt64(loadUnaligned(as: UInt32.self))
    default: loadUnaligned(as: UInt64.self)
    }
  }

  /// A number at an offset; 0 beyond the end.
  func load<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type, at offset: Int) -> T {
    guard offset >= 0, offset <= count - MemoryLayout<T>.size else { return 0 }
    return loadUnaligned(fromByteOffset: offset, as: T.self)
  }

  /// The bytes of a field; fewer when the struct is cut short.
  fileprivate subscript(field field: StructureView.Field) -> UnsafeRawBufferPointer {
    slice(at: field.offset, count: field.size)
  }

  /// A part, cut at the end.
  func slice(at offset: Int, count: Int) -> UnsafeRawBufferPointer {
    let start = Swift.min(Swift.max(offset, 0), self.count)
    let end = Swift.min(start + Swift.max(count, 0), self.count)
    return UnsafeRawBufferPointer(rebasing: self[start..<end])
  }

  /// Whether a `struct stat` is that of a device (`st_mode` is at 24).
  fileprivate var isDevice: Bool { FileMode.isDevice(load(UInt32.self, at: 24)) }
}
