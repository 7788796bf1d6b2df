#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/source.h"
#include "overlays/edit/edit_files.h"

namespace drydock::overlays {

/// What every edit works with. Edits throw Error with rule `kustomization-edit` and the original's
/// words for what they refuse, before anything is written.
struct EditRun {
  EditFiles& files;
  Sources& sources;
  std::vector<std::string>& log;  // lines for the user that are no failure
};

using EditArgs = std::span<const std::string>;

[[noreturn]] void fail_edit(std::string message);
std::vector<std::string> split_commas(std::string_view text);
bool contains(const std::vector<std::string>& texts, std::string_view text);

}  // namespace drydock::overlays
