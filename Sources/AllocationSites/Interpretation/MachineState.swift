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
  /// The places of the slots that are not in the frame but in objects.
  private(set) var inObjects: [Int] = []

  /// More slots than this are not followed.
  static let limit = 768

  /// The place of 8 bytes of the stack; nil when they are not aligned or too many are in use.
  mutating func place(_ key: SlotKey) -> Int? {
    if let known = existing(key) { return known }
    guard key.offset % 8 == 0, keys.count < Self.limit else { return nil }
    numbers[UInt64(key.region), UInt64(bitPattern: key.offset)] = UInt32(keys.count)
    keys.append(key)
    if key.isInObject { inObjects.append(Place.registerCount + keys.count - 1) }
    return Place.registerCount + keys.count - 1
  }

  func key(of place: Int) -> SlotKey { keys[place - Place.registerCount] }

  /// The slots of objects that bytes from an offset on may overlap: of the same object; of any that came from outside,
  /// two of which may be one; of all when it is not known which object is meant.
  func inObjects(from offset: Int64, size: Int64, of object: SlotKey?) -> [Int] {
    inObjects.filter {
      let key = key(of: $0)
      guard key.offset < offset &+ size, offset < key.offset &+ 8 else { return false }
      return object == nil || object?.region == key.region
        || object?.isOfParameter == true && key.isOfParameter
    }
  }

  /// The place of 8 bytes that have been in use.
  func existing(_ key: SlotKey) -> Int? {
    numbers[UInt64(key.region), UInt64(bitPattern: key.offset)].map {
      Place.registerCount + Int($0)
    }
  }
}

/// Eight bytes of the stack, a region of the frame and the offset from its reference address, or of an object.
struct SlotKey: Hashable {
  var region: UInt32
  var offset: Int64

  /// Regions from here on are objects: the kind of origin above these bits, its number below.
  static let objectShift: UInt32 = 28

  /// Blocks that calls gave, by call as in `Atom`, and what parameters point to.
  static let blockRegion: UInt32 = 1
  static let outBlockRegion: UInt32 = 2
  static let parameterRegion: UInt32 = 3

  var isInObject: Bool { region >> SlotKey.objectShift != 0 }

  func isOfCall(_ number: Int) -> Bool {
    let index = Int(region & (1 << SlotKey.objectShift - 1))
    switch region >> SlotKey.objectShift {
    case SlotKey.blockRegion: return index == number
    case SlotKey.outBlockRegion: return index / 8 == number
    default: return false
    }
  }

  var isOfParameter: Bool { region >> SlotKey.objectShift == SlotKey.parameterRegion }
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
