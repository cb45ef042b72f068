// The answer of the ranking: the type of a block and everything that a person needs to check it.

import TypeModel

/// The type of a heap block as its site tells it.
public struct TypedBlock: Sendable {
  /// The object's concrete type (the element's when `elements` is more than one); nil when nothing is known.
  public var type: UniqType?
  public var evidence: SiteEvidence
  /// How the type accounts for the block's size; nil without a type.
  public var fit: SizeFit?
  /// How many objects of `type` stand one after the other from `offset` on. For a structure with a flexible array 1.
  public var elements: UInt64
  /// For a flexible structure: the elements of its last array; nil otherwise.
  public var flexibleElements: UInt64?
  /// Bytes from the block's start to the object: more than 0 behind a hidden header.
  public var offset: UInt64
  /// Which of the frames allocated logically (the caller of `xmalloc`, not `xmalloc`); nil without frames.
  public var frame: Int?
  /// The steps that led here, in order.
  public var reasons: [TypingReason]
  /// Other types that fit, best first.
  public var alternatives: [UniqType]
  /// Types of which the block's bytes select one; `type` is nil then.
  public var choices: [SelectedType] = []
  /// The function, declared as an arena, that hands out pieces of this block; nil for other blocks.
  public var arena: [UInt8]? = nil
}

/// Why Scry believes the type of a block.
public enum SiteEvidence: Sendable, Equatable {
  /// The compiler (`DW_AT_LLVM_alloc_type`) or the user said so.
  case declared
  case site
  /// Allocated by a module without debug information.
  case foreign
  case none
}

/// How a type accounts for a block's size.
public enum SizeFit: Sendable, Equatable {
  case exact, prefix, bytes, ambiguous, provisional
}

/// One step of the ranking.
public struct TypingReason: Sendable {
  /// Which frame it looked at.
  public var frame: Int
  public var event: Event

  public enum Event: Sendable {
    /// No site with exactly this return address in an analysed module.
    case noSite
    /// The module has no debug information.
    case noDebugInfo
    /// A candidate: its type, whether it is the site's `index`th, and how it fits the size at `offset` bytes.
    case candidate(index: Int, type: UniqType, offset: Int64, fit: CandidateFit, chosen: Bool)
    /// The block left the function, at this many bytes from its start.
    case left(offset: Int64)
    /// The only structure of exactly the block's size that holds the candidate there.
    case uniqueContainer(UniqType)
    /// The last recorded function still returned the block.
    case framesEnded

    public var isEndOfFrames: Bool { if case .framesEnded = self { true } else { false } }
  }
}

/// How one candidate's type accounts for the bytes from its offset to the block's end; best first.
public enum CandidateFit: Int, Sendable, Comparable {
  case exact, flexible, array, prefix, opaque, characters, misfit

  public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
