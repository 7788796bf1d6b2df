#include "overlays/selector.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/error.h"

namespace drydock::overlays {
namespace {

std::optional<Regex> compile(const Text& pattern) {
  if (pattern.empty()) return std::nullopt;
  try {
    return Regex(fmt::format("^(?:{})$", pattern.value));
  } catch (const Error& error) {
    fail("overlay-selector",
         fmt::format("`{}` is no regular expression: {}", pattern.value, error.what()),
         pattern.where());
  }
}

/// Whether an expression is a text that matches only itself.
bool is_literal(std::string_view pattern) {
  auto is_plain = [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_'; };
  return !pattern.empty() && std::all_of(pattern.begin(), pattern.end(), is_plain);
}

bool fits(const std::optional<Regex>& regex, std::string_view text) {
  return !regex || regex->matches(text);
}

}  // namespace

CompiledSelector::CompiledSelector(const Selector& selector)
    : group_(compile(selector.group)),
      version_(compile(selector.version)),
      kind_(compile(selector.kind)),
      name_(compile(selector.name)),
      namespace_(compile(selector.namespace_name)),
      labels_(parse_label_selector(selector.label_selector)),
      annotations_(parse_label_selector(selector.annotation_selector)) {}

bool CompiledSelector::matches_gvk(const Gvk& gvk) const {
  return fits(kind_, gvk.kind) && fits(group_, gvk.group) && fits(version_, gvk.version);
}

bool CompiledSelector::matches_name(std::string_view name) const { return fits(name_, name); }

bool CompiledSelector::matches_namespace(std::string_view namespace_name) const {
  return fits(namespace_, namespace_name);
}

std::vector<Object*> candidates(const ObjectList& objects, const Text& name) {
  if (is_literal(name)) return objects.find_named(name);
  return {objects.all().begin(), objects.all().end()};
}

std::vector<Object*> select(const ObjectList& objects, const Selector& selector) {
  CompiledSelector compiled(selector);
  std::vector<Object*> selected;
  for (Object* object : candidates(objects, selector.name)) {
    if (object->is_empty()) continue;
    ObjectId now = objects.id_of(*object);
    ObjectId first = objects.original_id_of(*object);
    if (compiled.matches_gvk(now.gvk) &&
        (compiled.matches_namespace(first.effective_namespace()) ||
         compiled.matches_namespace(now.effective_namespace())) &&
        (compiled.matches_name(first.name) || compiled.matches_name(now.name)) &&
        compiled.matches_labels(*object) && compiled.matches_annotations(*object)) {
      selected.push_back(object);
    }
  }
  return selected;
}

}  // namespace drydock::overlays
