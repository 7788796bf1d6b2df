#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

#include "validate/cel/library.h"

/// Lists, and sets made of lists.
namespace drydock::validate::cel {
namespace {

using Kind = Value::Kind;

std::vector<Value> items_of(const Value& list, Memory& memory) {
  std::vector<Value> items;
  items.reserve(list.size);
  for (uint32_t i = 0; i < list.size; ++i) items.push_back(list_item(list, i, memory));
  return items;
}

Value is_sorted(const Call& call) {
  std::vector<Value> items = items_of(call[0], call.memory);
  for (size_t i = 1; i < items.size(); ++i) {
    if (compare_values(items[i - 1], items[i]) == 1) return Value::of_bool(false);
  }
  return Value::of_bool(true);
}

/// `kWanted` is how the best so far compares with what is better.
template <int kWanted>
Value extreme(const Call& call) {
  std::vector<Value> items = items_of(call[0], call.memory);
  if (items.empty()) {
    return call.error(fmt::format("{} called on empty list", kWanted == 1 ? "min" : "max"));
  }
  Value best = items[0];
  for (const Value& item : items) {
    if (compare_values(best, item) == kWanted) best = item;
  }
  return best;
}

Value add_up(const Call& call, Value total) {
  for (const Value& item : items_of(call[0], call.memory)) {
    if (item.kind != total.kind) return call.memory.no_overload();
    bool overflow = false;
    if (total.is(Kind::Double)) {
      total.real += item.real;
    } else if (total.is(Kind::Uint)) {
      overflow = __builtin_add_overflow(total.natural, item.natural, &total.natural);
    } else {
      overflow = __builtin_add_overflow(total.integer, item.integer, &total.integer);
    }
    if (overflow) {
      return call.error(total.is(Kind::Uint)       ? "unsigned integer overflow"
                        : total.is(Kind::Duration) ? "duration overflow"
                                                   : "integer overflow");
    }
  }
  return total;
}

Value sum_ints(const Call& call) { return add_up(call, Value::of_int(0)); }
Value sum_uints(const Call& call) { return add_up(call, Value::of_uint(0)); }
Value sum_doubles(const Call& call) { return add_up(call, Value::of_double(0)); }
Value sum_durations(const Call& call) { return add_up(call, Value::of_duration(0)); }

Value index_of(const Call& call) {
  for (uint32_t i = 0; i < call[0].size; ++i) {
    if (equal_values(list_item(call[0], i, call.memory), call[1], call.memory)) {
      return Value::of_int(i);
    }
  }
  return Value::of_int(-1);
}

Value last_index_of(const Call& call) {
  for (uint32_t i = call[0].size; i-- > 0;) {
    if (equal_values(list_item(call[0], i, call.memory), call[1], call.memory)) {
      return Value::of_int(i);
    }
  }
  return Value::of_int(-1);
}

Value includes(const Call& call) {
  if (!call[0].is(Kind::List)) {
    return Value::of_bool(equal_values(call[0], call[1], call.memory));
  }
  return Value::of_bool(index_of(call).integer >= 0);
}

Value slice(const Call& call) {
  int64_t start = call.integer(1);
  int64_t end = call.integer(2);
  std::string_view problem;
  if (start < 0 || end < 0) {
    problem = "negative indexes not supported";
  } else if (start > end) {
    problem = "start index must be less than or equal to end index";
  } else if (end > call[0].size) {
    return call.error(
        fmt::format("cannot slice({}, {}), list is length {}", start, end, call[0].size));
  }
  if (!problem.empty()) {
    return call.error(fmt::format("cannot slice({}, {}), {}", start, end, problem));
  }
  std::vector<Value> items = items_of(call[0], call.memory);
  return call.memory.list(std::span<const Value>(items).subspan(static_cast<size_t>(start),
                                                                static_cast<size_t>(end - start)));
}

void flatten_into(Value& out, const Value& list, int64_t depth, Memory& memory) {
  for (uint32_t i = 0; i < list.size; ++i) {
    Value item = list_item(list, i, memory);
    if (item.is(Kind::List) && depth > 0) {
      flatten_into(out, item, depth - 1, memory);
    } else {
      out = memory.append(out, item);
    }
  }
}

Value flatten(const Call& call) {
  constexpr int64_t kDeepest = 500;
  int64_t depth = call.size() == 2 ? call.integer(1) : 1;
  if (depth < 0) return call.error("level must be non-negative");
  Value out = call.memory.list({});
  flatten_into(out, call[0], std::min(depth, kDeepest), call.memory);
  return out;
}

Value sort_by_keys(const Call& call) {
  std::vector<Value> items = items_of(call[0], call.memory);
  std::vector<Value> keys = items_of(call[call.size() - 1], call.memory);
  if (items.empty()) return call[0];
  for (const Value& key : keys) {
    if (key.kind != keys[0].kind) return call.error("list elements must have the same type");
    bool compares = compare_values(key, key) != kNotComparable || key.is(Kind::Double);
    if (!compares) return call.error("list elements must be comparable");
  }
  std::vector<size_t> order(items.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return compare_values(keys[a], keys[b]) == -1; });
  std::vector<Value> sorted;
  for (size_t i : order) sorted.push_back(items[i]);
  return call.memory.list(sorted);
}

Value range(const Call& call) {
  int64_t size = call.integer(0);
  if (size < 0) {
    return call.error(fmt::format("lists.range: size must be non-negative, got {}", size));
  }
  // What is longer costs more than any evaluation may.
  constexpr int64_t kLongest = 1'000'000;
  if (size > kLongest) return call.error("operation cancelled: actual cost limit exceeded");
  std::vector<Value> items;
  for (int64_t i = 0; i < size; ++i) items.push_back(Value::of_int(i));
  return call.memory.list(items);
}

Value reverse(const Call& call) {
  std::vector<Value> items = items_of(call[0], call.memory);
  std::ranges::reverse(items);
  return call.memory.list(items);
}

Value distinct(const Call& call) {
  std::vector<Value> kept;
  for (const Value& item : items_of(call[0], call.memory)) {
    bool seen = std::ranges::any_of(
        kept, [&](const Value& other) { return equal_values(item, other, call.memory); });
    if (!seen) kept.push_back(item);
  }
  return call.memory.list(kept);
}

bool contains_all(const Value& list, const Value& others, Memory& memory) {
  std::vector<Value> items = items_of(list, memory);
  for (const Value& other : items_of(others, memory)) {
    bool found = std::ranges::any_of(
        items, [&](const Value& item) { return equal_values(item, other, memory); });
    if (!found) return false;
  }
  return true;
}

Value set_contains(const Call& call) {
  return Value::of_bool(contains_all(call[0], call[1], call.memory));
}
Value set_equivalent(const Call& call) {
  return Value::of_bool(contains_all(call[0], call[1], call.memory) &&
                        contains_all(call[1], call[0], call.memory));
}
Value set_intersects(const Call& call) {
  std::vector<Value> items = items_of(call[0], call.memory);
  for (const Value& other : items_of(call[1], call.memory)) {
    for (const Value& item : items) {
      if (equal_values(item, other, call.memory)) return Value::of_bool(true);
    }
  }
  return Value::of_bool(false);
}

// clang-format off
constexpr Overload kRows[] = {
    {"sum", "Li.", "i", sum_ints},
    {"sum", "Lu.", "u", sum_uints},
    {"sum", "Ld.", "d", sum_doubles},
    {"sum", "LD.", "D", sum_durations},
    {"indexOf", "LA.A", "i", index_of},
    {"lastIndexOf", "LA.A", "i", last_index_of},
    {"includes", "*.*", "b", includes},
    {"slice", "LA.ii", "LA", slice, CostRule::NewList},
    {"flatten", "LLA.", "LA", flatten, CostRule::Flatten},
    {"flatten", "L*.i", "L*", flatten, CostRule::Flatten},
    {"lists.range", "i", "Li", range, CostRule::NewList},
    {"reverse", "LA.", "LA", reverse, CostRule::NewList},
    {"distinct", "LA.", "LA", distinct, CostRule::SelfCompare},
    {"sets.contains", "LALA", "b", set_contains, CostRule::Sets},
    {"sets.equivalent", "LALA", "b", set_equivalent, CostRule::SetsTwice},
    {"sets.intersects", "LALA", "b", set_intersects, CostRule::Sets},
};

/// Functions that take lists of what can be compared, one overload for each type.
struct Compared {
  std::string_view function;
  Value (*call)(const Call&);
  std::string_view parameters[8];
  std::string_view results[8];
  CostRule cost;
};
constexpr Compared kCompared[] = {
    {"isSorted", is_sorted, {"Li.", "Lu.", "Ld.", "Lb.", "LD.", "LT.", "Ls.", "Ly."},
     {"b", "b", "b", "b", "b", "b", "b", "b"}, CostRule::One},
    {"max", extreme<-1>, {"Li.", "Lu.", "Ld.", "Lb.", "LD.", "LT.", "Ls.", "Ly."},
     {"i", "u", "d", "b", "D", "T", "s", "y"}, CostRule::One},
    {"min", extreme<1>, {"Li.", "Lu.", "Ld.", "Lb.", "LD.", "LT.", "Ls.", "Ly."},
     {"i", "u", "d", "b", "D", "T", "s", "y"}, CostRule::One},
    {"sort", sort_by_keys, {"Li.", "Lu.", "Ld.", "Lb.", "LD.", "LT.", "Ls.", "Ly."},
     {"Li", "Lu", "Ld", "Lb", "LD", "LT", "Ls", "Ly"}, CostRule::SelfCompare},
    {"@sortByAssociatedKeys", sort_by_keys,
     {"LA.Li", "LA.Lu", "LA.Ld", "LA.Lb", "LA.LD", "LA.LT", "LA.Ls", "LA.Ly"},
     {"LA", "LA", "LA", "LA", "LA", "LA", "LA", "LA"}, CostRule::SelfCompare},
};
// clang-format on

constexpr auto joined() {
  std::array<Overload, std::size(kRows) + 8 * std::size(kCompared)> rows{};
  size_t n = 0;
  for (const Overload& row : kRows) rows[n++] = row;
  for (const Compared& row : kCompared) {
    for (size_t i = 0; i < 8; ++i) {
      rows[n++] = {row.function, row.parameters[i], row.results[i], row.call, row.cost};
    }
  }
  return rows;
}
constexpr auto kAll = joined();

}  // namespace

std::span<const Overload> list_overloads() { return kAll; }

}  // namespace drydock::validate::cel
