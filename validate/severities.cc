#include "validate/severities.h"

#include <unordered_map>

namespace drydock::validate {
namespace {

using ByRule = std::vector<std::pair<std::string, Severity>>;

const Severity* severity_in(const ByRule& rows, std::string_view rule) {
  for (const auto& [name, severity] : rows) {
    if (name == rule) return &severity;
  }
  return nullptr;
}

}  // namespace

void override_severities(std::vector<Finding>& findings, const Settings& settings,
                         const std::vector<Project>& projects) {
  std::unordered_map<std::string_view, const ByRule*> of_project;
  for (const Project& project : projects) {
    if (!project.severities.empty()) of_project[project.name] = &project.severities;
  }
  if (settings.severities.empty() && of_project.empty()) return;
  for (Finding& finding : findings) {
    const Severity* severity = severity_in(settings.severities, finding.diagnostic.rule);
    if (finding.projects.size() == 1) {
      auto own = of_project.find(finding.projects.front());
      const Severity* found =
          own == of_project.end() ? nullptr : severity_in(*own->second, finding.diagnostic.rule);
      if (found) severity = found;
    }
    if (severity) finding.diagnostic.severity = *severity;
  }
}

}  // namespace drydock::validate
