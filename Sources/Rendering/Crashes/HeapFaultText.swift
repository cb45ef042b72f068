// What was wrong with the heap, in words.

import Inspection
import Primitives

extension HeapFault {
  /// The pointer that was given back, and the bookkeeping that was overwritten.
  var lines: [StyledText] {
    [argument.map(given), damage?.sentence].compactMap { $0 }
  }

  private func given(_ argument: Classification) -> StyledText {
    var text = StyledText()
    if let function { text.append(bytes: function, .symbol) } else { text.append("the library") }
    text.append(" was given ")
    text.append(argument.address.description, .address)
    return text + ": " + argument.asObject
  }
}

extension HeapDamage {
  /// `heap overrun: the malloc header at 0x…, right behind char[16] allocated at a.c:3, was overwritten with 0x41`.
  fileprivate var sentence: StyledText {
    var text = StyledText("the malloc header at ") + StyledText(header.description, .address)
    if let before { text += ", right behind " + before.asWhole }
    if let victim { text += StyledText(before == nil ? ", of " : " and before ") + victim.asWhole }
    return text + ", was overwritten with " + StyledText("0x" + String(found, radix: 16), .number)
  }
}
