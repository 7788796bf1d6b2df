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
  auto most = std::max_element(votes.begin(), votes.end(),
                               [](const auto& a, const auto& b) { return a.second < b.second; });
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
  // What `flux bootstrap` and the operator call the repository that they were set up with, often
  // without a trace of it in there.
  bool set_up = !found.object && may_be_here(reference.kind.value) && place == "flux-system" &&
                reference.name.value == "flux-system";
  if (!found.files && set_up) found.files = &here_;
  if (!found.files && may_be_here(reference.kind.value) && !guessed_.empty() &&
      identity_of(found) == guessed_) {
    found.files = &here_;
  }
  found.here = found.files == &here_;
  return found;
}

void SourceFinder::locate(const SourceReference& reference, const Definition& definition,
                          FoundSource& found, std::string& path) const {
  std::string_view place = reference.namespace_name;
  if (place.empty()) place = definition.namespace_name;
  const Artifact* artifact =
      found.files ? nullptr
                  : definitions_.find_artifact(definition.cluster, place, reference.name.value);
  // The last copy to a place is what is there.
  for (size_t i = artifact ? artifact->copies.size() : 0; i-- > 0;) {
    const Artifact::Copy& copy = artifact->copies[i];
    std::optional<std::string> behind = path_behind(copy, path);
    if (!behind) continue;
    SourceReference source;
    source.kind.value = copy.source_kind;
    source.name.value = copy.source_name;
    source.namespace_name.value = copy.source_namespace.empty() ? place : copy.source_namespace;
    FoundSource origin = find(source, definition);
    if (!origin.files) continue;
    locate_folder(source.kind.value, origin, *behind);
    if (!origin.files->tree().kind(*behind)) continue;
    found.files = origin.files;
    found.here = origin.here;
    path = std::move(*behind);
    return;
  }
  if (found.files) locate_folder(reference.kind.value, found, path);
}

/// What is packed into a registry or a bucket is often one folder of the repository.
void SourceFinder::locate_folder(std::string_view kind, const FoundSource& found,
                                 std::string& path) const {
  bool packed = kind == "OCIRepository" || kind == "Bucket";
  if (!packed || !found.here || path.empty() || here_.tree().kind(path)) return;
  for (const TreeEntry& entry : here_.list("")) {
    if (entry.kind != EntryKind::Folder) continue;
    std::string below = entry.name + "/" + path;
    if (!here_.tree().kind(below)) continue;
    path = std::move(below);
    return;
  }
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
    diagnostic.help = fmt::format("Define it, or say where its files are: `--source {}=FOLDER`.",
                                  reference.name.value);
    return diagnostic;
  }
  std::string_view url = found.object->url;
  diagnostic.severity = Severity::Warning;
  diagnostic.message = fmt::format("the {} `{}` is not rendered: the files of {} ({}) are not here",
                                   definition.kind(), definition.name, found.key, url);
  diagnostic.help = fmt::format(
      "Check it out and give `--source {}=FOLDER`, or write it under `sources` in drydock.yaml.",
      url.empty() ? std::string_view(found.key) : url);
  return diagnostic;
}

}  // namespace drydock::projects::flux
