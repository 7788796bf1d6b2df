#include "overlays/edit/edit_run.h"

#include <algorithm>

#include "core/error.h"

namespace drydock::overlays {

void fail_edit(std::string message) { fail("kustomization-edit", std::move(message)); }

std::vector<std::string> split_commas(std::string_view text) {
  std::vector<std::string> parts;
  while (true) {
    size_t comma = text.find(',');
    parts.emplace_back(text.substr(0, comma));
    if (comma == text.npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

bool contains(const std::vector<std::string>& texts, std::string_view text) {
  return std::ranges::find(texts, text) != texts.end();
}

}  // namespace drydock::overlays
