#include "projects/flux/source_finder.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/suggest.h"
#include "core/tree.h"
#include "overlays/path_text.h"

namespace drydock::projects::flux {
namespace {

/// Kinds that may hold files of this repository: charts of a HelmRepository are packed elsewhere.
bool may_be_here(std::string_view kind) {
  return kind == "GitRepository" || kind == "OCIRepository" || kind == "Bucket" ||
         kind == "ExternalArtifact";
}

std::string identity_of(const FoundSource& source) {
  bool has_url = source.object && !source.object->url.empty();
  return has_url ? SourceRepositories::normalized(source.object->url) : source.key;
}

}  // namespace

std::optional<std::string> path_in_source(std::string_view path) {
  while (path.starts_with('/')) path.remove_prefix(1);
  std::string clean = overlays::clean_path(path.empty() ? "." : path);
  if (clean == ".." || clean.starts_with("../")) return std::nullopt;
  return clean == "." ? "" : clean;
}

void SourceFinder::guess() {
  std::map<std::string, int> votes;
  for (const Definition& definition : definitions_.all()) {
    if (!definition.kustomization) continue;
    const KustomizationSpec& spec = definition.kustomization->spec;
    FoundSource found = find(spec.source, definition);
    if (found.here && found.object && repositories_.is_here(found.object->url)) {
      guessed_.clear();
      return;
    }
    std::optional<std::string> path = path_in_source(spec.path.value);
    if (!may_be_here(spec.source.kind.value) || !path || path->empty()) continue;
    if (here_.tree().kind(*path) == EntryKind::Folder) ++votes[identity_of(found)];
  }
  auto most = std::max_element(votes.begin(), votes.end(), [](const auto& a, const auto& b) {
    return a.second < b.second;
  });
  if (most != votes.end()) guessed_ = most->first;
}

SourceCache* SourceFinder::find_named(const FoundSource& found, std::string_view name) const {
  if (found.object && !found.object->url.empty()) {
    if (SourceCache* files = repositories_.find(found.object->url)) return files;
  }
  if (SourceCache* files = repositories_.find(found.key)) return files;
  return repositories_.find(name);
}

FoundSource SourceFinder::find(const SourceReference& reference,
                               const Definition& definition) const {
  std::string_view place = reference.namespace_name;
  if (place.empty()) place = definition.namespace_name;
  FoundSource found;
  found.key = fmt::format("{}/{}/{}", reference.kind.value, place, reference.name.value);
  found.object = definitions_.find_source(definition.cluster, reference.kind.value, place,
                                          reference.name.value);
  found.files = find_named(found, reference.name.value);
  if (!found.files && may_be_here(reference.kind.value) && !guessed_.empty() &&
      identity_of(found) == guessed_) {
    found.files = &here_;
  }
  found.here = found.files == &here_;
  return found;
}

Diagnostic SourceFinder::missing(const SourceReference& reference, const FoundSource& found,
                                 const Definition& definition) const {
  Diagnostic diagnostic;
  diagnostic.rule = "flux-source";
  diagnostic.where = (reference.node ? *reference.node : *definition.node).where();
  if (!found.object) {
    diagnostic.message = fmt::format(
        "nothing defines the source {} of the {} `{}`{}", found.key, definition.kind(),
        definition.name,
        did_you_mean(reference.name.value,
                     definitions_.source_names(definition.cluster, reference.kind.value)));
    diagnostic.help = fmt::format(
        "Define it, or say where its files are: `--source {}=FOLDER`.", reference.name.value);
    return diagnostic;
  }
  std::string_view url = found.object->url;
  diagnostic.severity = Severity::Warning;
  diagnostic.message =
      fmt::format("the {} `{}` is not rendered: the files of {} ({}) are not here",
                  definition.kind(), definition.name, found.key, url);
  diagnostic.help = fmt::format(
      "Check it out and give `--source {}=FOLDER`, or write it under `sources` in drydock.yaml.",
      url.empty() ? std::string_view(found.key) : url);
  return diagnostic;
}

}  // namespace drydock::projects::flux
