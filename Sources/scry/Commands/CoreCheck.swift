// What a core lacks, and what would give it.

import CoreFiles
import Glibc
import Primitives
import Rendering
import TargetMemory

/// Looks at a core for `scry doctor`.
struct CoreCheck {
  let core: CoreTarget

  var findings: [Finding] {
    [summary] + core.problems.map(problem) + lostMemory + unverifiableFiles + missingFiles
  }

  private var summary: Finding {
    let count = (try? core.threads().count) ?? 0
    let threads = count == 1 ? "1 thread" : "\(count) threads"
    guard let signal = core.signal, let name = strsignal(signal.number) else {
      return Finding("core", .good, "of \(threads)")
    }
    let reason = "signal \(signal.number) (\(String(cString: name)))"
    return Finding("core", .good, "of \(threads); \(reason) ended the process")
  }

  private func problem(_ problem: CoreProblem) -> Finding {
    switch problem {
    case .truncated:
      Finding(
        "core", .limited, problem.line,
        fix: "ulimit -c unlimited, and room on the disk, before the program is started (core(5))")
    case .damaged: Finding("core", .limited, problem.line)
    case .otherExecutable:
      Finding("executable", .bad, problem.line, fix: "--exe with the file that was run")
    }
  }

  /// Memory that the program may have written to and that was not saved.
  private var lostMemory: [Finding] {
    let mappings = (try? core.mappings()) ?? []
    let lost = core.missing.filter { $0.reason == .notSaved }.map(\.range)
    let writable = mappings.filter { $0.permissions.contains(.write) }
    let unsaved = writable.filter { mapping in lost.contains { $0.overlaps(mapping.range) } }
    guard !unsaved.isEmpty else { return [] }
    let size = ByteCount.text(unsaved.reduce(0) { $0 &+ $1.range.size })
    if unsaved.contains(where: { $0.kind == .stack || $0.kind == .heap }) {
      return [
        Finding(
          "memory", .limited,
          "\(size) of writable memory were not saved, the stack or the heap too",
          fix:
            "echo 0x33 > /proc/self/coredump_filter in the shell that starts the program (core(5))"
        )
      ]
    }
    return [
      Finding(
        "memory", .good,
        "\(size) of writable memory were not saved: never written to, or left out as the program asked"
      )
    ]
  }

  /// Programs and libraries of which the core lacks the page that tells them from others.
  private var unverifiableFiles: [Finding] {
    let names = Set(
      ((try? core.mappings()) ?? []).filter { mapping in
        guard mapping.permissions.contains(.execute),
          case .fileUnverifiable? = core.absence(at: mapping.range.start)
        else { return false }
        return true
      }.map(\.name))
    guard !names.isEmpty else { return [] }
    let files = names.count == 1 ? "1 program or library" : "\(names.count) programs and libraries"
    return [
      Finding(
        "files", .limited,
        "\(files) cannot be told to be those that died: the core lacks their first pages",
        fix: "--exe FILE and --sysroot / (or another folder) if they are the same; "
          + "else coredump_filter with bit 4, as 0x33 has (core(5))")
    ]
  }

  /// Files whose memory is in no core because it could be read from them.
  private var missingFiles: [Finding] {
    var seen: Set<MissingMemory> = []
    return core.missing.compactMap { missing in
      guard seen.insert(missing.reason).inserted else { return nil }
      switch missing.reason {
      case .fileNotFound, .fileDiffers:
        return Finding(
          "file", .limited, missing.reason.text,
          fix: "--exe FILE for the program, --sysroot DIRECTORY for libraries of another machine")
      case .notSaved, .truncated, .fileUnverifiable: return nil
      }
    }
  }
}
