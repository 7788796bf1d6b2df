#include "core/yaml/go_syntax.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <vector>

#include "core/go_number.h"
#include "core/go_quote.h"
#include "core/yaml/resolve.h"
#include "core/yaml/timestamp.h"

namespace drydock {
namespace {

constexpr int kMaxShownDepth = 100;

std::string time_syntax(const YamlTimestamp& time) {
  constexpr std::string_view kMonths[] = {"January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December"};
  std::string zone = time.zone_minutes == 0 ? "time.UTC" : "time.Location(\"\")";
  return fmt::format("time.Date({}, time.{}, {}, {}, {}, {}, {}, {})", time.year,
                     kMonths[time.month - 1], time.day, time.hour, time.minute, time.second,
                     time.nanosecond, zone);
}

std::string integer_syntax(const ResolvedScalar& scalar) {
  if (!scalar.is_unsigned) return format_go_int(scalar.integer);
  return "0x" + format_go_uint(scalar.unsigned_integer, 16);
}

class Printer {
 public:
  explicit Printer(YamlDialect dialect) : dialect_(dialect) {}

  std::string print(const Node& node, int depth) const {
    if (depth > kMaxShownDepth) return "...";
    if (node.is_scalar()) return print_scalar(node, depth == 0);
    if (node.is_mapping()) return print_mapping(node, depth);
    std::string out = "[]interface {}{";
    for (const Node* item : node.elements()) {
      if (out.back() != '{') out += ", ";
      out += print(*item, depth + 1);
    }
    return out + "}";
  }

 private:
  std::string print_scalar(const Node& node, bool top) const {
    ResolvedScalar scalar = resolve_scalar(node, dialect_);
    switch (scalar.type) {
      case ScalarType::Null:
        return top ? "<nil>" : "interface {}(nil)";
      case ScalarType::Bool:
        return scalar.boolean ? "true" : "false";
      case ScalarType::Int:
        return integer_syntax(scalar);
      case ScalarType::Float:
        return format_go_float(scalar.number);
      case ScalarType::Binary:
        return go_quote(decode_yaml_binary(node.text()).value_or(""));
      case ScalarType::Timestamp:
        if (dialect_ == YamlDialect::Sigs) break;
        return time_syntax(parse_yaml_timestamp(node.text()).value_or(YamlTimestamp()));
      default:
        break;
    }
    return go_quote(node.text());
  }

  /// Go prints maps in order of their keys: first by kind, in an order of its own, then by value.
  using KeyOrder = std::tuple<int, double, std::string>;
  KeyOrder key_order(const Node& key) const {
    ResolvedScalar scalar = resolve_scalar(key, dialect_);
    switch (key.is_scalar() ? scalar.type : ScalarType::String) {
      case ScalarType::Null:
        return {0, 0, ""};
      case ScalarType::Int:
        if (scalar.is_unsigned) return {3, static_cast<double>(scalar.unsigned_integer), ""};
        return {2, static_cast<double>(scalar.integer), ""};
      case ScalarType::Float:
        return {4, std::isnan(scalar.number) ? -HUGE_VAL : scalar.number, ""};
      case ScalarType::Bool:
        return {5, scalar.boolean ? 1 : 0, ""};
      default:
        return {1, 0, std::string(key.text())};
    }
  }

  bool is_string_map(const Node& mapping) const {
    return std::ranges::all_of(mapping.pairs(), [this](const NodeEntry& pair) {
      return pair.key->is_scalar() &&
             resolve_scalar(*pair.key, dialect_).type == ScalarType::String;
    });
  }

  std::string print_mapping(const Node& mapping, int depth) const {
    bool strings = dialect_ == YamlDialect::Kustomize && is_string_map(mapping);
    std::vector<std::pair<KeyOrder, const NodeEntry*>> pairs;
    for (const NodeEntry& pair : mapping.pairs()) pairs.emplace_back(key_order(*pair.key), &pair);
    std::ranges::stable_sort(pairs, {}, [](const auto& pair) { return pair.first; });
    std::string out = strings ? "map[string]interface {}{" : "map[interface {}]interface {}{";
    for (size_t i = 0; i < pairs.size(); ++i) {
      // Of equal keys the last one is in the map.
      if (i + 1 < pairs.size() && pairs[i].first == pairs[i + 1].first) continue;
      if (out.back() != '{') out += ", ";
      out += print(*pairs[i].second->key, depth + 1) + ":";
      out += print(*pairs[i].second->value, depth + 1);
    }
    return out + "}";
  }

  YamlDialect dialect_;
};

}  // namespace

std::string go_syntax(const Node& node, YamlDialect dialect) {
  return Printer(dialect).print(node, 0);
}

}  // namespace drydock
