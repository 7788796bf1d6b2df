#include "cli/check_report.h"

#include "cli/apply_fixes.h"
#include "projects/code_owners.h"

namespace drydock::cli {

std::vector<size_t> object_counts(std::span<const RenderedProject> rendered) {
  std::vector<size_t> counts;
  for (const RenderedProject& one : rendered) counts.push_back(one.set.resources.size());
  return counts;
}

report::CheckReport make_report(const Repository& repository, std::span<const size_t> objects,
                                CheckRun run, const std::set<std::string>& known) {
  report::CheckReport report;
  projects::CodeOwners owners = projects::read_code_owners(*repository.files);
  for (size_t i = 0; i < objects.size(); ++i) {
    const Project& project = repository.projects[i];
    std::string owner = project.owner.empty() ? owners.owners_of(project.path) : project.owner;
    report.projects.push_back({&project, objects[i], std::move(owner)});
  }
  report.findings = std::move(run.findings);
  report.fixes = fixes_of(report.findings);
  report.changes = std::move(run.changes);
  report.waivers = std::move(run.waivers);
  std::vector<std::string> prints = report.fingerprints();
  for (size_t i = 0; i < prints.size(); ++i) {
    bool is_known = known.count(prints[i]) > 0;
    report.statuses.push_back(report.waivers[i] ? report::Status::Waived
                              : is_known        ? report::Status::Known
                                                : report::Status::New);
  }
  return report;
}

}  // namespace drydock::cli
