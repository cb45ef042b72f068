// Arguments that are there only when another argument asks for them.

extension CallPrinter {
  /// What calls without arguments work on: the frame of a signal.
  mutating func printContext() {
    if description?.result.kind == .signalReturn { printSignalFrame() }
  }

  /// The mask that rt_sigreturn restores: in a `struct ucontext` at the stack pointer, behind flags, link, stack and the
  /// 256 bytes of `struct sigcontext`.
  private mutating func printSignalFrame() {
    guard Sink.format == .text else { return }
    scratchUsed = 0
    guard let mask = load(UInt64.self, at: call.stackPointer &+ 296) else {
      return sink.address(call.stackPointer)
    }
    sink.beginStruct()
    sink.field("mask", isFirst: true)
    printSignalSet(mask)
    sink.endStruct(isShortened: false)
  }

  /// The form, or `.nothing` when this call has no such argument.
  func present(_ form: ArgumentForm) -> ArgumentForm {
    let isPresent: Bool
    let chooser = call.argument(Int(form.index))
    switch form.kind {
    // O_CREAT, O_TMPFILE.
    case .openMode: isPresent = chooser & 0o100 != 0 || chooser & 0o20000000 != 0
    // MEMBARRIER_CMD_FLAG_CPU.
    case .processorOfFlags: isPresent = chooser & 1 != 0
    case .queueAttributes: isPresent = chooser & 0o100 != 0
    case .deviceOfMode: isPresent = FileMode.isDevice(UInt32(truncatingIfNeeded: chooser))
    // MREMAP_FIXED, MREMAP_DONTUNMAP.
    case .remapAddress: isPresent = chooser & 6 != 0
    case .cloneParent: isPresent = call.argument(0) & CloneFlags.parentSetTID != 0
    case .cloneTLS: isPresent = call.argument(0) & CloneFlags.setTLS != 0
    case .cloneChild:
      isPresent = call.argument(0) & (CloneFlags.childSetTID | CloneFlags.childClearTID) != 0
    default: return form
    }
    return isPresent ? form : ArgumentForm(.nothing)
  }
}
