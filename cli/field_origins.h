#pragma once

#include <deque>
#include <vector>

#include "cli/find_object.h"
#include "plan/field_path.h"
#include "plan/kind_facts.h"
#include "report/explain.h"

namespace drydock::cli {

/// Knows where the fields of one rendered object come from: the position of each is that of what
/// counts, and what it overrides is found in the object as it was before, or in other files of
/// values. Refers to the repository and to what was rendered.
class FieldOrigins {
 public:
  FieldOrigins(Repository& repository, const FoundObject& object);

  /// The fields that `path` covers.
  std::vector<plan::ObjectField> fields(const plan::FieldPath& path) const;
  /// All of them, for suggestions.
  const std::vector<plan::ObjectField>& all_fields() const { return fields_; }
  report::ExplainedField explain(const plan::ObjectField& field) const;

 private:
  void add_written();
  void add_layers();
  const Resource* find_same_object(const RenderedProject& layer) const;
  bool is_same_object(const Resource& other) const;
  void add_version(const Node& root);
  void add_value(const plan::ObjectField& field, report::ExplainedField& out) const;
  void add_versions(const plan::ObjectField& field, report::ExplainedField& out) const;

  Repository& repository_;
  const RenderedProject& project_;
  const Resource& resource_;
  Arena arena_;
  plan::Kinds kinds_;
  plan::KindFacts facts_;
  std::deque<Project> layer_projects_;
  std::deque<RenderedProject> layers_;
  std::vector<const Node*> versions_;  // the object before its last layer, the first one first
  std::vector<plan::ObjectField> fields_;
};

}  // namespace drydock::cli
