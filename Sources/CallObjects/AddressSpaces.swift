// The traced processes as sources of answers, and what their calls change of them.

import Inspection
import Primitives
import SystemCalls
import TargetMemory

/// One set of answers for each process that has asked.
final class AddressSpaces {
  private let metadata: any MetadataSource
  /// A program is often executed again and again, and always with the C library.
  private let files = ModuleFiles()
  private var spaces: [Int32: Space] = [:]

  /// A process that cannot be opened is not tried again until it runs another program.
  private enum Space {
    case open(PointedObjects)
    case closed
  }

  init(metadata: any MetadataSource) { self.metadata = metadata }

  /// The answers for a process; nil when it cannot be looked into.
  func objects(of pid: Int32) -> PointedObjects? {
    switch spaces[pid] {
    case .open(let objects): return objects
    case .closed: return nil
    case nil:
      guard let target = try? LiveTarget.open(pid: pid) else {
        spaces[pid] = .closed
        return nil
      }
      let objects = PointedObjects(target: target, metadata: metadata, files: files)
      spaces[pid] = .open(objects)
      return objects
    }
  }

  /// The process is gone, or has another program in it.
  func forget(_ pid: Int32) { spaces[pid] = nil }

  /// Tells the answers of a call that changed the mappings. What brk and the kernel's own growth of stacks change, they find by
  /// themselves.
  func note(_ call: CallInFlight, _ result: CallResult, of pid: Int32) {
    guard !result.isError, call.convention != .i386, case .open(let objects)? = spaces[pid] else {
      return
    }
    let first = Address(call.arguments[0])
    let given = Address(UInt64(bitPattern: result.value))
    switch MappingCall(rawValue: call.number) {
    case .map: objects.mapped(AddressRange(given, size: call.arguments[1]))
    case .unmap: objects.unmapped(AddressRange(first, size: call.arguments[1]))
    case .move:
      objects.unmapped(AddressRange(first, size: call.arguments[1]))
      objects.mapped(AddressRange(given, size: call.arguments[2]))
    case .attach: objects.mapped(AddressRange(given, size: 1))
    case .detach: objects.unmapped(AddressRange(first, size: 1))
    case nil: break
    }
  }
}

/// The calls that change what is mapped, by their numbers on x86-64 (<asm/unistd_64.h>).
enum MappingCall: UInt64, CaseIterable {
  case map = 9
  case unmap = 11
  case move = 25
  case attach = 30
  case detach = 67
}
