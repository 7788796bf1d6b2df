#include "projects/flux/source_finder.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/suggest.h"
#include "core/tree.h"
#include "overlays/path_text.h"
#include "projects/source_guess.h"

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
  guessed_root_.clear();  // so that paths are those of the sources
  SourceGuess votes;
  for (const Definition& definition : definitions_.all()) {
    if (!definition.kustomization) continue;
    const KustomizationSpec& spec = definition.kustomization->spec;
    FoundSource found = find(spec.source, definition);
    if (found.here && found.object && repositories_.is_here(found.object->url)) {
      guessed_.clear();
      return;
    }
    std::optional<std::string> path = resolve(found, spec.path.value);
    if (!may_be_here(spec.source.kind.value) || !path || path->empty()) continue;
    if (found.artifact) {
      FoundSource under = find(found.artifact->source, definition);
      if (here_.tree().kind(*path) == EntryKind::Folder) votes.add(identity_of(under));
      continue;
    }
    if (spec.source.kind.value == "ExternalArtifact") continue;
    bool is_git = spec.source.kind.value == "GitRepository";
    std::string_view root = is_git ? "" : parent_path(definition.node->where().path());
    for (;; root = parent_path(root)) {
      std::string full = overlays::join_paths(root, *path);
      if (here_.tree().kind(full) == EntryKind::Folder) {
        votes.add(identity_of(found), std::string(root));
      }
      if (root.empty()) break;
    }
  }
  if (auto best = votes.best()) std::tie(guessed_, guessed_root_) = std::move(*best);
}

std::optional<std::string> SourceFinder::resolve(const FoundSource& found, std::string_view path) {
  std::optional<std::string> clean = path_in_source(path);
  if (!clean) return std::nullopt;
  const std::pair<std::string, std::string>* best = nullptr;
  if (found.artifact) {
    for (const auto& copy : found.artifact->copies) {
      bool longer = !best || copy.first.size() > best->first.size();
      if (is_below(*clean, copy.first) && longer) best = &copy;
    }
  }
  std::string full = *clean;
  if (best) {
    std::string_view rest = std::string_view(*clean).substr(best->first.size());
    while (rest.starts_with('/')) rest.remove_prefix(1);
    full = overlays::join_paths(best->second, rest);
  }
  full = overlays::join_paths(found.root, full);
  return full == "." ? "" : full;
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
  bool set_up = !found.object && reference.kind.value == "GitRepository" &&
                place == "flux-system" && reference.name.value == "flux-system";
  if (!found.files && set_up) found.files = &here_;
  if (!found.files && may_be_here(reference.kind.value) && !guessed_.empty() &&
      identity_of(found) == guessed_) {
    found.files = &here_;
    found.root = guessed_root_;
  }
  found.artifact = definitions_.find_artifact(definition.cluster, place, reference.name.value);
  if (!found.files && found.artifact && reference.kind.value == "ExternalArtifact" &&
      found.artifact->source.kind.value != "ExternalArtifact") {
    FoundSource under = find(found.artifact->source, definition);
    found.files = under.files;
    found.root = under.root;
    found.object = under.object;
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
    diagnostic.help = fmt::format("Define it, or say where its files are: `--source {}=FOLDER`.",
                                  reference.name.value);
    return diagnostic;
  }
  std::string_view url = found.object->url;
  diagnostic.severity = Severity::Warning;
  diagnostic.message = fmt::format("the {} `{}` is not rendered: the files of {} ({}) are not here",
                                   definition.kind(), definition.name, found.key, url);
  std::string_view kind = reference.kind.value;
  bool may_be_fetched = kind == "HelmRepository" || (kind == "OCIRepository" && definition.release);
  diagnostic.help = fmt::format(
      "Check it out and give `--source {}=FOLDER`, or write it under `sources` in drydock.yaml{}.",
      url.empty() ? std::string_view(found.key) : url,
      may_be_fetched ? "; `--allow-network` fetches it" : "");
  return diagnostic;
}

}  // namespace drydock::projects::flux
