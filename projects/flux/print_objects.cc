#include "projects/flux/print_objects.h"

#include "core/error.h"
#include "core/yaml/decode.h"
#include "core/yaml/emit.h"

namespace drydock::projects::flux {
namespace {

/// An unstructured object holds whole numbers of 64 bits with a sign; others lose digits.
Value as_unstructured(const Value& value, Arena& arena) {
  if (value.is_uint()) return Value::of_float(static_cast<double>(value.as_uint()));
  if (value.is_map()) {
    ValueMap* map = arena.make<ValueMap>(arena);
    for (const ValueMap::Entry& entry : value.as_map().entries()) {
      map->set(entry.key, as_unstructured(entry.value, arena));
    }
    return Value::of_map(map);
  }
  if (!value.is_list()) return value;
  auto items = value.as_list();
  Value* copies = arena.array<Value>(items.size());
  for (size_t i = 0; i < items.size(); ++i) {
    new (&copies[i]) Value(as_unstructured(items[i], arena));
  }
  return Value::of_list({copies, items.size()});
}

}  // namespace

std::string print_objects(const ResourceSet& set) {
  std::string text;
  for (const Resource& resource : set.resources) {
    Arena arena;
    YamlDecoded decoded =
        decode_yaml(resource.root, arena, {YamlDialect::Kustomize, YamlNumbers::Exact});
    if (decoded.problem) throw Error(*decoded.problem);
    append_yaml(text, as_unstructured(decoded.value, arena));
    text += "---\n";
  }
  return text;
}

}  // namespace drydock::projects::flux
