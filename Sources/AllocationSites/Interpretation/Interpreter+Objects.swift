// Pointers that the function itself stored into an object and reads again: `n->data = malloc(…); struct task *t = n->data`.

extension Interpreter {
  /// The object that an address certainly lies in, as a region of its own: the block that a call gave, or what a
  /// parameter points to. Typed pointers without such an origin may be any object.
  private func object(of set: ValueSet) -> SlotKey? {
    let origins = set.atoms.filter { $0.kind != .typed }
    guard origins.count == 1, let atom = origins.first, atom.hasKnownOffset else { return nil }
    let kind: UInt32
    switch atom.kind {
    case .block: kind = SlotKey.blockRegion
    case .outBlock: kind = SlotKey.outBlockRegion
    case .argument: kind = SlotKey.parameterRegion
    default: return nil
    }
    return SlotKey(region: kind << SlotKey.objectShift | atom.index, offset: atom.offset)
  }

  /// What the function last stored at an address in an object; unknown when that may be outdated.
  mutating func heldByObject(_ atom: Atom, in set: ValueSet, _ state: MachineState) -> Value {
    guard let key = object(of: set), let place = slots.existing(key) else { return .unknown }
    return state[place]
  }

  /// Keeps a block's pointer that is stored into an object. What is known of the same offset of objects that may be the same
  /// one is given up.
  mutating func storeToObject(
    _ value: Value, _ set: ValueSet, size: Int, _ state: inout MachineState
  ) {
    guard pool.holdsBlock(value) || !slots.inObjects.isEmpty else { return }
    let key = object(of: set)
    let offsets = key.map { [$0.offset] } ?? set.atoms.filter { $0.kind == .typed }.map(\.offset)
    for offset in offsets {
      for place in slots.inObjects(from: offset, size: Int64(size), of: key) {
        state[place] = .unknown
      }
    }
    guard let key, size == 8, pool.holdsBlock(value), let place = slots.place(key) else { return }
    state[place] = value
  }

  /// A function that is called may change every object, unless it is known; in a loop, the block that it gives is another one
  /// than before.
  mutating func forgetObjects(
    gaveBlock number: Int, mayChangeAll: Bool, _ state: inout MachineState
  ) {
    for place in slots.inObjects {
      if mayChangeAll || slots.key(of: place).isOfCall(number) { state[place] = .unknown }
    }
  }
}
