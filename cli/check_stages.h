#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/pipeline.h"
#include "core/rules.h"
#include "validate/schema_catalog.h"
#include "validate/waivers.h"

namespace drydock::cli {

// The steps of `check_projects`.

/// Whether a stage is one of those that run; all do when none is named.
bool wanted(const std::vector<std::string>& stages, Stage stage);
void append(std::vector<Finding>& to, std::vector<Finding> from);

/// What looking for projects met outside of any.
std::vector<Finding> outside_findings(const Repository& repository);
/// Stage `render` of one project.
std::vector<Finding> rendered_findings(const validate::Fleet& fleet,
                                       const RenderedProject& rendered);

/// Adds the definitions and schemas of the folders and files that the settings name -> what is
/// wrong with them.
std::vector<Finding> add_schema_files(const Repository& repository,
                                      validate::SchemaCatalog& catalog, Arena& arena);

/// Loads the repository's policies, once.
const validate::policy::PolicySet& load_policies_of(Repository& repository);
/// Stage `policy`. `base` may be null.
void check_policies(Repository& repository, const validate::Fleet& fleet,
                    const validate::Fleet* base, const CheckOptions& options, CheckRun& run);
/// What a merge request's own policies will say once they count.
void inform_of_changed(const Repository& repository, const validate::Fleet& fleet,
                       const CheckOptions& options, CheckRun& run);

/// Findings about what a chart printed also say where the value was set.
void add_value_notes(const validate::Fleet& fleet, std::vector<Finding>& findings);
/// Finds out which findings are waived. `annotated`: of all projects; null: the fleet's objects say
/// so.
void waive(const Repository& repository, const validate::Fleet& fleet, const CheckOptions& options,
           CheckRun& run, const std::vector<validate::AnnotatedWaiver>* annotated = nullptr);

}  // namespace drydock::cli
