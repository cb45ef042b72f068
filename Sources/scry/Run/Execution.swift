// Becoming the program: its exit status, its signals and its terminal are then its own.

import Glibc
import Primitives
import SystemPackage

/// C's array of strings, ended by a null pointer. Arguments and variables pass through as they are: they need not be UTF-8.
typealias StringVector = [UnsafeMutablePointer<CChar>?]

/// Replaces this process by a program.
enum Execution {
  /// Runs a program in place of this one; returns only when that fails, with why. Both vectors end with nil.
  static func replace(
    _ path: String, arguments: StringVector, environment: StringVector
  ) -> Errno {
    _ = execve(path, arguments, environment)
    guard Errno.current == .execFormatError else { return .current }
    // What has no format of its own is a shell script, as execvp(3) has it.
    let words: [String] = ["/bin/sh", path]
    let shell: StringVector = words.map { strdup($0) } + arguments.dropFirst()
    _ = execve("/bin/sh", shell, environment)
    return .current
  }

  /// The last `count` arguments of this process and nil.
  static func ownArguments(last count: Int) -> StringVector {
    let all = UnsafeBufferPointer(
      start: CommandLine.unsafeArgv, count: Int(CommandLine.argc))
    return Array(all.suffix(count)) + [nil]
  }

  /// Our environment with the agent in front of what is preloaded already, and with the tables' directory.
  static func environment(agent: String?, tables: String?) -> StringVector {
    var result: StringVector = []
    var preload = agent
    var index = 0
    while let entry = environ[index] {
      index += 1
      if let agent, let old = value(of: "LD_PRELOAD=", in: entry) {
        if old.pointee != 0 { preload = "\(agent):\(String(cString: old))" }
      } else if tables == nil || value(of: "SCRY_META_DIR=", in: entry) == nil {
        result.append(entry)
      }
    }
    if let preload { result.append(strdup("LD_PRELOAD=\(preload)")) }
    if let tables { result.append(strdup("SCRY_META_DIR=\(tables)")) }
    return result + [nil]
  }

  /// What follows `name=` in a variable's entry; nil for other variables.
  private static func value(
    of prefix: String, in entry: UnsafeMutablePointer<CChar>
  ) -> UnsafeMutablePointer<CChar>? {
    strncmp(entry, prefix, prefix.utf8.count) == 0 ? entry + prefix.utf8.count : nil
  }
}
