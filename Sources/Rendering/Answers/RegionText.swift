// A mapping as a line.

import Primitives
import TargetMemory

extension Mapping {
  /// `0x55…-0x56… rw-p [heap]`.
  public var line: StyledText {
    var text = StyledText("\(range.start)-\(range.end)", .address)
    text.append(" \(permissions)")
    if !name.isEmpty {
      text.append(" ")
      text.append(bytes: name, .file)
    }
    return text
  }
}
