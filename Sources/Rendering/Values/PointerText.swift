// A pointer as text: its address and what lies there, so that nobody has to ask again.

import Inspection
import Primitives
import TypeModel

extension ValueText {
  /// `0x55… → struct node .next`, `0x40… <main>`, `0x55… "text"`, `0x12 dangling`.
  func pointerText(_ pointer: PointerView, _ type: ExpressionType) -> StyledText {
    guard let pointee = pointer.pointee else {
      return StyledText(pointer.address.raw == 0 ? "NULL" : pointer.address.description, .pointer)
    }
    let isDangling = [.unmapped, .freed, .free].contains(pointee.state)
    var text = StyledText(pointer.address.description, isDangling ? .dangling : .pointer)
    if let target = description(of: pointee, hasText: pointer.string != nil) {
      text.append(" ")
      text += target
    }
    if let string = pointer.string {
      text.append(" ")
      text += self.string(string)
    }
    return text
  }

  private func description(of pointee: Pointee, hasText: Bool) -> StyledText? {
    switch pointee.state {
    case .unmapped: return StyledText("<dangling: not mapped>", .dangling)
    case .free: return StyledText("<dangling: free memory>", .dangling)
    case .unknown: return pointee.symbol.isEmpty ? nil : symbol(pointee)
    case .code: return symbol(pointee)
    case .freed:
      var text = StyledText("<dangling: freed", .dangling)
      if let object = pointee.object {
        text.append(" ", .dangling)
        text.append(bytes: object.spelling, .dangling)
      }
      text.append(">", .dangling)
      return text
    case .live: break
    }
    if !pointee.symbol.isEmpty { return symbol(pointee) }
    return hasText ? nil : object(pointee)
  }

  /// `→ struct node .next`; without a type `→ malloc[24]+8`.
  private func object(_ pointee: Pointee) -> StyledText? {
    var text = StyledText("→ ", .punctuation)
    if let object = pointee.object {
      text.append(bytes: object.spelling, .type)
      if pointee.offset != 0, !pointee.path.isEmpty {
        text.append(" ")
        text.append(bytes: pointee.path, .field)
      } else if let base = pointee.base, pointee.offset == 0,
        let label = display?.label(of: object.element, at: base)
      {
        text.append(" ")
        text += label
      }
    } else if pointee.allocator != .none {
      text.append(bytes: pointee.allocator.spelling, .allocator)
      if let size = pointee.size { text.append("[\(size)]", .note) }
      if let offset = pointee.offset, offset > 0 { text.append("+\(offset)", .number) }
    } else {
      return nil
    }
    return text
  }
}
