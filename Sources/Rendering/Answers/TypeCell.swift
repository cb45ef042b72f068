// A type in a list, or why there is none.

import Inspection
import Primitives

/// How a type, or the want of one, reads in a list.
public enum TypeCell {
  /// `struct node`; `<foreign: libz.so.1>` and `<unknown>` for what has no type.
  public static func text(
    _ spelling: [UInt8], _ evidence: Evidence, origin: CodeLocation?
  ) -> StyledText {
    var text = StyledText()
    if !spelling.isEmpty {
      text.append(bytes: spelling, .type)
    } else if evidence == .foreign {
      text.append("<foreign", .note)
      if let module = origin?.module {
        text.append(": ", .note)
        text.append(bytes: module.fileName, .note)
      }
      text.append(">", .note)
    } else {
      text.append("<unknown>", .note)
    }
    return text
  }
}
