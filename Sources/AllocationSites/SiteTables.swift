// What the analysis of one module's machine code gives: plain arrays that Metadata writes into the uniqtype file.

import AgentLayout

/// The allocation sites of one module, in the order and with the meaning of `scry_meta.h`; strings are bytes.
public struct SiteTables: Sendable, Equatable {
  /// Sorted by return address.
  public var sites: [AllocationSite] = []
  /// Sorted by return address; only sites whose block leaves their function.
  public var wrappers: [WrapperFrame] = []
  /// Functions that the analysis gave up on because they exceed its limits: their sites are missing.
  public var skippedFunctions = 0

  public init() {}
}

/// A call whose result may be a block, or that gives one back.
public struct AllocationSite: Sendable, Equatable {
  /// The module's own address (p_vaddr) of the instruction after the call.
  public var returnAddress: UInt64
  /// The function that allocates, inlined ones counted: the innermost around the call, or when a function inlined into
  /// another only hands the block on, that other. Empty when unknown.
  public var function: [UInt8] = []
  /// Source path; empty when unknown.
  public var file: [UInt8] = []
  /// Source line, 0 when unknown.
  public var line: UInt32 = 0
  public var flags: SiteFlags = []
  /// Bytes from the pointer that the call gave to the pointer that leaves the function.
  public var leaveOffset: Int32 = 0
  /// The largest constant among the arguments of the call, and of those that its block comes from: the block's size if it
  /// is as large. 0 when none is known.
  public var constant: UInt32 = 0
  /// Strongest first, then in the order of use; those that the user declared come last.
  public var candidates: [TypeCandidate] = []

  public init(returnAddress: UInt64) { self.returnAddress = returnAddress }
}

/// `enum scry_meta_site_flags`.
public struct SiteFlags: OptionSet, Sendable, Hashable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static let returns = SiteFlags(rawValue: SCRY_SITE_RETURNS.rawValue)
  public static let outParameter = SiteFlags(rawValue: SCRY_SITE_OUTPARAM.rawValue)
  public static let allocates = SiteFlags(rawValue: SCRY_SITE_ALLOCATES.rawValue)
  public static let indirect = SiteFlags(rawValue: SCRY_SITE_INDIRECT.rawValue)
  public static let plt = SiteFlags(rawValue: SCRY_SITE_PLT.rawValue)
  public static let frees = SiteFlags(rawValue: SCRY_SITE_FREES.rawValue)
}

/// A type that the block of a site may have, and why.
public struct TypeCandidate: Sendable, Equatable {
  /// The object's concrete type: an index of the module's `TypeTable`.
  public var type: UInt32
  /// Bytes from the pointer that the call gave to the object.
  public var offset: Int32
  public var strength: EvidenceStrength
  public var reason: EvidenceReason
  /// Of use, from the call on.
  public var order: UInt16 = 0
  /// The variable, field or callee that is the evidence.
  public var name: [UInt8] = []
  /// The function, inlined ones counted, where it was seen.
  public var function: [UInt8] = []
  public var file: [UInt8] = []
  public var line: UInt32 = 0
  /// The call's arguments multiply the type's size: a larger block is an array of it.
  public var repeats = false
  /// Something else stands behind the objects: they do not make up a larger block.
  public var isFollowed = false
  /// The object's own bytes decide whether it is of this type: `name` is the `SelectRule`.
  public var isSelected = false
  /// No type (void): the function `name` is declared to hand out pieces of the block.
  public var isArena = false
}

/// `enum scry_meta_strength`.
public enum EvidenceStrength: UInt8, Sendable, Comparable {
  case weak, strong, declared

  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// `enum scry_meta_reason`.
public enum EvidenceReason: UInt8, Sendable {
  case variable, field, global, returned, constructor, argument, union, allocator, function
  case attribute, user
}

/// How to step over the frame of a wrapper's return address (`struct scry_meta_wrapper`).
public struct WrapperFrame: Sendable, Equatable {
  public var returnAddress: UInt64
  /// The caller's frame starts at register + `cfaOffset`; the next return address is 8 bytes below.
  public var cfaOffset: Int32
  public var usesFramePointer: Bool
  /// Where the caller's rbp is saved, relative to the frame's start; nil when rbp is unchanged.
  public var savedFramePointer: Int16?
}
