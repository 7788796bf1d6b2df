#include "projects/argocd/global_projects.h"

#include <algorithm>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/source.h"
#include "core/yaml/decode.h"
#include "projects/argocd/api_types.h"
#include "projects/argocd/label_selector.h"

namespace drydock::projects::argocd {
namespace {

constexpr std::string_view kInherited[] = {"clusterResourceWhitelist",
                                           "clusterResourceBlacklist",
                                           "namespaceResourceWhitelist",
                                           "namespaceResourceBlacklist",
                                           "sourceRepos",
                                           "destinations"};

bool is_meant(Value entry, Value project, Arena& arena) {
  try {
    LabelSelector selector(field_of(entry, "labelSelector"), LabelSelector::Values::LabelValues);
    Value labels = field_of(field_of(project, "metadata"), "labels");
    return selector.matches(labels.is_map() ? labels.as_map() : *arena.make<ValueMap>(arena));
  } catch (const Error&) {
    return false;
  }
}

/// The other's items behind one's own. A list that is not there permits everything, so it stays
/// away only when both lack it.
void append_lists(ValueMap& spec, Value other, Arena& arena) {
  for (std::string_view name : kInherited) {
    Value more = field_of(other, name);
    if (!more.is_list()) continue;
    std::vector<Value> items;
    Value own = spec.find(name) ? *spec.find(name) : Value();
    for (Value list : {own, more}) {
      if (list.is_list()) items.insert(items.end(), list.as_list().begin(), list.as_list().end());
    }
    Value* copy = arena.array<Value>(items.size());
    std::copy(items.begin(), items.end(), copy);
    spec.set(name, Value::of_list({copy, items.size()}));
  }
}

}  // namespace

Value with_global_projects(Value project, std::string_view setting,
                           const std::function<Value(std::string_view)>& find, Arena& arena) {
  if (setting.empty() || !project.is_map()) return project;
  SourceFile file{"globalProjects", std::string(arena.copy(setting))};
  Value entries = decode_yaml_file(file, arena).value;
  if (!entries.is_list()) return project;
  auto* spec = arena.make<ValueMap>(arena);
  Value own = field_of(project, "spec");
  if (own.is_map()) {
    for (const ValueMap::Entry& entry : own.as_map().entries()) spec->set(entry.key, entry.value);
  }
  for (Value entry : entries.as_list()) {
    if (!is_meant(entry, project, arena)) continue;
    Value other = find(text_of(entry, "projectName"));
    if (other.is_map()) append_lists(*spec, field_of(other, "spec"), arena);
  }
  auto* whole = arena.make<ValueMap>(arena);
  for (const ValueMap::Entry& entry : project.as_map().entries())
    whole->set(entry.key, entry.value);
  whole->set("spec", Value::of_map(spec));
  return Value::of_map(whole);
}

}  // namespace drydock::projects::argocd
