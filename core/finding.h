#pragma once

#include <string>
#include <vector>

#include "core/diagnostic.h"

namespace drydock {

/// A diagnostic with its place in the fleet. What reports list, waivers match and --fail-on counts.
struct Finding {
  Diagnostic diagnostic;  // rule, severity, message, first location, notes, help
  std::string resource;   // "Kind.group/namespace/name", or what a claim is about
  std::string cluster;
  std::vector<std::string> projects;  // names, sorted
  std::vector<SourcePos> locations;   // all of them; the first is diagnostic.where
  std::string field;                  // "spec.containers[0].image", for stage schema
  std::string type;                   // "FieldValueRequired", for stage schema
};

/// By file, line, column, rule, resource, message: the order of every report.
void sort_findings(std::vector<Finding>& findings);

}  // namespace drydock
