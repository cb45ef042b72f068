// The wording of what an answer leaves open, and of what would resolve it.

import Inspection
import Primitives
import TargetMemory

extension Note {
  /// A clause without a capital and without a full stop. Bytes of the target in it are escaped.
  public var text: String {
    switch self {
    case .nonCanonical: "not an address that x86-64 can have"
    case .kernelSpace: "in the kernel's half of the address space"
    case .unmapped(let below, let above): Self.unmapped(below, above)
    case .noAgent: "the heap is unknown: no agent; start the program with `scry run`"
    case .agentImpossible(let obstacle): "the heap is unknown: the program \(obstacle.text)"
    case .agentVersion(let found):
      "the agent's tables are of version \(found), which this scry does not read"
    case .agentStopped(.outOfSpace): "the agent stopped: \(AgentStop.outOfSpace.text)"
    case .agentStopped(let stop):
      "the heap is unknown: the agent stands aside, because \(stop.text)"
    case .agentDamaged: "the agent's tables are damaged here"
    case .agentMissing(.truncated):
      "the heap is unknown here: the core is cut off before the agent's tables"
    case .agentMissing: "the heap is unknown here: the core does not hold the agent's tables"
    case .notABlock: "not in a block: never handed out, or the allocator's own bookkeeping"
    case .pastTheEnd(let base, let distance):
      "\(distance) bytes past the end of the block at \(base)"
    case .changing: "changing: the program is at work on this block; ask again"
    case .freed: "given back; type and site are those of its life before"
    case .noMetadata(let module):
      "no table of types for \(Self.name(module)): `scry meta \(Self.name(module))` builds it"
    case .noDebugInfo(let module):
      "\(Self.name(module)) has no debug information; `scry doctor` says what would give it"
    case .untypedSymbol: "the debug information has no type for this symbol"
    case .unknownSite: "allocated at a place that is no known allocation site"
    case .siteWithoutType(let size):
      "size \(size) fits no type that the code uses the block as; "
        + "types named only in sizeof need -fno-eliminate-unused-debug-types"
    case .callerNotRecorded:
      "the recorded calls end before the one that knows the type; "
        + "a program started with `scry run` records them all"
    case .severalTypes: "each of several types is as likely; `--verbose` lists them"
    case .unselected: "the block's bytes pass the test of not exactly one of the declared types"
    case .arenaBlock(let name):
      "inside an arena block of \(Self.name(name)): its pieces are not known; "
        + "the program can register them by scry_alloc.h"
    case .obstackObject: "an obstack does not say where its objects begin and end"
    case .pointersNotSearched:
      "the heap is too large to search it for typed pointers to the block in passing; "
        + "`scry objects --infer` does"
    case .moduleUnloaded: "the module that allocated it has been unloaded"
    case .incompleteType: "the type is declared only; no module here defines it"
    case .ambiguousDefinition: "modules define this type differently"
    case .unexplainedBytes(let count): "the type explains all but \(count) bytes of the block"
    case .hiddenHeader(let size): "the object lies behind a hidden header of \(size) bytes"
    case .padding: "between two members"
    case .dynamicClass(let name): "by its vtable the object is of class \(Self.name(name))"
    case .onlyVTable(let name):
      "the first word is a vtable pointer of class \(Self.name(name)); nothing else says so, and memory that is not written keeps what was there"
    case .literal: "other literals may share its bytes"
    case .compilerMade: "made by the compiler, without a symbol"
    case .belowStackPointer: "below the stack pointer: not in use at this moment"
    case .noFrames(.traced(let tracer)):
      "the frame is unknown: process \(tracer) traces the threads, and only one may"
    case .noFrames: "the frame is unknown: the thread could not be stopped"
    case .stackEnds(let end): "above the frames that are known: \(end.text ?? "the stack ends")"
    case .otherStack:
      "the thread runs on another stack at this moment: which frame this is cannot be told"
    case .unknownThread: "which thread's stack this is could not be told"
    case .unknownThreadLocal: "which thread-local variable this is could not be told"
    case .guardPages: "no access: a guard against running off the memory above"
    case .reserved: "no access: kept by the program for later use"
    case .missingMemory(let reason): reason.text
    case .mappedFile: "a file's content"
    case .agentMemory: "the agent's own tables"
    }
  }

  private static func name(_ bytes: [UInt8]) -> String { EscapedBytes().text(bytes) }

  private static func unmapped(_ below: UInt64?, _ above: UInt64?) -> String {
    switch (below, above) {
    case (let below?, let above?):
      "nothing is mapped here; \(below) bytes past one mapping, \(above) before the next"
    case (let below?, nil): "nothing is mapped here; \(below) bytes past the last mapping"
    case (nil, let above?): "nothing is mapped here; \(above) bytes before the first mapping"
    case (nil, nil): "nothing is mapped here"
    }
  }
}

extension AgentObstacle {
  /// What follows the name of the program.
  public var text: String {
    switch self {
    case .static: "is statically linked, and the agent cannot be loaded into it"
    case .privileged:
      "gains privileges when it is run, so that the dynamic linker loads no agent into it"
    case .musl: "is loaded by musl's dynamic linker, and the agent needs glibc"
    case .thirtyTwoBit: "is a 32-bit program, and the agent a 64-bit library"
    }
  }
}

extension AgentStop {
  /// A clause.
  public var text: String {
    switch self {
    case .outOfSpace: "its reserved memory is full; earlier blocks are still followed"
    case .sanitizer: "a sanitizer owns the program's address space"
    case .privileges: "the program gained privileges when it was run"
    case .addressLimit: "`ulimit -v` leaves too little address space"
    case .noReservation: "the kernel refused it address space"
    case .foreignMalloc: "the program has a malloc of its own that does not pass through it"
    case .unknown: "of something that this scry does not know"
    }
  }
}
