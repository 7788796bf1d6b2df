#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.h"
#include "validate/conflicts/claim_marks.h"
#include "validate/fleet.h"
#include "validate/reference_check.h"
#include "validate/schema_catalog.h"
#include "validate/waivers.h"

namespace drydock::validate {

/// What is known of a project whatever the others are.
struct ProjectTraits {
  size_t resources = 0;
  /// Of kinds that it defines, as text: equal when they are the same. Empty: it defines none.
  std::string scopes;
  /// An id of its definitions of kinds; empty: it has none.
  std::string definitions;
  bool has_deployers = false;     // see `Fleet::has_deployers`
  bool binds_admission = false;   // has a ValidatingAdmissionPolicyBinding
  bool has_value_places = false;  // of a chart
  /// Kinds of its objects for which the catalogue of custom kinds is asked.
  struct Kind {
    std::string group, version, kind;
  };
  std::vector<Kind> custom_kinds;
};

ProjectTraits project_traits(const RenderedProject& rendered, const Settings& settings);

/// What a check has to know of a project, instead of its objects: what stages have found that look
/// at it alone, and what those need that look at all projects.
struct ProjectFacts {
  ProjectTraits traits;
  std::string context;  // all that the rest depends on besides the project; empty: not known yet
  std::vector<Finding> render;
  std::vector<Finding> schema;
  ClaimMarks marks;
  ReferenceFacts references;
  std::vector<AnnotatedWaiver> annotated;
};

/// Bytes for a file; nothing when they would point to files that cannot be read again by their
/// paths, which is what `in_tree` says.
std::optional<std::string> pack_facts(const ProjectFacts& facts,
                                      std::function<bool(const SourceFile&)> in_tree);
/// Throws Error with rule `index-invalid`; `file_at` gives the file of a path, and may throw Error.
ProjectFacts unpack_facts(std::string_view bytes, std::string_view name,
                          const std::function<const SourceFile&(const std::string& path)>& file_at);

}  // namespace drydock::validate
