#include "projects/flux/image_markers.h"

#include <fmt/format.h>

#include "core/suggest.h"
#include "projects/edit/image_uses.h"

namespace drydock::projects::flux {
namespace {

constexpr std::string_view kMark = "$imagepolicy";

Diagnostic unknown_policy(const ImageMarker& marker, const ImagePolicies& policies,
                          SourcePos where) {
  std::vector<std::string_view> known(policies.begin(), policies.end());
  Diagnostic problem;
  problem.severity = Severity::Warning;
  problem.rule = "flux-image-policy";
  problem.message = fmt::format("the marker names the ImagePolicy `{}`, which nothing defines{}",
                                marker.policy, did_you_mean(marker.policy, known));
  problem.where = where;
  problem.where.length = static_cast<int>(marker.policy.size());
  return problem;
}

Diagnostic unreadable_marker(SourcePos where) {
  Diagnostic problem;
  problem.severity = Severity::Warning;
  problem.rule = "flux-image-policy";
  problem.message =
      "the marker is none that Flux takes: it wants \"NAMESPACE:NAME\", and `:tag`, `:name` or "
      "`:digest` behind it";
  problem.where = where;
  return problem;
}

void check_file(const SourceFile& file, const ImagePolicies& policies,
                std::vector<Diagnostic>& problems) {
  std::string_view rest = file.text;
  if (rest.find(kMark) == rest.npos) return;
  for (int number = 1; !rest.empty(); ++number) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    size_t mark = line.find(kMark);
    // Without the comment sign and the braces it is text about markers.
    if (mark == line.npos || line.rfind('#', mark) == line.npos) continue;
    std::string_view before = line.substr(0, mark);
    if (before.find_first_not_of(" \t#") == line.rfind('{', mark)) continue;  // marks nothing
    std::optional<ImageMarker> marker = image_marker_of(line);
    if (!marker) {
      problems.push_back(unreadable_marker({&file, number, static_cast<int>(mark) + 1, 1}));
    } else if (!policies.count(marker->policy)) {
      SourcePos where{&file, number, static_cast<int>(marker->at) + 1, 1};
      problems.push_back(unknown_policy(*marker, policies, where));
    }
  }
}

}  // namespace

void check_image_markers(SourceCache& files, const std::set<std::string, std::less<>>& paths,
                         const ImagePolicies& policies, std::vector<Diagnostic>& problems) {
  if (policies.empty()) return;
  for (const std::string& path : paths) {
    bool is_yaml = path.ends_with(".yaml") || path.ends_with(".yml");
    if (!is_yaml || files.tree().kind(path) != EntryKind::File) continue;
    check_file(files.read(path), policies, problems);
  }
}

}  // namespace drydock::projects::flux
