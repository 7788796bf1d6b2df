#include <algorithm>
#include <cmath>

#include "validate/cel/cost.h"
#include "validate/cel/library.h"

namespace drydock::validate::cel {
namespace {

using Kind = Value::Kind;

uint64_t scaled(uint64_t size, double factor) {
  return static_cast<uint64_t>(std::ceil(static_cast<double>(size) * factor));
}

/// Of a value looked through to its leaves.
uint64_t traversal_cost(const Value& value, Memory& memory, int depth = 0) {
  constexpr int kDeepest = 100;
  if (depth > kDeepest) return 1;
  uint64_t cost = 0;
  switch (value.kind) {
    case Kind::String:
    case Kind::Bytes:
      return value.size / 10;
    case Kind::List:
      for (uint32_t i = 0; i < value.size; ++i) {
        cost += traversal_cost(list_item(value, i, memory), memory, depth + 1);
      }
      return cost;
    case Kind::Map:
      for (uint32_t i = 0; i < value.size; ++i) {
        cost += traversal_cost(map_key(value, i, memory), memory, depth + 1) +
                traversal_cost(map_value(value, i, memory), memory, depth + 1);
      }
      return cost;
    default:
      return 1;
  }
}

bool is_in(std::string_view text, std::initializer_list<std::string_view> list) {
  return std::ranges::find(list, text) != list.end();
}

uint64_t pattern_cost(uint64_t text_size, uint64_t pattern_size) {
  return scaled(text_size + 1, kTraversal) * scaled(pattern_size, kPattern);
}

/// By the function's name, as Kubernetes has it; nothing when CEL's own cost counts.
std::optional<uint64_t> named_cost(const Overload& overload, std::span<const Value> arguments,
                                   const Value& result, Memory& memory) {
  std::string_view name = overload.function;
  if (name == "check") return 350'000;
  if (has_unit_cost(name) || (name == "ip" && overload.is_member())) return 1;
  if (arguments.empty()) return std::nullopt;
  uint64_t size = size_of_value(arguments[0]);
  if (is_in(name, {"isSorted", "sum", "max", "min", "indexOf", "lastIndexOf", "includes"})) {
    return traversal_cost(arguments[0], memory);
  }
  if (is_in(name,
            {"url", "lowerAscii", "upperAscii", "substring", "trim", "jsonpatch.escapeKey", "cidr",
             "isIP", "isCIDR", "ip", "quantity", "isQuantity", "semver", "isSemver"})) {
    return scaled(size, kTraversal);
  }
  if (is_in(name, {"replace", "split", "ip.isCanonical"})) return scaled(size, 2 * kTraversal);
  if (name == "join") return scaled(size_of_value(result), 2 * kTraversal);
  if (name == "find" || name == "findAll") return pattern_cost(size, size_of_value(arguments[1]));
  if (name == "validate") {
    return pattern_cost(size_of_value(arguments[1]), format_pattern_size(arguments[0]));
  }
  if (name == "containsIP" || name == "containsCIDR") return 4;
  return std::nullopt;
}

uint64_t new_list_cost(double factor, uint64_t size) {
  return static_cast<uint64_t>(static_cast<double>(size) * factor) + 1 + kListCost;
}

uint64_t self_compare_cost(const Value& list, Memory& memory) {
  uint64_t size = list.size;
  bool texts = size > 0 && list_item(list, 0, memory).is(Kind::String);
  return new_list_cost(texts ? 2 + kTraversal : 2, size * size);
}

}  // namespace

uint64_t call_cost(const Overload& overload, std::span<const Value> arguments, const Value& result,
                   Memory& memory) {
  auto size = [&](size_t i) { return size_of_value(arguments[i]); };
  switch (overload.cost) {
    case CostRule::NewList:
      return new_list_cost(1, size_of_value(result));
    case CostRule::Flatten:
      return new_list_cost(arguments.size() == 2 ? static_cast<double>(arguments[1].integer) : 1,
                           size(0));
    case CostRule::SelfCompare:
      return self_compare_cost(arguments.back(), memory);
    case CostRule::Sets:
      return 1 + size(0) * size(1);
    case CostRule::SetsTwice:
      return 1 + 2 * size(0) * size(1);
    default:
      break;
  }
  if (std::optional<uint64_t> cost = named_cost(overload, arguments, result, memory)) return *cost;
  switch (overload.cost) {
    case CostRule::Affix:
      return scaled(size(1), kTraversal);
    case CostRule::Traverse:
    case CostRule::TextToBytes:
    case CostRule::BytesToText:
    case CostRule::Quote:
      return scaled(size(0), kTraversal);
    case CostRule::InList:
      return size(1);
    case CostRule::Compare:
      return scaled(std::min(size(0), size(1)), kTraversal);
    case CostRule::Concat:
      return scaled(size(0) + size(1), kTraversal);
    case CostRule::Matches:
      return pattern_cost(size(0), size(1));
    case CostRule::Contains:
      return scaled(size(0), kTraversal) * scaled(size(1), kTraversal);
    default:
      return 1;
  }
}

}  // namespace drydock::validate::cel
