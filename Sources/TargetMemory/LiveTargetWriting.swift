// Writing into a running process, without ptrace and without stopping anything.

import CLinux
import Glibc
import Primitives
import SystemPackage

extension LiveTarget: MemoryWriter {
  public func write(_ value: some BitwiseCopyable, at address: Address) throws(ReadError) {
    try checkPresence()
    let done = withUnsafeBytes(of: value) {
      clinux_process_vm_write(task, address.raw, $0.baseAddress, $0.count)
    }
    guard done != MemoryLayout.size(ofValue: value) else { return }
    switch Int32(truncatingIfNeeded: -done) {
    case ESRCH: throw .gone
    case EFAULT, ..<0: throw .unmapped(address)
    case let code: throw .system(Errno(rawValue: code))
    }
  }
}
