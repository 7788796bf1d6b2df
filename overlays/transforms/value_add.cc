#include "overlays/transforms/value_add.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "overlays/field_specs.h"
#include "overlays/loader.h"
#include "overlays/node_paths.h"
#include "overlays/path_text.h"
#include "overlays/read_configs.h"
#include "overlays/selector.h"
#include "overlays/transforms/namespace.h"

namespace drydock::overlays {
namespace {

SourcePos place_of(const Node* node) { return node ? node->where() : SourcePos(); }

/// The value, or else the last part of the folder's path.
Text value_of(const ValueAddConfig& config, Context& context) {
  constexpr std::string_view kBlanks = " \t\n\v\f\r";
  Text value = config.value;
  size_t first = value.value.find_first_not_of(kBlanks);
  if (first != value.value.npos) {
    value.value = value.value.substr(first, value.value.find_last_not_of(kBlanks) - first + 1);
    return value;
  }
  std::string root = context.loader.absolute_root();
  size_t slash = root.find_last_of('/');
  std::string base = slash == root.npos ? root : root.substr(slash + 1);
  return {context.arena.copy(base.empty() ? "/" : base), config.node};
}

void add_value(Object& object, const ValueAddTarget& target, const Text& value, Context& context) {
  Node* field = lookup_path(*object.root, split_path(target.field_path, '/'), context.arena,
                            NodeKind::Scalar);
  if (!field) return;
  std::string_view text = value;
  if (target.file_path_position > 0) {
    text = context.arena.copy(
        insert_path_part(field->text(), static_cast<size_t>(target.file_path_position - 1), value));
  }
  set_scalar(*field, text, ScalarMeaning::AsWritten, value.node ? value.node : target.node);
}

void check_target(const ValueAddTarget& target) {
  if (target.field_path.empty()) {
    fail("kustomization", "a target needs a `fieldPath` (fieldPath cannot be empty)",
         place_of(target.node));
  }
  if (target.file_path_position < 0) {
    fail(
        "kustomization",
        fmt::format("value of FilePathPosition ({}) cannot be negative", target.file_path_position),
        place_of(target.node));
  }
}

}  // namespace

std::string insert_path_part(std::string_view path, size_t position, std::string_view part) {
  if (part.empty()) return std::string(path);
  std::vector<std::string_view> parts;
  for (std::string_view rest = path; !path.empty();) {
    size_t slash = std::min(rest.find('/'), rest.size());
    parts.push_back(rest.substr(0, slash));
    if (slash == rest.size()) break;
    rest.remove_prefix(slash + 1);
  }
  if (path == "/") parts.pop_back();
  position = std::min(position, parts.size());
  bool is_absolute = !parts.empty() && parts[0].empty();
  // An absolute path stays one.
  if (is_absolute && position < parts.size()) ++position;
  parts.insert(parts.begin() + static_cast<long>(position), part);
  std::string joined;
  for (std::string_view one : parts) {
    if (!one.empty()) joined.append(joined.empty() ? "" : "/").append(one);
  }
  return (parts[0].empty() ? "/" : "") + (joined.empty() ? joined : clean_path(joined));
}

void apply(ObjectList& objects, const ValueAddConfig& config, Context& context) {
  Text value = value_of(config, context);
  std::vector<ValueAddTarget> targets = config.targets;
  if (!config.target_file_path.empty()) {
    std::vector<ValueAddTarget> read = read_value_add_targets(config.target_file_path, context);
    targets.insert(targets.end(), read.begin(), read.end());
  }
  if (targets.empty()) {
    fail("kustomization",
         "a ValueAddTransformer needs `targets` (must specify at least one target)",
         place_of(config.node));
  }
  for (const ValueAddTarget& target : targets) check_target(target);
  for (const ValueAddTarget& target : targets) {
    std::vector<Object*> selected =
        target.selector ? select(objects, *target.selector)
                        : std::vector<Object*>(objects.all().begin(), objects.all().end());
    for (Object* object : selected) {
      if (object->is_empty()) continue;
      if (target.field_path.value == "metadata/namespace") {
        set_namespace(*object, NamespaceConfig{value, {}, false, {}}, context);
      } else {
        add_value(*object, target, value, context);
      }
      objects.reindex(*object);
    }
  }
}

}  // namespace drydock::overlays
