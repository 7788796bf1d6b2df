#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace drydock::plan {

/// One object of a dump as text, and where it stands.
struct DumpItem {
  std::string_view text;
  int line = 1;  // of its first line
};

/// Cuts a dump that is one big List into its items without reading them: the usual forms of
/// `kubectl get`. Nothing for any other text, which then has to be read as a whole.
std::optional<std::vector<DumpItem>> cut_dump(std::string_view text);

}  // namespace drydock::plan
