#include "projects/source_guess.h"

#include "projects/source_repositories.h"

namespace drydock::projects {

void SourceGuess::add(std::string_view url, bool exists) {
  if (exists && !url.empty()) ++counts_[SourceRepositories::normalized(url)];
}

std::optional<std::string> SourceGuess::best() const {
  const std::pair<const std::string, size_t>* most = nullptr;
  for (const auto& entry : counts_) {
    if (!most || entry.second > most->second) most = &entry;
  }
  if (!most) return std::nullopt;
  return most->first;
}

}  // namespace drydock::projects
