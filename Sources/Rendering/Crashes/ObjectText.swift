// An object as a part of a sentence: `.other of a freed struct node allocated at list.c:12, freed at list.c:40`.

import Inspection
import Primitives
import TypeModel

extension Classification {
  /// The object with the part of it that the address is in.
  var asObject: StyledText {
    var text = StyledText()
    if let path = part?.path, !path.isEmpty {
      text.append(bytes: path, .field)
      text.append(" of ")
    } else if let offset, offset > 0, object == nil, allocator == .malloc {
      text.append("\(offset) bytes into ")
    }
    return text + asWhole
  }

  /// The object without its part.
  var asWhole: StyledText {
    guard allocation != nil, allocator != .none else {
      let words: String =
        switch allocator {
        case .malloc: "heap memory"
        case .stack: "stack memory"
        case .mmap: "mapped memory"
        default: region == nil ? "unmapped memory" : "memory"
        }
      return StyledText(words + " at ") + StyledText(address.description, .address)
    }
    var text = StyledText()
    if state == .freed { text.append("a freed ", .freed) }
    if let object {
      text.append(bytes: object.shape.spelling, .type)
    } else if let size = allocation?.size {
      text.append("block of \(size) bytes")
    }
    text += name
    if let site, !site.text.isEmpty { text += StyledText(" allocated at ") + site.text }
    if let freedBy, state == .freed, !freedBy.text.isEmpty {
      text += StyledText(", freed at ") + freedBy.text
    }
    return text
  }

  /// The variable's name and, on a stack, its frame.
  private var name: StyledText {
    var text = StyledText()
    if case .variable(let name, _)? = frame?.part {
      text.append(" ")
      text.append(bytes: name, .symbol)
      if let frame { text += StyledText(" in ") + frame.text }
    } else if let symbol, symbol.kind == .variable || symbol.kind == .threadLocal {
      text.append(" ")
      text.append(bytes: symbol.name, .symbol)
    }
    return text
  }
}
