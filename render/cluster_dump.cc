#include "render/cluster_dump.h"

#include "core/error.h"
#include "core/yaml/decode.h"
#include "core/yaml/read.h"
#include "render/values.h"

namespace drydock::render {
namespace {

std::string_view text_of(const ValueMap& map, std::string_view key) {
  const Value* value = map.find(key);
  return value && value->is_string() ? value->as_string() : std::string_view();
}

std::string kind_key(std::string_view api_version, std::string_view kind) {
  return std::string(api_version) + " " + std::string(kind);
}

}  // namespace

ClusterDump::ClusterDump(const SourceFile& file) {
  YamlDocuments documents = read_yaml(file, arena_);
  if (!documents.go_error.empty()) throw Error(documents.problems.front());
  YamlDecodeOptions options;
  options.numbers = YamlNumbers::Exact;
  for (const Node* root : documents.roots) {
    if (!root) continue;
    YamlDecoded decoded = decode_yaml(root, arena_, options);
    if (!decoded.go_error.empty()) fail("yaml-value", decoded.go_error, root->where());
    add(decoded.value);
  }
}

void ClusterDump::add(const Value& object) {
  if (!object.is_map()) return;
  const ValueMap& map = object.as_map();
  std::string_view kind = text_of(map, "kind");
  const Value* items = map.find("items");
  if (kind.ends_with("List") && items && items->is_list()) {
    for (const Value& item : items->as_list()) add(item);
    return;
  }
  const Value* metadata = map.find("metadata");
  if (kind.empty() || !metadata || !metadata->is_map()) return;
  by_kind_[kind_key(text_of(map, "apiVersion"), kind)].push_back(
      {text_of(metadata->as_map(), "namespace"), text_of(metadata->as_map(), "name"), &map});
}

Value ClusterDump::lookup(const LookupRequest& request, Arena& arena) {
  ValueMap* nothing = arena.make<ValueMap>(arena);
  auto found = by_kind_.find(kind_key(request.api_version, request.kind));
  if (found == by_kind_.end()) return Value::of_map(nothing);
  std::vector<Value> items;
  for (const Object& object : found->second) {
    // A namespace means nothing for an object that is in none.
    bool here = request.namespace_name.empty() || object.namespace_name.empty() ||
                object.namespace_name == request.namespace_name;
    if (!here) continue;
    if (request.name.empty()) {
      items.push_back(Value::of_map(deep_copy(*object.value, arena)));
    } else if (object.name == request.name) {
      return Value::of_map(deep_copy(*object.value, arena));
    }
  }
  if (!request.name.empty()) return Value::of_map(nothing);
  Value* copy = arena.array<Value>(items.size());
  std::copy(items.begin(), items.end(), copy);
  ValueMap* list = nothing;
  list->set("apiVersion", Value::of_string(arena.copy(request.api_version)));
  list->set("kind", Value::of_string(arena.copy(std::string(request.kind) + "List")));
  list->set("metadata", Value::of_map(arena.make<ValueMap>(arena)));
  list->set("items", Value::of_list({copy, items.size()}));
  return Value::of_map(list);
}

}  // namespace drydock::render
