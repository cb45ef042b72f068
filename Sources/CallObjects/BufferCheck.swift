// Whether a buffer of a call fits the object that it lies in.

import Glibc
import Inspection
import Primitives
import SystemCalls

/// A pointer of a call that is under way, with what is wrong with it.
struct BufferCheck {
  /// From 0.
  let argument: Int
  let address: UInt64
  let fault: Fault
  /// The type of what the pointer was meant for: `char[16]`; nil when it is not known.
  let type: [UInt8]?
  /// The object, as the trace names it.
  let place: [UInt8]

  enum Fault {
    /// The call may use `length` bytes, and there are `room` up to the object's end.
    case tooShort(length: UInt64, room: UInt64, size: UInt64, Use)
    /// A string without a NUL before the object's end.
    case unended(size: UInt64)
    /// The memory was given back.
    case freed
  }

  /// What the call does with the memory.
  struct Use {
    let isWritten: Bool
    /// How the result tells the bytes; nil when a call that succeeds uses all of them.
    let count: UsedCount?
  }
}

/// A warning of a finished call.
struct BufferWarning {
  let check: BufferCheck
  /// Bytes that the kernel really used, when the result tells.
  let used: UInt64?
}

extension BufferCheck {
  /// What becomes of it once the result is known; nil when nothing of the memory was used.
  func warning(result: CallResult?) -> BufferWarning? {
    guard let result else { return BufferWarning(check: self, used: nil) }
    guard case .tooShort(let length, _, _, let use) = fault else {
      return BufferWarning(check: self, used: nil)
    }
    if result.isError {
      // The call refused its arguments before it looked at the memory.
      let isRefused = result.value == -Int64(EINVAL)
      return use.isWritten && !isRefused ? BufferWarning(check: self, used: nil) : nil
    }
    return BufferWarning(check: self, used: use.count?.bytes(result, of: length) ?? length)
  }
}

extension BufferWarning {
  /// `wrote 48 bytes past the end of name (char[16] in main)`.
  var text: [UInt8] {
    switch check.fault {
    case .freed: return Array("points into ".utf8) + check.place
    case .unended(let room):
      return Array("has no NUL within the \(Self.bytes(room)) of ".utf8) + check.place
    case .tooShort(let length, let room, _, let use):
      if let used, used > room {
        let verb = use.isWritten ? "wrote" : "read"
        return Array("\(verb) \(Self.bytes(used - room)) past the end of ".utf8) + check.place
      }
      let verb =
        use.isWritten ? "write \(Self.bytes(length)) into" : "read \(Self.bytes(length)) of"
      return Array("may \(verb) ".utf8) + check.place + Array(", where \(room) are left".utf8)
    }
  }

  private static func bytes(_ count: UInt64) -> String { count == 1 ? "1 byte" : "\(count) bytes" }

  /// A word for the kind of fault.
  var kind: String {
    switch check.fault {
    case .freed: "freed"
    case .unended: "unended"
    case .tooShort(_, let room, _, let use):
      if let used, used > room {
        use.isWritten ? "wrote" : "read"
      } else {
        use.isWritten ? "mayWrite" : "mayRead"
      }
    }
  }
}
