#include "projects/argocd/value_paths.h"

#include <algorithm>
#include <charconv>

namespace drydock::projects::argocd {
namespace {

constexpr int kDeepest = 500;

Value list_without(std::span<const Value> items, size_t index, Arena& arena) {
  Value* rest = arena.array<Value>(items.size());
  size_t size = 0;
  for (size_t i = 0; i < items.size(); ++i) {
    if (i != index) rest[size++] = items[i];
  }
  return Value::of_list({rest, size});
}

bool remove_below(Value& root, const ValuePath& path, size_t at, Arena& arena) {
  const PathStep& step = path[at];
  bool is_last = at + 1 == path.size();
  if (step.key) {
    const Value* found = root.is_map() ? root.as_map().find(*step.key) : nullptr;
    if (!found) return false;
    if (is_last) return root.as_map().erase(*step.key);
    Value below = *found;
    if (!remove_below(below, path, at + 1, arena)) return false;
    root.as_map().set(arena.copy(*step.key), below);
    return true;
  }
  if (!root.is_list() || step.index >= root.as_list().size()) return false;
  std::span<const Value> items = root.as_list();
  if (is_last) {
    root = list_without(items, step.index, arena);
    return true;
  }
  Value below = items[step.index];
  if (!remove_below(below, path, at + 1, arena)) return false;
  Value* copy = arena.array<Value>(items.size());
  std::copy(items.begin(), items.end(), copy);
  copy[step.index] = below;
  root = Value::of_list({copy, items.size()});
  return true;
}

std::string unescaped(std::string_view token) {
  std::string out;
  for (size_t i = 0; i < token.size(); ++i) {
    bool escape = token[i] == '~' && i + 1 < token.size();
    if (escape && (token[i + 1] == '0' || token[i + 1] == '1')) {
      out += token[++i] == '0' ? '~' : '/';
    } else {
      out += token[i];
    }
  }
  return out;
}

}  // namespace

Value copy_value(Value value, Arena& arena, int depth) {
  if (depth > kDeepest) return value;
  if (value.is_map()) {
    auto* map = arena.make<ValueMap>(arena);
    for (const ValueMap::Entry& entry : value.as_map().entries()) {
      map->set(entry.key, copy_value(entry.value, arena, depth + 1));
    }
    return Value::of_map(map);
  }
  if (!value.is_list()) return value;
  std::span<const Value> items = value.as_list();
  Value* copy = arena.array<Value>(items.size());
  for (size_t i = 0; i < items.size(); ++i) copy[i] = copy_value(items[i], arena, depth + 1);
  return Value::of_list({copy, items.size()});
}

bool remove_at(Value& root, const ValuePath& path, Arena& arena) {
  if (path.empty() || path.size() > kDeepest) return false;
  return remove_below(root, path, 0, arena);
}

bool remove_pointer(Value& root, std::string_view pointer, Arena& arena) {
  ValuePath path;
  Value at = root;
  while (pointer.starts_with('/') && path.size() <= kDeepest) {
    pointer.remove_prefix(1);
    size_t end = std::min(pointer.find('/'), pointer.size());
    std::string token = unescaped(pointer.substr(0, end));
    pointer.remove_prefix(end);
    if (at.is_map()) {
      const Value* below = at.as_map().find(token);
      if (!below) return false;
      at = *below;
      path.push_back({std::move(token), 0});
      continue;
    }
    if (!at.is_list()) return false;
    int64_t index = 0;
    auto [last, error] = std::from_chars(token.data(), token.data() + token.size(), index);
    if (error != std::errc() || last != token.data() + token.size()) return false;
    auto size = static_cast<int64_t>(at.as_list().size());
    if (index < 0) index += size;  // the library counts from behind, too
    if (index < 0 || index >= size) return false;
    path.push_back({std::nullopt, static_cast<size_t>(index)});
    at = at.as_list()[static_cast<size_t>(index)];
  }
  return pointer.empty() && remove_at(root, path, arena);
}

}  // namespace drydock::projects::argocd
