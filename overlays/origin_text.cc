#include "overlays/origin_text.h"

#include <algorithm>

#include "core/value.h"
#include "core/yaml/emit.h"

namespace drydock::overlays {
namespace {

/// Appends "key: value" unless the value is empty.
void add(std::string& out, std::string_view indent, std::string_view key, std::string_view value) {
  if (value.empty()) return;
  out.append(indent).append(key).append(": ").append(to_yaml_pretty(Value::of_string(value)));
}

std::string text_with_indent(const Origin& origin, const std::string& indent) {
  std::string out;
  add(out, indent, "path", origin.path);
  add(out, indent, "repo", origin.repo);
  add(out, indent, "ref", origin.ref);
  add(out, indent, "configuredIn", origin.configured_in);
  std::string by;
  std::string deeper = indent + "  ";
  add(by, deeper, "apiVersion", origin.api_version);
  add(by, deeper, "kind", origin.kind);
  add(by, deeper, "name", origin.name);
  add(by, deeper, "namespace", origin.namespace_name);
  if (!by.empty()) out.append(indent).append("configuredBy:\n").append(by);
  return out;
}

}  // namespace

std::string origin_text(const Origin& origin) {
  std::string text = text_with_indent(origin, "");
  return text.empty() ? "{}\n" : text;
}

std::string transformations_text(std::span<const Origin> origins) {
  std::string out;
  for (const Origin& origin : origins) {
    std::string text = text_with_indent(origin, "  ");
    if (text.empty()) text = "  {}\n";
    out.append("- ").append(text, 2);
  }
  return out;
}

}  // namespace drydock::overlays
