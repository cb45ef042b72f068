// One system call of the table.

/// One argument of a call.
public struct SystemCallParameter: Sendable {
  let nameBytes: Name
  let typeBytes: Name
  /// How it prints.
  let form: ArgumentForm

  /// The kernel's name for it.
  public var name: String { nameBytes.string }
  /// As C spells it.
  public var type: String { typeBytes.string }
  /// A file descriptor, not a directory to start from.
  public var isDescriptor: Bool { form.kind == .descriptor }
  /// A descriptor or AT_FDCWD.
  public var isDirectoryDescriptor: Bool { form.kind == .directory }
  public var isPath: Bool { form.kind == .path }
}

/// What the table knows of a call.
public struct SystemCall: Sendable {
  public let number: UInt64
  let nameBytes: Name
  public let parameters: [SystemCallParameter]
  /// How the result prints.
  let result: ArgumentForm
  let setNames: [Name]

  public var name: String { nameBytes.string }
  /// Names of the `-e trace=%SET`s that it is in, without the `%`.
  public var sets: [String] { setNames.map(\.string) }
}
