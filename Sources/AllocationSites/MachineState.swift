// The registers and stack slots at one point of a function.

/// Places of the machine: general registers, the two halves of the vector registers, then stack slots, by number.
enum Place {
  static let generalCount = 16
  static let vectorCount = 16
  static let registerCount = generalCount + 2 * vectorCount

  static let rax = 0
  static let rdx = 1
  static let rbp = 6
  static let rsp = 7

  /// Integer arguments of a call in their order (System V x86-64 ABI §3.2.3), by DWARF numbers.
  static let arguments = [5, 4, 1, 2, 8, 9]
  /// General registers that a call may change.
  static let callerSaved = [0, 1, 2, 4, 5, 8, 9, 10, 11]

  /// The place of a register's (lower) 8 bytes, by its DWARF number; nil for registers that are not followed.
  static func register(_ number: UInt8) -> Int? {
    if number < 16 { return Int(number) }
    return number >= 17 && number <= 32 ? generalCount + Int(number) - 17 : nil
  }

  /// The upper half of a vector register's 16 bytes, by the place of its lower half.
  static func upperHalf(_ place: Int) -> Int { place + vectorCount }

  static func isVector(_ place: Int) -> Bool { place >= generalCount && place < registerCount }
}

/// The slots that a function uses, numbered as they are met.
struct SlotNumbers {
  private var numbers = WordPairTable()
  private(set) var keys: [SlotKey] = []

  /// More slots than this are not followed.
  static let limit = 768

  /// The place of 8 bytes of the stack; nil when they are not aligned or too many are in use.
  mutating func place(_ key: SlotKey) -> Int? {
    if let known = existing(key) { return known }
    guard key.offset % 8 == 0, keys.count < Self.limit else { return nil }
    numbers[UInt64(key.region), UInt64(bitPattern: key.offset)] = UInt32(keys.count)
    keys.append(key)
    return Place.registerCount + keys.count - 1
  }

  /// The place of 8 bytes that have been in use.
  func existing(_ key: SlotKey) -> Int? {
    numbers[UInt64(key.region), UInt64(bitPattern: key.offset)].map {
      Place.registerCount + Int($0)
    }
  }
}

/// Eight bytes of the stack: a region of the frame and the offset from its reference address.
struct SlotKey: Hashable {
  var region: UInt32
  var offset: Int64
}

/// What every place may hold. Places past the end of `values` are unknown.
struct MachineState: Equatable {
  private(set) var values: [Value] = Array(repeating: .unknown, count: Place.registerCount)

  subscript(place: Int) -> Value {
    get { place < values.count ? values[place] : .unknown }
    set {
      if place >= values.count {
        guard newValue != .unknown else { return }
        values.append(contentsOf: repeatElement(.unknown, count: place + 1 - values.count))
      }
      values[place] = newValue
    }
  }

  var count: Int { values.count }

  /// Joins another path's state in; whether that changed anything.
  mutating func join(_ other: MachineState, pool: ValuePool) -> Bool {
    var changed = false
    let shared = min(count, other.count)
    for place in 0..<max(count, other.count) {
      if place < shared, values[place] == other.values[place] { continue }
      let joined = pool.join(self[place], other[place])
      if joined != self[place] {
        self[place] = joined
        changed = true
      }
    }
    return changed
  }
}
