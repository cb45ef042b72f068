// The program of a trace: where it is, its environment, whom it runs as.

import Glibc
import Primitives
import SystemPackage
import Tracing

/// Why a program cannot even be tried.
enum LaunchObstacle: Error {
  case notFound(name: String, Errno)
  case unknownUser(String)
  case notRoot
}

extension LaunchedProgram {
  /// Looks for the program as strace does: a name with a slash is a path, any other is searched for in `PATH`.
  init(
    _ arguments: TraceArguments, agent: String?, tables: String?, voice: TraceVoice
  ) throws(LaunchObstacle) {
    let name = arguments.programWords[0]
    let (path, status) = try Self.find(name)
    self.init(
      path: path, arguments: Execution.ownArguments(last: arguments.programWords.count),
      environment: Self.environment(
        Execution.environment(agent: agent, tables: tables),
        changedBy: arguments.environmentChanges),
      failurePrefix: voice.prefix, failureStatus: arguments.isCompatible ? 1 : 126)
    if let user = arguments.user { self.user = try Self.user(user, status) }
  }

  private static func find(_ name: String) throws(LaunchObstacle) -> (String, stat) {
    var status = stat()
    guard name.utf8.count < 4096 else { throw .notFound(name: name, .fileNameTooLong) }
    if name.utf8.contains(UInt8(ascii: "/")) {
      guard stat(name, &status) == 0 else { throw .notFound(name: name, .current) }
      return (name, status)
    }
    for path in name.isEmpty ? [] : SearchPath.files(named: name, standard: "") {
      guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
        status.st_mode & 0o111 != 0
      else { continue }
      return (path, status)
    }
    throw .notFound(name: name, .noSuchFileOrDirectory)
  }

  /// An environment with variables set by `NAME=VALUE` and removed by `NAME`.
  private static func environment(
    _ given: StringVector, changedBy changes: [String]
  ) -> StringVector {
    var result = given
    result.removeLast()
    for change in changes {
      let name = change.prefix { $0 != "=" }
      result.removeAll { entry in
        guard let entry, strncmp(entry, String(name), name.utf8.count) == 0 else { return false }
        let next = UInt8(bitPattern: entry[name.utf8.count])
        return next == UInt8(ascii: "=") || next == 0
      }
      if name.utf8.count < change.utf8.count { result.append(strdup(change)) }
    }
    return result + [nil]
  }

  /// `-u`: a set-user-id program keeps its effect.
  private static func user(_ name: String, _ status: stat) throws(LaunchObstacle) -> LaunchedUser {
    guard getuid() == 0, geteuid() == 0 else { throw .notRoot }
    guard let entry = getpwnam(name) else { throw .unknownUser(name) }
    let (user, group) = (entry.pointee.pw_uid, entry.pointee.pw_gid)
    return LaunchedUser(
      name: name, user: user, group: group,
      effectiveUser: status.st_mode & S_ISUID != 0 ? status.st_uid : user,
      effectiveGroup: status.st_mode & S_ISGID != 0 ? status.st_gid : group)
  }
}
