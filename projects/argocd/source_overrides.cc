#include "projects/argocd/source_overrides.h"

#include <fmt/format.h>

#include <string>

#include "core/error.h"
#include "core/tree.h"
#include "core/yaml/decode.h"
#include "projects/argocd/api_types.h"

namespace drydock::projects::argocd {
namespace {

/// RFC 7386, into a new value.
Value merge_patch(Value target, Value patch, Arena& arena, int depth = 0) {
  if (!patch.is_map() || depth > 200) return patch;
  ValueMap* result = arena.make<ValueMap>(arena);
  if (target.is_map()) {
    for (const ValueMap::Entry& entry : target.as_map().entries()) {
      result->set(entry.key, entry.value);
    }
  }
  for (const ValueMap::Entry& entry : patch.as_map().entries()) {
    const Value* old = result->find(entry.key);
    if (entry.value.is_nil()) {
      result->erase(entry.key);
    } else {
      result->set(entry.key, merge_patch(old ? *old : Value(), entry.value, arena, depth + 1));
    }
  }
  return Value::of_map(result);
}

/// What Go's JSON decoder makes of `read` in a variable that holds `old`: what is not read stays,
/// even of the items of a list that stood at the same place.
Value decode_over(Value old, Value read, const ApiType& type, Arena& arena) {
  if (type.kind == ApiKind::List && read.is_list()) {
    std::span<const Value> items = read.as_list();
    std::span<const Value> old_items = old.is_list() ? old.as_list() : std::span<const Value>();
    Value* result = arena.array<Value>(items.size());
    for (size_t i = 0; i < items.size(); ++i) {
      Value before = i < old_items.size() ? old_items[i] : Value();
      result[i] = decode_over(before, items[i], *type.item, arena);
    }
    return Value::of_list({result, items.size()});
  }
  bool merges = type.kind == ApiKind::Struct || type.kind == ApiKind::Map;
  if (!merges || !old.is_map() || !read.is_map()) return read;
  ValueMap* result = arena.make<ValueMap>(arena);
  for (const ValueMap::Entry& entry : old.as_map().entries()) result->set(entry.key, entry.value);
  for (const ValueMap::Entry& entry : read.as_map().entries()) {
    const Value* before = result->find(entry.key);
    const ApiType* below = type.item;
    for (const ApiField& field : type.fields) {
      if (field.name == entry.key) below = field.type;
    }
    result->set(entry.key,
                before && below ? decode_over(*before, entry.value, *below, arena) : entry.value);
  }
  return Value::of_map(result);
}

}  // namespace

Value with_source_overrides(Value source, SourceCache& files, std::string_view folder,
                            std::string_view application, Arena& arena) {
  Value merged = source;
  std::string prefix = folder.empty() ? "" : fmt::format("{}/", folder);
  std::string names[] = {prefix + ".argocd-source.yaml",
                         fmt::format("{}.argocd-source-{}.yaml", prefix, application)};
  for (const std::string& path : names) {
    if (files.tree().kind(path) != EntryKind::File) continue;
    const SourceFile& file = files.read(path);
    YamlDecodeOptions options;
    options.numbers = YamlNumbers::Exact;
    YamlDecoded patch = decode_yaml_file(file, arena, options);
    if (patch.problem) throw Error(*patch.problem);
    if (!patch.go_error.empty()) fail("argocd-source", patch.go_error, {&file, 1, 1});
    if (!patch.value.is_map()) {
      fail("argocd-source", fmt::format("{} is no mapping", path), {&file, 1, 1});
    }
    try {
      Value read = conform(merge_patch(merged, patch.value, arena), kSourceType, arena);
      merged = decode_over(merged, read, kSourceType, arena);
    } catch (Error& error) {
      error.diagnostic().where = {&file, 1, 1};
      throw;
    }
  }
  if (!merged.is_map()) return merged;
  for (std::string_view fixed : {"chart", "path", "repoURL", "targetRevision"}) {
    Value value = field_of(source, fixed);
    if (value.is_nil()) {
      merged.as_map().erase(fixed);
    } else {
      merged.as_map().set(fixed, value);
    }
  }
  return merged;
}

}  // namespace drydock::projects::argocd
