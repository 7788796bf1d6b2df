#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "plan/side.h"

namespace drydock::plan {

enum class Hook : uint8_t {
  None,
  Before,  // runs before the rest is applied
  Within,  // among the rest
  After,
  Never,  // a plan never applies it: tests, hooks of deletions
};

/// What annotations and labels of an object say to whoever applies it. They count in every project,
/// whoever applies it: to keep too much is the smaller harm.
struct Marks {
  Hook hook = Hook::None;
  bool helm_keep = false;       // helm.sh/resource-policy: keep
  bool helm_crds = false;       // from the crds folder of a chart
  bool argocd_keep = false;     // Prune=false
  bool argocd_confirm = false;  // Prune=confirm
  bool argocd_force = false;    // Force=true
  bool argocd_replace = false;  // Replace=true
  bool flux_keep = false;       // prune: disabled
  bool flux_ignore = false;     // ssa: Ignore, reconcile: disabled
  bool flux_if_absent = false;  // ssa: IfNotPresent
  bool flux_force = false;      // force: enabled
  int sync_wave = 0;            // argocd.argoproj.io/sync-wave

  /// Codes of what keeps the object when it leaves; empty when nothing does.
  std::vector<std::string_view> keeping() const;
  /// Whether `other` lacks a mark against pruning that this has.
  bool loses_protection(const Marks& other) const;
  bool may_recreate() const { return flux_force || (argocd_force && argocd_replace); }
};

Marks marks_of(const PlanObject& object);
/// Sets what a code of `keeping` stands for; false when there is no such code. "hook" is one of any
/// sort.
bool add_keeping(Marks& marks, std::string_view code);

}  // namespace drydock::plan
