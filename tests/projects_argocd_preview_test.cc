#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "core/regex.h"
#include "core/yaml/emit.h"
#include "projects/deployments.h"
#include "projects/discover.h"
#include "tests/yaml_corpus.h"

namespace drydock::projects {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kUrl = "https://github.com/dag-andersen/argocd-diff-preview";

/// What a run of the tool is told about the Applications to look at.
struct Choice {
  std::string file_regex;
  std::string label;  // KEY=VALUE
};

struct Preview {
  std::map<std::string, std::string> manifests;  // by Application; a second one has a number
  std::set<std::string> unknown;                 // whose source nobody has
};

bool is_chosen(const Project& project, const Choice& choice) {
  const Node* metadata = project.definition->find("metadata");
  const Node* annotations = metadata->find("annotations");
  if (annotations && annotations->text_of("argocd-diff-preview/ignore") == "true") return false;
  if (!choice.file_regex.empty()) {
    return Regex(choice.file_regex).matches(project.defined_at.path());
  }
  size_t equals = choice.label.find('=');
  if (equals == std::string::npos) return true;
  const Node* labels = metadata->find("labels");
  return labels &&
         labels->text_of(choice.label.substr(0, equals)) == choice.label.substr(equals + 1);
}

Preview preview(const fs::path& folder, const Choice& choice) {
  Sources sources;
  std::unique_ptr<Tree> tree = open_disk_tree(folder.string());
  SourceCache files(*tree, sources);
  Settings settings;
  RenderShared shared(sources);
  SourceRepositories repositories(files, {std::string(kUrl)}, {}, "");
  Discovery found = discover(files, settings, {"fleet", 1});
  Deployments deployments(files, settings, shared,
                          make_controllers({files, repositories, settings}), {});
  deployments.follow(found, 1);
  PathFilter filter(settings);
  Preview result;
  for (const Project& project : found.projects) {
    if (!project.definition || !is_chosen(project, choice)) continue;
    std::string name(project.definition->find("metadata")->text_of("name"));
    for (int i = 2; result.manifests.count(name); ++i) name = fmt::format("{}-{}", name, i);
    RenderedProject rendered =
        render_project(files, project, {filter, settings, shared, &deployments});
    for (const Diagnostic& problem : rendered.problems) {
      if (problem.rule == "argocd-source-unknown") result.unknown.insert(name);
    }
    std::string& text = result.manifests[name];
    for (const Resource& resource : rendered.set.resources) append_yaml(text, *resource.root);
  }
  return result;
}

/// "+ NAME", "- NAME", "± NAME" and "± OLD -> NEW", as the summary has them.
std::set<std::string> changes(const Preview& base, const Preview& target) {
  std::set<std::string> lines;
  std::map<std::string, std::string> gone;  // by manifests
  for (const auto& [name, text] : base.manifests) {
    auto now = target.manifests.find(name);
    if (now == target.manifests.end()) {
      gone.emplace(text, name);
    } else if (now->second != text) {
      lines.insert("± " + name);
    }
  }
  for (const auto& [name, text] : target.manifests) {
    if (base.manifests.count(name)) continue;
    auto before = gone.find(text);
    // The number of a second one of that name is ours.
    auto plain = [](const std::string& shown) { return shown.substr(0, shown.rfind("-2")); };
    if (before == gone.end()) {
      lines.insert("+ " + name);
    } else {
      lines.insert(fmt::format("± {} -> {}", plain(before->second), plain(name)));
      gone.erase(before);
    }
  }
  for (const auto& [text, name] : gone) lines.insert("- " + name);
  return lines;
}

/// The lines of a recorded summary, without counts of lines and what comes from the network.
std::set<std::string> recorded(const fs::path& file, const std::set<std::string>& unknown) {
  std::set<std::string> lines;
  std::ifstream in(file);
  static const Regex kCounts(" \\([^)]*\\)$");
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("<details>")) break;
    bool is_entry = line.starts_with("+ ") || line.starts_with("- ") || line.starts_with("± ");
    if (!is_entry) continue;
    if (std::optional<std::string_view> counts = kCounts.find(line)) {
      line.resize(line.size() - counts->size());
    }
    if (!unknown.count(line.substr(line.find(' ') + 1))) lines.insert(line);
  }
  return lines;
}

struct PreviewCase {
  const char* folder;
  Choice choice;
};

const PreviewCase kCases[] = {
    {"branch-1/target-1", {}},
    {"branch-1/target-3", {}},
    {"branch-2/target-1", {}},
    {"branch-5/target-4", {"", "team=my-team"}},
    {"branch-5/target-5", {"", "team=other-team"}},
    {"branch-5/target-6", {".*labels\\.yaml", ""}},
    {"branch-5/target-7", {"this-does-not-exist\\.yaml", ""}},
    {"branch-5/target-9", {}},
    {"branch-11/target-1", {}},
    {"branch-18/target-1", {"examples/out-of-chart-values/.*", ""}},
};

TEST(ArgoCdPreview, ChangesTheApplicationsThatAServerSaysChange) {
  DRYDOCK_NEEDS_CORPUS();
  fs::path root = *corpus_folder() / "argocd" / "diff-preview";
  for (const PreviewCase& one : kCases) {
    fs::path folder = root / one.folder;
    Preview base = preview(folder.parent_path() / "base", one.choice);
    Preview target = preview(folder.parent_path() / "target", one.choice);
    EXPECT_EQ(changes(base, target), recorded(folder / "want.md", target.unknown)) << one.folder;
  }
}

}  // namespace
}  // namespace drydock::projects
