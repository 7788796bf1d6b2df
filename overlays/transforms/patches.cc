#include "overlays/transforms/patches.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "core/error.h"
#include "core/suggest.h"
#include "core/yaml/read.h"
#include "overlays/field_specs.h"
#include "overlays/loader.h"
#include "overlays/merge/json_patch.h"
#include "overlays/read_objects.h"
#include "overlays/selector.h"
#include "overlays/transforms/patch_object.h"

namespace drydock::overlays {
namespace {

constexpr std::string_view kBlanks = " \t\n\v\f\r";

[[noreturn]] void fail_patch(std::string message, SourcePos where) {
  fail("overlay-patch", std::move(message), where);
}

SourcePos place_of(const Node* node) { return node ? node->where() : SourcePos(); }

/// The objects of strategic merge patches.
struct StrategicPatch {
  std::vector<Object*> objects;
  std::vector<RepeatedKeys> repeated;
};

/// The text of a patch, inline or in a file.
struct PatchText {
  const SourceFile* file = nullptr;
  Node inline_text;  // for a patch that stands in the kustomization

  std::string_view text() const { return file ? file->text : inline_text.text(); }

  StrategicPatch read_strategic(Context& context) const {
    StrategicPatch patch;
    patch.objects = file ? read_patch_objects(*file, context, patch.repeated)
                         : read_patch_objects(inline_text, context, patch.repeated);
    return patch;
  }

  JsonPatch read_json(Context& context) const {
    YamlReadOptions options{.dialect = YamlDialect::Sigs, .first_document_only = true};
    if (!file) {
      return read_json_patch(text(), read_inline_yaml(inline_text, context, options), inline_text,
                             context.arena);
    }
    Node whole;
    whole.file = file;
    whole.line = whole.column = 1;
    return read_json_patch(text(), read_yaml(*file, context.arena, options), whole, context.arena);
  }
};

PatchText inline_patch(const Text& text, bool trims) {
  PatchText patch;
  if (text.node) patch.inline_text = *text.node;
  std::string_view content = text.value;
  if (trims) {
    size_t first = std::min(content.find_first_not_of(kBlanks), content.size());
    auto lines = std::count(content.begin(), content.begin() + static_cast<long>(first), '\n');
    patch.inline_text.line += static_cast<uint32_t>(lines);
    content.remove_prefix(first);
    content = content.substr(0, content.find_last_not_of(kBlanks) + 1);
  }
  patch.inline_text.text_data = content.data();
  patch.inline_text.size = static_cast<uint32_t>(content.size());
  return patch;
}

PatchText file_patch(const Text& path, Context& context) {
  PatchText patch;
  patch.file = &context.loader.load(path);
  return patch;
}

/// Where an object gives its name.
SourcePos name_place(const Object& object) {
  constexpr std::string_view kName[] = {"metadata", "name"};
  const Node* name = object.root->find_path(kName);
  return (name ? name : object.root)->where();
}

/// The one object that a strategic merge patch names.
Object& find_target(const ObjectList& objects, const Object& patch) {
  ObjectId id = objects.original_id_of(patch);
  std::vector<Object*> matches = objects.find_any(id);
  if (matches.empty()) fail_no_match(objects, id, name_place(patch));
  if (matches.size() > 1) fail_many_matches(matches, id, name_place(patch));
  return *matches.front();
}

/// kustomize passes over a target that selects nothing; we say so.
void warn_no_match(const ObjectList& objects, const Selector& target, Context& context) {
  constexpr size_t kMaxWarnings = 100;
  if (context.warnings.size() >= kMaxWarnings) return;
  Diagnostic warning;
  warning.severity = Severity::Warning;
  warning.rule = "overlay-no-match";
  warning.where = place_of(target.node);
  warning.message = "the target of this patch selects no object";
  auto look = [&](const Text& wanted, auto name_of) {
    std::vector<std::string_view> names;
    for (const Object* object : objects.all()) {
      std::string_view name = name_of(*object);
      if (name == wanted.value) return false;
      names.push_back(name);
    }
    warning.where = wanted.where();
    warning.message +=
        fmt::format(": none has the {} `{}`{}", &wanted == &target.kind ? "kind" : "name",
                    wanted.value, did_you_mean(wanted, names));
    return true;
  };
  bool found =
      is_literal(target.kind) && look(target.kind, [](const Object& o) { return o.kind(); });
  if (!found && is_literal(target.name)) {
    look(target.name, [](const Object& o) { return o.name(); });
  }
  context.warnings.push_back(std::move(warning));
}

std::vector<Object*> select_targets(const ObjectList& objects, const Selector& target,
                                    Context& context) {
  std::vector<Object*> selected = select(objects, target);
  if (selected.empty()) warn_no_match(objects, target, context);
  return selected;
}

void check_unique(const ObjectList& objects, const Object& object) {
  if (object.is_empty()) return;
  ObjectId id = objects.id_of(object);
  std::vector<Object*> same = objects.find_current(id);
  if (same.size() < 2) return;
  Diagnostic diagnostic;
  diagnostic.rule = "overlay-duplicate";
  diagnostic.message = fmt::format(
      "the patch makes a second {} (may not add resource with an already registered id: {})",
      describe(id), id.text());
  diagnostic.where = name_place(object);
  for (const Object* one : same) {
    diagnostic.notes.push_back({Severity::Info, "", "this one is meant", one->defined_at, {}, ""});
  }
  throw Error(std::move(diagnostic));
}

const Node* metadata_map(const Object& object, std::string_view field) {
  const std::string_view path[] = {"metadata", field};
  return object.root ? object.root->find_path(path) : nullptr;
}

/// Applies copies of one patch to several objects.
void patch_all(ObjectList& objects, std::span<Object* const> targets, const Object& patch,
               const std::vector<RepeatedKeys>& repeated, Context& context) {
  // kustomize reads these two as maps when it copies the patch.
  for (std::string_view field : {"labels", "annotations"}) {
    if (const Node* map = metadata_map(patch, field)) keep_last_of_repeated(*map, repeated);
  }
  for (Object* target : targets) {
    Node* copy = copy_for_target(patch, *target, context.arena);
    patch_object(objects, *target, *copy, patch.notes, context);
    if (repeated.empty() || !target->root) continue;
    const Node* maps[] = {metadata_map(*target, "labels"), metadata_map(*target, "annotations")};
    check_repeated_keys(*target->root, repeated, maps);
  }
  if (!patch.notes.allow_name_change && !patch.notes.allow_kind_change) return;
  for (const Object* target : targets) check_unique(objects, *target);
}

void patch_by_json(ObjectList& objects, std::span<Object* const> targets, const JsonPatch& patch,
                   bool stores_id, Context& context) {
  bool replaces = patch.replaces_annotations();
  for (Object* target : targets) {
    if (stores_id) store_previous_id(*target, objects.schemas(), context.arena);
    if (target->has_build_annotations()) ensure_annotations(*target->root, context.arena);
    patch.apply(*target->root, context.arena);
    make_annotations_texts(*target->root, context.arena);
    if (target->is_empty()) objects.note_emptied();
    objects.reindex(*target);
    if (!replaces) continue;
    target->origin.reset();  // kustomize keeps these two among the annotations
    target->transformations.clear();
  }
}

PatchText text_of(const PatchConfig& config, Context& context) {
  bool has_patch = config.patch.value.find_first_not_of(kBlanks) != config.patch.value.npos;
  if (!has_patch && config.path.empty()) {
    fail_patch("an entry of `patches` needs `patch` or `path`", place_of(config.node));
  }
  if (has_patch && !config.path.empty()) {
    fail_patch(
        "an entry of `patches` has `patch` and `path`: patch and path can't be set at the "
        "same time",
        config.path.where());
  }
  if (!config.path.empty()) return file_patch(config.path, context);
  return inline_patch(config.patch, true);
}

/// Either kind of patch, by what can be read.
struct ParsedPatch {
  StrategicPatch strategic;
  std::optional<JsonPatch> json;
};

ParsedPatch parse_patch(const PatchText& text, Context& context) {
  std::optional<Error> not_strategic;
  try {
    return {text.read_strategic(context), std::nullopt};
  } catch (Error& error) {
    not_strategic = std::move(error);
  }
  try {
    return {{}, text.read_json(context)};
  } catch (const Error& error) {
    // What looks like a list of operations was meant as one.
    std::string_view content = text.text();
    size_t first = content.find_first_not_of(" \n\r");
    bool is_list = first != content.npos && (content[first] == '[' || content[first] == '-') &&
                   !content.substr(first).starts_with("---");
    Diagnostic diagnostic = (is_list ? error : *not_strategic).diagnostic();
    diagnostic.message += " (unable to parse SM or JSON patch)";
    throw Error(std::move(diagnostic));
  }
}

void apply_strategic(ObjectList& objects, const StrategicPatch& patch_text,
                     const PatchConfig& config, Context& context) {
  std::span<Object* const> patches = patch_text.objects;
  const std::vector<RepeatedKeys>& repeated = patch_text.repeated;
  for (Object* patch : patches) {
    patch->notes.allow_name_change |= config.allow_name_change;
    patch->notes.allow_kind_change |= config.allow_kind_change;
    // kustomize marks the patch with an annotation, and so writes all of them anew.
    if (config.allow_name_change || config.allow_kind_change) {
      make_annotations_texts(*patch->root, context.arena);
    }
  }
  if (config.target) {
    if (patches.size() > 1) {
      fail_patch(
          "the patch has several documents, so it cannot have a target (Multiple "
          "Strategic-Merge Patches in one `patches` entry is not allowed to set "
          "`patches.target` field)",
          place_of(config.target->node));
    }
    patch_all(objects, select_targets(objects, *config.target, context), *patches.front(), repeated,
              context);
    return;
  }
  for (Object* patch : patches) {
    Object& target = find_target(objects, *patch);
    patch_object(objects, target, *patch->root, patch->notes, context);
    if (repeated.empty() || !target.root) continue;
    // It writes annotations anew, as a map.
    const Node* annotations = metadata_map(target, "annotations");
    if (annotations) keep_last_of_repeated(*annotations, repeated);
    check_repeated_keys(*target.root, repeated, {&annotations, 1});
  }
}

StrategicPatch read_strategic(const Text& path, Context& context) {
  if (is_surely_a_path(path.value)) return file_patch(path, context).read_strategic(context);
  // The text may be the patch itself; what is none must be a file.
  std::optional<Error> not_inline;
  try {
    return inline_patch(path, false).read_strategic(context);
  } catch (Error& error) {
    not_inline = std::move(error);
  }
  if (path.value.find('\n') != path.value.npos) throw Error(*not_inline);
  return file_patch(path, context).read_strategic(context);
}

}  // namespace

void apply(ObjectList& objects, const PatchConfig& config, Context& context) {
  ParsedPatch patch = parse_patch(text_of(config, context), context);
  if (!patch.strategic.objects.empty()) {
    return apply_strategic(objects, patch.strategic, config, context);
  }
  if (!patch.json) return;
  if (!config.target) {
    fail_patch("a JSON patch needs a target (must specify a target for JSON patch)",
               place_of(config.node));
  }
  patch_by_json(objects, select_targets(objects, *config.target, context), *patch.json, true,
                context);
}

void apply(ObjectList& objects, const StrategicPatchConfig& config, Context& context) {
  if (config.paths.empty() && config.patches.empty()) {
    fail_patch("there is no patch (empty file path and empty patch content)",
               place_of(config.node));
  }
  StrategicPatch all;
  auto add = [&](StrategicPatch read) {
    all.objects.insert(all.objects.end(), read.objects.begin(), read.objects.end());
    std::move(read.repeated.begin(), read.repeated.end(), std::back_inserter(all.repeated));
  };
  for (const Text& path : config.paths) add(read_strategic(path, context));
  if (!config.patches.empty()) add(inline_patch(config.patches, false).read_strategic(context));
  if (all.objects.empty()) {
    const Node* place = config.paths.empty() ? config.patches.node : config.paths.front().node;
    fail_patch("the patch is empty (patch appears to be empty)",
               place_of(place ? place : config.node));
  }
  for (const Object* patch : all.objects) {
    Object* target = &find_target(objects, *patch);
    patch_all(objects, {&target, 1}, *patch, all.repeated, context);
  }
}

void apply(ObjectList& objects, const JsonPatchConfig& config, Context& context) {
  if (!config.target || config.target->name.empty()) {
    fail_patch("the target of a JSON patch needs a name (must specify the target name)",
               place_of(config.target ? config.target->node : config.node));
  }
  if (config.path.empty() == config.json_op.empty()) {
    fail_patch(config.path.empty() ? "there is no patch (empty file path and empty jsonOp)"
                                   : "must specify a file path or jsonOp, not both",
               place_of(config.node));
  }
  PatchText text =
      config.path.empty() ? inline_patch(config.json_op, false) : file_patch(config.path, context);
  JsonPatch patch = text.read_json(context);
  if (patch.empty()) {
    fail_patch("the patch is empty (patch appears to be empty)",
               (config.path.empty() ? config.json_op : config.path).where());
  }
  patch_by_json(objects, select_targets(objects, *config.target, context), patch, false, context);
}

}  // namespace drydock::overlays
