#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/yaml/decode.h"
#include "projects/argocd/api_types.h"
#include "projects/argocd/generators.h"
#include "projects/argocd/parameters.h"
#include "render/builtins/slug.h"
#include "render/template/go_format.h"

// Generators that ask other programs. Nothing is asked here: what they gave is read from files of
// the user, and completed with what follows from it.

namespace drydock::projects::argocd {
namespace {

std::string text_value(Value value) {
  return value.is_string() ? std::string(value.as_string()) : render::value_text(value);
}

std::string slug_of_branch(std::string_view branch) {
  std::string dashed(branch);
  std::replace(dashed.begin(), dashed.end(), '_', '-');
  return render::slug(dashed, 50, true);
}

/// Every parameter but `except` as a text, as the services give them.
ValueMap* as_texts(const ValueMap& given, std::string_view except, Arena& arena) {
  ValueMap* params = arena.make<ValueMap>(arena);
  for (const ValueMap::Entry& entry : given.entries()) {
    bool kept = entry.key == except && entry.value.is_list();
    params->set(entry.key,
                kept ? entry.value : Value::of_string(arena.copy(text_value(entry.value))));
  }
  return params;
}

/// Sets `name` unless the file says it.
void complete(ValueMap& params, std::string_view name, std::string_view value, Arena& arena) {
  if (!params.find(name)) params.set(name, Value::of_string(arena.copy(value)));
}

std::string_view text_in(const ValueMap& params, std::string_view name) {
  const Value* value = params.find(name);
  return value && value->is_string() ? value->as_string() : std::string_view();
}

}  // namespace

ParameterSets Generators::recorded_sets(std::string_view kind) {
  const SourceFile* file = world_.recorded ? world_.recorded(kind, set_name_) : nullptr;
  if (!file) {
    Diagnostic problem;
    problem.rule = "argocd-generator";
    problem.message =
        fmt::format("the generator `{}` asks a service, and nobody said what it answers", kind);
    problem.help = fmt::format(
        "Write its parameters to a file, a YAML list, and give --generated {}=FILE or, for this "
        "ApplicationSet alone, --generated {}/{}=FILE.",
        kind, set_name_, kind);
    throw Error(std::move(problem));
  }
  return sets_of_file(*file, false);
}

ParameterSets Generators::pull_requests(Value generator) {
  ParameterSets sets;
  for (ValueMap* given : recorded_sets("pullRequest")) {
    ValueMap* params = as_texts(*given, "labels", arena_);
    for (std::string_view name :
         {"number", "title", "branch", "target_branch", "head_sha", "author"}) {
      complete(*params, name, "", arena_);
    }
    std::string_view sha = text_in(*params, "head_sha");
    complete(*params, "branch_slug", slug_of_branch(text_in(*params, "branch")), arena_);
    complete(*params, "target_branch_slug", slug_of_branch(text_in(*params, "target_branch")),
             arena_);
    complete(*params, "head_short_sha", sha.substr(0, 8), arena_);
    complete(*params, "head_short_sha_7", sha.substr(0, 7), arena_);
    if (!is_go()) params->erase("labels");
    substitution_.add_values(map_of(generator, "values"), *params);
    sets.push_back(params);
  }
  return sets;
}

ParameterSets Generators::hosted_repositories(Value generator) {
  ParameterSets sets;
  for (ValueMap* given : recorded_sets("scmProvider")) {
    std::string labels;
    if (const Value* list = given->find("labels"); list && list->is_list()) {
      for (Value label : list->as_list()) {
        labels.append(labels.empty() ? "" : ",").append(text_value(label));
      }
      given->set("labels", text(labels));
    }
    ValueMap* params = as_texts(*given, "", arena_);
    for (std::string_view name :
         {"organization", "repository", "repository_id", "url", "branch", "sha", "labels"}) {
      complete(*params, name, "", arena_);
    }
    std::string_view sha = text_in(*params, "sha");
    complete(*params, "short_sha", sha.substr(0, 8), arena_);
    complete(*params, "short_sha_7", sha.substr(0, 7), arena_);
    complete(*params, "branchNormalized", render::normalized_name(text_in(*params, "branch")),
             arena_);
    substitution_.add_values(map_of(generator, "values"), *params);
    sets.push_back(params);
  }
  return sets;
}

ParameterSets Generators::cluster_decisions(Value generator) {
  ParameterSets sets;
  for (ValueMap* given : recorded_sets("clusterDecisionResource")) {
    ValueMap* decision = as_texts(*given, "", arena_);
    auto fits = [&](const ClusterEntry& cluster) {
      for (std::string_view key : {"clusterName", "name"}) {
        std::string_view name = text_in(*decision, key);
        if (!name.empty()) return name == cluster.name;
      }
      return text_in(*decision, "server") == cluster.server;
    };
    auto found = std::find_if(world_.clusters.begin(), world_.clusters.end(), fits);
    ClusterEntry local;
    local.name = kInCluster;
    local.server = kInClusterServer;
    if (found == world_.clusters.end() && !fits(local)) continue;
    const ClusterEntry& cluster = found == world_.clusters.end() ? local : *found;
    ValueMap* params = new_map();
    params->set("name", Value::of_string(cluster.name));
    params->set("server", Value::of_string(cluster.server));
    for (const ValueMap::Entry& entry : decision->entries()) params->set(entry.key, entry.value);
    substitution_.add_values(map_of(generator, "values"), *params);
    sets.push_back(params);
  }
  return sets;
}

ParameterSets Generators::plugin(Value generator) {
  ParameterSets sets;
  ValueMap* about = new_map();
  ValueMap* input = new_map();
  input->set("parameters",
             with_float_numbers(field_of(field_of(generator, "input"), "parameters"), arena_));
  about->set("input", Value::of_map(input));
  for (ValueMap* given : recorded_sets("plugin")) {
    ValueMap* params = is_go() ? given : flatten(*given, arena_);
    params->set("generator", Value::of_map(about));
    substitution_.add_values(map_of(generator, "values"), *params);
    sets.push_back(params);
  }
  return sets;
}

}  // namespace drydock::projects::argocd
