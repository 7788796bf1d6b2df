#include <algorithm>
#include <cmath>

#include "render/builtins/cast.h"
#include "render/builtins/deep_equal.h"
#include "render/builtins/families.h"
#include "render/builtins/list_growth.h"

namespace drydock::render {
namespace {

// A list of any Go type is taken, but what comes back is []interface {}. Where a name below ends in
// `_items`, the capacity of the result is what the original's way of building it leaves.

using Items = std::span<const Value>;

std::string kind_text(Value value) { return std::string(go_kind_name(value)); }

/// The items of argument `i`; fails with the message and the kind of what is no list.
Items items_of(const CallArgs& args, size_t i, std::string_view message,
               std::string_view after = "") {
  if (args[i].is_nil())
    args.fail("runtime error: invalid memory address or nil pointer dereference");
  std::optional<Items> items = list_items(args[i], args.arena());
  if (!items) args.fail(std::string(message) + kind_text(args[i]) + std::string(after));
  args.context().spend(items->size() / 8);
  return *items;
}

Value list(const CallArgs& args) { return args.new_list(args.all()); }

Value push(const CallArgs& args) {
  Items items = items_of(args, 0, "Cannot push on type ");
  std::vector<Value> grown(items.begin(), items.end());
  grown.push_back(args[1]);
  return make_list(args.arena(), grown, grown_capacity(items.size(), grown.size()));
}

Value prepend(const CallArgs& args) {
  Items items = items_of(args, 0, "Cannot prepend on type ");
  std::vector<Value> grown = {args[1]};
  grown.insert(grown.end(), items.begin(), items.end());
  size_t capacity = items.empty() ? 1 : grown_capacity(1, grown.size());
  return make_list(args.arena(), grown, capacity);
}

Value concat(const CallArgs& args) {
  std::vector<Value> joined;
  for (size_t i = 0; i < args.size(); ++i) {
    Items items = items_of(args, i, "Cannot concat type ", " as list");
    joined.insert(joined.end(), items.begin(), items.end());
    args.context().check_size(joined.size() * sizeof(Value));
  }
  return joined.empty() ? Value::nil_list() : make_appended_list(args.arena(), joined);
}

Value first(const CallArgs& args) {
  Items items = items_of(args, 0, "Cannot find first on type ");
  return items.empty() ? Value() : items.front();
}

Value last(const CallArgs& args) {
  Items items = items_of(args, 0, "Cannot find last on type ");
  return items.empty() ? Value() : items.back();
}

Value rest(const CallArgs& args) {
  Items items = items_of(args, 0, "Cannot find rest on type ");
  return items.empty() ? Value::nil_list() : args.new_list(items.subspan(1));
}

Value initial(const CallArgs& args) {
  Items items = items_of(args, 0, "Cannot find initial on type ");
  return items.empty() ? Value::nil_list() : args.new_list(items.first(items.size() - 1));
}

Value reverse(const CallArgs& args) {
  Items items = items_of(args, 0, "Cannot find reverse on type ");
  std::vector<Value> reversed(items.rbegin(), items.rend());
  return args.new_list(reversed);
}

bool contains(const CallArgs& args, Items haystack, Value needle) {
  return std::any_of(haystack.begin(), haystack.end(),
                     [&](Value item) { return deep_equal(needle, item, args.context()); });
}

Value compact(const CallArgs& args) {
  Items items = items_of(args, 0, "Cannot compact on type ");
  std::vector<Value> kept;
  std::remove_copy_if(items.begin(), items.end(), std::back_inserter(kept), is_empty);
  return make_appended_list(args.arena(), kept);
}

Value uniq(const CallArgs& args) {
  std::vector<Value> kept;
  for (Value item : items_of(args, 0, "Cannot find uniq on type ")) {
    if (!contains(args, kept, item)) kept.push_back(item);
  }
  return make_appended_list(args.arena(), kept);
}

Value without(const CallArgs& args) {
  std::vector<Value> kept;
  for (Value item : items_of(args, 0, "Cannot find without on type ")) {
    if (!contains(args, args.rest(1), item)) kept.push_back(item);
  }
  return make_appended_list(args.arena(), kept);
}

Value has(const CallArgs& args) {
  if (args[1].is_nil()) return Value::of_bool(false);
  Items items = items_of(args, 1, "Cannot find has on type ");
  return Value::of_bool(contains(args, items, args[0]));
}

/// The part of a list, which shares its items and may reach into its capacity.
Value slice(const CallArgs& args) {
  Items items = items_of(args, 0, "list should be type of slice or array but ");
  if (items.empty()) return {};
  int64_t start = args.size() > 1 ? to_int64(args[1]) : 0;
  int64_t end = args.size() > 2 ? to_int64(args[2]) : static_cast<int64_t>(items.size());
  Items all = args[0].is_list() ? args[0].list_to_capacity() : items;
  if (start < 0 || end < start || end > static_cast<int64_t>(all.size())) {
    args.fail("reflect.Value.Slice: slice index out of bounds");
  }
  size_t from = static_cast<size_t>(start);
  size_t to = static_cast<size_t>(end);
  if (args[0].is_bytes()) return Value::of_bytes(args[0].as_bytes().substr(from, to - from));
  return Value::of_list(all.subspan(from, to - from), args[0].go_type(), all.size() - to);
}

size_t checked_length(const CallArgs& args, int64_t length) {
  if (length < 0) args.fail("runtime error: makeslice: len out of range");
  return static_cast<size_t>(length);
}

/// The number of chunks is worked out in floats, so that a size of 0 or less fails in the
/// original's own ways.
Value chunk(const CallArgs& args) {
  Items items = items_of(args, 1, "Cannot chunk type ");
  int64_t size = args.integer(0);
  double length = static_cast<double>(items.size());
  double width = static_cast<double>(size);
  size_t count = checked_length(args, truncate_float(std::floor((length - 1) / width) + 1));
  args.context().check_size(count);
  std::vector<Value> chunks;
  size_t next = 0;
  for (size_t i = 0; i < count; ++i) {
    int64_t rest = i + 1 == count ? truncate_float(std::floor(std::fmod(length, width))) : size;
    size_t taken = checked_length(args, rest == 0 ? size : rest);
    if (taken > items.size() - next) args.fail("reflect: slice index out of range");
    chunks.push_back(args.new_list(items.subspan(next, taken)));
    next += taken;
  }
  return args.new_list(chunks, GoType::Lists);
}

using enum Type;

// clang-format off
constexpr Builtin kListBuiltins[] = {
    {"list",        takes_many(Any), List, list, "ITEM...: a list of them"},
    {"tuple",       takes_many(Any), List, list, "ITEM...: old name of list"},
    {"append",      takes(Any, Any), List, push, "LIST ITEM: LIST with ITEM at its end"},
    {"mustAppend",  takes(Any, Any), List, push, "LIST ITEM: as append"},
    {"push",        takes(Any, Any), List, push, "LIST ITEM: as append"},
    {"mustPush",    takes(Any, Any), List, push, "LIST ITEM: as append"},
    {"prepend",     takes(Any, Any), List, prepend, "LIST ITEM: LIST with ITEM before it"},
    {"mustPrepend", takes(Any, Any), List, prepend, "LIST ITEM: as prepend"},
    {"concat",      takes_many(Any), Any, concat, "LIST...: the items of all"},
    {"first",       takes(Any), Any, first, "LIST: its first item, or nil"},
    {"mustFirst",   takes(Any), Any, first, "LIST: as first"},
    {"last",        takes(Any), Any, last, "LIST: its last item, or nil"},
    {"mustLast",    takes(Any), Any, last, "LIST: as last"},
    {"rest",        takes(Any), List, rest, "LIST: all items but the first"},
    {"mustRest",    takes(Any), List, rest, "LIST: as rest"},
    {"initial",     takes(Any), List, initial, "LIST: all items but the last"},
    {"mustInitial", takes(Any), List, initial, "LIST: as initial"},
    {"reverse",     takes(Any), List, reverse, "LIST: the items from the last to the first"},
    {"mustReverse", takes(Any), List, reverse, "LIST: as reverse"},
    {"compact",     takes(Any), List, compact, "LIST: the items that are not empty"},
    {"mustCompact", takes(Any), List, compact, "LIST: as compact"},
    {"uniq",        takes(Any), List, uniq, "LIST: the items, each once"},
    {"mustUniq",    takes(Any), List, uniq, "LIST: as uniq"},
    {"without",     takes_many(Any, Any), List, without, "LIST ITEM...: LIST without these items"},
    {"mustWithout", takes_many(Any, Any), List, without, "LIST ITEM...: as without"},
    {"has",         takes(Any, Any), Bool, has, "ITEM LIST: whether ITEM is in LIST"},
    {"mustHas",     takes(Any, Any), Bool, has, "ITEM LIST: as has"},
    {"slice",       takes_many(Any, Any), Any, slice, "LIST [START [END]]: the items from START up to but without END"},
    {"mustSlice",   takes_many(Any, Any), Any, slice, "LIST [START [END]]: as slice"},
    {"chunk",       takes(Int, Any), Lists, chunk, "SIZE LIST: the items in lists of SIZE"},
    {"mustChunk",   takes(Int, Any), Lists, chunk, "SIZE LIST: as chunk"},
};
// clang-format on

}  // namespace

std::span<const Builtin> list_builtins() { return kListBuiltins; }

}  // namespace drydock::render
