#pragma once

#include <string>
#include <vector>

#include "core/diagnostic.h"
#include "core/rules.h"

namespace drydock {

/// A change that would mend a finding.
struct Fix {
  std::string text;                                      // in words
  std::vector<std::pair<std::string, std::string>> set;  // fields of the node and their new values

  bool empty() const { return text.empty() && set.empty(); }
};

/// A diagnostic with its place in the fleet. What reports list, waivers match and --fail-on counts.
struct Finding {
  Diagnostic diagnostic;  // rule, severity, message, first location, notes, help
  std::string resource;   // "Kind.group/namespace/name", or what a claim is about
  std::string cluster;
  std::vector<std::string> projects;  // names, sorted
  std::vector<SourcePos> locations;   // all of them; the first is diagnostic.where
  std::string field;                  // "spec.containers[0].image", for stage schema
  std::string type;                   // "FieldValueRequired", for stage schema
  Fix fix;
  const Rule* policy_rule = nullptr;  // of a policy, which is in no registry; outlives the finding

  /// The row of the registry, or the policy's own; the id of every finding is in one of them.
  const Rule& rule() const;
  /// What to do: the finding's own advice, or the rule's.
  std::string_view help() const;
};

/// A finding about one place.
Finding make_finding(Diagnostic diagnostic, std::string cluster, std::vector<std::string> projects);

/// The same for the same fault after lines have moved: 16 hex digits over rule, resource, cluster,
/// projects, field and the files. Of several that agree in all of these, `ordinal` tells them
/// apart.
std::string fingerprint(const Finding& finding, int ordinal = 0);

/// By first file, line, column, then rule, resource, message: the order of every report.
void sort_findings(std::vector<Finding>& findings);

}  // namespace drydock
