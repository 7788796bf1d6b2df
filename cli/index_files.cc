#include "cli/index_files.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "cli/read_file.h"
#include "cli/write_file.h"
#include "core/error.h"
#include "core/parallel_for.h"
#include "core/suggest.h"

namespace drydock::cli {
namespace {

std::string read_bytes(const std::string& path) {
  std::optional<std::string> bytes = read_whole_file(path);
  if (!bytes) fail("file-missing", fmt::format("cannot read {}", path));
  return std::move(*bytes);
}

/// Renders some of the projects, by their place in the list.
std::vector<RenderedProject> render_some(Repository& repository, const std::vector<size_t>& which,
                                         int jobs) {
  std::vector<RenderedProject> rendered(which.size());
  parallel_for(which.size(), jobs, [&](size_t i) {
    rendered[i] = projects::render_project(*repository.files, repository.projects[which[i]],
                                           render_input(repository, *repository.shared));
  });
  return rendered;
}

/// The shards of one run, each once, none missing.
class Shards {
 public:
  void add(const std::string& path, const projects::FleetIndex& index, const std::string& fleet) {
    if (index.fleet != fleet) {
      fail("index-invalid",
           fmt::format("{} is of a repository with other projects than this one", path));
    }
    if (!count_) count_ = index.shard.count;
    if (index.shard.count != count_) {
      fail("index-invalid", fmt::format("{} is one of {} shards, others are of {}", path,
                                        index.shard.count, count_));
    }
    auto [other, fresh] = paths_.try_emplace(index.shard.number, path);
    if (!fresh) {
      fail("index-invalid", fmt::format("{} and {} are both shard {} of {}", other->second, path,
                                        index.shard.number, count_));
    }
  }

  void check_complete() const {
    std::string missing;
    for (int number = 1; number <= count_; ++number) {
      if (paths_.contains(number)) continue;
      missing += fmt::format("{}{}", missing.empty() ? "" : ", ", number);
    }
    if (!missing.empty()) {
      fail("index-invalid", fmt::format("of {} shards these are missing: {}", count_, missing));
    }
  }

 private:
  int count_ = 0;
  std::map<int, std::string> paths_;
};

}  // namespace

std::vector<RenderedProject> render_shard(Repository& repository, const projects::Shard& shard,
                                          int jobs) {
  std::vector<size_t> which;
  for (size_t i = 0; i < repository.projects.size(); ++i) {
    if (shard.has(i)) which.push_back(i);
  }
  return render_some(repository, which, jobs);
}

void write_index(const std::string& path, const Repository& repository,
                 const projects::Shard& shard, const std::vector<RenderedProject>& rendered) {
  write_file(path, projects::pack_index(shard, projects::fleet_id(repository.projects),
                                        *repository.files, rendered));
}

std::vector<RenderedProject> merge_indexes(Session& session, Repository& repository,
                                           std::span<const std::string> paths) {
  std::string fleet = projects::fleet_id(repository.projects);
  std::unordered_map<std::string_view, size_t> places;
  for (size_t i = 0; i < repository.projects.size(); ++i) places[repository.projects[i].name] = i;
  std::vector<RenderedProject> merged(repository.projects.size());
  std::vector<size_t> withheld;
  Shards shards;
  for (const std::string& path : paths) {
    projects::FleetIndex index =
        projects::unpack_index(read_bytes(path), path, session.sources, repository.files.get());
    shards.add(path, index, fleet);
    for (UnpackedProject& project : index.projects) {
      auto place = places.find(project.project.name);
      if (place == places.end()) fail("index-invalid", fmt::format("{} is damaged", path));
      if (project.withheld) withheld.push_back(place->second);
      merged[place->second] = std::move(project.rendered);
    }
  }
  shards.check_complete();
  std::sort(withheld.begin(), withheld.end());
  std::vector<RenderedProject> anew = render_some(repository, withheld, session.flags.jobs);
  for (size_t i = 0; i < withheld.size(); ++i) merged[withheld[i]] = std::move(anew[i]);
  for (size_t i = 0; i < merged.size(); ++i) merged[i].project = &repository.projects[i];
  return merged;
}

ForeignProjects::ForeignProjects(Session& session, const std::string& path) : path_(path) {
  projects::FleetIndex index =
      projects::unpack_index(read_bytes(path), path, session.sources, nullptr);
  if (index.shard.count > 1) {
    fail("index-invalid", fmt::format("{} is only shard {} of {}; write one index of all projects",
                                      path, index.shard.number, index.shard.count));
  }
  projects_ = std::move(index.projects);
  for (UnpackedProject& project : projects_) {
    project.rendered.project = &project.project;
    project.rendered.problems.clear();  // not ours to mend
  }
}

void ForeignProjects::replace(const std::string& name, std::vector<Project>& own) {
  auto is_named = [&](const UnpackedProject& one) { return one.project.name == name; };
  auto known = std::find_if(projects_.begin(), projects_.end(), is_named);
  if (known == projects_.end()) {
    std::vector<std::string_view> names;
    for (const UnpackedProject& one : projects_) names.push_back(one.project.name);
    fail("", fmt::format("{} has no project `{}`{}", path_, name, did_you_mean(name, names)));
  }
  replaced_ = name;
  for (Project& project : own) {
    project.cluster = known->project.cluster;
    project.namespace_name = known->project.namespace_name;
  }
}

std::vector<const RenderedProject*> ForeignProjects::beside(const std::vector<Project>& own) const {
  std::set<std::string_view> names;
  for (const Project& project : own) names.insert(project.name);
  std::vector<const RenderedProject*> others;
  for (const UnpackedProject& one : projects_) {
    if (one.project.name != replaced_ && !names.contains(one.project.name)) {
      others.push_back(&one.rendered);
    }
  }
  return others;
}

void keep_own(CheckRun& run, const std::vector<Project>& own) {
  std::set<std::string_view> names;
  for (const Project& project : own) names.insert(project.name);
  size_t kept = 0;
  for (size_t i = 0; i < run.findings.size(); ++i) {
    const std::vector<std::string>& projects = run.findings[i].projects;
    bool is_own = projects.empty() ||
                  std::any_of(projects.begin(), projects.end(),
                              [&](const std::string& project) { return names.contains(project); });
    if (!is_own) continue;
    if (kept != i) {
      run.findings[kept] = std::move(run.findings[i]);
      run.waivers[kept] = run.waivers[i];
    }
    ++kept;
  }
  run.findings.resize(kept);
  run.waivers.resize(kept);
}

}  // namespace drydock::cli
