#pragma once

#include <map>
#include <string_view>

#include "cli/plan_sides.h"
#include "core/arena.h"
#include "plan/object_change.h"
#include "projects/argocd/ignored_fields.h"

namespace drydock::cli {

/// What Argo CD passes over when it compares the objects of its Applications with a cluster:
/// `ignoreDifferences` of each, and those of its settings. Refers to the side.
class IgnoredDrift {
 public:
  IgnoredDrift(Session& session, const OpenedSide& side);

  /// Takes it out of two states of an object; see PlanOptions.
  void pass_over(const plan::PlanObject& wanted, plan::Manifest& before, plan::Manifest& after,
                 const plan::Kinds& kinds);
  bool empty() const { return by_project_.empty(); }

 private:
  plan::Manifest rest_of(const plan::Manifest& manifest, const Node& content,
                         std::string_view namespace_name,
                         const projects::argocd::IgnoredFields& ignored);

  Sources& sources_;
  Arena arena_;
  std::map<std::string_view, projects::argocd::IgnoredFields> by_project_;
};

}  // namespace drydock::cli
