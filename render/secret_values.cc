#include "render/secret_values.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string_view>
#include <vector>

namespace drydock::render {
namespace {

/// A definition, or what of a file is in none, with the path of its chart's values in the root's.
struct Part {
  std::string_view text;
  std::string_view name;  // of a definition
  ValuePath prefix;
  bool is_secret = false;
};

std::string_view quoted_name(std::string_view text) {
  size_t begin = text.find('"');
  if (begin == std::string_view::npos) return {};
  text = text.substr(begin);
  return text.substr(0, text.find('"', 1) + 1);
}

/// Whether a text says `kind: Secret` somewhere.
bool makes_secret(std::string_view text) {
  constexpr std::string_view kKind = "kind:";
  constexpr std::string_view kSecret = "Secret";
  for (size_t at = text.find(kKind); at != std::string_view::npos; at = text.find(kKind, at)) {
    at += kKind.size();
    size_t name = std::min(text.find_first_not_of(" \"'", at), text.size());
    std::string_view rest = text.substr(name);
    if (!rest.starts_with(kSecret)) continue;
    if (rest.size() == kSecret.size()) return true;
    if (!std::isalnum(static_cast<unsigned char>(rest[kSecret.size()]))) return true;
  }
  return false;
}

/// Cuts a file at the definitions: each goes up to the next one.
void cut(std::string_view text, const ValuePath& prefix, std::vector<Part>& parts) {
  constexpr std::string_view kDefine = "define \"";
  size_t begin = 0;
  while (begin < text.size()) {
    size_t end = std::min(text.find(kDefine, begin + 1), text.size());
    Part part{text.substr(begin, end - begin), {}, prefix};
    part.is_secret = makes_secret(part.text);
    if (part.text.starts_with(kDefine)) part.name = quoted_name(part.text);
    parts.push_back(std::move(part));
    begin = end;
  }
}

/// Names under which a chart knows a sub-chart.
std::vector<std::string_view> keys_of(const Chart& chart, const Chart& sub_chart) {
  std::vector<std::string_view> keys;
  for (const ChartDependency& dependency : chart.metadata.dependencies) {
    if (dependency.name == sub_chart.metadata.name) keys.push_back(dependency.key());
  }
  if (keys.empty()) keys.push_back(sub_chart.metadata.name);
  return keys;
}

void cut_charts(const Chart& chart, const ValuePath& prefix, std::vector<Part>& parts) {
  for (const ChartFile& file : chart.templates) cut(file.text, prefix, parts);
  for (const Chart* sub_chart : chart.dependencies) {
    for (std::string_view key : keys_of(chart, *sub_chart)) {
      ValuePath below = prefix;
      below.emplace_back(key);
      cut_charts(*sub_chart, below, parts);
    }
  }
}

/// What a Secret includes is secret as well.
void spread(std::vector<Part>& parts) {
  std::vector<const Part*> open;
  for (const Part& part : parts) {
    if (part.is_secret) open.push_back(&part);
  }
  while (!open.empty()) {
    const Part& from = *open.back();
    open.pop_back();
    for (Part& part : parts) {
      if (part.is_secret || part.name.empty()) continue;
      if (from.text.find(part.name) == std::string_view::npos) continue;
      part.is_secret = true;
      open.push_back(&part);
    }
  }
}

/// The paths behind each `.Values` of a text; an empty one where the path is computed.
std::vector<ValuePath> named_paths(std::string_view text) {
  constexpr std::string_view kValues = ".Values";
  std::vector<ValuePath> paths;
  for (size_t at = text.find(kValues); at != std::string_view::npos; at = text.find(kValues, at)) {
    at += kValues.size();
    size_t end = at;
    auto in_name = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
    while (end < text.size() && (in_name(text[end]) || text[end] == '.')) ++end;
    std::string_view path = text.substr(at, end - at);
    if (path.starts_with('.')) path.remove_prefix(1);
    paths.push_back(dotted_path(path));
  }
  return paths;
}

/// What is at a path, or as far as it leads: no map at all counts as all of it.
const Value* value_at(const ValueMap& values, const ValuePath& path) {
  const ValueMap* map = &values;
  const Value* value = nullptr;
  for (const std::string& step : path) {
    value = map->find(step);
    if (!value || !value->is_map()) return value;
    map = &value->as_map();
  }
  return value;
}

std::set<ValuePath> secret_paths(const Chart& chart) {
  std::vector<Part> parts;
  cut_charts(chart, {}, parts);
  spread(parts);
  std::set<ValuePath> paths;
  for (const Part& part : parts) {
    if (!part.is_secret) continue;
    for (ValuePath& path : named_paths(part.text)) {
      bool is_global = !path.empty() && path[0] == "global";
      // A definition works on the values of whoever includes it.
      if (!part.name.empty()) paths.insert(path);
      if (!is_global) path.insert(path.begin(), part.prefix.begin(), part.prefix.end());
      paths.insert(std::move(path));
    }
  }
  return paths;
}

/// The path below a chart's own values; nothing if it does not lead there.
std::optional<ValuePath> path_below(const ValuePath& path, const ValuePath& prefix) {
  if (!path.empty() && path[0] == "global") return path;
  bool below =
      path.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), path.begin());
  if (!below) return std::nullopt;
  return ValuePath(path.begin() + static_cast<ptrdiff_t>(prefix.size()), path.end());
}

}  // namespace

SecretValues::SecretValues(const Chart& chart, const ValueMap* given, const ValueOrigins& origins) {
  std::set<ValuePath> paths = secret_paths(chart);
  for (const ValuePath& path : paths) {
    if (given) add(*given, path, origins);
  }
  add_chart(chart, {}, paths, origins);
}

void SecretValues::add_chart(const Chart& chart, const ValuePath& prefix,
                             const std::set<ValuePath>& paths, const ValueOrigins& origins) {
  for (const ValuePath& path : paths) {
    std::optional<ValuePath> own = path_below(path, prefix);
    if (own && chart.values) add(*chart.values, *own, origins);
  }
  for (const Chart* sub_chart : chart.dependencies) {
    for (std::string_view key : keys_of(chart, *sub_chart)) {
      ValuePath below = prefix;
      below.emplace_back(key);
      add_chart(*sub_chart, below, paths, origins);
    }
  }
}

void SecretValues::add(const ValueMap& values, const ValuePath& path, const ValueOrigins& origins) {
  if (path.empty()) {
    for (const ValueMap::Entry& entry : values.entries()) add(entry.value, origins);
  } else if (const Value* value = value_at(values, path)) {
    add(*value, origins);
  }
}

void SecretValues::add(const Value& value, const ValueOrigins& origins, int depth) {
  constexpr int kDeepest = 100;
  SourcePos where = origins.find(value);
  if (where.file) lines_.emplace(where.file, where.line);
  if (depth == kDeepest) return;
  if (value.is_map()) {
    for (const ValueMap::Entry& entry : value.as_map().entries()) {
      add(entry.value, origins, depth + 1);
    }
  } else if (value.is_list()) {
    for (const Value& item : value.as_list()) add(item, origins, depth + 1);
  }
}

void SecretValues::hide(SourcePos& where) const {
  if (lines_.contains({where.file, where.line})) where.length = 0;
}

void SecretValues::hide(Diagnostic& diagnostic) const {
  hide(diagnostic.where);
  for (Diagnostic& note : diagnostic.notes) hide(note);
}

}  // namespace drydock::render
