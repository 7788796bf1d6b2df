#include "overlays/object.h"

#include <algorithm>

#include "core/error.h"
#include "core/yaml/resolve.h"
#include "schemas/merge_schema.h"

namespace drydock::overlays {
namespace {

/// The text of a scalar; empty for null and what is no scalar.
std::string_view text_of(const Node* value) {
  if (!value || !value->is_scalar()) return {};
  bool maybe_null = value->style == NodeStyle::Plain && value->size <= 4;
  if (maybe_null && resolve_scalar(*value, YamlDialect::Kustomize).type == ScalarType::Null) {
    return {};
  }
  return value->text();
}

std::string_view text_under(const Node* mapping, std::string_view key) {
  return text_of(mapping ? mapping->find(key) : nullptr);
}

/// The values under several keys in one pass; of equal keys the last one, as `Node::find` has it.
void find_fields(const Node& mapping, std::initializer_list<std::string_view> keys,
                 const Node** values) {
  for (const NodeEntry& entry : mapping.pairs()) {
    const Node& name = *entry.key;
    if (!name.is_scalar()) continue;
    const Node** value = values;
    for (std::string_view key : keys) {
      if (name.size == key.size() && name.text() == key) *value = entry.value;
      ++value;
    }
  }
}

constexpr std::string_view kBuildAnnotations = "internal.config.kubernetes.io/";

/// The fields of a list with commas between them.
std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> fields;
  for (size_t begin = 0; begin <= text.size();) {
    size_t end = std::min(text.find(',', begin), text.size());
    fields.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return fields;
}

}  // namespace

Behavior behavior_named(std::string_view name) {
  if (name == "create") return Behavior::Create;
  if (name == "replace") return Behavior::Replace;
  return name == "merge" ? Behavior::Merge : Behavior::Unspecified;
}

std::string_view behavior_name(Behavior behavior) {
  switch (behavior) {
    case Behavior::Create:
      return "create";
    case Behavior::Replace:
      return "replace";
    case Behavior::Merge:
      return "merge";
    case Behavior::Unspecified:
      break;
  }
  return "unspecified";
}

std::string_view Object::api_version() const { return text_under(root, "apiVersion"); }
std::string_view Object::kind() const { return text_under(root, "kind"); }
std::string_view Object::name() const {
  return root ? text_under(root->find("metadata"), "name") : std::string_view();
}
std::string_view Object::namespace_name() const {
  return root ? text_under(root->find("metadata"), "namespace") : std::string_view();
}

Gvk Object::gvk() const { return make_gvk(api_version(), kind()); }

bool Object::has_build_annotations() const {
  return origin || !transformations.empty() || !notes.previous.empty() || !notes.prefixes.empty() ||
         !notes.suffixes.empty() || !notes.referrers.empty() || notes.needs_hash ||
         notes.allow_name_change || notes.allow_kind_change || notes.made_by_helm ||
         notes.is_generated;
}

ObjectId current_id(const Object& object, const schemas::MergeSchemas& schemas) {
  const Node* parts[3] = {};
  if (object.root) find_fields(*object.root, {"apiVersion", "kind", "metadata"}, parts);
  std::string_view api_version = text_of(parts[0]);
  ObjectId id;
  id.gvk = make_gvk(api_version, text_of(parts[1]));
  const Node* names[2] = {};
  if (parts[2]) find_fields(*parts[2], {"name", "namespace"}, names);
  id.name = text_of(names[0]);
  id.namespace_name = text_of(names[1]);
  ScopeMemo& memo = object.scope;
  // Texts of a build never move, so the same places are the same texts.
  if (memo.schemas != &schemas || memo.api_version != api_version.data() ||
      memo.kind != id.gvk.kind.data()) {
    memo = {&schemas, api_version.data(), id.gvk.kind.data(), schemas.is_cluster_scoped(id.gvk)};
  }
  id.is_cluster_scoped = memo.is_cluster_scoped;
  return id;
}

ObjectId previous_id(const Object& object, const PreviousId& previous) {
  Gvk gvk = object.gvk();
  gvk.kind = previous.kind;
  return {gvk, previous.name, previous.namespace_name, false};
}

ObjectId original_id(const Object& object, const schemas::MergeSchemas& schemas) {
  if (object.notes.previous.empty()) return current_id(object, schemas);
  return previous_id(object, object.notes.previous.front());
}

void store_previous_id(Object& object, const schemas::MergeSchemas& schemas, Arena& arena) {
  ObjectId id = current_id(object, schemas);
  PreviousId stored{arena.copy(id.gvk.kind), arena.copy(id.name),
                    arena.copy(id.effective_namespace())};
  object.notes.previous.push_back(stored);
}

void take_build_notes(Object& object, Arena& arena) {
  const Node* metadata = object.root->find("metadata");
  const Node* annotations = metadata ? metadata->find("annotations") : nullptr;
  if (!annotations) return;
  BuildNotes& notes = object.notes;
  std::vector<std::string_view> names;
  std::vector<std::string_view> kinds;
  std::vector<std::string_view> namespaces;
  for (const NodeEntry& entry : annotations->pairs()) {
    std::string_view key = entry.key->text();
    if (!key.starts_with(kBuildAnnotations)) continue;
    key.remove_prefix(kBuildAnnotations.size());
    std::string_view value = arena.copy(entry.value->text());
    if (key == "previousNames") names = split(value);
    if (key == "previousKinds") kinds = split(value);
    if (key == "previousNamespaces") namespaces = split(value);
    if (key == "prefixes") notes.prefixes = split(value);
    if (key == "suffixes") notes.suffixes = split(value);
    if (key == "generatorBehavior") notes.behavior = behavior_named(value);
    if (key == "needsHashSuffix") notes.needs_hash = value == "enabled";
    if (key == "allowNameChange") notes.allow_name_change = value == "enabled";
    if (key == "allowKindChange") notes.allow_kind_change = value == "enabled";
  }
  if (names.size() != kinds.size() || names.size() != namespaces.size()) {
    fail("overlay-object", "the previous ids in kustomize's own annotations are incomplete",
         annotations->where());
  }
  for (size_t i = 0; i < names.size(); ++i) {
    notes.previous.push_back({kinds[i], names[i], namespaces[i]});
  }
}

Node* make_scalar_from(Arena& arena, std::string_view text, const Node* origin, NodeStyle style) {
  Node* node = make_scalar(arena, text, style);
  if (origin) {
    node->file = origin->file;
    node->line = origin->line;
    node->column = origin->column;
  }
  return node;
}

void set_text(Object& object, std::initializer_list<std::string_view> path, std::string_view text,
              const Node* origin, Arena& arena) {
  Node* mapping = object.root;
  const std::string_view* last = path.end() - 1;
  for (const std::string_view* key = path.begin(); key != last; ++key) {
    Node* next = mapping->find(*key);
    if (!next || !next->is_mapping()) {
      next = make_mapping(arena);
      set(arena, *mapping, *key, next);
    }
    mapping = next;
  }
  Node* old = mapping->find(*last);
  // kustomize keeps the style, so a quoted text stays one.
  NodeStyle style = old && old->is_scalar() ? old->style : NodeStyle::Plain;
  set(arena, *mapping, *last, make_scalar_from(arena, text, origin ? origin : old, style));
}

}  // namespace drydock::overlays
