// `-yy`: what a descriptor leads to, when that is a socket, a device or a process.

import CLinux
import Glibc

/// Tells of one descriptor of a process what its path does not say, in strace's form.
struct DescriptorDetails {
  /// `/proc/TID`.
  let folder: String
  let descriptor: Int32
  /// Where the descriptor's link leads.
  let link: String

  private var path: String { "\(folder)/fd/\(descriptor)" }

  /// nil when the path says it all.
  var text: String? {
    if let inode = number(in: "socket:[") { return socket(inode) }
    if link == "anon_inode:[pidfd]" { return process }
    return device
  }

  /// The number in `socket:[123]`.
  private func number(in prefix: String) -> UInt64? {
    guard link.hasPrefix(prefix), link.hasSuffix("]") else { return nil }
    return UInt64(link.dropFirst(prefix.count).dropLast())
  }

  private var device: String? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    let kind: String
    switch status.st_mode & S_IFMT {
    case S_IFCHR: kind = "char"
    case S_IFBLK: kind = "block"
    default: return nil
    }
    let number = UInt64(status.st_rdev)
    // As gnu_dev_major and gnu_dev_minor take it apart (makedev(3)).
    let major = number >> 8 & 0xfff | number >> 32 & ~0xfff
    let minor = number & 0xff | number >> 12 & ~0xff
    return "\(link)<\(kind) \(major):\(minor)>"
  }

  private var process: String? {
    lines(of: "fdinfo/\(descriptor)").first { $0.hasPrefix("Pid:") }
      .map { "pid:" + $0.dropFirst(4).drop { $0 == "\t" } }
  }

  /// The process that the descriptor stands for; nil for other descriptors, and for one that has ended.
  var processID: Int32? {
    process.flatMap { Int32($0.dropFirst("pid:".count)) }.flatMap { $0 > 0 ? $0 : nil }
  }

  // MARK: Sockets

  /// `TCP:[127.0.0.1:80->127.0.0.1:4000]`; the inode where no more is known.
  private func socket(_ inode: UInt64) -> String? {
    guard let name = protocolName else { return nil }
    let details: String? =
      switch name {
      case "TCP", "TCPv6": internet(inode, "tcp", isLong: name == "TCPv6")
      case "UDP", "UDPv6": internet(inode, "udp", isLong: name == "UDPv6")
      case "NETLINK": netlink(inode)
      case _ where name.hasPrefix("UNIX"): local(inode)
      default: nil
      }
    return "\(name):[\(details ?? String(inode))]"
  }

  /// The kernel's name of the protocol, an attribute of the file.
  private var protocolName: String? {
    var name = [UInt8](repeating: 0, count: 64)
    let count = clinux_attribute(path, "system.sockprotoname", &name, name.count)
    guard count > 0 else { return nil }
    return String(decoding: name[..<count].prefix { $0 != 0 }, as: UTF8.self)
  }

  /// From `/proc/net/tcp` and its kin (proc(5)): local and remote address in the second and third field, the inode in the tenth.
  private func internet(_ inode: UInt64, _ table: String, isLong: Bool) -> String? {
    for line in lines(of: "net/\(table)\(isLong ? "6" : "")") {
      let fields = line.split(separator: " ")
      guard fields.count > 9, UInt64(fields[9]) == inode,
        let local = SocketAddress(hexadecimal: fields[1]),
        let remote = SocketAddress(hexadecimal: fields[2])
      else { continue }
      return remote.isNone ? local.text : "\(local.text)->\(remote.text)"
    }
    return nil
  }

  /// From `/proc/net/netlink`: protocol and port in the second and third field, the inode in the tenth.
  private func netlink(_ inode: UInt64) -> String? {
    for line in lines(of: "net/netlink") {
      let fields = line.split(separator: " ")
      guard fields.count > 9, UInt64(fields[9]) == inode, let number = Int(fields[1]) else {
        continue
      }
      let name = Self.netlinkProtocols[number] ?? String(number)
      return "\(name):\(fields[2])"
    }
    return nil
  }

  private static let netlinkProtocols = [
    0: "ROUTE", 2: "USERSOCK", 4: "SOCK_DIAG", 6: "XFRM", 7: "SELINUX", 8: "ISCSI", 9: "AUDIT",
    10: "FIB_LOOKUP", 11: "CONNECTOR", 12: "NETFILTER", 15: "KOBJECT_UEVENT", 16: "GENERIC",
    18: "SCSITRANSPORT", 20: "RDMA", 21: "CRYPTO",
  ]

  /// The inode, the peer's, and the name that it is bound to (sock_diag(7)).
  private func local(_ inode: UInt64) -> String? {
    var socket = clinux_local_socket()
    guard let short = UInt32(exactly: inode), clinux_find_local_socket(short, &socket) == 0 else {
      return nil
    }
    let peer = socket.peer == 0 ? "" : "->\(socket.peer)"
    let name = withUnsafeBytes(of: &socket.name) { Array($0.prefix(Int(socket.name_length))) }
    guard let first = name.first else { return "\(inode)\(peer)" }
    // An abstract name begins with a zero; a path ends in one.
    let shown = first == 0 ? name.dropFirst() : name.prefix { $0 != 0 }
    let text = String(decoding: shown, as: UTF8.self)
    return "\(inode)\(peer),\(first == 0 ? "@" : "")\"\(text)\""
  }

  private func lines(of file: String) -> [Substring] {
    let descriptor = open("\(folder)/\(file)", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var text: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while text.count < 1 << 24 {
      let count = read(descriptor, &piece, piece.count)
      if count <= 0 { break }
      text += piece[..<count]
    }
    return String(decoding: text, as: UTF8.self).split(separator: "\n")
  }
}

/// An internet address and port, as `/proc/net` has them: words in the machine's byte order, in hexadecimal.
private struct SocketAddress {
  private let bytes: [UInt8]
  private let port: UInt16

  init?(hexadecimal text: Substring) {
    let parts = text.split(separator: ":")
    guard parts.count == 2, let port = UInt16(parts[1], radix: 16) else { return nil }
    var bytes: [UInt8] = []
    var rest = parts[0]
    while !rest.isEmpty {
      guard let word = UInt32(rest.prefix(8), radix: 16) else { return nil }
      withUnsafeBytes(of: word) { bytes += $0 }
      rest = rest.dropFirst(8)
    }
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    self.bytes = bytes
    self.port = port
  }

  var isNone: Bool { port == 0 && bytes.allSatisfy { $0 == 0 } }

  var text: String {
    var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let family = bytes.count == 4 ? AF_INET : AF_INET6
    guard inet_ntop(family, bytes, &buffer, socklen_t(buffer.count)) != nil else { return "?" }
    let address = String(
      decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return bytes.count == 4 ? "\(address):\(port)" : "[\(address)]:\(port)"
  }
}
