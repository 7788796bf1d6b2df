#include "projects/source_guess.h"

#include <algorithm>

namespace drydock::projects {

void SourceGuess::add(const std::string& source, const std::string& root) {
  if (!source.empty()) ++counts_[{source, root}];
}

std::optional<std::pair<std::string, std::string>> SourceGuess::best() const {
  auto most = std::max_element(counts_.begin(), counts_.end(),
                               [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == counts_.end()) return std::nullopt;
  return most->first;
}

}  // namespace drydock::projects
