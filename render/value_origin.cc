#include "render/value_origin.h"

#include <charconv>

#include "core/arena.h"
#include "core/yaml/read.h"

namespace drydock::render {
namespace {

struct Found {
  SourcePos where;
  size_t depth = 0;  // how many steps of the path lead there
};

const Node* step_into(const Node& node, const std::string& step) {
  if (node.is_mapping()) {
    const Node* key = nullptr;
    for (const NodeEntry& entry : node.pairs()) {
      if (entry.key->text() == step) key = entry.value;
    }
    return key;
  }
  size_t index = 0;
  auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  bool is_number = error == std::errc() && end == step.data() + step.size();
  if (!is_number || index >= node.elements().size()) return nullptr;
  return node.elements()[index];
}

Found find_in(const SourceFile& file, const ValuePath& path) {
  Arena arena;
  Found found;
  YamlDocuments documents = read_yaml(file, arena);
  for (const Node* node : documents.roots) {
    for (size_t depth = 0; node && depth < path.size(); ++depth) {
      node = step_into(*node, path[depth]);
      if (node && depth + 1 > found.depth) found = {node->where(), depth + 1};
    }
  }
  return found;
}

void split(std::string_view text, char separator, ValuePath& path) {
  while (!text.empty()) {
    size_t end = text.find(separator);
    path.emplace_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
}

}  // namespace

ValuePath dotted_path(std::string_view text) {
  ValuePath path;
  split(text, '.', path);
  return path;
}

ValuePath dotted_pointer(std::string_view pointer) {
  ValuePath path;
  if (!pointer.empty()) split(pointer.substr(1), '/', path);
  for (std::string& step : path) {
    for (size_t at = step.find('~'); at != std::string::npos; at = step.find('~', at + 1)) {
      step.replace(at, 2, step.compare(at, 2, "~1") == 0 ? "/" : "~");
    }
  }
  return path;
}

std::optional<SourcePos> find_value_origin(std::span<const SourceFile* const> user_files,
                                           const ChartFile* chart_values, std::string_view prefix,
                                           const ValuePath& path) {
  ValuePath full = dotted_path(prefix);
  size_t before = full.size();
  full.insert(full.end(), path.begin(), path.end());
  std::optional<SourcePos> best;
  size_t best_depth = 0;
  for (size_t i = user_files.size(); i-- > 0;) {
    Found found = find_in(*user_files[i], full);
    if (found.depth > before && found.depth - before > best_depth) {
      best_depth = found.depth - before;
      best = found.where;
    }
  }
  if (chart_values && best_depth < path.size()) {
    Found found = find_in(*chart_values->source, path);
    if (found.depth > best_depth) best = found.where;
  }
  return best;
}

}  // namespace drydock::render
