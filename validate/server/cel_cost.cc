#include "validate/server/cel_cost.h"

#include <fmt/format.h>

#include <algorithm>

#include "validate/server/crd_schema.h"

namespace drydock::validate::server {
namespace {

constexpr double kMaxRequest = 3 * 1024 * 1024;  // bytes
constexpr double kPairSyntax = 4;                // quotes, colon and comma
constexpr int kMaxDepth = 64;

/// The bytes that a value takes at least.
double min_size(const Field& schema, int depth = 0) {
  Field type = schema["type"];
  if (depth > kMaxDepth) return 1;
  if (type.is("boolean")) return 4;
  if (type.is("integer") || type.is("number") || schema["x-kubernetes-int-or-string"].flag())
    return 1;
  if (!type.is("object")) return 2;
  double size = 2;
  for (Field name : schema["required"].each()) {
    Field property = schema["properties"].key(name.text());
    if (!property || property["default"]) continue;
    size += static_cast<double>(name.text().size()) + kPairSyntax + min_size(property, depth + 1);
  }
  return size;
}

}  // namespace

std::optional<double> stated_elements(const Field& schema) {
  Field limit = schema[schema["type"].is("array") ? "maxItems" : "maxProperties"];
  if (!limit) return std::nullopt;
  return static_cast<double>(limit.number());
}

double max_elements(const Field& schema) {
  if (auto stated = stated_elements(schema)) return std::max(*stated, 0.0);
  bool is_list = schema["type"].is("array");
  Field element = is_list ? schema["items"] : additional_schema(schema);
  // A comma, and for a map a short key with its quotes and a colon.
  double around = is_list ? 1 : 6;
  return (kMaxRequest - 2) / (min_size(element) + around);
}

double max_instances(const Field& schema) { return kMaxRequest / (min_size(schema) + 1); }

std::string cost_excess(double cost, double limit) {
  constexpr double kShownFactor = 100;
  double factor = cost / limit;
  std::string shown = factor > kShownFactor ? fmt::format("more than {}x", kShownFactor)
                                            : fmt::format("{:.1f}x", factor);
  return fmt::format(
      "exceeds budget by factor of {} (try simplifying the rule, or adding maxItems, "
      "maxProperties, and maxLength where arrays, maps, and strings are declared)",
      shown);
}

}  // namespace drydock::validate::server
