// The kinds of value that need code, under the words that the tables use.

extension ArgumentForm {
  /// What kind of value an argument, a field or a result is.
  enum Kind: UInt8, Sendable {
    // Numbers.
    case int, unsigned, long, size, hexadecimal, hexadecimal32, pointer, mode, fileMode, nodeMode
    case user, device, resourceLimit
    // What the tables describe.
    case enumeration, flags, structure, choice
    // Descriptors.
    case descriptor, directory, othersDescriptor, sharedDescriptor, ioctlCommand, ioctlPointer,
      ioPriority
    // Text and bytes: up to a NUL, as long as told, a field of a struct.
    case path, string, data, hexadecimalData, pathData, characters, bytes, taskName
    /// An argument that this call does not have.
    case nothing
    // Arguments that are there only when another one asks for them.
    case openMode, deviceOfMode, processorOfFlags, remapAddress, cloneParent, cloneTLS, cloneChild,
      queueAttributes
    // Vectors and sets.
    case argumentVector, environment, ioVector, ioAddresses, pollDescriptors, descriptorSet
    case processorSet, residentPages, directoryEntries, directoryEntries64
    // Signals.
    case signal, exitSignal, signalSet, signalSetPair, signalAction, signalInformation, signalValue,
      signalEvent
    // Sockets.
    case socketType, socketAddress, socketLength, message, messages, socketOption
    // Time.
    case time, ticks, fileTime, statxTime, timeLeft, timespecPair, timevalPair
    // The rest.
    case waitStatus, capabilities, futexOperation, futexBits, wakeOperation, fileSystemID, clone3
    case deviceOnly, sizeOnly, syslogAction, sharedMemoryCommand, semaphoreCommand, queueCommand
    case mountData, mountType, hostName, attribute, attributeList, unsignedOctal, messageBuffer,
      terminal
    case filterProgram, filterSteps
    // ptrace's.
    case userOffset, registerSet, seccompMetadata, syscallInformation
    // Results.
    case never, polled, selected, received, umask, openFlagsResult, descriptorFlagsResult
    case signalResult, waitedSignal, signalReturn, leaseResult, personality
  }

  static let kinds: [Name: Kind] = [
    Name("int"): .int, Name("uint"): .unsigned, Name("long"): .long, Name("size"): .size,
    Name("hex"): .hexadecimal, Name("hex32"): .hexadecimal32, Name("ptr"): .pointer,
    Name("mode"): .mode, Name("filemode"): .fileMode, Name("mknodmode"): .nodeMode,
    Name("uid"): .user, Name("dev"): .device, Name("limit"): .resourceLimit,
    Name("fd"): .descriptor, Name("dirfd"): .directory,
    Name("fdof"): .othersDescriptor, Name("fdofpidfd"): .sharedDescriptor,
    Name("ioctlcommand"): .ioctlCommand, Name("ioctlpointer"): .ioctlPointer,
    Name("ioprio"): .ioPriority, Name("path"): .path, Name("str"): .string,
    Name("data"): .data, Name("hexdata"): .hexadecimalData, Name("pathdata"): .pathData,
    Name("chars"): .characters, Name("name"): .taskName, Name("none"): .nothing,
    Name("openmode"): .openMode, Name("cpuofflags"): .processorOfFlags,
    Name("deviceof"): .deviceOfMode,
    Name("mremapaddress"): .remapAddress, Name("cloneparent"): .cloneParent,
    Name("clonetls"): .cloneTLS, Name("clonechild"): .cloneChild, Name("mqattr"): .queueAttributes,
    Name("argv"): .argumentVector, Name("envp"): .environment, Name("iovec"): .ioVector,
    Name("iovecaddress"): .ioAddresses, Name("pollfds"): .pollDescriptors,
    Name("fdset"): .descriptorSet, Name("cpuset"): .processorSet, Name("pages"): .residentPages,
    Name("dirents"): .directoryEntries, Name("dirents64"): .directoryEntries64,
    Name("signal"): .signal, Name("exitsignal"): .exitSignal, Name("sigset"): .signalSet,
    Name("sigsetpair"): .signalSetPair,
    Name("sigaction"): .signalAction, Name("siginfo"): .signalInformation,
    Name("sigval"): .signalValue, Name("sockettype"): .socketType, Name("sockaddr"): .socketAddress,
    Name("socklen"): .socketLength, Name("msghdr"): .message, Name("mmsghdr"): .messages,
    Name("sockoptvalue"): .socketOption, Name("time"): .time, Name("ticks"): .ticks,
    Name("filetime"): .fileTime,
    Name("statxtime"): .statxTime, Name("timeleft"): .timeLeft, Name("timespecpair"): .timespecPair,
    Name("timevalpair"): .timevalPair, Name("wstatus"): .waitStatus,
    Name("capabilities"): .capabilities, Name("futexop"): .futexOperation,
    Name("futexbits"): .futexBits, Name("futexwakeop"): .wakeOperation, Name("fsid"): .fileSystemID,
    Name("clone3"): .clone3, Name("devonly"): .deviceOnly, Name("sizeonly"): .sizeOnly,
    Name("syslogaction"): .syslogAction, Name("shmcommand"): .sharedMemoryCommand,
    Name("semcommand"): .semaphoreCommand,
    Name("msgcommand"): .queueCommand,
    Name("mountdata"): .mountData, Name("mounttype"): .mountType, Name("msgbuf"): .messageBuffer,
    Name("termios"): .terminal,
    Name("seccompprogram"): .filterProgram, Name("seccompsteps"): .filterSteps,
    Name("useroffset"): .userOffset, Name("regset"): .registerSet,
    Name("seccompmetadata"): .seccompMetadata, Name("syscallinfo"): .syscallInformation,
    Name("hostname"): .hostName, Name("xattr"): .attribute,
    Name("xattrlist"): .attributeList, Name("octal"): .unsignedOctal,
    Name("sigevent"): .signalEvent,
    Name("never"): .never, Name("polled"): .polled, Name("selected"): .selected,
    Name("received"): .received, Name("umask"): .umask, Name("openflags"): .openFlagsResult,
    Name("fdflags"): .descriptorFlagsResult, Name("returnedsignal"): .signalResult,
    Name("waitedsignal"): .waitedSignal, Name("sigreturn"): .signalReturn,
    Name("leasetype"): .leaseResult, Name("personality"): .personality,
  ]

  /// The bytes that a value of the kind takes in an array or behind a pointer.
  var width: Int {
    switch kind {
    case .int, .unsigned, .hexadecimal32, .user, .descriptor, .enumeration, .flags, .signal: 4
    default: 8
    }
  }
}
