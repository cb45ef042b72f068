// References and paths as lines: `0x55…10 .next of struct node allocated at list.c:12 in push -> .payload`.

import Inspection
import Primitives
import TypeModel

extension Reference {
  /// Who points, and to which part of what it points at. `object` is what the reference leads into, when that matters.
  public func line(into object: Classification?) -> StyledText {
    var text = StyledText()
    switch place {
    case .memory(let address):
      text.append(address.description, .address)
      text.append(" ")
      text += holder?.asHolder ?? StyledText()
    case .register(let number, let thread):
      text.append(RegisterName.of(number), .symbol)
      text.append(" of thread \(thread)")
    }
    if let part = object?.part(at: value) {
      text.append(" → ", .punctuation)
      text += part
    }
    if evidence == .conservative { text.append(" (conservative)", .note) }
    return text
  }
}

extension Classification {
  /// The object with the part of it that a pointer stands in, and whose it is.
  public var asHolder: StyledText {
    var text = asPart
    if let thread { text.append(" of thread \(thread)") }
    return text
  }

  private var asPart: StyledText {
    if object == nil, let symbol, symbol.kind != .section, symbol.kind != .segment {
      var text = StyledText(bytes: symbol.name, .symbol)
      if symbol.offset > 0 { text.append("+\(symbol.offset)", .number) }
      return text + inModule
    }
    if object == nil, let frame {
      return frame.part.text + StyledText(" in ") + frame.text
    }
    if object == nil, let symbol {
      var text = StyledText(bytes: symbol.name, .symbol)
      text.append("+\(symbol.offset)", .number)
      return text + inModule
    }
    return asObject
  }

  private var inModule: StyledText {
    guard let module else { return StyledText() }
    var text = StyledText(" of ")
    text.append(bytes: module.fileName, .file)
    return text
  }

  /// The part of this object that an address in it is; nil for its start.
  func part(at address: Address) -> StyledText? {
    guard let start = object?.start ?? allocation?.start, address > start else { return nil }
    let offset = address - start
    var text = StyledText()
    if let path = object?.shape.readings(at: offset, limit: 1).all.first.map({ ObjectPart($0).path }
    ),
      !path.isEmpty
    {
      text.append(bytes: path, .field)
    } else {
      text.append("+\(offset)", .number)
    }
    return text
  }
}

extension RootKind {
  /// `a static variable` and the like, for a sentence.
  public var text: String {
    switch self {
    case .static: "static data"
    case .threadLocal: "thread-local data"
    case .stackVariable: "a stack variable"
    case .register: "a register"
    case .stack: "a stack"
    }
  }
}
