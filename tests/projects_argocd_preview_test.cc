#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "core/regex.h"
#include "core/tree.h"
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
  std::vector<std::string> changed_files = {};
  bool without_pattern = true;     // with changed files: those that do not say what they watch
  std::string ignored_lines = {};  // of manifests, by a regular expression
};

struct Preview {
  std::map<std::string, std::string> manifests;  // by Application; a second one has a number
  std::set<std::string> unknown;                 // whose source nobody has
};

std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> parts;
  std::istringstream in{std::string(text)};
  for (std::string part; std::getline(in, part, at);) {
    part.erase(0, part.find_first_not_of(' '));
    if (!part.empty()) parts.push_back(part);
  }
  return parts;
}

/// Whether the Application watches one of the changed files, by the tool's annotation or Argo CD's.
bool watches(const Project& project, const Node* annotations, const Choice& choice) {
  auto changed = [&](const auto& fits) {
    return std::any_of(choice.changed_files.begin(), choice.changed_files.end(), fits);
  };
  if (changed([&](const std::string& file) { return file == project.defined_at.path(); })) {
    return true;
  }
  std::string_view patterns, paths;
  if (annotations) {
    patterns = annotations->text_of("argocd-diff-preview/watch-pattern");
    paths = annotations->text_of("argocd.argoproj.io/manifest-generate-paths");
  }
  if (patterns.empty() && paths.empty()) return choice.without_pattern;
  for (const std::string& pattern : split(patterns, ',')) {
    Regex regex(pattern);
    if (changed([&](const std::string& file) { return regex.matches(file); })) return true;
  }
  for (const std::string& path : split(paths, ';')) {
    std::string whole =
        path.starts_with('/') ? path.substr(1) : fmt::format("{}/{}", project.path, path);
    if (changed([&](const std::string& file) { return is_below(file, whole); })) return true;
  }
  return false;
}

bool is_chosen(const Project& project, const Choice& choice) {
  const Node* metadata = project.definition->find("metadata");
  const Node* annotations = metadata->find("annotations");
  if (annotations && annotations->text_of("argocd-diff-preview/ignore") == "true") return false;
  if (!choice.changed_files.empty()) return watches(project, annotations, choice);
  if (!choice.file_regex.empty()) {
    return Regex(choice.file_regex).matches(project.defined_at.path());
  }
  size_t equals = choice.label.find('=');
  if (equals == std::string::npos) return true;
  const Node* labels = metadata->find("labels");
  return labels &&
         labels->text_of(choice.label.substr(0, equals)) == choice.label.substr(equals + 1);
}

std::string without_lines(const std::string& text, const std::string& pattern) {
  Regex regex(pattern);
  std::string left;
  for (const std::string& line : split(text, '\n')) {
    if (!regex.matches(line)) left += line + "\n";
  }
  return left;
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
    if (!choice.ignored_lines.empty()) text = without_lines(text, choice.ignored_lines);
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

// All but branch-16, whose manifests come from a plugin.
const PreviewCase kCases[] = {
    {"branch-1/target-1", {}},
    {"branch-1/target-2", {"", "", {}, true, "image"}},
    {"branch-1/target-3", {}},
    {"branch-2/target-1", {}},
    {"branch-5/target-1", {"", "", {"examples/helm/values/filtered.yaml"}, false}},
    {"branch-5/target-2",
     {"", "", {"examples/helm/applications/watch-pattern/valid-regex.yaml"}, false}},
    {"branch-5/target-3", {"", "", {"something/else.yaml"}, false}},
    {"branch-5/target-4", {"", "team=my-team"}},
    {"branch-5/target-5", {"", "team=other-team"}},
    {"branch-5/target-6", {".*labels\\.yaml", ""}},
    {"branch-5/target-7", {"this-does-not-exist\\.yaml", ""}},
    {"branch-5/target-8", {"", "", {"something/else.yaml"}}},
    {"branch-5/target-9", {}},
    {"branch-8/target-1",
     {"",
      "",
      {"examples/git-generator/resources/folder2/deployment.yaml",
       "examples/git-generator/resources/folder3/deployment.yaml"},
      false}},
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
