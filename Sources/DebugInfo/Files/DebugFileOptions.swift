// Where separate debug files may be looked for.

/// What the user allows and adds to the search for separate debug files.
public struct DebugFileOptions: Sendable {
  /// Searched in order, by build-id and by debug link.
  public var debugDirectories = ["/usr/lib/debug"]
  /// Whether the servers in `DEBUGINFOD_URLS` may be asked. Never set without the user's consent: it tells a server which
  /// programs the user has.
  public var mayAskDebuginfod = false

  public init() {}
}
