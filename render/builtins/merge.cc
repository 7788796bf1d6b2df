#include "core/error.h"
#include "render/builtins/deep_equal.h"
#include "render/builtins/families.h"
#include "render/builtins/list_growth.h"
#include "render/builtins/version_values.h"

namespace drydock::render {
namespace {

constexpr int kMaxDepth = 5000;

bool has_kind(Value value, std::string_view kind) {
  return value.is_object() && value.as_object().kind_name() == kind;
}

/// Merges maps in place as mergo does: a value stays unless it is empty, or always gives way. Maps
/// that meet are merged in turn, and a map that met none is shared, not copied.
class Merger {
 public:
  Merger(const CallArgs& args, bool overwrite) : args_(args), overwrite_(overwrite) {}

  /// False if it comes upon values that cannot be merged; what was merged until then stays.
  bool merge(ValueMap& into, ValueMap& from) {
    if (++depth_ > kMaxDepth) fail("recursion-limit", "merges maps that are nested too deeply");
    args_.context().spend(from.size());
    // A copy, since a map may be merged into one that it contains.
    std::vector<ValueMap::Entry> entries(from.entries().begin(), from.entries().end());
    for (const ValueMap::Entry& entry : entries) {
      if (!merge_entry(into, entry.key, entry.value)) return false;
    }
    --depth_;
    return true;
  }

 private:
  bool merge_entry(ValueMap& into, std::string_view key, Value value) {
    const Value* found = into.find(key);
    Value present = found ? *found : Value();
    if (value.is_nil()) {
      if (overwrite_) into.set(key, value);
      return true;
    }
    if (value.is_map() && present.is_map() && !present.is_nil_map()) {
      check_type(present, value);
      if (!merge(present.as_map(), value.as_map())) return false;
    } else if (has_kind(present, "ptr") && (value.is_map() || has_kind(value, "struct"))) {
      if (!overwrite_) return false;
    }
    // The map that was there may have been filled just now, and then it stays.
    if (is_empty(present) || (overwrite_ && !(value.is_map() && present.is_map()))) {
      into.set(key, value);
    }
    return true;
  }

  void check_type(Value present, Value value) {
    if (present.go_type() != GoType::StringMap || value.go_type() == GoType::StringMap) return;
    if (value.as_map().size() == 0) return;
    args_.fail(
        "reflect.Value.SetMapIndex: value of type interface {} is not assignable to type string");
  }

  const CallArgs& args_;
  bool overwrite_;
  int depth_ = 0;
};

/// Merges all other arguments into the first, in place unless it is nil. Null if that cannot be
/// done.
ValueMap* merge_all(const CallArgs& args, bool overwrite) {
  ValueMap* into = &args.map(0);
  for (Value from : args.rest(1)) {
    if (into->is_nil() && !from.is_nil_map()) into = args.new_map();
    if (!Merger(args, overwrite).merge(*into, from.as_map())) return nullptr;
  }
  return into;
}

Value merge_quietly(const CallArgs& args, bool overwrite) {
  ValueMap* merged = merge_all(args, overwrite);
  return merged ? Value::of_map(merged) : Value::of_string("");
}

Value merge_strictly(const CallArgs& args, bool overwrite) {
  ValueMap* merged = merge_all(args, overwrite);
  if (!merged) args.fail("src and dst must be of same type");
  return Value::of_map(merged);
}

Value merge(const CallArgs& args) { return merge_quietly(args, false); }
Value merge_overwrite(const CallArgs& args) { return merge_quietly(args, true); }
Value must_merge(const CallArgs& args) { return merge_strictly(args, false); }
Value must_merge_overwrite(const CallArgs& args) { return merge_strictly(args, true); }

class DeepCopier {
 public:
  explicit DeepCopier(const CallArgs& args) : args_(args) {}

  Value copy(Value value) {
    args_.context().spend(1);
    if (value.is_list() && !value.is_nil_list()) return copy_list(value);
    if (value.is_map() && !value.is_nil_map()) return copy_map(value);
    // The original's library copies exported fields only, and a version has none.
    if (is_version(value)) return empty_version(args_.arena(), value);
    return value;
  }

 private:
  void enter() {
    if (++depth_ > kMaxDepth) fail("recursion-limit", "copies values that are nested too deeply");
  }

  Value copy_list(Value list) {
    enter();
    std::span<const Value> items = list.as_list();
    std::vector<Value> copies;
    copies.reserve(items.size());
    for (Value item : items) copies.push_back(copy(item));
    --depth_;
    return make_list(args_.arena(), copies, list.list_to_capacity().size(), list.go_type());
  }

  Value copy_map(Value map) {
    enter();
    ValueMap* copies = args_.new_map();
    for (const ValueMap::Entry& entry : map.as_map().entries()) {
      copies->set(entry.key, copy(entry.value));
    }
    --depth_;
    return Value::of_map(copies, map.go_type());
  }

  const CallArgs& args_;
  int depth_ = 0;
};

Value deep_copy(const CallArgs& args) {
  if (args[0].is_nil()) args.fail("reflect: call of reflect.Value.Type on zero Value");
  return DeepCopier(args).copy(args[0]);
}

using enum Type;

// clang-format off
constexpr Builtin kMergeBuiltins[] = {
    {"merge",              takes_many(Map, Map), Any, merge, "MAP FROM...: MAP itself, with what it lacks taken from each FROM; empty values count as lacking"},
    {"mustMerge",          takes_many(Map, Map), Any, must_merge, "MAP FROM...: as merge, but fails where merge gives an empty text"},
    {"mergeOverwrite",     takes_many(Map, Map), Any, merge_overwrite, "MAP FROM...: MAP itself, with the values of each FROM put in place of its own"},
    {"mustMergeOverwrite", takes_many(Map, Map), Any, must_merge_overwrite, "MAP FROM...: as mergeOverwrite, but fails where that gives an empty text"},
    {"deepCopy",           takes(Any), Any, deep_copy, "VALUE: a copy of VALUE and of all lists and maps within"},
    {"mustDeepCopy",       takes(Any), Any, deep_copy, "VALUE: as deepCopy"},
};
// clang-format on

}  // namespace

std::span<const Builtin> merge_builtins() { return kMergeBuiltins; }

}  // namespace drydock::render
