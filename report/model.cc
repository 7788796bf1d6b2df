#include "report/model.h"

#include <numeric>

#include "report/json.h"
#include "report/text.h"

namespace drydock::report {
namespace {

constexpr CheckFormat kCheckFormats[] = {
    {"json", "for programs; docs/formats.md", write_json},
    {"text", "for people: grouped by project, with the source lines", write_text},
};

}  // namespace

std::span<const CheckFormat> check_formats() { return kCheckFormats; }

size_t CheckReport::resources() const {
  return std::accumulate(projects.begin(), projects.end(), size_t{0},
                         [](size_t sum, const ProjectRow& row) { return sum + row.resources; });
}

size_t CheckReport::count(Severity severity) const {
  size_t total = 0;
  for (size_t i = 0; i < findings.size(); ++i) {
    total += status(i) != Status::Waived && findings[i].diagnostic.severity == severity;
  }
  return total;
}

size_t CheckReport::count_known(Severity severity) const {
  size_t total = 0;
  for (size_t i = 0; i < findings.size(); ++i) {
    total += status(i) == Status::Known && findings[i].diagnostic.severity == severity;
  }
  return total;
}

size_t CheckReport::waived() const {
  size_t total = 0;
  for (size_t i = 0; i < findings.size(); ++i) total += status(i) == Status::Waived;
  return total;
}

}  // namespace drydock::report
