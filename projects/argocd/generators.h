#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/diagnostic.h"
#include "core/source_cache.h"
#include "core/value.h"
#include "projects/argocd/cluster_inventory.h"
#include "projects/argocd/git_listing.h"
#include "projects/argocd/substitution.h"

namespace drydock::projects::argocd {

/// What generators draw from, for all ApplicationSets of a run. Everything in it outlives them.
struct GeneratorWorld {
  std::string argocd_namespace = "argocd";
  std::vector<ClusterEntry> clusters;  // sorted, see sort_clusters
  /// The files of a repository; throws Error where nobody says where it is.
  std::function<SourceCache&(std::string_view url)> repository;
  GitListings* listings = nullptr;
  bool new_git_file_globbing = false;
  bool has_own_cluster = true;  // "in-cluster" may be deployed to
  /// What a generator gave that asks other programs (`pullRequest`, `scmProvider`,
  /// `clusterDecisionResource`, `plugin`), from a file of the user: a YAML list of parameters. Null
  /// when there is none.
  std::function<const SourceFile*(std::string_view kind, std::string_view set)> recorded;
};

using ParameterSets = std::vector<ValueMap*>;

/// Parameters of one generator, and the template that goes with them.
struct GeneratorOutput {
  ParameterSets sets;
  Value template_value;  // the generator's own, filled up from that of the ApplicationSet
};

/// The generators of one ApplicationSet. Throws Error, rule `argocd-generator` or
/// `argocd-template`, for one that cannot give its parameters, and `argocd-limit` for one that
/// gives far too many.
class Generators {
 public:
  Generators(const GeneratorWorld& world, Substitution& substitution, std::string set_name,
             Arena& arena)
      : world_(world), substitution_(substitution), set_name_(std::move(set_name)), arena_(arena) {}

  /// What an entry of `generators` gives: one output for each kind in it. `given` are the
  /// parameters of the first generator of a matrix, for the second.
  std::vector<GeneratorOutput> run(Value generator, Value base_template, const ValueMap* given);

  /// No ApplicationSet has more parameter sets, of all its generators together.
  static constexpr size_t kMaxSets = 100'000;

 private:
  using Kind = ParameterSets (Generators::*)(Value generator);
  struct Row {
    std::string_view name;
    Kind kind;
  };
  static const Row kKinds[];

  ParameterSets list(Value generator);
  ParameterSets clusters(Value generator);
  ParameterSets git(Value generator);
  ParameterSets git_folders(Value generator, SourceCache& files);
  ParameterSets git_files(Value generator, SourceCache& files);
  ParameterSets matrix(Value generator);
  ParameterSets merge(Value generator);
  ParameterSets pull_requests(Value generator);
  ParameterSets hosted_repositories(Value generator);
  ParameterSets cluster_decisions(Value generator);
  ParameterSets plugin(Value generator);

  ParameterSets child(Value generator, const ValueMap* given);
  ParameterSets nested_sets(Value generator);
  ParameterSets recorded_sets(std::string_view kind);
  ValueMap* element_as_texts(const ValueMap& element);
  void add_path(ValueMap& params, std::string_view prefix, std::string_view folder,
                std::string_view file);
  ParameterSets sets_of_file(const SourceFile& file, bool flat);
  void count(size_t sets);
  ValueMap* new_map() { return arena_.make<ValueMap>(arena_); }
  Value text(std::string_view value) { return Value::of_string(arena_.copy(value)); }
  bool is_go() const { return substitution_.is_go_template(); }

  const GeneratorWorld& world_;
  Substitution& substitution_;
  std::string set_name_;
  Arena& arena_;
  size_t sets_ = 0;
};

}  // namespace drydock::projects::argocd
