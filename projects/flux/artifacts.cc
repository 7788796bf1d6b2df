#include "projects/flux/artifacts.h"

#include <span>

#include "core/tree.h"
#include "overlays/path_text.h"

namespace drydock::projects::flux {
namespace {

/// "@repo/apps/**" is "apps" of "repo"; nothing without "@".
struct Mark {
  std::string_view alias;
  std::string path;
  bool contents = false;  // what is in the folder, not the folder
};

std::optional<Mark> read_mark(std::string_view text) {
  if (!text.starts_with('@')) return std::nullopt;
  text.remove_prefix(1);
  size_t slash = std::min(text.find('/'), text.size());
  Mark mark;
  mark.alias = text.substr(0, slash);
  std::string_view path = text.substr(std::min(slash + 1, text.size()));
  for (std::string_view glob : {"**", "*"}) {
    if (path == glob || path.ends_with(std::string("/") + std::string(glob))) {
      path.remove_suffix(glob.size());
      mark.contents = true;
    }
  }
  mark.contents |= path.empty() || path.ends_with('/');
  std::string clean = overlays::clean_path(path.empty() ? "." : path);
  if (clean == ".." || clean.starts_with("../") || clean.starts_with('/')) return std::nullopt;
  mark.path = clean == "." ? "" : clean;
  return mark;
}

std::string joined(std::string_view folder, std::string_view name) {
  if (folder.empty() || name.empty()) return std::string(folder.empty() ? name : folder);
  return std::string(folder) + "/" + std::string(name);
}

std::span<Node* const> items_of(const Node& holder, std::string_view key) {
  const Node* list = holder.find(key);
  return list ? list->elements() : std::span<Node* const>();
}

std::optional<Artifact::Copy> read_copy(const Node& node, const Node& spec) {
  std::optional<Mark> from = read_mark(node.text_of("from"));
  std::optional<Mark> to = read_mark(node.text_of("to"));
  if (!from || !to || to->alias != "artifact") return std::nullopt;
  Artifact::Copy copy;
  for (const Node* source : items_of(spec, "sources")) {
    if (source->text_of("alias") != from->alias) continue;
    copy.source_kind = source->text_of("kind");
    copy.source_name = source->text_of("name");
    copy.source_namespace = source->text_of("namespace");
  }
  copy.from = from->path;
  // A folder without a slash behind it goes into the other one under its own name.
  bool inside = !from->contents && to->contents;
  copy.to = inside ? joined(to->path, file_name(from->path)) : to->path;
  return copy;
}

}  // namespace

std::vector<Artifact> read_artifacts(const Node& generator) {
  std::vector<Artifact> artifacts;
  const Node* spec = generator.find("spec");
  if (!spec) return artifacts;
  for (const Node* node : items_of(*spec, "artifacts")) {
    Artifact& artifact = artifacts.emplace_back();
    artifact.name = node->text_of("name");
    for (const Node* one : items_of(*node, "copy")) {
      if (std::optional<Artifact::Copy> copy = read_copy(*one, *spec)) {
        artifact.copies.push_back(std::move(*copy));
      }
    }
  }
  return artifacts;
}

std::optional<std::string> path_behind(const Artifact::Copy& copy, std::string_view path) {
  if (path == copy.to) return copy.from;
  if (copy.to.empty()) return joined(copy.from, path);
  if (!path.starts_with(copy.to) || path[copy.to.size()] != '/') return std::nullopt;
  return joined(copy.from, path.substr(copy.to.size() + 1));
}

}  // namespace drydock::projects::flux
