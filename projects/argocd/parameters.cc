#include "projects/argocd/parameters.h"

#include <fmt/format.h>

#include <vector>

#include "core/error.h"
#include "render/template/go_format.h"

namespace drydock::projects::argocd {
namespace {

/// Deeper levels are no parameters that anybody wrote.
constexpr int kMaxDepth = 200;

void flatten_into(ValueMap& out, const std::string& name, Value value, Arena& arena, int depth) {
  if (depth > kMaxDepth) fail("argocd-limit", "parameters are nested too deeply");
  std::string prefix = name.empty() ? "" : name + ".";
  if (value.is_map()) {
    for (const ValueMap::Entry& entry : value.as_map().entries()) {
      flatten_into(out, prefix + std::string(entry.key), entry.value, arena, depth + 1);
    }
  } else if (value.is_list() && value.go_type() == GoType::Default) {
    size_t i = 0;
    for (Value item : value.as_list()) {
      flatten_into(out, fmt::format("{}{}", prefix, i++), item, arena, depth + 1);
    }
  } else {
    std::string text = value.is_nil() ? "<nil>" : render::value_text(value);
    out.set(arena.copy(name), Value::of_string(arena.copy(text)));
  }
}

void merge_at_depth(ValueMap& params, const ValueMap& over, int depth) {
  if (depth > kMaxDepth) fail("argocd-limit", "parameters are nested too deeply");
  std::vector<ValueMap::Entry> entries(over.entries().begin(), over.entries().end());
  for (const ValueMap::Entry& entry : entries) {
    const Value* old = params.find(entry.key);
    bool both_maps = old && old->is_map() && entry.value.is_map();
    if (!both_maps || old->as_map().size() == 0) {
      params.set(entry.key, entry.value);
      continue;
    }
    // Go puts texts into a map of anything, and not the other way round.
    bool takes_texts = old->go_type() == GoType::StringMap;
    bool fits = !takes_texts || entry.value.go_type() == GoType::StringMap;
    if (!fits && entry.value.as_map().size() > 0) {
      fail("argocd-generator",
           fmt::format("`{}` is a map of texts in one generator and a map of anything in another, "
                       "which Argo CD cannot merge in this order; change the order, or give one "
                       "of them another name",
                       entry.key));
    }
    merge_at_depth(old->as_map(), entry.value.as_map(), depth + 1);
  }
}

}  // namespace

ValueMap* flatten(const ValueMap& params, Arena& arena) {
  ValueMap* flat = arena.make<ValueMap>(arena);
  for (const ValueMap::Entry& entry : params.entries()) {
    flatten_into(*flat, std::string(entry.key), entry.value, arena, 0);
  }
  return flat;
}

void merge_over(ValueMap& params, const ValueMap& over) { merge_at_depth(params, over, 0); }

ValueMap* combine(const ValueMap& a, const ValueMap& b, Arena& arena) {
  ValueMap* both = arena.make<ValueMap>(arena);
  for (const ValueMap* map : {&a, &b}) {
    for (const ValueMap::Entry& entry : map->entries()) {
      std::string text = entry.value.is_nil() ? "<nil>" : render::value_text(entry.value);
      const Value* old = both->find(entry.key);
      if (old && old->as_string() != text) {
        fail("argocd-generator",
             fmt::format("both generators of a matrix give `{}`, one as `{}` and one as `{}`; only "
                         "with goTemplate may the first one win",
                         entry.key, old->as_string(), text));
      }
      if (!old) both->set(entry.key, Value::of_string(arena.copy(text)));
    }
  }
  return both;
}

Value with_float_numbers(Value value, Arena& arena) {
  if (value.is_int()) return Value::of_float(static_cast<double>(value.as_int()));
  if (value.is_uint()) return Value::of_float(static_cast<double>(value.as_uint()));
  if (value.is_list()) {
    std::span<const Value> items = value.as_list();
    Value* floats = arena.array<Value>(items.size());
    for (size_t i = 0; i < items.size(); ++i) floats[i] = with_float_numbers(items[i], arena);
    return Value::of_list({floats, items.size()});
  }
  if (!value.is_map()) return value;
  ValueMap* floats = arena.make<ValueMap>(arena);
  for (const ValueMap::Entry& entry : value.as_map().entries()) {
    floats->set(entry.key, with_float_numbers(entry.value, arena));
  }
  return Value::of_map(floats);
}

ValueMap* shallow_copy(const ValueMap& map, Arena& arena) {
  ValueMap* copy = arena.make<ValueMap>(arena);
  for (const ValueMap::Entry& entry : map.entries()) copy->set(entry.key, entry.value);
  return copy;
}

}  // namespace drydock::projects::argocd
