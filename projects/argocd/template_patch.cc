#include "projects/argocd/template_patch.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/error.h"
#include "core/json/parse.h"
#include "core/yaml/decode.h"
#include "projects/argocd/api_types.h"
#include "render/builtins/kept_value.h"
#include "render/go_text.h"

namespace drydock::projects::argocd {
namespace {

constexpr std::string_view kDirective = "$patch";

/// A merge into values that nobody else holds.
class StrategicMerge {
 public:
  explicit StrategicMerge(Arena& arena) : arena_(arena) {}

  Value merge(Value original, const ValueMap& patch) {
    if (const Value* directive = patch.find(kDirective)) return follow(*directive, patch);
    ValueMap* result = arena_.make<ValueMap>(arena_);
    if (original.is_map()) {
      for (const ValueMap::Entry& entry : original.as_map().entries()) {
        result->set(entry.key, entry.value);
      }
    }
    for (const ValueMap::Entry& entry : patch.entries()) merge_field(*result, entry);
    return Value::of_map(result);
  }

 private:
  Value follow(Value directive, const ValueMap& patch) {
    std::string_view word = directive.is_string() ? directive.as_string() : std::string_view();
    if (word == "delete") return Value::of_map(arena_.make<ValueMap>(arena_));
    if (word != "replace") {
      fail("argocd-template", fmt::format("`$patch: {}` is neither replace nor delete", word));
    }
    ValueMap* result = arena_.make<ValueMap>(arena_);
    for (const ValueMap::Entry& entry : patch.entries()) {
      if (entry.key != kDirective) result->set(entry.key, entry.value);
    }
    return Value::of_map(result);
  }

  void merge_field(ValueMap& result, const ValueMap::Entry& entry) {
    std::string_view key = entry.key;
    if (key.starts_with("$setElementOrder/") || key == "$retainKeys") return;
    constexpr std::string_view kDeleteFrom = "$deleteFromPrimitiveList/";
    if (key.starts_with(kDeleteFrom)) {
      delete_items(result, key.substr(kDeleteFrom.size()), entry.value);
      return;
    }
    if (entry.value.is_nil()) {
      result.erase(key);
      return;
    }
    const Value* old = result.find(key);
    if (old && old->is_map() && entry.value.is_map()) {
      bool outer_raw = in_raw_;
      if (in_raw_) fail_raw(key);
      in_raw_ = key == "valuesObject";
      result.set(key, merge(*old, entry.value.as_map()));
      in_raw_ = outer_raw;
    } else if (old && old->is_list() && entry.value.is_list()) {
      if (in_raw_) fail_raw(key);
      result.set(key, key == "finalizers" ? joined(*old, entry.value) : clean(entry.value));
    } else {
      result.set(key, clean(entry.value));
    }
  }

  /// The original looks the field up in a Go type that has none.
  [[noreturn]] static void fail_raw(std::string_view key) {
    fail("argocd-template",
         fmt::format("templatePatch changes `{}` within valuesObject, which Argo CD refuses; give "
                     "the whole of it in the template, or use `$patch: replace`",
                     key));
  }

  void delete_items(ValueMap& result, std::string_view key, Value gone) {
    const Value* old = result.find(key);
    if (!old || !old->is_list() || !gone.is_list()) return;
    std::vector<Value> left;
    for (Value item : old->as_list()) {
      if (!contains(gone.as_list(), item)) left.push_back(item);
    }
    result.set(key, list_of_items(left));
  }

  static bool contains(std::span<const Value> items, Value wanted) {
    return std::any_of(items.begin(), items.end(), [&](Value item) {
      return item.is_string() && wanted.is_string() && item.as_string() == wanted.as_string();
    });
  }

  Value joined(Value old, Value more) {
    std::vector<Value> items(old.as_list().begin(), old.as_list().end());
    for (Value item : more.as_list()) {
      if (!contains(items, item)) items.push_back(item);
    }
    return list_of_items(items);
  }

  Value list_of_items(const std::vector<Value>& items) {
    Value* copy = arena_.array<Value>(items.size());
    std::copy(items.begin(), items.end(), copy);
    return Value::of_list({copy, items.size()});
  }

  /// What is new has no nulls and no directives.
  Value clean(Value value) {
    if (value.is_map()) {
      ValueMap* result = arena_.make<ValueMap>(arena_);
      for (const ValueMap::Entry& entry : value.as_map().entries()) {
        if (entry.value.is_nil() || entry.key.starts_with("$")) continue;
        result->set(entry.key, clean(entry.value));
      }
      return Value::of_map(result);
    }
    return value;
  }

  Arena& arena_;
  bool in_raw_ = false;
};

Value read_patch(std::string_view patch, Arena& arena) {
  std::string_view trimmed = render::trim_space(patch);
  if (trimmed.starts_with('{')) {
    JsonParseOptions options;
    options.numbers = JsonNumbers::Exact;
    JsonResult json = parse_json(trimmed, arena, options);
    if (!json.ok()) {
      fail("argocd-template", "templatePatch is no JSON: " + json.error->message);
    }
    return json.value;
  }
  SourceFile text{"templatePatch", std::string(patch)};
  YamlDecodeOptions options;
  options.numbers = YamlNumbers::Exact;
  YamlDecoded decoded = decode_yaml_file(text, arena, options);
  if (!decoded.go_error.empty()) {
    fail("argocd-template", "templatePatch is no YAML: " + decoded.go_error);
  }
  return render::kept_value(decoded.value, arena);
}

}  // namespace

Value apply_template_patch(Value application, std::string_view patch, Arena& arena) {
  Value changes = read_patch(patch, arena);
  if (changes.is_nil()) return application;
  if (!changes.is_map()) fail("argocd-template", "templatePatch is no mapping");
  try {
    conform(changes, kApplicationType, arena);
    Value patched = StrategicMerge(arena).merge(application, changes.as_map());
    patched = conform(patched, kApplicationType, arena);
    Value project = field_of(field_of(application, "spec"), "project");
    field_of(patched, "spec").as_map().set("project", project);
    return patched;
  } catch (const Error& error) {
    if (error.diagnostic().rule != "argocd-definition") throw;
    fail("argocd-template", "templatePatch gives no Application: " + error.diagnostic().message);
  }
}

}  // namespace drydock::projects::argocd
