#include <fmt/format.h>

#include <array>
#include <cmath>

#include "validate/cel/expr.h"
#include "validate/cel/library.h"

/// Operators: what is between values.
namespace drydock::validate::cel {
namespace {

using Kind = Value::Kind;

// Comparisons.

bool less(int order) { return order == -1; }
bool less_equal(int order) { return order == -1 || order == 0; }
bool greater(int order) { return order == 1; }
bool greater_equal(int order) { return order == 1 || order == 0; }

template <bool (*kHolds)(int)>
Value compare(const Call& call) {
  return Value::of_bool(kHolds(compare_values(call[0], call[1])));
}

constexpr std::string_view kComparable[] = {"bb", "ii", "uu", "dd", "ss", "yy", "TT",
                                            "DD", "iu", "id", "ui", "ud", "di", "du"};
using Comparisons = std::array<Overload, std::size(kComparable)>;

constexpr Comparisons comparisons(std::string_view name, Value (*call)(const Call&)) {
  Comparisons rows{};
  for (size_t i = 0; i < rows.size(); ++i) {
    bool is_text = kComparable[i] == "ss" || kComparable[i] == "yy";
    rows[i] = {name, kComparable[i], "b", call, is_text ? CostRule::Compare : CostRule::One};
  }
  return rows;
}

Value equal(const Call& call) {
  return Value::of_bool(equal_values(call[0], call[1], call.memory));
}
Value not_equal(const Call& call) {
  return Value::of_bool(!equal_values(call[0], call[1], call.memory));
}

// Arithmetic.

constexpr std::string_view kIntOverflow = "integer overflow";
constexpr std::string_view kUintOverflow = "unsigned integer overflow";

enum class Math : uint8_t { Add, Subtract, Multiply };

template <Math kOp, class T>
bool overflows(T a, T b, T* out) {
  if constexpr (kOp == Math::Add) return __builtin_add_overflow(a, b, out);
  if constexpr (kOp == Math::Subtract) return __builtin_sub_overflow(a, b, out);
  return __builtin_mul_overflow(a, b, out);
}

template <Math kOp>
Value calculate(const Call& call) {
  const Value& a = call[0];
  const Value& b = call[1];
  if (a.is(Kind::Int)) {
    int64_t result = 0;
    if (overflows<kOp>(a.integer, b.integer, &result)) return call.error(kIntOverflow);
    return Value::of_int(result);
  }
  if (a.is(Kind::Uint)) {
    uint64_t result = 0;
    if (overflows<kOp>(a.natural, b.natural, &result)) return call.error(kUintOverflow);
    return Value::of_uint(result);
  }
  if constexpr (kOp == Math::Add) return Value::of_double(a.real + b.real);
  if constexpr (kOp == Math::Subtract) return Value::of_double(a.real - b.real);
  return Value::of_double(a.real * b.real);
}

Value divide(const Call& call) {
  const Value& a = call[0];
  const Value& b = call[1];
  if (a.is(Kind::Double)) return Value::of_double(a.real / b.real);
  if (b.natural == 0) return call.error("division by zero");
  if (a.is(Kind::Uint)) return Value::of_uint(a.natural / b.natural);
  if (a.integer == INT64_MIN && b.integer == -1) return call.error(kIntOverflow);
  return Value::of_int(a.integer / b.integer);
}

Value modulo(const Call& call) {
  const Value& a = call[0];
  const Value& b = call[1];
  if (b.natural == 0) return call.error("modulus by zero");
  if (a.is(Kind::Uint)) return Value::of_uint(a.natural % b.natural);
  if (a.integer == INT64_MIN && b.integer == -1) return call.error(kIntOverflow);
  return Value::of_int(a.integer % b.integer);
}

Value negate(const Call& call) {
  if (call[0].is(Kind::Double)) return Value::of_double(-call[0].real);
  if (call[0].integer == INT64_MIN) return call.error(kIntOverflow);
  return Value::of_int(-call[0].integer);
}

Value logical_not(const Call& call) { return Value::of_bool(!call[0].boolean); }

// Times.

constexpr int64_t kNanos = 1'000'000'000;
constexpr int64_t kFirstSecond = -62'135'596'800;
constexpr int64_t kLastSecond = 253'402'300'799;

Value moved(const Call& call, const Value& time, int64_t nanos, bool back) {
  __int128 total = static_cast<__int128>(time.integer) * kNanos + time.size;
  total += back ? -static_cast<__int128>(nanos) : static_cast<__int128>(nanos);
  __int128 seconds = total / kNanos;
  __int128 rest = total % kNanos;
  if (rest < 0) {
    rest += kNanos;
    --seconds;
  }
  if (seconds < kFirstSecond || seconds > kLastSecond) return call.error("timestamp overflow");
  return Value::of_timestamp(static_cast<int64_t>(seconds), static_cast<int32_t>(rest));
}

Value add_to_time(const Call& call) {
  bool time_first = call[0].is(Kind::Timestamp);
  return moved(call, call[time_first ? 0 : 1], call.integer(time_first ? 1 : 0), false);
}

Value subtract_from_time(const Call& call) {
  if (call[1].is(Kind::Duration)) return moved(call, call[0], call.integer(1), true);
  __int128 difference = (static_cast<__int128>(call.integer(0)) - call.integer(1)) * kNanos +
                        (static_cast<int64_t>(call[0].size) - static_cast<int64_t>(call[1].size));
  if (difference > INT64_MAX || difference < INT64_MIN) return call.error("duration overflow");
  return Value::of_duration(static_cast<int64_t>(difference));
}

template <Math kOp>
Value calculate_duration(const Call& call) {
  int64_t result = 0;
  if (overflows<kOp>(call.integer(0), call.integer(1), &result)) {
    return call.error("duration overflow");
  }
  return Value::of_duration(result);
}

Value negate_duration(const Call& call) {
  if (call.integer(0) == INT64_MIN) return call.error("duration overflow");
  return Value::of_duration(-call.integer(0));
}

// Texts, lists and maps.

Value join_texts(const Call& call) {
  char* data = call.memory.arena().array<char>(call[0].size + size_t{call[1].size});
  std::string_view a = call.text(0);
  std::string_view b = call.text(1);
  a.copy(data, a.size());
  b.copy(data + a.size(), b.size());
  return Value::of_text(call[0].kind, {data, a.size() + b.size()});
}

/// The list type that the schema of a list gives it; empty for other lists.
std::string_view schema_list_type(const Value& list) {
  if (!list.from_json || !list.declared || !list.declared->schema) return {};
  const schemas::JsonValue* type = list.declared->schema->find("x-kubernetes-list-type");
  return type ? type->text() : std::string_view();
}

/// Whether two items of a list map have the same keys.
bool same_keys(const Value& list, const Value& a, const Value& b, Memory& memory) {
  const schemas::JsonValue* keys = list.declared->schema->find("x-kubernetes-list-map-keys");
  if (!keys || !a.is(Kind::Object) || !b.is(Kind::Object)) return false;
  for (const schemas::JsonValue& key : keys->items()) {
    std::string name = escape_property(key.text()).value_or("");
    if (!equal_values(object_field(a, name, memory), object_field(b, name, memory), memory)) {
      return false;
    }
  }
  return true;
}

/// Lists that are sets or maps keep their nature: an item of the second list takes the place of its
/// equal.
Value merge_lists(const Call& call, bool is_set) {
  std::vector<Value> items;
  for (uint32_t i = 0; i < call[0].size; ++i) items.push_back(list_item(call[0], i, call.memory));
  size_t own = items.size();
  for (uint32_t i = 0; i < call[1].size; ++i) {
    Value item = list_item(call[1], i, call.memory);
    bool found = false;
    for (size_t j = 0; j < own && !found; ++j) {
      found = is_set ? equal_values(items[j], item, call.memory)
                     : same_keys(call[0], items[j], item, call.memory);
      if (found) items[j] = item;
    }
    if (!found) items.push_back(item);
  }
  return call.memory.list(items);
}

Value join_lists(const Call& call) {
  std::string_view type = schema_list_type(call[0]);
  if (type == "set" || type == "map") return merge_lists(call, type == "set");
  Value result = call[0];
  if (result.size == 0 && !call[1].from_json) return call[1];
  for (uint32_t i = 0; i < call[1].size; ++i) {
    result = call.memory.append(result, list_item(call[1], i, call.memory));
  }
  return result;
}

Value in_list(const Call& call) {
  for (uint32_t i = 0; i < call[1].size; ++i) {
    if (equal_values(call[0], list_item(call[1], i, call.memory), call.memory)) {
      return Value::of_bool(true);
    }
  }
  return Value::of_bool(false);
}

Value in_map(const Call& call) { return Value::of_bool(map_has(call[1], call[0], call.memory)); }

/// A whole number as an index, whatever its type; -1 for others.
int64_t index_of(const Value& value) {
  if (value.is(Kind::Int)) return value.integer;
  if (value.is(Kind::Uint) && value.natural <= INT64_MAX) return value.integer;
  bool whole = value.is(Kind::Double) && std::floor(value.real) == value.real &&
               std::fabs(value.real) < 9e18;
  return whole ? static_cast<int64_t>(value.real) : -1;
}

}  // namespace

std::string key_text(const Value& key) {
  switch (key.kind) {
    case Kind::Int:
      return std::to_string(key.integer);
    case Kind::Uint:
      return std::to_string(key.natural);
    case Kind::Bool:
      return key.boolean ? "true" : "false";
    case Kind::Double:
      return fmt::format("{}", key.real);
    default:
      return std::string(key.is(Kind::String) ? key.text() : std::string_view("<key>"));
  }
}

Value index_value(const Value& container, const Value& key, Memory& memory) {
  if (container.is(Kind::List)) {
    std::string_view type = runtime_type_name(*type_of_value(key));
    if (!key.is_number()) {
      return memory.error(fmt::format("unsupported index type '{}' in list", type));
    }
    if (key.is(Kind::Double) && std::floor(key.real) != key.real) {
      return memory.error(fmt::format("unsupported index value {} in list", key.real));
    }
    int64_t i = index_of(key);
    if (i < 0 || i >= container.size) {
      return memory.error(fmt::format("index out of bounds: {}", key_text(key)));
    }
    return list_item(container, static_cast<size_t>(i), memory);
  }
  if (container.is(Kind::Map)) {
    Value found = map_find(container, key, memory);
    if (!found.is_error() || !found.text().empty()) return found;
    return memory.error(fmt::format("no such key: {}", key_text(key)));
  }
  return memory.no_overload();
}

namespace {

Value index(const Call& call) { return index_value(call[0], call[1], call.memory); }

Value opt_index(const Call& call) {
  Value container = call[0];
  if (container.is(Kind::Optional)) {
    if (!container.items) return container;
    container = *container.items;
  }
  Value found = index_value(container, call[1], call.memory);
  if (!found.is_error()) return call.memory.optional(found);
  bool absent = found.text().starts_with("no such key") || found.text().starts_with("index out");
  return absent ? call.memory.no_optional() : found;
}

// clang-format off
constexpr Overload kRows[] = {
    {"_==_", "AA", "b", equal, CostRule::Compare},
    {"_!=_", "AA", "b", not_equal, CostRule::Compare},
    {"!_", "b", "b", logical_not},
    {"-_", "i", "i", negate},
    {"-_", "d", "d", negate},
    {"-_", "D", "D", negate_duration},
    {"_+_", "ii", "i", calculate<Math::Add>},
    {"_+_", "uu", "u", calculate<Math::Add>},
    {"_+_", "dd", "d", calculate<Math::Add>},
    {"_+_", "ss", "s", join_texts, CostRule::Concat},
    {"_+_", "yy", "y", join_texts, CostRule::Concat},
    {"_+_", "LALA", "LA", join_lists, CostRule::AddList},
    {"_+_", "DD", "D", calculate_duration<Math::Add>},
    {"_+_", "DT", "T", add_to_time},
    {"_+_", "TD", "T", add_to_time},
    {"_-_", "ii", "i", calculate<Math::Subtract>},
    {"_-_", "uu", "u", calculate<Math::Subtract>},
    {"_-_", "dd", "d", calculate<Math::Subtract>},
    {"_-_", "DD", "D", calculate_duration<Math::Subtract>},
    {"_-_", "TT", "D", subtract_from_time},
    {"_-_", "TD", "T", subtract_from_time},
    {"_*_", "ii", "i", calculate<Math::Multiply>},
    {"_*_", "uu", "u", calculate<Math::Multiply>},
    {"_*_", "dd", "d", calculate<Math::Multiply>},
    {"_/_", "ii", "i", divide},
    {"_/_", "uu", "u", divide},
    {"_/_", "dd", "d", divide},
    {"_%_", "ii", "i", modulo},
    {"_%_", "uu", "u", modulo},
    {"@in", "ALA", "b", in_list, CostRule::InList},
    {"@in", "AMAB", "b", in_map},
    {kIndex, "LAi", "A", index, CostRule::IndexList},
    {kIndex, "MABA", "B", index, CostRule::IndexMap},
    {kIndex, "OLAi", "OA", opt_index},
    {kIndex, "OMABA", "OB", opt_index},
    {kOptIndex, "LAi", "OA", opt_index},
    {kOptIndex, "OLAi", "OA", opt_index},
    {kOptIndex, "MABA", "OB", opt_index},
    {kOptIndex, "OMABA", "OB", opt_index},
    // These two are the evaluator's own; the rows give their types.
    {kAnd, "bb", "b", nullptr, CostRule::Logic},
    {kOr, "bb", "b", nullptr, CostRule::Logic},
    {kConditional, "bAA", "A", nullptr, CostRule::Choose},
    {kNotStrictlyFalse, "b", "b", nullptr},
};
constexpr Comparisons kLess = comparisons("_<_", compare<less>);
constexpr Comparisons kLessEqual = comparisons("_<=_", compare<less_equal>);
constexpr Comparisons kGreater = comparisons("_>_", compare<greater>);
constexpr Comparisons kGreaterEqual = comparisons("_>=_", compare<greater_equal>);
// clang-format on

constexpr auto joined() {
  std::array<Overload, std::size(kRows) + 4 * std::size(kComparable)> rows{};
  size_t n = 0;
  for (const Overload& row : kRows) rows[n++] = row;
  for (const Comparisons* table : {&kLess, &kLessEqual, &kGreater, &kGreaterEqual}) {
    for (const Overload& row : *table) rows[n++] = row;
  }
  return rows;
}
constexpr auto kAll = joined();

}  // namespace

std::span<const Overload> operator_overloads() { return kAll; }

}  // namespace drydock::validate::cel
