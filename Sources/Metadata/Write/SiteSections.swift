// Turns the tables of the analysis of machine code into the records of a uniqtype file.

import AgentLayout
import AllocationSites

extension MetaFile {
  /// Fills the sections of sites, candidates and wrappers.
  mutating func setSites(_ tables: SiteTables, _ names: inout NameTables) {
    for site in tables.sites {
      var record = scry_meta_site()
      record.return_address = site.returnAddress
      record.function = names.strings.add(site.function)
      record.file = names.file(site.file)
      record.line = site.line
      record.first = UInt32(truncatingIfNeeded: candidates.count)
      record.count = UInt32(truncatingIfNeeded: site.candidates.count)
      record.flags = site.flags.rawValue
      record.leave_offset = site.leaveOffset
      record.constant = site.constant
      sites.append(record)
      for candidate in site.candidates { candidates.append(Self.record(candidate, &names)) }
    }
    wrappers = tables.wrappers.map { frame in
      scry_meta_wrapper(
        return_address: frame.returnAddress, cfa_offset: frame.cfaOffset,
        rbp_offset: frame.savedFramePointer ?? 0,
        cfa_register: UInt8((frame.usesFramePointer ? SCRY_FRAME_RBP : SCRY_FRAME_RSP).rawValue),
        reserved: 0)
    }
  }

  private static func record(
    _ candidate: TypeCandidate, _ names: inout NameTables
  ) -> scry_meta_candidate {
    var record = scry_meta_candidate()
    record.type = candidate.type
    record.offset = candidate.offset
    record.strength = candidate.strength.rawValue
    record.reason = candidate.reason.rawValue
    record.order = candidate.order
    record.name = names.strings.add(candidate.name)
    record.function = names.strings.add(candidate.function)
    record.file = names.file(candidate.file)
    record.line = candidate.line
    if candidate.repeats { record.flags |= SCRY_CANDIDATE_REPEATS.rawValue }
    if candidate.isFollowed { record.flags |= SCRY_CANDIDATE_FOLLOWED.rawValue }
    if candidate.isSelected { record.flags |= SCRY_CANDIDATE_SELECTED.rawValue }
    if candidate.isArena { record.flags |= SCRY_CANDIDATE_ARENA.rawValue }
    return record
  }
}
