#include "validate/cel/field_path.h"

#include <algorithm>

namespace drydock::validate::cel {
namespace {

/// "'a\\'b']" up to and with the bracket; the name without quotes and escapes.
std::optional<std::string> take_quoted(std::string_view& path) {
  if (!path.starts_with('\'')) return std::nullopt;
  constexpr std::string_view kNames = "abfnrtv'\\";
  constexpr std::string_view kBytes = "\a\b\f\n\r\t\v'\\";
  std::string name;
  for (size_t i = 1; i < path.size(); ++i) {
    if (path[i] == '\'') {
      if (!path.substr(i).starts_with("']")) return std::nullopt;
      path.remove_prefix(i + 2);
      return name;
    }
    if (path[i] == '\\') {
      size_t escape = i + 1 < path.size() ? kNames.find(path[i + 1]) : kNames.npos;
      if (escape == kNames.npos) return std::nullopt;
      name += kBytes[escape];
      ++i;
    } else {
      name += path[i];
    }
  }
  return std::nullopt;
}

std::optional<std::string> take_name(std::string_view& path) {
  bool bracket = path.starts_with('[');
  if (!bracket && !path.starts_with('.')) return std::nullopt;
  path.remove_prefix(1);
  if (bracket) return take_quoted(path);
  size_t end = std::min(path.find_first_of(".[]"), path.size());
  if (end == 0) return std::nullopt;
  std::string name(path.substr(0, end));
  path.remove_prefix(end);
  return name;
}

}  // namespace

std::optional<std::vector<PathStep>> read_field_path(std::string_view path, const Node& schema) {
  std::vector<PathStep> steps;
  const Node* at = &schema;
  while (!path.empty()) {
    std::optional<std::string> name = take_name(path);
    if (!name) return std::nullopt;
    const Node* properties = at->find("properties");
    const Node* others = at->find("additionalProperties");
    if (properties) {
      at = properties->find(*name);
    } else {
      at = others && others->is_mapping() ? others : nullptr;
    }
    if (!at) return std::nullopt;
    steps.push_back({std::move(*name), properties == nullptr});
  }
  return steps;
}

}  // namespace drydock::validate::cel
