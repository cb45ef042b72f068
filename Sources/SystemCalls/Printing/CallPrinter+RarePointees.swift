// What lies behind pointers of the kinds that few calls have.

extension CallPrinter {
  mutating func printRarePointee(_ value: UInt64, as form: ArgumentForm) {
    switch form.kind {
    case .signalSet:
      let size = length(of: form)
      printSignalSet(at: value, size: form.direction == .read && size != 8 ? 0 : size)
    case .signalSetPair: printSignalSetPair(at: value)
    case .signalEvent: printSignalEvent(at: value)
    case .hostName: printHostName(at: value, form: form)
    case .attribute: printAttribute(at: value, form: form)
    case .attributeList: printAttributeList(at: value, form: form)
    case .signalAction: printSignalAction(at: value)
    case .signalInformation: printSignalInformation(at: value)
    case .socketAddress: printSocketAddress(at: value, form: form)
    case .socketLength: printSocketLength(at: value)
    case .socketOption: printSocketOption(at: value, form: form)
    case .message: printMessage(at: value)
    case .messages: printMessages(at: value, form: form)
    case .pollDescriptors: printPollDescriptors(at: value, count: length(of: form))
    case .descriptorSet: printDescriptorSet(at: value, count: length(of: form))
    case .processorSet: printProcessorSet(at: value, size: length(of: form))
    case .residentPages: printResidentPages(at: value, size: length(of: form))
    case .directoryEntries, .directoryEntries64: printDirectoryEntries(at: value, form: form)
    case .timeLeft: printTimeLeft(at: value)
    case .timespecPair: printTimes(at: value, isTimespec: true)
    case .timevalPair: printTimes(at: value, isTimespec: false)
    case .waitStatus: printWaitStatus(at: value)
    case .capabilities: printCapabilities(at: value)
    case .clone3: printCloneArguments(at: value)
    case .terminal: printTerminal(at: value)
    case .messageBuffer: printMessageBuffer(at: value, form: form)
    case .filterProgram: printFilterProgram(at: value, of: .seccomp)
    case .filterSteps: printFilterSteps(at: value, count: length(of: form), of: .seccomp)
    case .registerSet: printRegisterSet(at: value, form: form)
    case .seccompMetadata: printSeccompMetadata(at: value, form: form)
    case .syscallInformation: printSyscallInformation(at: value, form: form)
    case .cloneParent: printCloneParent(at: value)
    case .queueAttributes: printQueueAttributes(at: value)
    default: sink.address(value)
    }
  }
}
