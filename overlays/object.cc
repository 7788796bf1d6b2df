#include "overlays/object.h"

#include "core/yaml/resolve.h"
#include "schemas/merge_schema.h"

namespace drydock::overlays {
namespace {

/// The text of a scalar; empty for null and what is no scalar.
std::string_view text_under(const Node* mapping, std::string_view key) {
  const Node* value = mapping ? mapping->find(key) : nullptr;
  if (!value || !value->is_scalar()) return {};
  bool maybe_null = value->style == NodeStyle::Plain && value->size <= 4;
  if (maybe_null && resolve_scalar(*value, YamlDialect::Kustomize).type == ScalarType::Null) {
    return {};
  }
  return value->text();
}

}  // namespace

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

ObjectId current_id(const Object& object, const schemas::MergeSchemas& schemas) {
  ObjectId id;
  id.gvk = object.gvk();
  id.name = object.name();
  id.namespace_name = object.namespace_name();
  id.is_cluster_scoped = schemas.is_cluster_scoped(id.gvk);
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
