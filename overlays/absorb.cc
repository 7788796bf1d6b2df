#include <fmt/format.h>

#include <algorithm>

#include "core/base_encoding.h"
#include "core/error.h"
#include "overlays/generators/config_map.h"
#include "overlays/object_list.h"

namespace drydock::overlays {
namespace {

[[noreturn]] void fail_absorb(const Object& object, std::string message, const Object* other) {
  Diagnostic diagnostic;
  diagnostic.rule = "overlay-generator";
  diagnostic.message = std::move(message);
  diagnostic.where = object.defined_at;
  if (other && other->defined_at.file) {
    Diagnostic note;
    note.severity = Severity::Info;
    note.message = "the other one is here";
    note.where = other->defined_at;
    diagnostic.notes.push_back(std::move(note));
  }
  throw Error(std::move(diagnostic));
}

Node* mapping_of(const Object& object, std::string_view field) {
  Node* value = object.root->find(field);
  return value && value->is_mapping() ? value : nullptr;
}

Node* metadata_mapping(const Object& object, std::string_view field) {
  const Node* metadata = object.root->find("metadata");
  Node* value = metadata ? metadata->find(field) : nullptr;
  return value && value->is_mapping() ? value : nullptr;
}

Node* make_text(const Node& value, Arena& arena) {
  std::string_view text = value.text();
  NodeStyle style = text.find('\n') == text.npos ? NodeStyle::DoubleQuoted : NodeStyle::Literal;
  return make_scalar_from(arena, text, &value, style);
}

/// The texts of two mappings; those of `own` count where both have a key. Null when there are none.
Node* merge_texts(const Node* other, const Node* own, Arena& arena) {
  Node* merged = make_mapping(arena);
  for (const Node* source : {other, own}) {
    if (!source) continue;
    for (const NodeEntry& entry : source->pairs()) {
      set(arena, *merged, entry.key->text(), make_text(*entry.value, arena));
    }
  }
  return merged->size > 0 ? merged : nullptr;
}

void put(Node& parent, std::string_view field, Node* value, Arena& arena) {
  erase(parent, field);
  if (value) set(arena, parent, field, value);
}

/// Everything of `old` but its content: kustomize's CopyMergeMetaDataFieldsFrom.
void take_identity(Object& object, const Object& old, Arena& arena) {
  Node* metadata = object.root->find("metadata");
  for (std::string_view field : {"labels", "annotations"}) {
    put(*metadata, field,
        merge_texts(metadata_mapping(old, field), metadata_mapping(object, field), arena), arena);
  }
  set_text(object, {"metadata", "name"}, old.name(), nullptr, arena);
  if (old.namespace_name().empty()) {
    erase(*metadata, "namespace");
  } else {
    set_text(object, {"metadata", "namespace"}, old.namespace_name(), nullptr, arena);
  }
  bool needs_hash = object.notes.needs_hash && old.notes.needs_hash;
  object.notes = old.notes;
  object.notes.needs_hash = needs_hash;
  object.var_names = old.var_names;
  object.transformations = old.transformations;
  if (!object.origin) object.origin = old.origin;
}

/// The data of a Secret with its `stringData` among it, as the API server makes it.
Node* encoded_data(const Object& secret, Arena& arena) {
  Node* data = make_mapping(arena);
  if (const Node* own = mapping_of(secret, "data")) {
    for (const NodeEntry& entry : own->pairs()) {
      set(arena, *data, entry.key->text(), make_text(*entry.value, arena));
    }
  }
  for (const NodeEntry& entry : mapping_of(secret, "stringData")->pairs()) {
    if (!entry.value->is_scalar()) {
      fail_absorb(secret,
                  fmt::format("`stringData` of Secret `{}` has a key `{}` that is no text",
                              secret.name(), entry.key->text()),
                  nullptr);
    }
    Node* encoded = make_scalar_from(arena, encode_wrapped_base64(entry.value->text()), entry.value,
                                     NodeStyle::DoubleQuoted);
    set(arena, *data, entry.key->text(), make_text(*encoded, arena));
  }
  return data;
}

void merge_data(Object& object, const Object& old, Arena& arena) {
  bool has_texts =
      object.api_version() == "v1" && object.kind() == "Secret" && mapping_of(old, "stringData");
  const Node* data = has_texts ? encoded_data(old, arena) : mapping_of(old, "data");
  put(*object.root, "data", merge_texts(data, mapping_of(object, "data"), arena), arena);
  put(*object.root, "binaryData",
      merge_texts(mapping_of(old, "binaryData"), mapping_of(object, "binaryData"), arena), arena);
}

}  // namespace

void ObjectList::absorb(Object& object, Arena& arena) {
  ObjectId id = id_of(object);
  std::vector<Object*> matches = find_any(id);
  Behavior behavior = object.notes.behavior;
  if (matches.size() > 1) {
    fail_absorb(object, fmt::format("{} may be merged into {} objects", id.text(), matches.size()),
                matches.front());
  }
  if (matches.empty()) {
    if (behavior == Behavior::Merge || behavior == Behavior::Replace) {
      fail_absorb(object,
                  fmt::format("there is no {} `{}` to {} into ({} does not exist)", id.gvk.kind,
                              id.name, behavior_name(behavior), id.text()),
                  nullptr);
    }
    append(object);
    return;
  }
  Object& old = *matches.front();
  if (behavior != Behavior::Merge && behavior != Behavior::Replace) {
    fail_absorb(object,
                fmt::format("there is a {} `{}` already; give the generator `behavior: merge` or "
                            "`replace` ({} exists)",
                            id.gvk.kind, id.name, id.text()),
                &old);
  }
  std::optional<Origin> origin = old.origin;
  take_identity(object, old, arena);
  if (behavior == Behavior::Merge) {
    merge_data(object, old, arena);
    if (origin) object.origin = origin;
  }
  replace(old, object);
}

void ObjectList::absorb_all(const ObjectList& other, Arena& arena) {
  for (Object* object : other.objects_) absorb(*object, arena);
}

void ObjectList::replace(const Object& old, Object& object) {
  auto at = std::find(objects_.begin(), objects_.end(), &old);
  if (!same_id(id_of(old), id_of(object))) {
    fail_absorb(
        object,
        fmt::format("{} cannot take the place of {}", id_of(object).text(), id_of(old).text()),
        &old);
  }
  *at = &object;
  if (indexed_) index_one(object, static_cast<uint32_t>(at - objects_.begin()));
}

}  // namespace drydock::overlays
