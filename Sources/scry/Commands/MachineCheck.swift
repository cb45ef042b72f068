// What works on this machine.

import Glibc
import Metadata
import Primitives
import SystemPackage
import TargetMemory

/// Looks at permissions, the agent, the cache and the tools.
struct MachineCheck {
  let tables: TableSource

  var findings: [Finding] { [permissions, agent, cache, debuginfod, terminal] }

  private var permissions: Finding {
    let subject = "reading processes"
    if geteuid() == 0 { return Finding(subject, .good, "as root, all of them") }
    switch Self.ptraceScope {
    case nil, 0?: return Finding(subject, .good, "all processes of this user")
    case let scope?:
      return Finding(
        subject, scope >= 3 ? .bad : .limited, OpenError.ptraceScope(scope),
        fix: scope < 3 ? "sudo sysctl kernel.yama.ptrace_scope=0" : "boot with another setting")
    }
  }

  /// The value of yama's switch; nil when the kernel has none.
  private static var ptraceScope: Int? {
    guard let text = smallFile("/proc/sys/kernel/yama/ptrace_scope") else { return nil }
    return Int(text.prefix(while: \.isNumber))
  }

  /// A file of one line.
  static func smallFile(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &buffer, buffer.count)
    guard count > 0 else { return nil }
    return String(decoding: buffer[..<count].prefix { $0 != 10 }, as: UTF8.self)
  }

  private var agent: Finding {
    guard let path = AgentFile.find() else {
      let places = AgentFile.places.map { Diagnostics.printable($0) }.joined(separator: ", ")
      return Finding(
        "agent", .bad, "not found in \(places)", fix: "make install, or set SCRY_AGENT to its path")
    }
    return Finding("agent", .good, Diagnostics.printable(path))
  }

  private var cache: Finding {
    let cache = tables.cache
    guard let directory = cache.directory else {
      return Finding("cache", .limited, "not used: tables are built every time")
    }
    let place = Diagnostics.printable(directory)
    do throws(Errno) {
      try cache.prepare()
    } catch {
      return Finding(
        "cache", .limited, "\(place) cannot be written: \(error); tables are built every time",
        fix: "set XDG_CACHE_HOME to a directory of yours")
    }
    let contents = cache.contents()
    let (used, limit) = (contents.bytes >> 20, cache.limit >> 20)
    let holds = "\(place), \(contents.files) tables, \(used) of \(limit) MiB"
    if let free = Self.freeSpace(directory), free < Self.wantedSpace {
      return Finding(
        "cache", .limited,
        "\(holds), but only \(free >> 20) MiB are free: large tables are not kept",
        fix: "make room, or set XDG_CACHE_HOME to a directory elsewhere")
    }
    return Finding("cache", .good, holds)
  }

  /// Bytes that the tables of a few large programs need.
  private static let wantedSpace: UInt64 = 128 << 20

  /// Bytes that this user may still write to a directory's file system; nil when that is not known.
  private static func freeSpace(_ directory: String) -> UInt64? {
    var status = statvfs()
    guard statvfs(directory, &status) == 0 else { return nil }
    return UInt64(status.f_bavail) * UInt64(status.f_frsize)
  }

  private var debuginfod: Finding {
    let urls = getenv("DEBUGINFOD_URLS").map { String(cString: $0) } ?? ""
    if urls.isEmpty {
      return Finding(
        "debuginfod", .limited, "DEBUGINFOD_URLS is not set: only installed debug files are used",
        fix:
          "DEBUGINFOD_URLS=https://debuginfod.debian.net and --debuginfod, if servers may know what you debug"
      )
    }
    guard Self.isInPath("debuginfod-find") else {
      return Finding(
        "debuginfod", .limited, "debuginfod-find is not installed", fix: "apt install debuginfod")
    }
    return Finding(
      "debuginfod", .good, "\(Diagnostics.printable(urls)), asked only with --debuginfod")
  }

  static func isInPath(_ name: String) -> Bool { (try? ProgramFile.find(name)) != nil }

  private var terminal: Finding {
    guard isatty(STDOUT_FILENO) == 1 else {
      return Finding("terminal", .good, "output goes elsewhere: no colours, no pager")
    }
    let name = getenv("TERM").map { String(cString: $0) } ?? ""
    return name.isEmpty || name == "dumb"
      ? Finding("terminal", .limited, "TERM says nothing: no colours", fix: "set TERM")
      : Finding("terminal", .good, Diagnostics.printable(name))
  }
}
