// A module of the target: its executable, a library or the vdso.

import DebugInfo
import Metadata
import Primitives
import TargetMemory
import TypeModel

/// A loaded module. Its table of types is opened at the first question that needs it.
public final class Module: Sendable {
  /// A piece of the module as it is mapped.
  public struct Segment: Sendable {
    /// In the process.
    public let range: AddressRange
    public let isExecutable: Bool
    public let isWritable: Bool
  }

  /// In the target's view; `[vdso]` for the vdso.
  public let path: [UInt8]
  /// Load address minus p_vaddr.
  public let bias: UInt64
  /// By rising address.
  public let segments: [Segment]
  /// From the first segment's start to the last one's end, in the process.
  public let range: AddressRange
  /// As the loaded module says; empty when it has none.
  public let buildID: [UInt8]
  /// The program itself.
  public let isExecutable: Bool
  public let isVDSO: Bool
  /// Bytes of its thread-local block; 0 without one.
  public let threadLocalSize: UInt64
  /// Its dynamic section, in the process.
  let dynamic: AddressRange?
  /// `.eh_frame_hdr` in the module's own addresses.
  private let exceptionFrameHeader: AddressRange?

  private let file: ModuleFile?
  private let openMetadata: @Sendable () -> ModuleMetadata?
  private let memory: any MemoryReader
  private let lazyMetadata = Lazy<ModuleMetadata?>()
  private let lazyFrames = Lazy<CallFrameInfo?>()

  init(
    path: [UInt8], image: LoadedImage, isExecutable: Bool, isVDSO: Bool,
    file: ModuleFile?, memory: any MemoryReader,
    openMetadata: @escaping @Sendable () -> ModuleMetadata?
  ) {
    self.path = path
    let bias = image.bias
    self.bias = bias
    let segments = image.segments.map {
      Segment(
        range: AddressRange($0.range.start + bias, size: $0.range.size),
        isExecutable: $0.isExecutable, isWritable: $0.isWritable)
    }.sorted { $0.range.start < $1.range.start }
    self.segments = segments
    range = AddressRange(
      segments.first?.range.start ?? Address(0), segments.map(\.range.end).max() ?? Address(0))
    buildID = image.buildID
    self.isExecutable = isExecutable
    self.isVDSO = isVDSO
    threadLocalSize = image.threadLocalSize
    dynamic = image.dynamic
    self.file = file
    self.openMetadata = openMetadata
    self.memory = memory
    exceptionFrameHeader = image.exceptionFrameHeader
  }

  /// The last component of the path.
  public var name: [UInt8] { Array(path[((path.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1)...]) }

  /// Types, variables, functions, lines and sites; nil when there is no table. The first call may build it.
  public var metadata: ModuleMetadata? { lazyMetadata.value(openMetadata) }

  /// The uniqtype table.
  public var table: TypeTable? { metadata?.table }

  /// Section and linkage names out of the module's file; nil when the file cannot be had.
  var names: ImageNames? { file?.names }

  private var debugNames: ImageNames? { file?.debugNames }

  /// The function that a symbol table has around one of the module's own addresses.
  func functionSymbol(containing own: Address) -> NamedRange? {
    debugNames?.symbol(containing: own, kind: .function)
      ?? names?.symbol(containing: own, kind: .function)
  }

  /// The entry of the procedure linkage table around one of the module's own addresses, named as gdb and objdump do.
  func linkageStub(at own: Address) -> [UInt8]? {
    names?.stub(at: own).map { $0.target + Array("@plt".utf8) }
  }

  /// The module's own addresses of the functions that its symbol tables have by a name.
  func functionSymbols(named name: ByteString) -> Set<Address> {
    (debugNames?.functions(named: name) ?? []).union(names?.functions(named: name) ?? [])
  }

  /// Functions, lines and variables as debug information has them; nil when there is no file.
  var code: ModuleCode? { file?.code }

  /// The unwind tables, from the files, else from the memory of the process; nil when there are none.
  var callFrames: CallFrameInfo? {
    if let found = file?.callFrames { return found }
    return lazyFrames.value {
      exceptionFrameHeader.flatMap {
        ResidentFrames(header: $0, bias: bias, segments: segments, memory: memory).read()
      }
    }
  }

  /// An address of the process as the module's own.
  public func own(_ address: Address) -> Address { address - bias }

  /// One of the module's own addresses in the process.
  public func inProcess(_ own: Address) -> Address { own + bias }

  /// The segment that holds an address of the process.
  public func segment(containing address: Address) -> Segment? {
    segments.first { $0.range.contains(address) }
  }
}
