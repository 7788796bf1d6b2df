#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "core/finding.h"
#include "validate/fleet.h"
#include "validate/schema_catalog.h"

namespace drydock::validate {

/// The objects of another revision, by what they are.
class OldObjects {
 public:
  /// `base` must outlive it; null: there are none.
  explicit OldObjects(const Fleet* base);
  /// Null when there was no such object.
  const Node* find(const Fleet& fleet, const Resource& resource, const Project& project) const;

 private:
  std::unordered_map<std::string, const Node*> objects_;
};

/// Everything of stage `schema`: each object against its built-in or custom type in its cluster's
/// release, versions that are gone or going, and references to what nobody defines. Runs on up to
/// `jobs` threads (0: one for each core); the result does not depend on their number.
///
/// With a base, rules about changes compare each custom object with the one of the same identity
/// there.
std::vector<Finding> check_schemas(const Fleet& fleet, const SchemaCatalog& catalog, int jobs,
                                   const Fleet* base = nullptr);

/// The part of it that looks at one project alone, and at the base for custom objects.
std::vector<Finding> check_project_schemas(const Fleet& fleet, const SchemaCatalog& catalog,
                                           const OldObjects& old_objects,
                                           const RenderedProject& rendered);
/// What is wrong with the schemas that were asked for.
std::vector<Finding> check_catalog(const SchemaCatalog& catalog);

/// What the API server would say of a definition (CustomResourceDefinition) that is no object of
/// any project: in a folder of schemas. Nothing for other documents.
std::vector<Finding> check_definition(const Node& document, int release);

}  // namespace drydock::validate
