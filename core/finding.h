#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/diagnostic.h"
#include "core/rules.h"

namespace drydock {

/// One change to a YAML file of the repository. core/fix_edits.h makes bytes of it, and refuses
/// where the file does not have at `where` what the step expects.
struct FixStep {
  enum class Kind {
    SetValue,   // the scalar at `where`, which is `old`, becomes `text`
    SetField,   // the mapping at `where` gets `field` (a path: "securityContext.runAsUser")
    RenameKey,  // the key at `where`, which is `old`, becomes `text`
    Remove,     // the pair whose key at `where` is `old`, or the item there (no `old`), goes away
    RemoveRepeated,  // the pair whose key at `where` is `old`, where its mapping has that key again
    Wrap,  // the value at `where` takes the place of the last null of `text`, a value in flow style
  };
  Kind kind = Kind::SetValue;
  SourcePos where;
  std::string old = {};
  std::string field = {};
  std::string text = {};
  bool is_string = false;  // `text` is a string, also where it looks like a number
};

/// A change that would mend a finding.
struct Fix {
  std::string text;                                      // in words
  std::vector<std::pair<std::string, std::string>> set;  // fields of the node and their new values
  std::vector<FixStep> steps = {};  // all of them together mend it; empty: nobody can say where

  bool empty() const { return text.empty() && set.empty() && steps.empty(); }
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
/// That of each finding; those that agree are told apart by their order.
std::vector<std::string> fingerprints(std::span<const Finding> findings);

/// By first file, line, column, then rule, resource, message: the order of every report.
void sort_findings(std::vector<Finding>& findings);

}  // namespace drydock
