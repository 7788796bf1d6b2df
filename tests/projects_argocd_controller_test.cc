#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/excerpt.h"
#include "core/kinds.h"
#include "core/yaml/read.h"
#include "projects/deployments.h"
#include "projects/discover.h"
#include "projects/read_settings.h"
#include "tests/source_dir.h"

namespace drydock::projects {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> golden_cases() {
  std::vector<fs::path> cases;
  for (const auto& entry : fs::directory_iterator(source_path("testdata/argocd"))) {
    if (entry.is_directory()) cases.push_back(entry.path());
  }
  std::sort(cases.begin(), cases.end());
  return cases;
}

/// A repository whose definitions are followed; its own URL is https://git.example.com/fleet.git,
/// unless the name of the case says that Git knows of no remote.
std::string describe_fleet(const fs::path& folder) {
  Sources sources;
  std::unique_ptr<Tree> tree = open_disk_tree((folder / "in").string());
  SourceCache files(*tree, sources);
  Settings settings;
  settings.clusters = {{"prod", "https://prod.example.com", "1.30", {}, {{"tier", "1"}}, {}}};
  RenderShared shared(sources);
  bool has_remote = folder.filename().string().find("without_remote") == std::string::npos;
  std::vector<std::string> own;
  if (has_remote) own.push_back("https://git.example.com/fleet.git");
  SourceRepositories repositories(files, own, {}, "");
  Discovery found = discover(files, settings, {"fleet", 1});
  Deployments deployments(files, settings, shared,
                          make_controllers({files, repositories, settings}), {});
  deployments.follow(found, 1);
  std::string text;
  PathFilter filter(settings);
  Excerpts excerpts;
  std::string problems;
  for (const Diagnostic& problem : found.problems) problems += excerpts.describe(problem) + "\n";
  for (const Project& project : found.projects) {
    text += fmt::format("{} to {} in {}", project.name, project.cluster, project.path);
    if (!project.defined_by.empty()) text += " by " + project.defined_by;
    if (!project.owner.empty()) text += " of " + project.owner;
    text += "\n";
    RenderedProject rendered =
        render_project(files, project, {filter, settings, shared, &deployments});
    for (const Resource& resource : rendered.set.resources) {
      text += fmt::format("  {} at {}:{}\n",
                          format_resource_id(resource.gvk.group, resource.gvk.kind,
                                             resource.namespace_name, resource.name),
                          resource.root->where().path(), resource.root->where().line);
    }
    for (const Diagnostic& problem : rendered.problems) {
      problems += excerpts.describe(problem) + "\n";
    }
  }
  return text + "\n" + problems;
}

/// Each testdata/argocd/<case>/ holds in/ and expected.txt. DRYDOCK_UPDATE_GOLDEN=1 rewrites the
/// expectations; read the diff before committing it.
class ArgoCdGolden : public testing::TestWithParam<fs::path> {};

TEST_P(ArgoCdGolden, FleetMatchesExpectation) {
  std::string text = describe_fleet(GetParam());
  fs::path expected = GetParam() / "expected.txt";
  if (std::getenv("DRYDOCK_UPDATE_GOLDEN")) std::ofstream(expected, std::ios::binary) << text;
  std::ifstream in(expected, std::ios::binary);
  EXPECT_EQ(text, std::string(std::istreambuf_iterator<char>(in), {}));
}

INSTANTIATE_TEST_SUITE_P(Cases, ArgoCdGolden, testing::ValuesIn(golden_cases()),
                         [](const auto& info) { return info.param.filename().string(); });

}  // namespace
}  // namespace drydock::projects
