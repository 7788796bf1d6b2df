#include "overlays/transforms/replacements.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "overlays/field_specs.h"
#include "overlays/node_paths.h"
#include "overlays/read_configs.h"
#include "overlays/selector.h"
#include "overlays/transforms/replace_value.h"

namespace drydock::overlays {
namespace {

constexpr std::string_view kRule = "overlay-replacement";
constexpr std::string_view kDefaultPath = "metadata.name";

SourcePos place_of(const Node* node) { return node ? node->where() : SourcePos(); }

/// All identities an object has or had. Replacements do not know which kinds live outside
/// namespaces, and see namespaces as they are written.
std::vector<ObjectId> ids_of(const Object& object) {
  std::vector<ObjectId> ids;
  ids.push_back({object.gvk(), object.name(), object.namespace_name(), false});
  for (const PreviousId& previous : object.notes.previous) {
    ids.push_back(previous_id(object, previous));
  }
  return ids;
}

ObjectId id_of(const ReplacementSource& source) {
  return {{source.group, source.version, source.kind}, source.name, source.namespace_name, false};
}

bool is_selected_by(const ObjectId& id, const ObjectId& wanted) {
  return (wanted.name.empty() || wanted.name == id.name) &&
         (wanted.namespace_name.empty() || same_effective_namespace(wanted, id)) &&
         is_selected(id.gvk, wanted.gvk);
}

[[noreturn]] void fail_source(const ObjectList& objects, const ReplacementSource& source,
                              std::span<Object* const> matches) {
  ObjectId wanted = id_of(source);
  SourcePos where = place_of(source.name.node ? source.name.node : source.node);
  if (matches.empty()) fail_no_match(objects, wanted, where);
  fail_many_matches(matches, wanted, where);
}

Object& find_source(const ObjectList& objects, const ReplacementSource& source) {
  ObjectId wanted = id_of(source);
  std::vector<Object*> known = source.name.empty()
                                   ? std::vector(objects.all().begin(), objects.all().end())
                                   : objects.find_named(source.name);
  std::vector<Object*> matches;
  for (Object* object : known) {
    if (object->is_empty()) continue;
    std::vector<ObjectId> ids = ids_of(*object);
    bool fits = std::any_of(ids.begin(), ids.end(),
                            [&](const ObjectId& id) { return is_selected_by(id, wanted); });
    if (fits) matches.push_back(object);
  }
  if (matches.size() != 1) fail_source(objects, source, matches);
  return *matches.front();
}

/// The part of a text that the options ask for.
Node* refine(Node& value, const std::optional<FieldOptions>& options,
             const ReplacementSource& source, Arena& arena) {
  if (!options || options->delimiter.empty()) return &value;
  if (!value.is_scalar()) {
    fail(kRule,
         "the source is no text, so it cannot be split (delimiter option can only be used "
         "with scalar nodes)",
         place_of(source.node));
  }
  std::vector<std::string_view> parts = split_text(value.text(), options->delimiter);
  if (options->index < 0 || static_cast<size_t>(options->index) >= parts.size()) {
    fail(kRule,
         fmt::format("the source has {} parts between `{}`, so there is no part {} (options.index "
                     "{} is out of bounds)",
                     parts.size(), options->delimiter.value, options->index, options->index),
         place_of(source.node));
  }
  Node* part = arena.make<Node>(value);
  part->text_data = parts[static_cast<size_t>(options->index)].data();
  part->size = static_cast<uint32_t>(parts[static_cast<size_t>(options->index)].size());
  return part;
}

Node& source_value(const ObjectList& objects, const ReplacementSource& source, Arena& arena) {
  Object& object = find_source(objects, source);
  std::string_view path = source.field_path.empty() ? kDefaultPath : source.field_path.value;
  Node* value = nullptr;
  std::string problem;
  try {
    value = lookup_path(*object.root, split_node_path(path), arena);
  } catch (const Error& error) {
    problem = fmt::format(": {}", error.what());
  }
  if (is_null_or_empty(value)) {
    Diagnostic diagnostic;
    diagnostic.rule = kRule;
    diagnostic.message = fmt::format(
        "the source {} has no field `{}`{} (fieldPath `{}` is missing for replacement "
        "source)",
        describe(objects.id_of(object)), path, problem, path);
    diagnostic.where = place_of(source.field_path.node ? source.field_path.node : source.node);
    diagnostic.notes.push_back(
        {Severity::Info, "", "the source is here", object.defined_at, {}, ""});
    throw Error(std::move(diagnostic));
  }
  return *refine(*value, source.options, source, arena);
}

/// The value of a replacement: a node of the source, so that it is always as it is now.
Node& value_of(const ObjectList& objects, const Replacement& replacement, Arena& arena) {
  if (replacement.source_value && replacement.source) {
    fail(kRule,
         "a replacement has `source` and `sourceValue` (value and resource selectors are "
         "mutually exclusive)",
         replacement.source_value->where());
  }
  if (replacement.source) return source_value(objects, *replacement.source, arena);
  return *make_scalar_from(arena, replacement.source_value->value, replacement.source_value->node);
}

class Target {
 public:
  Target(const ReplacementTarget& target) : target_(target), select_(selected(target)) {
    for (const Selector& selector : target.reject) {
      rejects_.push_back({CompiledSelector(selector), !selector.label_selector.empty() ||
                                                          !selector.annotation_selector.empty()});
    }
  }

  const Selector& selector() const { return *target_.select; }

  bool accepts(const Object& object) const {
    if (!matches_labels(select_, object)) return false;
    std::vector<ObjectId> ids = ids_of(object);
    for (const Reject& reject : rejects_) {
      if (reject.by_labels && matches_labels(reject.selector, object)) return false;
      if (reject.selector.selects_by_id() && matches_any(reject.selector, ids)) return false;
    }
    return matches_any(select_, ids);
  }

 private:
  struct Reject {
    CompiledSelector selector;
    bool by_labels;
  };

  static const Selector& selected(const ReplacementTarget& target) {
    if (target.select) return *target.select;
    fail(kRule, "a target needs `select` (target must specify resources to select)",
         place_of(target.node));
  }

  static bool matches_labels(const CompiledSelector& selector, const Object& object) {
    return selector.matches_annotations(object) && selector.matches_labels(object);
  }

  static bool matches_any(const CompiledSelector& selector, const std::vector<ObjectId>& ids) {
    return std::any_of(ids.begin(), ids.end(), [&](const ObjectId& id) {
      return selector.matches_gvk(id.gvk) && selector.matches_name(id.name) &&
             selector.matches_namespace(id.namespace_name);
    });
  }

  const ReplacementTarget& target_;
  CompiledSelector select_;
  std::vector<Reject> rejects_;
};

void apply_one(ObjectList& objects, const Replacement& replacement, Context& context) {
  if ((!replacement.source && !replacement.source_value) || replacement.targets.empty()) {
    fail(
        kRule,
        "a replacement needs `source` or `sourceValue`, and `targets` (replacements must specify a "
        "source and at least one target)",
        place_of(replacement.node));
  }
  Node& value = value_of(objects, replacement, context.arena);
  for (const ReplacementTarget& entry : replacement.targets) {
    Target target(entry);
    std::vector<Text> paths = entry.field_paths;
    if (paths.empty()) paths.push_back({kDefaultPath, entry.node});
    for (Object* object : candidates(objects, target.selector().name)) {
      if (object->is_empty() || !target.accepts(*object)) continue;
      for (const Text& path : paths) {
        replace_value(objects, *object, value, path, entry.options, context.arena);
      }
      objects.reindex(*object);
    }
  }
}

}  // namespace

void apply(ObjectList& objects, const ReplacementConfig& config, Context& context) {
  std::vector<Replacement> replacements;
  for (const Replacement& entry : config.replacements) {
    if (entry.path.empty()) {
      replacements.push_back(entry);
      continue;
    }
    if (entry.source || !entry.targets.empty()) {
      fail(kRule, "cannot specify both path and inline replacement", entry.path.where());
    }
    std::vector<Replacement> read = read_replacements(entry.path, context);
    replacements.insert(replacements.end(), read.begin(), read.end());
  }
  for (const Replacement& replacement : replacements) apply_one(objects, replacement, context);
}

}  // namespace drydock::overlays
