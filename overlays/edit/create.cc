#include "overlays/edit/create.h"

#include <algorithm>
#include <deque>

#include "core/error.h"
#include "core/yaml/edit_text.h"
#include "overlays/edit/edit_lists.h"
#include "overlays/edit/edit_metadata.h"
#include "overlays/edit/fields.h"
#include "overlays/edit/kustomization_file.h"
#include "overlays/parsed_files.h"
#include "overlays/path_text.h"

namespace drydock::overlays {
namespace {

bool has_kustomization(const EditFiles& files, const std::string& folder) {
  return std::ranges::any_of(kKustomizationNames, [&](std::string_view name) {
    return files.exists(join_paths(folder, name));
  });
}

/// Whether kustomize takes the text as a resource; an empty one it does.
bool holds_objects(const std::string& path, std::string text) {
  SourceFile file{path, std::move(text)};
  Arena arena;
  std::deque<SourceFile> texts;
  try {
    parse_objects(file, arena, texts);
    return true;
  } catch (const Error&) {
    return false;
  }
}

/// Files with objects in a folder, and with `recursive` in those below, in the order of a walk.
void detect(EditRun& run, const std::string& folder, bool recursive,
            std::vector<std::string>& found) {
  for (const std::string& name : run.files.list(folder)) {
    std::string path = join_paths(folder, name);
    if (!run.files.is_real_folder(path)) {
      std::optional<std::string> text = run.files.read(path);
      if (!text) fail_edit("cannot read " + path);
      if (holds_objects(path, *std::move(text))) found.push_back(path);
    } else if (recursive && has_kustomization(run.files, path)) {
      found.push_back(path);
    } else if (recursive) {
      detect(run, path, recursive, found);
    }
  }
}

void set_pairs(Arena& arena, Node& root, std::string_view field, const std::string& text,
               MetadataKind kind) {
  if (text.empty()) return;
  auto pairs = parse_metadata(split_commas(text), kind);
  Node* mapping = make_mapping(arena);
  for (const auto& [key, value] : pairs) {
    append(arena, *mapping, make_yaml_string(arena, key), make_yaml_string(arena, value));
  }
  set_field(arena, root, field, mapping);
}

std::vector<std::string> resources_of(EditRun& run, const CreateFlags& flags) {
  std::vector<std::string> resources;
  if (!flags.resources.empty()) {
    resources = find_resources(run, split_commas(flags.resources), false);
  }
  if (has_kustomization(run.files, ".")) fail_edit("kustomization file already exists");
  if (!flags.autodetect) return resources;
  std::vector<std::string> detected;
  detect(run, ".", flags.recursive, detected);
  for (const std::string& path : detected) {
    if (!contains(resources, path)) resources.push_back(path);
  }
  return resources;
}

}  // namespace

void create_kustomization(EditRun& run, const CreateFlags& flags) {
  std::vector<std::string> resources = resources_of(run, flags);
  Arena arena;
  Node* root = make_mapping(arena);
  set_text(arena, *root, "apiVersion", "kustomize.config.k8s.io/v1beta1");
  set_text(arena, *root, "kind", "Kustomization");
  for (const std::string& path : resources) add_text_item(arena, *root, "resources", path);
  set_text(arena, *root, "namePrefix", flags.name_prefix);
  set_text(arena, *root, "nameSuffix", flags.name_suffix);
  set_text(arena, *root, "namespace", flags.namespace_name);
  set_pairs(arena, *root, "commonLabels", flags.labels, MetadataKind::Label);
  set_pairs(arena, *root, "commonAnnotations", flags.annotations, MetadataKind::Annotation);
  YamlEditor editor("", YamlDialect::Sigs, "kustomization.yaml");
  editor.update({}, *root);
  run.files.write("kustomization.yaml", editor.text());
}

}  // namespace drydock::overlays
