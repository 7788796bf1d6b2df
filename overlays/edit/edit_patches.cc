#include "overlays/edit/edit_patches.h"

#include <fmt/format.h>

#include <algorithm>

#include "overlays/edit/fields.h"
#include "overlays/edit/kustomization_file.h"

namespace drydock::overlays {
namespace {

struct TargetField {
  std::string_view name;
  std::string PatchFlags::*flag;
};

constexpr TargetField kTargetFields[] = {
    {"group", &PatchFlags::group},
    {"version", &PatchFlags::version},
    {"kind", &PatchFlags::kind},
    {"name", &PatchFlags::name},
    {"namespace", &PatchFlags::namespace_name},
    {"annotationSelector", &PatchFlags::annotation_selector},
    {"labelSelector", &PatchFlags::label_selector},
};

bool has_target(const PatchFlags& flags) {
  return std::ranges::any_of(
      kTargetFields, [&](const TargetField& field) { return !(flags.*field.flag).empty(); });
}

/// Whether an entry of the file is the one of the flags; flags know no options.
bool same_patch(const Node& entry, const PatchFlags& flags) {
  if (text_field(entry, "path") != flags.path) return false;
  if (text_field(entry, "patch") != flags.patch || field_value(entry, "options")) return false;
  const Node* target = field_value(entry, "target");
  if ((target != nullptr) != has_target(flags)) return false;
  return !target || std::ranges::all_of(kTargetFields, [&](const TargetField& field) {
    return text_field(*target, field.name) == flags.*field.flag;
  });
}

Node* make_patch(Arena& arena, const PatchFlags& flags) {
  Node* entry = make_mapping(arena);
  set_text(arena, *entry, "path", flags.path);
  set_text(arena, *entry, "patch", flags.patch);
  if (!has_target(flags)) return entry;
  Node& target = mapping_field(arena, *entry, "target");
  for (const TargetField& field : kTargetFields) {
    set_text(arena, target, field.name, flags.*field.flag);
  }
  return entry;
}

void refuse_both(const PatchFlags& flags) {
  if (flags.patch.empty() || flags.path.empty()) return;
  fail_edit("patch and path can't be set at the same time");
}

}  // namespace

void add_patch(EditRun& run, const PatchFlags& flags) {
  refuse_both(flags);
  if (flags.patch.empty() && flags.path.empty()) fail_edit("must provide either patch or path");
  KustomizationFile file(run.files, run.sources);
  for (const Node* entry : items_of(file.root(), "patches")) {
    if (!same_patch(*entry, flags)) continue;
    run.log.push_back(fmt::format("patch {} already in kustomization file",
                                  flags.path.empty() ? "of this text" : flags.path));
    return;
  }
  add_item(file.arena(), file.root(), "patches", make_patch(file.arena(), flags));
  file.save();
}

void remove_patch(EditRun& run, const PatchFlags& flags) {
  refuse_both(flags);
  KustomizationFile file(run.files, run.sources);
  std::vector<Node*> entries = items_of(file.root(), "patches");
  std::vector<Node*> kept = entries;
  std::erase_if(kept, [&](const Node* entry) { return same_patch(*entry, flags); });
  if (kept.size() == entries.size()) {
    run.log.push_back(fmt::format("patch {} doesn't exist in kustomization file",
                                  flags.path.empty() ? "of this text" : flags.path));
    return;
  }
  set_items(file.arena(), file.root(), "patches", kept);
  file.save();
}

}  // namespace drydock::overlays
