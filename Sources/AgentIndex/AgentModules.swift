// The modules that the agent has seen loaded, those that are gone by now too.

import AgentLayout
import Primitives
import TargetMemory

/// One load of one module.
public struct AgentModule: Sendable {
  /// Load address minus p_vaddr.
  public let bias: UInt64
  /// What its segments cover.
  public let range: AddressRange
  public let path: [UInt8]
  /// Empty when it has none.
  public let buildID: [UInt8]
  /// Its uniqtype table in the target's memory; nil when the agent found none.
  public let table: AddressRange?
  public let isLoaded: Bool
  /// The epochs of `AgentStatus.moduleEpoch` from its load on and up to its unload; nil while it is loaded.
  public let loadedEpoch: UInt32
  public let unloadedEpoch: UInt32?
  /// libscry-agent.so itself.
  public let isAgent: Bool
  /// Its index in a thread's DTV; nil without thread-local data.
  public let threadLocalIndex: UInt64?

  /// Whether the module was loaded during an epoch.
  public func wasLoaded(in epoch: UInt32) -> Bool {
    loadedEpoch <= epoch && epoch < unloadedEpoch ?? .max
  }
}

extension AgentIndex {
  /// All loads of modules, in the order of their discovery: frames name them by their place here.
  public func modules() throws(IndexError) -> [AgentModule] {
    let count = min(try count(of: SCRY_TABLE_MODULES), 65536)
    let raw: [scry_index_module] = try entries(SCRY_TABLE_MODULES, from: 0, count: count)
    return raw.map(module)
  }

  private func module(_ raw: scry_index_module) -> AgentModule {
    let size = Int(min(raw.build_id_size, 32))
    let buildID = withUnsafeBytes(of: raw.build_id) { Array($0.prefix(size)) }
    let hasTable = raw.flags & SCRY_MODULE_META.rawValue != 0 && raw.meta_address != 0
    return AgentModule(
      bias: raw.bias, range: AddressRange(Address(raw.low), Address(raw.high)),
      path: string(raw.path, length: raw.path_length), buildID: buildID,
      table: hasTable ? AddressRange(Address(raw.meta_address), size: raw.meta_size) : nil,
      isLoaded: raw.flags & SCRY_MODULE_LOADED.rawValue != 0, loadedEpoch: raw.loaded_epoch,
      unloadedEpoch: raw.unloaded_epoch == 0 ? nil : raw.unloaded_epoch,
      isAgent: raw.flags & SCRY_MODULE_AGENT.rawValue != 0,
      threadLocalIndex: raw.tls_module == 0 ? nil : UInt64(raw.tls_module))
  }
}
