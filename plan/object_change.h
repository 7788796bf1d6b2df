#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plan/kind_facts.h"
#include "plan/update_rules.h"

namespace drydock::plan {

/// An object as a manifest says it, or as a dump of a cluster has it.
struct Manifest {
  const Node* root = nullptr;
  Gvk gvk;
  YamlDialect dialect = YamlDialect::Sigs;
  std::string_view cluster;
  std::string_view namespace_name = {};  // where it goes when it does not say so itself
};

/// What only other layers can say of objects.
class Judge {
 public:
  virtual ~Judge() = default;
  /// What is wrong with an object by itself, as the server would say when it is created.
  virtual std::vector<Cause> faults(const Manifest& object) const = 0;
  /// What the rules of a custom resource's definition say of a change.
  virtual std::vector<Cause> broken_rules(const Manifest& before, const Manifest& after) const = 0;
};

enum class Verdict : uint8_t { None, Update, Replace, Refused, Invalid };
/// "none", "update", "replace", "refused" or "invalid".
std::string_view verdict_name(Verdict verdict);

/// What the API server makes of a change.
struct ObjectChange {
  Verdict verdict = Verdict::None;
  std::vector<Cause> causes;         // of Replace, Refused and Invalid
  std::vector<std::string> changed;  // fields of the stored object
  std::vector<std::string> fields;   // fields of the manifests, defaults aside
  bool rolls_pods = false;           // by the workload itself, because the template changed
  bool template_changed = false;
};

/// Two objects in one version, ready to be compared: tidied, with everything filled in.
struct ComparedPair {
  KindFacts facts;
  Node* before = nullptr;
  Node* after = nullptr;  // as if it were created
};
ComparedPair prepare_pair(const Manifest& before, const Manifest& after, const Kinds& kinds,
                          Arena& arena);

/// Judges a change from one manifest to another. `judge` may be null: then nothing is Invalid, and
/// definitions have no rules.
ObjectChange judge_change(const Manifest& before, const Manifest& after, const Kinds& kinds,
                          const Judge* judge, bool find_faults);

/// Judges what an apply does to an object of the cluster: only what the manifest sets counts.
ObjectChange judge_drift(const Manifest& live, const Manifest& wanted, const Kinds& kinds,
                         const Judge* judge);

}  // namespace drydock::plan
