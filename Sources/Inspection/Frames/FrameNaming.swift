// Says which functions an activation is of, inlined ones included, and which lines they are at.

import DebugInfo
import Primitives

/// Turns activations into frames.
struct FrameNaming {
  /// Frames of one activation, the innermost first.
  func frames(of physical: PhysicalFrame, firstLevel: Int) -> [Frame] {
    guard let module = physical.module else {
      return [bare(physical, firstLevel, name: nil, place: nil)]
    }
    let own = module.own(physical.lookupAddress)
    let place = module.code?.line(at: own)
    // Assemblers describe every symbol as a function, aliases too.
    guard !physical.isSignalFrame, let code = module.code, let function = code.function(at: own),
      !function.die.unit.isAssembler
    else {
      let name = module.functionSymbol(containing: own)?.name ?? module.linkageStub(at: own)
      return [bare(physical, firstLevel, name: name, place: place)]
    }
    return named(physical, firstLevel, function, code, place, own)
  }

  private func bare(
    _ physical: PhysicalFrame, _ level: Int, name: [UInt8]?, place: SourcePlace?
  ) -> Frame {
    Frame(
      level: level, function: name, file: place?.file ?? [], lineNumber: place?.line ?? 0,
      isInlined: false, physical: physical, scopes: nil)
  }

  /// One frame for the function and one for each inlined call around the address: each is at the line where the next inner one
  /// was called.
  private func named(
    _ physical: PhysicalFrame, _ firstLevel: Int, _ function: DwarfFunction, _ code: ModuleCode,
    _ place: SourcePlace?, _ own: Address
  ) -> [Frame] {
    var frames: [Frame] = []
    var place = place
    var scopes: [Int] = []
    for index in function.scopes(at: own).reversed() {
      scopes.append(index)
      var call: InlinedCall?
      switch function.scopes[index].kind {
      case .block: continue
      case .body: break
      case .inlined(let inlined): call = inlined
      }
      frames.append(
        Frame(
          level: firstLevel + frames.count,
          function: call.map { Self.name($0) } ?? Self.name(function),
          file: place?.file ?? [], lineNumber: place?.line ?? 0, isInlined: call != nil,
          physical: physical,
          scopes: FrameScopes(code: code, function: function, scopes: scopes)))
      place = call?.position.map { code.place($0) }
      scopes = []
    }
    return frames
  }

  /// C's functions by the name that the linker knows, where the source gave one (`asm`), as gdb has it.
  private static func name(_ function: DwarfFunction) -> [UInt8] {
    guard function.die.unit.isC else { return function.qualifiedName }
    return Array(function.linkageName ?? function.name)
  }

  private static func name(_ call: InlinedCall) -> [UInt8] {
    guard call.origin?.unit.isC ?? true else { return call.qualifiedName }
    return Array(call.linkageName ?? call.name)
  }
}
