#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/finding.h"
#include "validate/fleet.h"

namespace drydock::validate {

/// An object that one of a project mentions and that the project itself does not have.
struct ReferenceNeed {
  std::string place;      // "Kind.group/namespace"
  std::string any_place;  // the same for what is in every namespace
  std::string kind;
  std::string namespace_name;
  std::string name;
  std::string resource;  // who mentions it
  std::string field;
  SourcePos where;
};

/// What a project gives and wants, for mentions between projects.
struct ReferenceFacts {
  bool is_broken = false;  // nobody knows what it defines
  std::string offers;      // packed: places, and the names in them
  std::vector<ReferenceNeed> needs;
};

/// Of one project of the fleet.
ReferenceFacts collect_references(const Fleet& fleet, const RenderedProject& rendered);

/// A project with its facts.
struct ReferencesOfProject {
  const Project* project;
  const ReferenceFacts* facts;
};

/// Rule `reference-missing`: names of objects that no project of the cluster defines, no controller
/// makes and no external is declared for; with the nearest name that exists. Clusters with a
/// project that could not be rendered are passed over, as nobody knows what it defines.
std::vector<Finding> check_references(std::span<const ReferencesOfProject> projects);
/// The same of a whole fleet.
std::vector<Finding> check_references(const Fleet& fleet, int jobs);

}  // namespace drydock::validate
