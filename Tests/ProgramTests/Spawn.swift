// posix_spawn, with the descriptors and the process group that tests want.

import Foundation

/// The three standard descriptors of a new process.
struct SpawnFiles {
  let input: Int32
  let output: Int32
  /// A file that is created for standard error.
  let errors: String
}

/// Starts a program by its path in a process group of its own, with default signal dispositions and an empty mask.
func spawn(
  _ arguments: [String], environment: [String: String], files: SpawnFiles
) throws -> pid_t {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_adddup2(&actions, files.input, 0)
  posix_spawn_file_actions_adddup2(&actions, files.output, 1)
  posix_spawn_file_actions_addopen(&actions, 2, files.errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
  // Tests that run at the same time have files open, and not all are closed by what they start.
  for descriptor in Int32(3)..<256 { posix_spawn_file_actions_addclose(&actions, descriptor) }

  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  var none = sigset_t()
  sigemptyset(&none)
  posix_spawnattr_setsigmask(&attributes, &none)
  var all = sigset_t()
  sigfillset(&all)
  posix_spawnattr_setsigdefault(&attributes, &all)
  posix_spawnattr_setpgroup(&attributes, 0)
  posix_spawnattr_setflags(
    &attributes,
    Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

  var pid: pid_t = 0
  let code = withCStrings(arguments) { argumentPointers in
    withCStrings(environment.map { "\($0.key)=\($0.value)" }) { environmentPointers in
      posix_spawn(&pid, arguments[0], &actions, &attributes, argumentPointers, environmentPointers)
    }
  }
  guard code == 0 else { throw ChildError.cannotStart(arguments.joined(separator: " "), code) }
  return pid
}

/// Lends an array of C strings that ends with a null pointer.
private func withCStrings<Result>(
  _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
  let pointers = strings.map { strdup($0) }
  defer { for pointer in pointers { free(pointer) } }
  return body(pointers + [nil])
}
