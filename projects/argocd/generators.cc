#include "projects/argocd/generators.h"

#include <fmt/format.h>

#include <map>
#include <optional>

#include "core/error.h"
#include "core/json/write.h"
#include "core/yaml/decode.h"
#include "projects/argocd/api_types.h"
#include "projects/argocd/label_selector.h"
#include "projects/argocd/parameters.h"
#include "render/builtins/kept_value.h"
#include "render/builtins/slug.h"

namespace drydock::projects::argocd {
namespace {

/// Labels and annotations: maps for Go's templates, and none that is empty; else one parameter for
/// each.
void add_metadata(ValueMap& params, const ClusterEntry& cluster, bool go, Arena& arena) {
  ValueMap* metadata = arena.make<ValueMap>(arena);
  for (auto [name, map] :
       {std::pair("annotations", cluster.annotations), std::pair("labels", cluster.labels)}) {
    if (go && map->size() > 0) {
      metadata->set(name, Value::of_map(const_cast<ValueMap*>(map), GoType::StringMap));
    }
    if (go) continue;
    for (const ValueMap::Entry& entry : map->entries()) {
      params.set(arena.copy(fmt::format("metadata.{}.{}", name, entry.key)), entry.value);
    }
  }
  if (go) params.set("metadata", Value::of_map(metadata));
}

}  // namespace

constinit const Generators::Row Generators::kKinds[] = {
    {"list", &Generators::list},
    {"clusters", &Generators::clusters},
    {"git", &Generators::git},
    {"scmProvider", &Generators::hosted_repositories},
    {"clusterDecisionResource", &Generators::cluster_decisions},
    {"pullRequest", &Generators::pull_requests},
    {"matrix", &Generators::matrix},
    {"merge", &Generators::merge},
    {"plugin", &Generators::plugin},
};

void Generators::count(size_t sets) {
  sets_ += sets;
  if (sets_ > kMaxSets) {
    fail("argocd-limit",
         fmt::format("the generators give more than {} sets of parameters", kMaxSets));
  }
}

std::vector<GeneratorOutput> Generators::run(Value generator, Value base_template,
                                             const ValueMap* given) {
  Value selector_value = field_of(generator, "selector");
  std::optional<LabelSelector> selector;
  if (selector_value.is_map()) {
    selector.emplace(selector_value, LabelSelector::Values::AnyText);
  }
  Value filled = given ? substitution_.replace_in_generator(generator, *given) : generator;
  std::vector<GeneratorOutput> outputs;
  for (const Row& row : kKinds) {
    Value own = field_of(generator, row.name);
    if (!own.is_map()) continue;
    GeneratorOutput& output = outputs.emplace_back();
    output.template_value =
        merge_missing(field_of(own, "template"), base_template, kTemplateType, arena_);
    for (ValueMap* params : (this->*row.kind)(field_of(filled, row.name))) {
      if (selector && !selector->matches(*flatten(*params, arena_))) continue;
      output.sets.push_back(params);
    }
  }
  return outputs;
}

/// The element of a list for templates that know only texts.
ValueMap* Generators::element_as_texts(const ValueMap& element) {
  ValueMap* params = new_map();
  for (const auto& [key, value] : element.entries()) {
    if (key != "values") {
      if (!value.is_string()) {
        fail("argocd-generator",
             fmt::format("`{}` of a list's element is no text; only with goTemplate may it be "
                         "something else",
                         key));
      }
      params->set(key, value);
      continue;
    }
    if (!value.is_map()) fail("argocd-generator", "`values` of a list's element is no mapping");
    for (const ValueMap::Entry& entry : value.as_map().entries()) {
      if (!entry.value.is_string()) {
        fail("argocd-generator",
             fmt::format("`values.{}` of a list's element is no text", entry.key));
      }
      params->set(arena_.copy(fmt::format("values.{}", entry.key)), entry.value);
    }
  }
  return params;
}

ParameterSets Generators::list(Value generator) {
  ParameterSets sets;
  std::span<const Value> elements = list_of(generator, "elements");
  count(elements.size());
  for (Value element : elements) {
    if (!element.is_map() && !element.is_nil()) {
      fail("argocd-generator", "an element of a list generator is no mapping");
    }
    ValueMap* params = new_map();
    if (element.is_map()) {
      params = is_go() ? &with_float_numbers(element, arena_).as_map()
                       : element_as_texts(element.as_map());
    }
    sets.push_back(params);
  }
  std::string_view yaml = text_of(generator, "elementsYaml");
  if (yaml.empty()) return sets;
  SourceFile text{"elementsYaml", std::string(yaml)};
  YamlDecoded decoded = decode_yaml_file(text, arena_);
  if (!decoded.go_error.empty()) {
    fail("argocd-generator", fmt::format("elementsYaml cannot be read: {}", decoded.go_error));
  }
  if (!decoded.value.is_list() && !decoded.value.is_nil()) {
    fail("argocd-generator", "elementsYaml is no list");
  }
  if (decoded.value.is_nil()) return sets;
  count(decoded.value.as_list().size());
  for (Value element : decoded.value.as_list()) {
    if (!element.is_map() && !element.is_nil()) {
      fail("argocd-generator", "an element of elementsYaml is no mapping");
    }
    // The text goes away with this call.
    Value kept = render::kept_value(element, arena_);
    sets.push_back(kept.is_map() ? &kept.as_map() : new_map());
  }
  return sets;
}

ParameterSets Generators::clusters(Value generator) {
  Value selector_value = field_of(generator, "selector");
  LabelSelector selector(selector_value, LabelSelector::Values::LabelValues);
  std::map<std::string_view, const ClusterEntry*> by_name;
  bool local_is_known = false;
  for (const ClusterEntry& cluster : world_.clusters) {
    if (selector.matches(*cluster.labels)) by_name[cluster.name] = &cluster;
  }
  ParameterSets sets;
  const ValueMap* values = map_of(generator, "values");
  auto add = [&](std::string_view name, std::string_view server, std::string_view project,
                 const ClusterEntry* cluster) {
    ValueMap* params = new_map();
    params->set("name", Value::of_string(name));
    params->set("nameNormalized", text(render::normalized_name(name)));
    params->set("server", Value::of_string(server));
    params->set("project", Value::of_string(project));
    if (cluster) add_metadata(*params, *cluster, is_go(), arena_);
    substitution_.add_values(values, *params);
    sets.push_back(params);
  };
  for (const auto& [name, cluster] : by_name) {
    if (cluster->server == kInClusterServer) local_is_known = true;
    add(name, cluster->server, cluster->project, cluster);
  }
  if (selector.empty() && !local_is_known && world_.has_own_cluster) {
    add(kInCluster, kInClusterServer, "", nullptr);
  }
  count(sets.size());
  if (!flag_of(generator, "flatList")) return sets;
  Value* items = arena_.array<Value>(sets.size());
  for (size_t i = 0; i < sets.size(); ++i) items[i] = Value::of_map(sets[i]);
  ValueMap* all = new_map();
  all->set("clusters", Value::of_list({items, sets.size()}, GoType::Maps));
  return {all};
}

ParameterSets Generators::child(Value generator, const ValueMap* given) {
  ValueMap* fields = new_map();
  if (generator.is_map()) fields = shallow_copy(generator.as_map(), arena_);
  for (auto [name, type] :
       {std::pair("matrix", &kNestedMatrixType), std::pair("merge", &kNestedMergeType)}) {
    const Value* raw = fields->find(name);
    if (raw && !raw->is_nil()) fields->set(name, conform(*raw, *type, arena_));
  }
  std::vector<GeneratorOutput> outputs = run(Value::of_map(fields), Value(), given);
  if (outputs.empty()) {
    fail("argocd-generator",
         "a generator within a matrix or merge is none that may stand there; they can be nested "
         "once");
  }
  if (outputs.size() > 1) {
    fail("argocd-generator", "an entry of a matrix or merge has two generators; give each its own");
  }
  return std::move(outputs[0].sets);
}

ParameterSets Generators::matrix(Value generator) {
  std::span<const Value> children = list_of(generator, "generators");
  if (children.size() != 2) {
    fail("argocd-generator",
         fmt::format("a matrix has two generators, not {}; put a matrix into it for a third",
                     children.size()));
  }
  ParameterSets sets;
  for (ValueMap* first : child(children[0], nullptr)) {
    for (ValueMap* second : child(children[1], first)) {
      if (is_go()) {
        ValueMap* both = shallow_copy(*second, arena_);
        merge_over(*both, *first);
        sets.push_back(both);
      } else {
        sets.push_back(combine(*first, *second, arena_));
      }
    }
  }
  return sets;
}

namespace {

using SetsByKey = std::map<std::string, ValueMap*>;

SetsByKey by_merge_keys(std::span<const Value> keys, const ParameterSets& sets, Arena& arena) {
  SetsByKey by_key;
  for (ValueMap* params : sets) {
    ValueMap* key = arena.make<ValueMap>(arena);
    for (Value name : keys) {
      const Value* value = params->find(name.as_string());
      key->set(name.as_string(), value ? *value : Value());
    }
    std::string json = to_json(Value::of_map(key));
    if (!by_key.emplace(json, params).second) {
      fail("argocd-generator",
           fmt::format("a generator of a merge gives two sets of parameters with the keys {}",
                       json));
    }
  }
  return by_key;
}

}  // namespace

ParameterSets Generators::merge(Value generator) {
  std::span<const Value> children = list_of(generator, "generators");
  if (children.size() < 2) fail("argocd-generator", "a merge needs two generators or more");
  std::vector<ParameterSets> all;
  for (Value entry : children) all.push_back(child(entry, nullptr));
  std::span<const Value> keys = list_of(generator, "mergeKeys");
  if (keys.empty()) fail("argocd-generator", "a merge needs mergeKeys");
  SetsByKey base = by_merge_keys(keys, all[0], arena_);
  for (size_t i = 1; i < all.size(); ++i) {
    SetsByKey over = by_merge_keys(keys, all[i], arena_);
    for (auto& [key, params] : base) {
      auto found = over.find(key);
      if (found == over.end()) continue;
      if (is_go()) {
        merge_over(*params, *found->second);
      } else {
        for (const ValueMap::Entry& entry : found->second->entries()) {
          params->set(entry.key, entry.value);
        }
      }
    }
  }
  ParameterSets sets;
  for (const auto& [key, params] : base) sets.push_back(params);
  return sets;
}

}  // namespace drydock::projects::argocd
