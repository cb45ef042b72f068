// What an address is, as a line a person reads: `0x55… is struct node .next (8 bytes in, of 24), malloc, list.c:12 in push, live`.

import Inspection
import Primitives
import TargetMemory
import TypeModel

extension Classification {
  /// The answer on one line.
  public var line: StyledText {
    var text = StyledText(address.description, .address)
    text.append(" is ")
    text += subject
    for part in [place, owner, allocationSite, life] where !part.isEmpty {
      text.append(", ", .punctuation)
      text += part
    }
    return text
  }

  /// The reasons why something is unknown, one line each.
  public var noteLines: [StyledText] { notes.map { StyledText($0.text, .note) } }

  /// What it is: the object and the part of it, else the symbol, else the memory.
  private var subject: StyledText {
    var text = StyledText()
    if let object, !isCode {
      if object.endsBefore(address) { text.append("memory behind ") }
      text.append(bytes: object.shape.spelling, .type)
      if let path = part?.path, !path.isEmpty {
        text.append(" ")
        text.append(bytes: path, .field)
      }
    } else if let frame {
      text += frame.part.text
    } else if let symbol {
      text.append(symbol.kind.spelling + " ")
      text.append(bytes: symbol.name, .symbol)
      if symbol.offset > 0 { text.append("+0x" + String(symbol.offset, radix: 16), .number) }
    } else {
      text.append(memory)
    }
    return text
  }

  /// A function is known by its name, not by its type.
  private var isCode: Bool { symbol?.kind == .function || symbol?.kind == .pltEntry }

  private var memory: String {
    if region == nil { return "unmapped" }
    switch allocator {
    case .none: return state == .free ? "free memory" : "unknown memory"
    case .malloc: return allocation == nil ? "heap memory" : "an untyped block"
    case .stack: return "stack memory"
    case .static: return "static data"
    case .code: return "code"
    case .mmap: return "mapped memory"
    case .vdso: return "the kernel's shared page"
    case .pool: return allocation == nil ? "memory" : "an untyped block"
    }
  }

  private var place: StyledText {
    guard let allocation, let offset else { return StyledText() }
    guard allocation.size > 0 || offset > 0 else { return StyledText() }
    if offset == 0 { return StyledText("\(allocation.size) bytes") }
    return StyledText("\(offset) bytes in, of \(allocation.size)")
  }

  private var owner: StyledText {
    guard region != nil, allocator != .none else { return StyledText() }
    var text = StyledText(bytes: allocator.spelling, .allocator)
    if let thread { text.append(" of thread \(thread)") }
    if let frame {
      if object != nil {
        text.append(" ")
        text += frame.part.text
      }
      text.append(" in ")
      text += frame.text
    }
    if object != nil, !isCode, let symbol, !symbol.name.isEmpty {
      text.append(" ")
      text.append(bytes: symbol.name, .symbol)
    }
    if let name = moduleName {
      text.append(" in ")
      text.append(bytes: name, .file)
    }
    return text
  }

  private var moduleName: ArraySlice<UInt8>? {
    guard let path = module ?? region?.file, !path.isEmpty else { return nil }
    return path.fileName
  }

  private var allocationSite: StyledText { (site ?? source)?.text ?? StyledText() }

  private var life: StyledText {
    switch allocator {
    case .malloc, .pool, .mmap:
      var text = StyledText(state == .changing ? "changing" : state.spelling, state.style)
      if let freedBy, state == .freed {
        text.append(" by ")
        text += freedBy.text
      }
      return text
    default: return StyledText()
    }
  }
}

extension CodeLocation {
  /// `list.c:12 in push`, as much of it as is known.
  public var text: StyledText {
    var text = StyledText()
    if let file {
      text.append(bytes: file.fileName, .file)
      if line > 0 { text.append(":\(line)") }
    }
    if let function {
      text.append(text.isEmpty ? "in " : " in ")
      text.append(bytes: function, .symbol)
    }
    if text.isEmpty, let address {
      text.append(address.description, .address)
      if let module {
        text.append(" in ")
        text.append(bytes: module.fileName, .file)
      }
    }
    return text
  }
}

extension [UInt8] {
  /// What follows the last slash.
  public var fileName: ArraySlice<UInt8> {
    (lastIndex(of: UInt8(ascii: "/")).map { self[(index(after: $0))...] }) ?? self[...]
  }
}
