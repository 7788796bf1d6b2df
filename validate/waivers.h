#pragma once

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "core/finding.h"
#include "core/settings.h"
#include "validate/fleet.h"

namespace drydock::validate {

/// What is known of a rule when a waiver names it.
enum class Waivable { Unknown, No, Yes };

/// A waiver that an object carries.
struct AnnotatedWaiver {
  Waiver waiver;
  std::string cluster;  // of the object
};

/// Those of a project of the fleet.
std::vector<AnnotatedWaiver> annotated_waivers(const Fleet& fleet, const RenderedProject& project);

struct WaiverOptions {
  int64_t today = 0;                // days since 1970
  std::vector<std::string> stages;  // that ran; empty: all
  std::function<Waivable(std::string_view rule)> rule;
  // Of all projects, in their order; null: the objects of the fleet say so.
  const std::vector<AnnotatedWaiver>* annotated = nullptr;
};

struct WaiverResult {
  std::vector<const Waiver*> of_finding;  // null: it counts
  std::vector<Finding> findings;          // about the waivers themselves
  std::deque<Waiver> annotated;           // those of annotations; `of_finding` may point here
};

/// Finds out which findings somebody accepted: in the settings, or with an annotation
/// `drydock.dev/waive.RULE: "YYYY-MM-DD reason"` on the object. What an expired waiver covers
/// becomes an error again.
WaiverResult apply_waivers(std::vector<Finding>& findings, const Fleet& fleet,
                           const WaiverOptions& options);

/// A `waivers:` list for all findings of these, to begin with: one entry for each rule and object.
std::string generate_waivers(const std::vector<Finding>& findings, int64_t until);

}  // namespace drydock::validate
