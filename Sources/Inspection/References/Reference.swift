// A pointer to something, and who holds it.

import Primitives
import TypeModel

/// A word that points at something.
public struct Reference: Sendable {
  /// Where it stands.
  public let place: Place
  /// Where it points.
  public let value: Address
  /// What its place is; nil for a register.
  public let holder: Classification?
  public let evidence: Evidence

  public enum Place: Sendable, Hashable {
    case memory(Address)
    /// A register of a thread in its innermost frame, by its DWARF number.
    case register(UInt64, thread: Int32)
  }

  /// Why the word is taken for a pointer.
  public enum Evidence: String, Sendable {
    /// The holder's type has a pointer there.
    case declared
    /// The word's value is an address; the holder's type is not known, or has something else there. It may be a number by chance.
    case conservative
  }

  /// What kind of thing keeps the holder alive by itself; nil for a block, which something else must hold.
  public var root: RootKind? {
    guard let holder else { return .register }
    switch holder.allocator {
    case .static: return holder.thread == nil ? .static : .threadLocal
    case .stack:
      if case .variable? = holder.frame?.part { return .stackVariable }
      return .stack
    default: return nil
    }
  }
}

/// Where a path from the program down to an object may begin, the firmest first.
public enum RootKind: String, Sendable, Comparable, CaseIterable {
  /// A variable, or other data of a module.
  case `static`
  /// Thread-local data.
  case threadLocal = "thread-local"
  /// A variable of a frame.
  case stackVariable = "stack variable"
  case register
  /// A place on a stack that is no variable: a saved register, an argument, a temporary value.
  case stack

  public static func < (a: RootKind, b: RootKind) -> Bool {
    allCases.firstIndex(of: a) ?? 0 < allCases.firstIndex(of: b) ?? 0
  }
}

/// The shortest way from something that the program can name to an object.
public struct RootPath: Sendable {
  /// The first is held by a root; each next one by the object that the one before points at; the last points at the object.
  public let steps: [Reference]
  /// Steps that are left out in the middle of `steps`: behind as many of them as stand behind the gap, or one more.
  public let omitted: Int

  /// How many of `steps` stand before those that are left out.
  public var stepsBeforeGap: Int { omitted == 0 ? steps.count : (steps.count + 1) / 2 }
}
