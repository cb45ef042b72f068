// Which calls are traced: `-e trace=` and its kin, read into sets.

import Glibc
import SystemCalls

/// System calls by number, apart for each way into the kernel.
public struct CallChoice: Sendable, Equatable {
  private var native: SystemCallSet
  private var x32: SystemCallSet
  private var i386: SystemCallSet

  public static let all = CallChoice(native: .all, x32: .all, i386: .all)
  public static let none = CallChoice(native: .none, x32: .none, i386: .none)

  public func contains(_ number: UInt64, _ convention: CallConvention) -> Bool {
    self[convention].contains(number)
  }

  public subscript(convention: CallConvention) -> SystemCallSet {
    get {
      switch convention {
      case .amd64: native
      case .x32: x32
      case .i386: i386
      }
    }
    set {
      switch convention {
      case .amd64: native = newValue
      case .x32: x32 = newValue
      case .i386: i386 = newValue
      }
    }
  }

  public func union(_ other: CallChoice) -> CallChoice {
    var result = self
    for convention in [CallConvention.amd64, .x32, .i386] {
      result[convention].formUnion(other[convention])
    }
    return result
  }

  public var inverted: CallChoice {
    CallChoice(native: native.inverted, x32: x32.inverted, i386: i386.inverted)
  }
}

extension CallChoice {
  /// Calls of the 64-bit convention by their numbers.
  public init(native numbers: some Sequence<UInt64>) {
    self = .none
    for number in numbers { native.insert(number) }
  }
}

/// Why a list of calls means nothing.
public enum CallChoiceError: Error, Equatable {
  case unknownCall(String)
  case unknownDesignator(String, in: String)
  /// The expression, and what regcomp(3) says of it.
  case badExpression(String, reason: String)
}

extension CallChoice {
  /// Reads `[!][?]NAME|NUMBER|%SET|/REGEX[@64|@32|@x32],…`, `all` or `none`.
  public init(parsing text: String) throws(CallChoiceError) {
    let rest = text.drop { $0 == "!" }
    self = try Self(plain: String(rest), whole: text)
    if (text.count - rest.count) % 2 == 1 { self = inverted }
  }

  private init(plain text: String, whole: String) throws(CallChoiceError) {
    switch text {
    case "none": self = .none
    case "all": self = .all
    default:
      self = .none
      let words = text.split(separator: ",")
      guard !words.isEmpty else { throw .unknownCall(whole) }
      for word in words { try add(String(word)) }
    }
  }

  private mutating func add(_ word: String) throws(CallChoiceError) {
    let name = word.drop { $0 == "?" }
    let mayBeUnknown = name.count < word.count
    let (bare, conventions) = try Self.designated(String(name))
    var isKnown = mayBeUnknown
    for convention in conventions {
      guard let found = try Self.calls(bare, convention) else { continue }
      self[convention].formUnion(found)
      isKnown = true
    }
    guard isKnown else { throw .unknownCall(word) }
  }

  /// Takes `@64` and the like off a name.
  private static func designated(
    _ name: String
  ) throws(CallChoiceError) -> (String, [CallConvention]) {
    guard let at = name.lastIndex(of: "@") else { return (name, [.amd64, .i386, .x32]) }
    let designator = String(name[name.index(after: at)...])
    guard let convention = designators[designator] else {
      throw .unknownDesignator(designator, in: name)
    }
    return (String(name[..<at]), [convention])
  }

  private static let designators: [String: CallConvention] = [
    "64": .amd64, "32": .i386, "x32": .x32,
  ]

  /// The calls that a word stands for; nil when it is unknown.
  private static func calls(
    _ word: String, _ convention: CallConvention
  ) throws(CallChoiceError) -> SystemCallSet? {
    if word == "all" || word == "%all" { return .all }
    if let first = word.utf8.first, UInt8(ascii: "0")...UInt8(ascii: "9") ~= first {
      guard let number = UInt64(word), convention.call(number) != nil else { return nil }
      return convention.calls { $0.number == number }
    }
    if word.hasPrefix("/") { return try matching(String(word.dropFirst()), convention) }
    let set = word.hasPrefix("%") ? String(word.dropFirst()) : word
    if word.hasPrefix("%") || legacySets.contains(word) {
      return convention.calls { $0.sets.contains(set == "net" ? "network" : set) }
    }
    return convention.calls { $0.name == word }
  }

  /// Sets that have no `%` in older uses.
  private static let legacySets: Set<String> = [
    "desc", "file", "memory", "process", "signal", "ipc", "network",
  ]

  private static func matching(
    _ expression: String, _ convention: CallConvention
  ) throws(CallChoiceError) -> SystemCallSet? {
    var compiled = regex_t()
    let code = regcomp(&compiled, expression, REG_EXTENDED | REG_NOSUB)
    guard code == 0 else {
      var reason = [CChar](repeating: 0, count: 512)
      regerror(code, &compiled, &reason, reason.count)
      throw .badExpression(
        expression,
        reason: String(
          decoding: reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
    defer { regfree(&compiled) }
    return convention.calls { regexec(&compiled, $0.name, 0, nil, 0) == 0 }
  }
}

extension CallConvention {
  /// The calls for which something holds; nil when there is none.
  fileprivate func calls(where holds: (SystemCall) -> Bool) -> SystemCallSet? {
    var result = SystemCallSet.none
    for call in calls where holds(call) { result.insert(call.number) }
    return result == .none ? nil : result
  }
}
