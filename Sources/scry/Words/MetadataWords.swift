// What is missing of debug information, and what would give it.

import DebugInfo
import Metadata
import Primitives
import Rendering

extension DebugInfoProblem {
  /// How to get what is missing for a module; nil when there is no general way.
  func fix(for module: String) -> String? {
    guard case .noDebugInfo = self else { return nil }
    return DebugPackage.advice(for: module)
  }

  /// One line that names the file that is wanted.
  var text: String {
    switch self {
    case .noDebugInfo(let buildID, let searched):
      let wanted = searched.first.map { "; wanted: \(Diagnostics.printable($0))" } ?? ""
      let id = buildID.map { ", build-id \($0.hexadecimal)" } ?? ""
      return "no debug information\(id)\(wanted)"
    case .damaged(let path, _): return "\(Diagnostics.printable(path)) is damaged in part"
    case .rejected(let path, let reason):
      return "\(Diagnostics.printable(path)) was not used: \(reason.text)"
    case .noAlternate(let buildID, let searched):
      let wanted = searched.first.map { "; wanted: \(Diagnostics.printable($0))" } ?? ""
      return "dwz's common file is missing, build-id \(buildID.hexadecimal)\(wanted)"
    case .noSplitUnits(let count, let examples):
      let wanted = examples.first.map { ", for example \(Diagnostics.printable($0))" } ?? ""
      return "\(count) split units have no .dwo or .dwp file\(wanted)"
    }
  }
}

extension DebugFileRejection {
  fileprivate var text: String {
    switch self {
    case .unusable: "it is no usable ELF file"
    case .otherBuildID: "it belongs to another build"
    case .otherChecksum: "its checksum is another"
    case .noDwarf: "it has no debug information"
    case .otherUnits: "it belongs to another build of the split units"
    }
  }
}

extension MetadataError {
  /// One line without a newline.
  var line: String {
    switch self {
    case .unusable(let path, let error): "'\(Diagnostics.printable(path))' \(error.clause)"
    case .cancelled(let path): "'\(Diagnostics.printable(path))': stopped"
    }
  }
}
