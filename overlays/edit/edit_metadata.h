#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "overlays/edit/edit_run.h"

namespace drydock::overlays {

enum class MetadataKind : uint8_t { Label, Annotation };

struct AddMetadataFlags {
  bool force = false;
  bool without_selector = false;   // to `labels`, not to `commonLabels`
  bool include_templates = false;  // with `without_selector`
};

/// KEY:VALUE, where the value may be in double quotes. Throws Error for what has no key; of equal
/// keys the last counts.
std::vector<std::pair<std::string, std::string>> parse_metadata(EditArgs args, MetadataKind kind);

/// KEY:VALUE for `commonLabels` or `commonAnnotations`.
void set_metadata(EditRun& run, EditArgs args, MetadataKind kind);
void add_metadata(EditRun& run, EditArgs args, MetadataKind kind, const AddMetadataFlags& flags);
/// One argument: keys with commas between them.
void remove_metadata(EditRun& run, EditArgs args, MetadataKind kind, bool ignore_missing);

}  // namespace drydock::overlays
