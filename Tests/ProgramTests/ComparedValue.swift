// A variable's value as gdb_stacks.py and `scry stack --json` tell it, in one form.

import Foundation

/// A value taken apart into numbers.
indirect enum ComparedValue {
  /// The low 64 bits of a whole number, a pointer, or a floating value's bits as a double.
  case number(UInt64)
  /// A floating value without one: what its bits are is not told.
  case notANumber
  /// Members or elements; not all of them when there are too many.
  case parts([ComparedValue], isWhole: Bool)
  /// The characters of an array, without the zeros at its end.
  case text([UInt8])
  case optimizedOut
  /// In a register that the called function need not have kept: gdb shows what is in it now.
  case lost
  /// One of the two has it in a form of its own.
  case notCompared

  /// Elements of an array that gdb_stacks.py gives, and characters that Scry shows.
  private static let limit = 200

  func agrees(with gdb: ComparedValue) -> Bool {
    switch (self, gdb) {
    case (.notCompared, _), (_, .notCompared), (.lost, _): true
    // gdb does not follow every entry value.
    case (_, .optimizedOut): true
    case (.number(let ours), .number(let theirs)): ours == theirs
    case (.notANumber, .number(let theirs)): Double(bitPattern: theirs).isNaN
    case (.text(let ours), .parts(let theirs, _)): ours == Self.text(theirs)
    case (.parts(let ours, let isWhole), .parts(let theirs, _)):
      (ours.count == theirs.count || !isWhole || theirs.count == Self.limit)
        && zip(ours, theirs).allSatisfy { $0.agrees(with: $1) }
    default: false
    }
  }

  private static func text(_ characters: [ComparedValue]) -> [UInt8] {
    let bytes = characters.prefix(limit).map { character in
      if case .number(let code) = character { UInt8(truncatingIfNeeded: code) } else { 0 as UInt8 }
    }
    return withoutZeros(bytes)
  }

  private static func withoutZeros(_ bytes: [UInt8]) -> [UInt8] {
    Array(bytes[..<((bytes.lastIndex { $0 != 0 } ?? -1) + 1)])
  }
}

extension ComparedValue {
  /// What gdb_stacks.py prints.
  init(gdb value: JSONValue) {
    switch value {
    case .text("none"): self = .optimizedOut
    case .text(let digits):
      self = UInt64(digits.dropFirst(2), radix: 16).map { .number($0) } ?? .notCompared
    case .list(let entry):
      let parts = entry.last?.elements ?? []
      self = .parts(parts.map { ComparedValue(gdb: $0) }, isWhole: true)
    default: self = .notCompared
    }
  }

  /// A variable of `scry stack --json --locals`.
  init(scry variable: JSONValue) {
    let note = variable.member("note")?.string ?? ""
    if let value = variable.member("value") {
      self.init(shown: value)
    } else if note.contains("did not keep") || note.contains("frame that is gone") {
      self = .lost
    } else if note.contains("length cannot be told") {
      // gcc leaves out lengths that gdb then takes for 1.
      self = .notCompared
    } else if note.hasPrefix("optimized out") {
      self = .optimizedOut
    } else {
      // Nothing of gdb's agrees with it.
      self = .parts([], isWhole: false)
    }
  }

  private init(shown value: JSONValue) {
    let content = value.member("value")
    switch value.member("kind")?.string {
    case "integer", "character", "enum", "boolean", "pointer":
      self = content.flatMap(Self.number).map { .number($0) } ?? .notCompared
    case "float": self = Self.float(content, type: value.member("type")?.string ?? "")
    case "string": self = .text(Self.withoutZeros(Self.bytes(content?.string ?? "")))
    case "record":
      let members = (value.member("members")?.elements ?? []).compactMap { $0.member("value") }
      self = .parts(members.map { ComparedValue(shown: $0) }, isWhole: true)
    case "array":
      self = .parts(
        (value.member("elements")?.elements ?? []).flatMap(Self.elements),
        isWhole: value.member("truncated") == nil)
    case "omitted" where content?.string == "optimized out": self = .optimizedOut
    default: self = .notCompared
    }
  }

  private static func elements(_ run: JSONValue) -> [ComparedValue] {
    guard let value = run.member("value") else { return [] }
    let count = min(run.member("repeats")?.integer ?? 1, limit)
    return Array(repeating: ComparedValue(shown: value), count: count)
  }

  private static func number(_ value: JSONValue) -> UInt64? {
    switch value {
    case .integer(let number): UInt64(bitPattern: Int64(number))
    case .unsigned(let number): number
    case .text(let text): UInt64(text.dropFirst(2), radix: 16)
    case .bool(let flag): flag ? 1 : 0
    default: nil
    }
  }

  /// Doubles by their bits; `long double` has more than gdb's Python knows.
  private static func float(_ value: JSONValue?, type: String) -> ComparedValue {
    if value?.string == "nan" { return .notANumber }
    guard !type.contains("long double"), let number = value?.double else { return .notCompared }
    return .number(number.bitPattern)
  }

  /// The bytes of a string (Documentation/JSON.md, "Conventions").
  private static func bytes(_ text: String) -> [UInt8] {
    text.unicodeScalars.flatMap { scalar -> [UInt8] in
      (0x10FE00...0x10FEFF).contains(scalar.value)
        ? [UInt8(truncatingIfNeeded: scalar.value)] : Array(String(scalar).utf8)
    }
  }
}
