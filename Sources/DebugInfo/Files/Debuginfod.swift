// Asks debuginfod servers for a debug file, through elfutils' own client program.

import Glibc
import Primitives

/// elfutils' `debuginfod-find` in a process of its own: no HTTP client in ours, and its cache and settings are the user's.
enum Debuginfod {
  /// The path of the debug file in the client's cache; nil when no server is configured, the client is not installed,
  /// or no server has it. May take as long as `DEBUGINFOD_TIMEOUT` says. Call it only with the user's consent.
  static func debugFile(buildID: [UInt8]) -> String? {
    guard let urls = getenv("DEBUGINFOD_URLS"), urls.pointee != 0 else { return nil }
    let arguments = ["debuginfod-find", "debuginfo", buildID.hexadecimal]
    let line = output(of: arguments)?.split(separator: 10, maxSplits: 1).first
    return line.map { String(decoding: $0, as: UTF8.self) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
  }

  /// The first 4,096 bytes that a program writes to its standard output; nil when it cannot be run or fails.
  private static func output(of arguments: [String]) -> [UInt8]? {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    let child = spawn(arguments, output: ends[1])
    close(ends[1])
    guard let child else { return nil }
    let output = readAll(ends[0])
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 { if errno != EINTR { return nil } }
    return status == 0 ? output : nil
  }

  private static func spawn(_ arguments: [String], output: Int32) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    guard posix_spawn_file_actions_init(&actions) == 0 else { return nil }
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    pointers.append(nil)
    var child: pid_t = 0
    let status = posix_spawnp(&child, arguments[0], &actions, nil, pointers, environ)
    return status == 0 ? child : nil
  }

  private static func readAll(_ descriptor: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return bytes }
      if bytes.count < buffer.count { bytes += buffer[..<count] }
    }
  }
}
