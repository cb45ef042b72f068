// Parses declarations of allocators: liballocs' signatures, extended (Documentation/FORMATS.md).

extension AllocatorDeclaration {
  /// The declarations of a file's content, in its order. Throws at the first line that is none.
  public static func parse(
    _ content: [UInt8]
  ) throws(DeclarationSyntaxError) -> [AllocatorDeclaration] {
    var result: [AllocatorDeclaration] = []
    let lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      let text = Array(line.prefix { $0 != UInt8(ascii: "#") })
      guard !DeclarationCursor.trimmed(text).isEmpty else { continue }
      var parser = DeclarationParser(cursor: DeclarationCursor(text, line: number + 1))
      result.append(
        AllocatorDeclaration(
          kind: try parser.declaration(), text: DeclarationCursor.trimmed(text), line: number + 1))
    }
    return result
  }
}

/// Parses one line.
struct DeclarationParser {
  var cursor: DeclarationCursor

  /// The whole line.
  mutating func declaration() throws(DeclarationSyntaxError) -> AllocatorDeclaration.Kind {
    cursor.skipBlanks()
    let start = cursor
    let keyword = String(decoding: cursor.word(), as: UTF8.self)
    cursor.skipBlanks()
    let kind: AllocatorDeclaration.Kind
    switch keyword {
    case "wrapper": kind = .wrapper(try giving())
    case "arena": kind = .arena(try giving())
    case "header": kind = try header()
    case "outparam": kind = try outParameter()
    case "free": kind = .free(try taking())
    case "select": kind = try select()
    case "type": kind = try sourceLine()
    default:
      throw start.expected("wrapper, header, outparam, arena, select, type or free")
    }
    cursor.skipBlanks()
    guard cursor.isAtEnd else { throw cursor.expected("the end of the line") }
    return kind
  }

  // MARK: Signatures

  /// `name(letters)letter`, the result optional.
  private mutating func signature() throws(DeclarationSyntaxError) -> DeclaredFunction {
    var function = DeclaredFunction(name: try functionName())
    guard cursor.take("(") else { throw cursor.expected("( and the letters of the arguments") }
    while let byte = cursor.next, byte != UInt8(ascii: ")") {
      function.parameters.append(try letter())
    }
    guard cursor.take(")") else { throw cursor.expected(")") }
    if let byte = cursor.next, byte != UInt8(ascii: " "), byte != UInt8(ascii: "\t") {
      function.result = try letter()
    }
    return function
  }

  private mutating func functionName() throws(DeclarationSyntaxError) -> [UInt8] {
    let place = cursor
    let unnamed = cursor.take("(anonymous namespace)") ? Array("(anonymous namespace)".utf8) : []
    let name =
      unnamed
      + cursor.text(isName: true) { byte in
        byte == UInt8(ascii: "(") || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
      }
    guard !name.isEmpty else { throw place.expected("the name of a function") }
    return name
  }

  private mutating func letter() throws(DeclarationSyntaxError) -> DeclaredFunction.Letter {
    let place = cursor
    guard let byte = cursor.next, let letter = DeclaredFunction.Letter(rawValue: byte) else {
      throw place.expected("one of the letters i I l p P z Z d f")
    }
    cursor.step()
    return letter
  }

  /// A function that gives a pointer.
  private mutating func giving() throws(DeclarationSyntaxError) -> DeclaredFunction {
    let function = try signature()
    guard function.result == .pointer else {
      throw cursor.expected("p behind the arguments: the function gives a pointer")
    }
    return function
  }

  /// A function of which one argument is marked.
  private mutating func taking() throws(DeclarationSyntaxError) -> DeclaredFunction {
    let function = try signature()
    guard function.parameters.filter({ $0 == .block }).count == 1 else {
      throw cursor.expected("one P among the arguments: the pointer that counts")
    }
    return function
  }

  private mutating func header() throws(DeclarationSyntaxError) -> AllocatorDeclaration.Kind {
    let function = try giving()
    cursor.skipBlanks()
    guard cursor.take("+") else { throw cursor.expected("+ and the bytes of the header") }
    let place = cursor
    guard let bytes = Int32(exactly: try cursor.number()), bytes > 0 else {
      throw place.expected("a number of bytes from 1 to 2147483647")
    }
    return .header(function, bytes: bytes)
  }

  private mutating func outParameter() throws(DeclarationSyntaxError) -> AllocatorDeclaration.Kind {
    let function = try taking()
    guard let register = function.blockRegister, register < 6 else {
      throw cursor.expected("P among the first six arguments")
    }
    return .outParameter(function, register: register)
  }

  // MARK: Source lines

  private mutating func sourceLine() throws(DeclarationSyntaxError) -> AllocatorDeclaration.Kind {
    let place = cursor
    let word = cursor.word()
    guard let colon = word.lastIndex(of: UInt8(ascii: ":")), colon > 0,
      let line = UInt32(String(decoding: word[(colon + 1)...], as: UTF8.self)), line > 0
    else { throw place.expected("a source file and a line: list.c:12") }
    cursor.skipBlanks()
    let spelling = cursor.text(isName: true) { _ in false }
    guard !spelling.isEmpty else { throw cursor.expected("a type") }
    return .type(file: Array(word[..<colon]), line: line, spelling: spelling)
  }

  // MARK: Selection

  private mutating func select() throws(DeclarationSyntaxError) -> AllocatorDeclaration.Kind {
    let start = cursor
    var function = DeclaredFunction(name: try functionName())
    if cursor.next == UInt8(ascii: "(") {
      cursor = start
      function = try signature()
    }
    cursor.skipBlanks()
    guard cursor.take("type=") else { throw cursor.expected("type=") }
    let test = try selectTest()
    cursor.skipBlanks()
    return .select(function, test, try choices())
  }

  /// `byte[-1]>>3&7`.
  mutating func selectTest() throws(DeclarationSyntaxError) -> SelectTest {
    let widths: [(StaticString, Int)] = [("byte", 1), ("short", 2), ("int", 4), ("long", 8)]
    var width: Int?
    for (word, bytes) in widths where width == nil && cursor.take(word) { width = bytes }
    guard let width, cursor.take("[") else {
      throw cursor.expected("byte, short, int or long and an offset in brackets")
    }
    let place = cursor
    let isNegative = cursor.take("-")
    guard let distance = Int32(exactly: try cursor.number()) else {
      throw place.expected("an offset in bytes")
    }
    guard cursor.take("]") else { throw cursor.expected("]") }
    var test = SelectTest(width: width, offset: isNegative ? -distance : distance)
    if cursor.take(">>") {
      let place = cursor
      guard let shift = UInt32(exactly: try cursor.number()), shift < 64 else {
        throw place.expected("a shift below 64")
      }
      test.shift = shift
    }
    if cursor.take("&") { test.mask = try cursor.number() }
    return test
  }

  /// `{0:header5, 1:header8 if len <= alloc}`.
  private mutating func choices() throws(DeclarationSyntaxError) -> [SelectChoice] {
    guard cursor.take("{") else { throw cursor.expected("{ and the types by value") }
    var result: [SelectChoice] = []
    repeat {
      cursor.skipBlanks()
      let value = try cursor.number()
      cursor.skipBlanks()
      guard cursor.take(":") else { throw cursor.expected(": and a type") }
      cursor.skipBlanks()
      result.append(try choice(value))
    } while cursor.take(",")
    guard cursor.take("}") else { throw cursor.expected(", or }") }
    return result
  }

  private mutating func choice(_ value: UInt64) throws(DeclarationSyntaxError) -> SelectChoice {
    let place = cursor
    var words: [[UInt8]] = []
    func ends(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") }
    while let byte = cursor.next, !ends(byte) {
      if cursor.take("if ") {
        let condition = cursor.text(isName: false, until: ends)
        guard !condition.isEmpty else { throw cursor.expected("a condition") }
        return try SelectChoice(
          value: value, type: Self.type(words, place), condition: condition)
      }
      words.append(cursor.text(isName: true) { ends($0) || $0 == UInt8(ascii: " ") })
      cursor.skipBlanks()
    }
    return try SelectChoice(value: value, type: Self.type(words, place))
  }

  private static func type(
    _ words: [[UInt8]], _ place: DeclarationCursor
  ) throws(DeclarationSyntaxError) -> [UInt8] {
    let text = Array(words.joined(separator: [UInt8(ascii: " ")]))
    guard !text.isEmpty else { throw place.expected("a type") }
    return text
  }
}
