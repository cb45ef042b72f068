// Sums, products and masks of abstract values.

extension Interpreter {
  /// The number that a value certainly is.
  func constant(_ value: Value) -> Int64? {
    guard let atom = pool.single(value), atom.kind == .constant else { return nil }
    return atom.offset
  }

  /// A number of which the value is certainly a multiple: 1 when nothing is known.
  func divisor(_ value: Value) -> Int64 {
    guard let atom = pool.single(value), atom.isNumber else { return 1 }
    return atom.kind == .constant ? Int64(clamping: atom.offset.magnitude) : atom.offset
  }

  /// The value if it is a number, otherwise unknown.
  func numbersOnly(_ value: Value) -> Value {
    pool.single(value)?.isNumber == true ? value : .unknown
  }

  /// Whether a value may be a pointer that is followed. Parameters are as likely numbers.
  func holdsPointer(_ value: Value) -> Bool { pool.holdsPointer(value) }

  /// What an unknown number is called that an instruction loads, so that its multiples can be told.
  func named(_ value: Value) -> Value {
    guard value == .unknown else { return value }
    let name = Atom.name(ofLoadAt: currentAddress)
    return pool.value(Atom(kind: .multiple, index: name, offset: 1))
  }

  /// The unknown number of which a value is a multiple, by name, and the factor: what an instruction loaded, or a parameter.
  private func factor(_ value: Value) -> (name: UInt32, Int64)? {
    guard let atom = pool.single(value) else { return nil }
    switch atom.kind {
    case .multiple where atom.index != 0: return (atom.index, atom.offset)
    case .argument where atom.offset == 0: return (Atom.name(ofParameter: atom.index), 1)
    default: return nil
    }
  }

  /// Two multiples of the same unknown number, and their factors.
  private func factors(_ a: Value, _ b: Value) -> (name: UInt32, Int64, Int64)? {
    guard let x = factor(a), let y = factor(b), x.name == y.name else { return nil }
    return (x.name, x.1, y.1)
  }

  private func multiple(of name: UInt32, factor: Int64) -> Value {
    guard factor > 0 else { return .unknown }
    return pool.value(Atom(kind: .multiple, index: name, offset: factor))
  }

  mutating func sum(_ a: Value, _ b: Value) -> Value {
    if let bytes = constant(b) { return moved(a, by: bytes) }
    if let bytes = constant(a) { return moved(b, by: bytes) }
    if holdsPointer(a), !holdsPointer(b) { return strided(a, stride: divisor(b)) }
    if holdsPointer(b), !holdsPointer(a) { return strided(b, stride: divisor(a)) }
    if let (name, x, y) = factors(a, b) { return multiple(of: name, factor: x &+ y) }
    return multiple(of: commonDivisor(divisor(a), divisor(b)))
  }

  mutating func difference(_ a: Value, _ b: Value) -> Value {
    if let bytes = constant(b) { return moved(a, by: 0 &- bytes) }
    guard !holdsPointer(a), !holdsPointer(b) else { return .unknown }
    if let (name, x, y) = factors(a, b) { return multiple(of: name, factor: x &- y) }
    return multiple(of: commonDivisor(divisor(a), divisor(b)))
  }

  /// The stack pointer after room of a size was made: of an unknown size, in a region of its own.
  mutating func lowered(_ stack: Value, _ size: Value) -> Value {
    if let bytes = constant(size) { return moved(stack, by: 0 &- bytes) }
    return nextRegion(stack)
  }

  mutating func masked(_ a: Value, _ b: Value, isStack: Bool) -> Value {
    guard let mask = constant(b) else { return .unknown }
    if isStack { return realigned(a, mask: mask) }
    if let number = constant(a) { return pool.constant(number & mask) }
    // Clearing tag bits leaves the pointer to an aligned block what it is.
    if mask < 0, mask >= -16 {
      return pool.map(a) {
        guard Subject($0) != nil, $0.hasKnownOffset else { return nil }
        var atom = $0
        atom.offset &= mask
        return atom
      }
    }
    // A size rounded up to an alignment is a multiple of it by no wish of the program's.
    return .unknown
  }

  /// The canonical frame address is a multiple of 16 (System V x86-64 ABI §3.2.2), which makes that alignment a known one.
  private mutating func realigned(_ stack: Value, mask: Int64) -> Value {
    if let atom = pool.single(stack), atom.kind == .frame, atom.index == 0, mask >= -16, mask < 0 {
      var aligned = atom
      aligned.offset &= mask
      return pool.value(aligned)
    }
    return nextRegion(stack)
  }

  private mutating func nextRegion(_ stack: Value) -> Value {
    guard let atom = pool.single(stack), atom.kind == .frame, atom.index < 8 else {
      return .unknown
    }
    return pool.value(Atom(kind: .frame, index: atom.index + 1, offset: 0))
  }

  mutating func product(_ a: Value, factor: Int64) -> Value {
    if let number = constant(a) { return pool.constant(number &* factor) }
    let (result, overflow) = divisor(a).multipliedReportingOverflow(by: factor)
    if !overflow, let (name, _) = self.factor(a) { return multiple(of: name, factor: result) }
    return overflow ? .unknown : multiple(of: Int64(clamping: result.magnitude))
  }

  mutating func multiple(of number: Int64) -> Value {
    guard number > 1 else { return .unknown }
    return pool.value(Atom(kind: .multiple, index: 0, offset: number))
  }

  mutating func moved(_ value: Value, by bytes: Int64) -> Value {
    guard bytes != 0, value != .unknown else { return value }
    if isCollecting { noteWalk(value, by: bytes) }
    if let atom = pool.single(value), atom.kind == .multiple {
      return multiple(of: commonDivisor(atom.offset, Int64(clamping: bytes.magnitude)))
    }
    return pool.map(value) { $0.moved(by: bytes) }
  }

  /// A pointer after an unknown multiple of `stride` bytes is added: still a pointer to the same type within an array, or
  /// into the same block.
  mutating func strided(_ value: Value, stride: Int64 = 1) -> Value {
    if isCollecting { noteIndexing(value, stride: stride) }
    let layout = self.layout
    let result = pool.map(value) { atom in
      if atom.kind == .block || atom.kind == .inside {
        return Atom(kind: .inside, index: atom.index, offset: Atom.anyOffset)
      }
      guard atom.kind == .typed, atom.hasKnownOffset,
        let element = layout.element(of: atom.index, at: atom.offset, stride: stride)
      else { return nil }
      return Atom(kind: .typed, index: element.type, offset: element.offset)
    }
    return result
  }

  func commonDivisor(_ a: Int64, _ b: Int64) -> Int64 {
    var (x, y) = (a.magnitude, b.magnitude)
    while y != 0 { (x, y) = (y, x % y) }
    return Int64(clamping: x)
  }
}
