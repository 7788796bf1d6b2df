#include "render/dependency_list.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "core/error.h"
#include "core/go_quote.h"
#include "core/path_match.h"
#include "core/semver.h"
#include "core/tree.h"
#include "render/builtins/paths.h"
#include "render/text_table.h"

namespace drydock::render {
namespace {

constexpr std::string_view kArchive = ".tgz";

/// "" when the version is the one that is wanted, or fits the range.
std::string_view version_problem(std::string_view version, std::string_view wanted) {
  if (version == wanted) return "";
  try {
    SemConstraint range = SemConstraint::parse(wanted);
    return range.allows(SemVersion::parse(version)) ? "" : "wrong version";
  } catch (const Error&) {
    return "invalid version";
  }
}

class DependencyList {
 public:
  DependencyList(const Chart& chart, const ChartPlace& place, ChartStore& store, int helm_version)
      : chart_(chart), place_(place), store_(store), helm_version_(helm_version) {
    charts_folder_ = join_path(place.path, "charts").value_or("charts");
    // A packed chart has no folder of its own to look into.
    if (place.files.tree().kind(charts_folder_) == EntryKind::Folder) {
      entries_ = place.files.list(charts_folder_);
    }
  }

  std::string text(size_t max_width) {
    if (!chart_.metadata.has_dependencies) {
      return fmt::format("WARNING: no dependencies at {}\n", shown("charts"));
    }
    std::vector<std::vector<std::string_view>> rows = {{"NAME", "VERSION", "REPOSITORY", "STATUS"}};
    for (const ChartDependency& wanted : chart_.metadata.dependencies) {
      rows.push_back({wanted.name, wanted.version, wanted.repository, status(wanted)});
    }
    return format_table(rows, max_width) + "\n\n" + unlisted();
  }

 private:
  std::string shown(std::string_view below) const {
    return clean_path(fmt::format("{}/{}", place_.shown, below));
  }

  const Chart* load(std::string_view entry) {
    try {
      return &store_.load_any(place_.files, fmt::format("{}/{}", charts_folder_, entry),
                              helm_version_);
    } catch (const Error&) {
      return nullptr;
    }
  }

  /// "ok", what is wrong with it, or "" when the archive is not there.
  std::string_view archive_status(std::string_view archive, const ChartDependency& wanted) {
    const Chart* chart = load(archive);
    if (!chart) return "corrupt";
    if (chart->metadata.name != wanted.name) return "misnamed";
    std::string_view problem = version_problem(chart->metadata.version, wanted.version);
    return problem.empty() ? "ok" : problem;
  }

  std::string_view status(const ChartDependency& wanted) {
    std::string pattern = fmt::format("{}-*{}", wanted.name, kArchive);
    if (!path_match(pattern, "")) return "bad pattern";
    std::vector<std::string_view> archives;
    for (const TreeEntry& entry : entries_) {
      if (path_match(pattern, entry.name) == true) archives.push_back(entry.name);
    }
    if (archives.size() > 1) {
      // Of "redis-1.0.0.tgz" and "redis-cluster-2.0.0.tgz" only the first is redis.
      std::erase_if(archives, [&](std::string_view archive) {
        archive.remove_suffix(kArchive.size());
        return !SemVersion::is_strict(archive.substr(wanted.name.size() + 1));
      });
      if (archives.size() > 1) return "too many matches";
    }
    if (archives.size() == 1) return archive_status(archives.front(), wanted);
    return unpacked_status(wanted);
  }

  std::string_view unpacked_status(const ChartDependency& wanted) const {
    const Chart* found = nullptr;
    for (const Chart* sub : chart_.dependencies) {
      if (sub->metadata.name == wanted.name) found = sub;
    }
    if (!found) return "missing";
    std::string_view problem = version_problem(found->metadata.version, wanted.version);
    return problem.empty() ? "unpacked" : problem;
  }

  /// What charts/ holds and Chart.yaml does not name.
  std::string unlisted() {
    std::string out;
    for (const TreeEntry& entry : entries_) {
      // Go's Glob does not hide files that begin with a dot.
      std::string path = fmt::format("{}/{}", charts_folder_, entry.name);
      bool folder = place_.files.tree().kind(path) == EntryKind::Folder;
      if (!folder && path_ext(entry.name) != kArchive) continue;
      std::string name = go_quote(shown(fmt::format("charts/{}", entry.name)));
      const Chart* chart = load(entry.name);
      if (!chart) {
        out += fmt::format("WARNING: {} is not a chart.\n", name);
        continue;
      }
      const auto& wanted = chart_.metadata.dependencies;
      bool listed = std::any_of(wanted.begin(), wanted.end(), [&](const ChartDependency& one) {
        return one.name == chart->metadata.name;
      });
      if (!listed) out += fmt::format("WARNING: {} is not in Chart.yaml.\n", name);
    }
    return out;
  }

  const Chart& chart_;
  const ChartPlace& place_;
  ChartStore& store_;
  int helm_version_;
  std::string charts_folder_;
  std::vector<TreeEntry> entries_;
};

}  // namespace

std::string list_dependencies(const Chart& chart, const ChartPlace& place, ChartStore& store,
                              int helm_version, size_t max_width) {
  return DependencyList(chart, place, store, helm_version).text(max_width);
}

}  // namespace drydock::render
