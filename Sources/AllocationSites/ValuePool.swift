// The values of one function's interpretation, each stored once, so that states are arrays of numbers.

/// Interns value sets and joins them. A reference, so that nothing copies it; never shared by threads.
final class ValuePool {
  private(set) var sets: [ValueSet] = [ValueSet()]
  private var numbers: [ValueSet: UInt32] = [ValueSet(): 0]
  private var joins: [UInt64: UInt32] = [:]

  /// More alternatives than this for one place are cut, the least useful first.
  static let atomLimit = 12
  /// More offsets than this of one block or object become "any offset", so that loops come to an end.
  static let offsetLimit = 4
  /// More values than this for one function: everything new is unknown (hostile code).
  static let valueLimit = 200_000

  subscript(value: Value) -> ValueSet { sets[Int(value.id)] }

  /// The value for a set; atoms need not be sorted.
  func value(_ set: ValueSet) -> Value {
    let normal = Self.normalised(set)
    if let number = numbers[normal] { return Value(id: number) }
    guard sets.count < Self.valueLimit else { return .unknown }
    let number = UInt32(sets.count)
    sets.append(normal)
    numbers[normal] = number
    return Value(id: number)
  }

  /// A place that certainly holds `atom`.
  func value(_ atom: Atom) -> Value {
    value(ValueSet(atoms: [atom], isComplete: true))
  }

  func constant(_ number: Int64) -> Value {
    value(Atom(kind: .constant, index: 0, offset: number))
  }

  /// What a place holds where two paths meet.
  func join(_ a: Value, _ b: Value) -> Value {
    if a == b { return a }
    let key = UInt64(min(a.id, b.id)) << 32 | UInt64(max(a.id, b.id))
    if let known = joins[key] { return Value(id: known) }
    let result = value(Self.union(self[a], self[b]))
    joins[key] = result.id
    return result
  }

  /// The atoms that `transform` keeps; a set that lost some is complete only if it was changed in place.
  func map(_ value: Value, _ transform: (Atom) -> Atom?) -> Value {
    guard value != .unknown else { return value }
    let set = self[value]
    let atoms = set.atoms.compactMap(transform)
    return self.value(
      ValueSet(atoms: atoms, isComplete: set.isComplete && atoms.count == set.atoms.count))
  }

  private static func union(_ a: ValueSet, _ b: ValueSet) -> ValueSet {
    if let x = a.single, let y = b.single, x.isNumber, y.isNumber { return numbers(x, y) }
    let numbersDropped = (a.atoms + b.atoms).contains(where: \.isNumber)
    return ValueSet(
      atoms: (a.atoms + b.atoms).filter { !$0.isNumber },
      isComplete: a.isComplete && b.isComplete && !numbersDropped)
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
    guard atoms.count > 1 else { return }
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
