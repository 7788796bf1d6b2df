#pragma once

#include <deque>
#include <string>

#include "core/source.h"
#include "plan/marks.h"
#include "plan/side.h"

namespace drydock::plan {

/// What was applied last: names of objects, as `plan --write-inventory` writes them.
struct Inventory {
  struct Entry {
    std::string group, kind, namespace_name, name, project, cluster;
    std::string version;  // empty when it is not known
    Marks marks;          // as far as they say what happens when the object leaves
  };
  std::deque<Entry> entries;

  /// Refers to this.
  Side side() const;
};

/// Reads an inventory. Throws Error at the fault for what is none: half a file, another version,
/// an entry without a name, two entries for one object of a project.
Inventory read_inventory(const SourceFile& file);

/// The inventory of a side, one object a line, sorted, without what is never applied. Beside the
/// names stands what must be known when the object leaves: `apiVersion` of kinds that are not built
/// in, `keep` with the codes of what keeps it, `syncWave`.
std::string write_inventory(const Side& side);

}  // namespace drydock::plan
