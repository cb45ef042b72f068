// What a user declares of a program's allocators (Documentation/FORMATS.md, "Declarations of allocators").

/// One line of a file of declarations.
public struct AllocatorDeclaration: Sendable, Hashable {
  public var kind: Kind
  /// The line as it was written, without blanks around it and without a comment.
  public var text: [UInt8]
  /// Where it stands in its file, from 1.
  public var line: Int

  public enum Kind: Sendable, Hashable {
    /// Gives its caller a block as it came from an allocation function.
    case wrapper(DeclaredFunction)
    /// Gives a pointer so many bytes into a block.
    case header(DeclaredFunction, bytes: Int32)
    /// Stores a block through the argument in this general register, counted from 0.
    case outParameter(DeclaredFunction, register: Int)
    /// Hands out pieces of blocks.
    case arena(DeclaredFunction)
    /// Makes objects whose type their own bytes tell.
    case select(DeclaredFunction, SelectTest, [SelectChoice])
    /// What is allocated at a source line.
    case type(file: [UInt8], line: UInt32, spelling: [UInt8])
    /// Takes blocks back: that it is given one says nothing of the block's type.
    case free(DeclaredFunction)
  }

  /// The function that is declared; nil for a source line.
  public var function: DeclaredFunction? {
    switch kind {
    case .wrapper(let function), .header(let function, _), .outParameter(let function, _),
      .arena(let function), .select(let function, _, _), .free(let function):
      function
    case .type: nil
    }
  }

  /// The types that it names.
  public var typeNames: [[UInt8]] {
    switch kind {
    case .select(_, _, let choices): choices.map(\.type)
    case .type(_, _, let spelling): [spelling]
    default: []
    }
  }
}

/// A function with liballocs' signature of it.
public struct DeclaredFunction: Sendable, Hashable {
  /// The qualified source name, or the symbol.
  public var name: [UInt8]
  public var parameters: [Letter] = []
  public var result: Letter?

  /// liballocs' letters of arguments; capitals mark the one that counts.
  public enum Letter: UInt8, Sendable, CaseIterable {
    case int = 0x69  // i
    case sizeInInt = 0x49  // I
    case long = 0x6c  // l
    case pointer = 0x70  // p
    case block = 0x50  // P
    case size = 0x7a  // z
    case wantedSize = 0x5a  // Z
    case double = 0x64  // d
    case float = 0x66  // f

    /// Whether it travels in a general register (System V x86-64 ABI §3.2.3).
    var isGeneral: Bool { self != .double && self != .float }
  }

  /// The general register, counted from 0, of the argument marked `P`; nil without one.
  var blockRegister: Int? {
    parameters.firstIndex(of: .block).map { place in
      parameters[..<place].filter(\.isGeneral).count
    }
  }
}

/// The bytes that tell an object's type: `byte[-1]>>3&7`.
public struct SelectTest: Sendable, Hashable {
  /// Bytes of the unsigned little-endian number that is read: 1, 2, 4 or 8.
  public var width: Int
  /// From the pointer that the function gives. Below 0 the structures are headers that end where that pointer points,
  /// else objects that begin there.
  public var offset: Int32
  public var shift: UInt32 = 0
  public var mask: UInt64 = .max

  /// The value that choices are compared with.
  public func value(of word: UInt64) -> UInt64 { (word >> UInt64(min(shift, 63))) & mask }
}

/// A type, and when an object has it.
public struct SelectChoice: Sendable, Hashable {
  public var value: UInt64
  public var type: [UInt8]
  /// A C expression over the members of the type that must hold too; empty for none.
  public var condition: [UInt8] = []
}

/// Why a file of declarations cannot be read.
public struct DeclarationSyntaxError: Error, Sendable, Equatable {
  /// From 1.
  public var line: Int
  /// In bytes, from 1.
  public var column: Int
  /// What should stand there, for people.
  public var expected: String
}
