#pragma once

#include <string>

#include "overlays/edit/edit_run.h"

namespace drydock::overlays {

/// An entry of `patches`, as flags give it.
struct PatchFlags {
  std::string path;
  std::string patch;
  std::string group;
  std::string version;
  std::string kind;
  std::string name;
  std::string namespace_name;
  std::string annotation_selector;
  std::string label_selector;
};

/// Nothing happens when the same entry is there already.
void add_patch(EditRun& run, const PatchFlags& flags);
/// Removes all entries that are exactly this; nothing happens when there is none.
void remove_patch(EditRun& run, const PatchFlags& flags);

}  // namespace drydock::overlays
