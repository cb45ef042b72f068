// The values of one function's interpretation, each stored once, so that states are arrays of numbers.

/// Interns value sets and joins them. A reference, so that nothing copies it; never shared by threads.
final class ValuePool {
  private(set) var sets: [ValueSet] = [ValueSet()]
  private var traits: [Traits] = [Traits(ValueSet())]
  /// The numbers of the sets that may be more than one thing.
  private var numbers: [ValueSet: UInt32] = [ValueSet(): 0]
  /// The numbers of the sets with a single atom.
  private var singles = WordPairTable()
  /// What two values give when they meet, and what a value and a further atom give.
  private var joins = WordPairTable()
  private var additions = WordPairTable()

  /// What is asked of values again and again.
  private struct Traits {
    let single: Atom?
    let holdsBlock: Bool
    let holdsPointer: Bool
    /// The value after a join with the unknown; nil before that was asked.
    var weakened: UInt32?

    init(_ set: ValueSet) {
      single = set.single
      holdsBlock = set.atoms.contains { Subject($0) != nil || $0.kind == .inside }
      holdsPointer = set.atoms.contains { !$0.isNumber && $0.kind != .argument }
    }
  }

  /// More alternatives than this for one place are cut, the least useful first.
  static let atomLimit = 12
  /// More offsets than this of one block or object become "any offset", so that loops come to an end.
  static let offsetLimit = 4
  /// More values than this for one function: everything new is unknown (hostile code).
  static let valueLimit = 200_000

  subscript(value: Value) -> ValueSet { sets[Int(value.id)] }

  /// The only thing that a place with this value can hold.
  func single(_ value: Value) -> Atom? { traits[Int(value.id)].single }

  /// Whether the value may be a block that a call gave, or lead into one.
  func holdsBlock(_ value: Value) -> Bool { traits[Int(value.id)].holdsBlock }

  /// Whether the value may be a pointer that is followed. Parameters are as likely numbers.
  func holdsPointer(_ value: Value) -> Bool { traits[Int(value.id)].holdsPointer }

  /// The value for a set; atoms need not be sorted.
  func value(_ set: ValueSet) -> Value {
    let normal = Self.normalised(set)
    if let atom = normal.single { return value(atom) }
    if let number = numbers[normal] { return Value(id: number) }
    guard let number = add(normal) else { return .unknown }
    numbers[normal] = number
    return Value(id: number)
  }

  /// A place that certainly holds `atom`.
  func value(_ atom: Atom) -> Value {
    let (first, second) = atom.words
    if let number = singles[first, second] { return Value(id: number) }
    guard let number = add(ValueSet(atoms: [atom], isComplete: true)) else { return .unknown }
    singles[first, second] = number
    return Value(id: number)
  }

  /// Gives a new set its number; nil when there are too many.
  private func add(_ set: ValueSet) -> UInt32? {
    guard sets.count < Self.valueLimit else { return nil }
    sets.append(set)
    traits.append(Traits(set))
    return UInt32(sets.count - 1)
  }

  func constant(_ number: Int64) -> Value {
    value(Atom(kind: .constant, index: 0, offset: number))
  }

  /// What a place holds where two paths meet.
  func join(_ a: Value, _ b: Value) -> Value {
    if a == b { return a }
    if a == .unknown { return weakened(b) }
    if b == .unknown { return weakened(a) }
    let (low, high) = (UInt64(min(a.id, b.id)), UInt64(max(a.id, b.id)))
    if let known = joins[low, high] { return Value(id: known) }
    let result = value(Self.union(self[a], self[b]))
    joins[low, high] = result.id
    return result
  }

  /// A value where another path leads that says nothing.
  private func weakened(_ value: Value) -> Value {
    if let known = traits[Int(value.id)].weakened { return Value(id: known) }
    let result = self.value(Self.union(self[value], ValueSet()))
    traits[Int(value.id)].weakened = result.id
    return result
  }

  /// A value that may be `atom` too: a pointer, so it is no number.
  func adding(_ atom: Atom, to value: Value) -> Value {
    let (left, right) = (UInt64(value.id), UInt64(self.value(atom).id))
    if let known = additions[left, right] { return Value(id: known) }
    var set = self[value]
    var result = value
    if !set.atoms.contains(atom) {
      set.atoms.removeAll(where: \.isNumber)
      set.atoms.append(atom)
      set.isComplete = false
      result = self.value(set)
    }
    additions[left, right] = result.id
    return result
  }

  /// The atoms that `transform` keeps; a set that lost some is complete only if it was changed in place.
  func map(_ value: Value, _ transform: (Atom) -> Atom?) -> Value {
    guard value != .unknown else { return value }
    if let atom = single(value) { return transform(atom).map { self.value($0) } ?? .unknown }
    let set = self[value]
    let atoms = set.atoms.compactMap(transform)
    if atoms == set.atoms { return value }
    return self.value(
      ValueSet(atoms: atoms, isComplete: set.isComplete && atoms.count == set.atoms.count))
  }

  private static func union(_ a: ValueSet, _ b: ValueSet) -> ValueSet {
    if let x = a.single, let y = b.single, x.isNumber, y.isNumber { return numbers(x, y) }
    let atoms = (a.atoms + b.atoms).filter { !$0.isNumber }
    let numbersDropped = atoms.count != a.atoms.count + b.atoms.count
    return ValueSet(
      atoms: atoms, isComplete: a.isComplete && b.isComplete && !numbersDropped)
  }

  /// Two numbers have at least their common divisor in common.
  private static func numbers(_ x: Atom, _ y: Atom) -> ValueSet {
    // A size that would overflow is replaced with the largest number, so that the allocation fails.
    if x.kind == .constant, x.offset == -1 { return ValueSet(atoms: [y], isComplete: true) }
    if y.kind == .constant, y.offset == -1 { return ValueSet(atoms: [x], isComplete: true) }
    var a = x.offset.magnitude
    var b = y.offset.magnitude
    while b != 0 { (a, b) = (b, a % b) }
    // The name of the unknown number is lost: two paths have two numbers.
    guard a > 1, let divisor = Int64(exactly: a) else { return ValueSet() }
    return ValueSet(
      atoms: [Atom(kind: .multiple, index: 0, offset: divisor)], isComplete: true)
  }

  private static func normalised(_ set: ValueSet) -> ValueSet {
    guard set.atoms.count > 1 else { return set.atoms.isEmpty ? ValueSet() : set }
    var result = ValueSet(isComplete: set.isComplete)
    for atom in set.atoms.sorted() where atom != result.atoms.last { result.atoms.append(atom) }
    collapseOffsets(&result.atoms)
    if result.atoms.count > atomLimit {
      result.atoms.removeLast(result.atoms.count - atomLimit)
      result.isComplete = false
    }
    return result
  }

  /// Replaces too many offsets of the same thing by "any offset".
  private static func collapseOffsets(_ atoms: inout [Atom]) {
    let isRepeated = zip(atoms, atoms.dropFirst()).contains {
      $0.kind == $1.kind && $0.index == $1.index
    }
    guard isRepeated else { return }
    var result: [Atom] = []
    var start = 0
    while start < atoms.count {
      var end = start + 1
      while end < atoms.count, atoms[end].kind == atoms[start].kind,
        atoms[end].index == atoms[start].index
      { end += 1 }
      if end - start > offsetLimit || (end - start > 1 && !atoms[start].hasKnownOffset) {
        var any = atoms[start]
        any.offset = Atom.anyOffset
        result.append(any)
      } else {
        result.append(contentsOf: atoms[start..<end])
      }
      start = end
    }
    atoms = result
  }
}
