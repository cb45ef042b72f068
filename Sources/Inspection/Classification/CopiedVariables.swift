// Variables of libraries that the program has in its own data.

import DebugInfo
import Metadata
import TypeModel

extension ModuleList {
  /// A library's variable that the program has a copy of (R_X86_64_COPY) has its type where it was defined. Nil for others.
  func typeOfCopy(_ variable: StaticVariable, in module: Module) -> UniqType? {
    guard !variable.isThreadLocal, let symbol = module.names?.copied(at: variable.address) else {
      return nil
    }
    for other in modules where other !== module && !other.isVDSO {
      guard other.names?.address(of: symbol.name) != nil else { continue }
      let found = other.metadata?.statics(named: symbol.readableName).first { $0.type != nil }
      if let found { return found.type }
    }
    return nil
  }
}
