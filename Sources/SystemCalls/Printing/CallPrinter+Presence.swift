// Arguments that are there only when another argument asks for them.

extension CallPrinter {
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
