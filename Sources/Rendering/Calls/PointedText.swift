// What a pointer in a system call points to, as an expression and a few words: `&hdr.count (int in main)`,
// `.inbuf[128] (char[4096] in struct conn, heap, server.c:88)`.

import Inspection
import Primitives
import TargetMemory
import TypeModel

extension Classification {
  /// What stands before the content behind a pointer, without a blank at its end; empty where there is nothing to say that the
  /// content does not, as of a string literal.
  public var pointedText: [UInt8] {
    let words = pointedWords
    guard !words.isEmpty else { return [] }
    let name = pointedName
    return name + (name.isEmpty ? "(" : " (").utf8 + words + [UInt8(ascii: ")")]
  }

  // MARK: The name

  /// What C would write for the pointer, as far as it has a name: `buf`, `&buf[5]`, `&hdr.count`; of a heap block, which has none, the path
  /// alone.
  private var pointedName: [UInt8] {
    guard state != .freed else { return [] }
    let path = part.map(\.path) ?? []
    guard let variable = variableName else { return escaped(path) }
    let isArray = path.isEmpty && object?.shape.element.concrete.kind == .array
    return escaped((isArray ? [] : [UInt8(ascii: "&")]) + variable + path)
  }

  private var variableName: [UInt8]? {
    if allocator == .stack, case .variable(let name, _)? = frame?.part { return name }
    guard allocator == .static, let symbol, [.variable, .threadLocal].contains(symbol.kind) else {
      return nil
    }
    return symbol.name
  }

  // MARK: The words

  private var pointedWords: [UInt8] {
    if state == .freed { return freedWords }
    switch allocator {
    case .stack: return stackWords
    case .static: return staticWords
    case .malloc: return blockWords + Array(", heap".utf8) + behindComma(site)
    case .pool(let name): return blockWords + Array(", ".utf8) + escaped(name) + behindComma(site)
    case .mmap: return mappedWords
    case .code: return codeWords
    case .vdso: return Array("vdso".utf8)
    case .none: return []
    }
  }

  private var stackWords: [UInt8] {
    guard let frame else { return thread.map { Array("stack of thread \($0)".utf8) } ?? [] }
    let function = frame.function.map { Array(" in ".utf8) + escaped($0) } ?? []
    guard case .variable = frame.part else { return Array("stack".utf8) + function }
    return (pointedType ?? Array("untyped".utf8)) + function
  }

  private var staticWords: [UInt8] {
    guard let symbol, variableName != nil else { return [] }
    let kind = symbol.kind == .threadLocal ? "thread-local" : "static"
    let function = source?.function.map { Array(" in ".utf8) + escaped($0) } ?? []
    guard let type = pointedType else { return Array(kind.utf8) + function }
    return type + function + Array(", \(kind)".utf8)
  }

  private var mappedWords: [UInt8] {
    if region?.kind == .file, let file = region?.name, !file.isEmpty {
      return Array("mapped ".utf8) + escaped(file)
    }
    guard allocation != nil, site != nil else { return [] }
    return blockWords + Array(", mmap".utf8) + behindComma(site)
  }

  private var codeWords: [UInt8] {
    guard let symbol, symbol.kind == .function else { return [] }
    let offset = symbol.offset > 0 ? Array("+0x\(String(symbol.offset, radix: 16))".utf8) : []
    return escaped(symbol.name) + offset
  }

  private var freedWords: [UInt8] {
    Array("freed ".utf8) + blockWords + (freedBy == nil ? [] : Array(", freed".utf8))
      + behindBlank(freedBy)
  }

  /// `struct conn`, `char[4096] in struct conn`, `1024 bytes`, `+8 in 1024 bytes`.
  private var blockWords: [UInt8] {
    if let object {
      let whole = escaped(object.shape.spelling)
      guard part != nil, let type = pointedType else { return whole }
      return type + Array(" in ".utf8) + whole
    }
    guard let allocation else { return Array("heap".utf8) }
    let offset = address > allocation.start ? "+\(address - allocation.start) in " : ""
    return Array("\(offset)\(allocation.size) bytes".utf8)
  }

  /// The type of the part that the pointer is to, of the array for an element of numbers or characters.
  private var pointedType: [UInt8]? {
    guard let part else { return object.map { escaped($0.shape.spelling) } }
    let steps = part.reading.steps
    guard case .element? = steps.last?.kind, part.type?.concrete.isRecord != true else {
      return part.type.map { escaped($0.spelling) }
    }
    let array = steps.dropLast().last.map { $0.type?.spelling } ?? object?.shape.spelling
    return array.map { escaped($0) }
  }

  // MARK: Places in the source

  private func behindComma(_ location: CodeLocation?) -> [UInt8] {
    let words = location?.shortWords ?? []
    return words.isEmpty ? [] : Array(", ".utf8) + words
  }

  private func behindBlank(_ location: CodeLocation?) -> [UInt8] {
    let words = location?.shortWords ?? []
    return words.isEmpty ? [] : Array(" at ".utf8) + words
  }

  private func escaped(_ bytes: some Collection<UInt8>) -> [UInt8] {
    Array(EscapedBytes().text(bytes).utf8)
  }
}

extension CodeLocation {
  /// `server.c:88`, else the function, else the address and its module; empty when nothing is known.
  var shortWords: [UInt8] {
    let bytes = EscapedBytes()
    if let file {
      let name = bytes.text(file.fileName)
      return Array((line > 0 ? "\(name):\(line)" : name).utf8)
    }
    if let function { return Array(bytes.text(function).utf8) }
    guard let address else { return [] }
    let owner = module.map { " in \(bytes.text($0.fileName))" } ?? ""
    return Array("\(address)\(owner)".utf8)
  }
}
