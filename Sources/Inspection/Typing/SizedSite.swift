// What blocks have in common before their bytes are looked at: millions of them have a few thousand sites and sizes.

import AgentIndex

/// An allocation site and the bytes that were asked for there.
struct SizedSite: Hashable {
  let site: UInt32
  let size: UInt64
}

extension HeapBlock {
  var sizedSite: SizedSite { SizedSite(site: site, size: size) }
}
