#include "overlays/edit/fix.h"

#include <fmt/format.h>

#include "overlays/edit/fields.h"
#include "overlays/edit/kustomization_file.h"
#include "overlays/edit/vars_to_replacements.h"

namespace drydock::overlays {
namespace {

/// The item of `patchesStrategicMerge` as an entry of `patches`: a file where there is one.
Node* as_patch(EditRun& run, Arena& arena, Node* item) {
  Node* entry = make_mapping(arena);
  bool file = run.files.read(std::string(item->text())).has_value();
  append(arena, *entry, make_scalar(arena, file ? "path" : "patch"), item);
  return entry;
}

void fix_strategic_patches(EditRun& run, KustomizationFile& file) {
  Node& root = file.root();
  std::vector<Node*> items = items_of(root, "patchesStrategicMerge");
  if (items.empty()) return;
  for (Node*& item : items) item = as_patch(run, file.arena(), item);
  if (!field_value(root, "patches")) {
    erase_field(file.arena(), root, "patches");
    file.rename("patchesStrategicMerge", "patches");
    return set_items(file.arena(), root, "patches", items);
  }
  for (Node* item : items) add_item(file.arena(), root, "patches", item);
  erase_field(file.arena(), root, "patchesStrategicMerge");
}

void refuse_labels_twice(const Node& root) {
  const Node* common = field_value(root, "commonLabels");
  for (const Node* label : items_of(root, "labels")) {
    const Node* pairs = field_value(*label, "pairs");
    for (const NodeEntry& pair : pairs ? pairs->pairs() : std::span<const NodeEntry>()) {
      if (!common || !common->find(pair.key->text())) continue;
      fail_edit(
          fmt::format("label name '{}' exists in both commonLabels and labels", pair.key->text()));
    }
  }
}

}  // namespace

void fix_kustomization(EditRun& run, bool vars) {
  KustomizationFile file(run.files, run.sources);
  file.move_list("patchesJson6902", "patches");
  fix_strategic_patches(run, file);
  refuse_labels_twice(file.root());
  file.turn_common_labels_into_labels();
  if (vars) turn_vars_into_replacements(run, file);
  file.save();
}

}  // namespace drydock::overlays
