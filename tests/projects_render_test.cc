#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>

#include "projects/read_manifest.h"
#include "projects/render_project.h"
#include "tests/projects_layout.h"

namespace drydock::projects {
namespace {

/// "Kind/name" of every object, one in a line, then the problems.
std::string render(Layout& repository, const Project& project, const Settings& settings = {}) {
  RenderShared shared(repository.files().sources());
  RenderedProject rendered =
      render_project(repository.files(), project, {PathFilter(settings), settings, shared});
  std::string out;
  for (const Resource& resource : rendered.set.resources) {
    out += fmt::format("{}/{}\n", resource.gvk.kind, resource.name);
  }
  return out + describe(rendered.problems);
}

std::string render(std::string_view files, std::string_view path = "p") {
  Layout repository(files);
  Project project;
  project.path = path;
  return render(repository, project);
}

struct RenderCase {
  std::string_view name;
  std::string_view files;
  std::string_view result;
};

constexpr RenderCase kCases[] = {
    {"files in the order of a walk",
     "p/b.yaml\np/a/z.yml\np/a/b/x.yaml\np/a-b.yaml\np/c.txt\np/.h.yaml\np/.d/x.yaml\n",
     "ConfigMap/p/a/b/x.yaml\nConfigMap/p/a/z.yml\nConfigMap/p/a-b.yaml\nConfigMap/p/b.yaml\n"},
    {"every document of a file",
     "p/a.yaml = apiVersion: v1\\nkind: A\\n---\\n---\\n# c\\n---\\napiVersion: v1\\nkind: "
     "B\\nmetadata: {name: b}\n",
     "A/\nB/b\n"},
    {"lists are expanded",
     "p/a.yaml = apiVersion: v1\\nkind: List\\nitems: [{apiVersion: v1, kind: A}, {apiVersion: v1, "
     "kind: B}]\n",
     "A/\nB/\n"},
    {"JSON",
     "p/a.json = {\"apiVersion\": \"v1\", \"kind\": \"A\", \"metadata\": {\"name\": \"a\"}}\n",
     "A/a\n"},
    {"what is no object is left alone",
     "p/a.yaml = a: b\np/b.yaml = kind: A\np/c.yaml = apiVersion: v1\np/d.json = [1\np/e.yaml = # "
     "nothing\n"
     "p/f.yaml = - a\np/g.json = {}\n",
     ""},
    {"settings of tools are no objects",
     "p/a.yaml = apiVersion: skaffold/v4\\nkind: Config\\n---\\napiVersion: v1\\nkind: A\n",
     "A/\n"},
    {"charts and kustomizations below are left to them",
     "p/a.yaml\np/k/kustomization.yaml <- "
     "x.yaml\np/k/x.yaml\np/k/l/y.yaml\np/c/Chart.yaml\np/c/x.yaml\n",
     "ConfigMap/p/a.yaml\n"},
    {"a link to a file of the project counts once", "p/b.yaml\np/a.yaml -> b.yaml\n",
     "ConfigMap/p/b.yaml\n"},
    {"links to one file elsewhere count once",
     "q/b.yaml\np/a.yaml -> ../q/b.yaml\np/c.yaml -> a.yaml\n", "ConfigMap/q/b.yaml\n"},
    {"links to folders are not followed", "q/b.yaml\np/a -> ../q\np/a.yaml\n",
     "ConfigMap/p/a.yaml\n"},
    {"BOM, CRLF", "p/a.yaml = \\xEF\\xBB\\xBFapiVersion: v1\\r\\nkind: A\\r\\n", "A/\n"},
    {"a missing folder", "q/b.yaml\n", ":0 error file-missing there is no file or folder p\n"},
    {"a mistyped folder", "pp/b.yaml\n",
     ":0 error file-missing there is no file or folder p; did you mean `pp`?\n"},
};

TEST(RenderPlain, ReadsObjects) {
  for (const RenderCase& c : kCases) EXPECT_EQ(render(c.files), c.result) << c.name;
}

constexpr RenderCase kBroken[] = {
    {"binary", "p/a.yaml = a\\0b\n", "p/a.yaml:1 error yaml-encoding this is a binary file\n"},
    {"no UTF-8", "p/a.yaml = apiVersion: v1\\nkind: A # \\xE9 x\n",
     "p/a.yaml:2 error yaml-encoding this byte is no part of a UTF-8 character\n"},
    {"no UTF-8 and no object", "p/a.yaml = a: b # \\xE9 x\n",
     "p/a.yaml:1 warning yaml-encoding this byte is no part of a UTF-8 character\n"},
    {"UTF-16", "p/a.yaml = \\xFF\\xFEa\\0\n",
     "p/a.yaml:1 error yaml-encoding the file is UTF-16 text; save it as UTF-8\n"},
    {"locked", "p/a.yaml = \\0GITCRYPT\\0abc\n",
     "p/a.yaml:0 warning yaml-encoding the file is locked by git-crypt\n"},
    {"a template", "p/a.yaml = {{- if .x }}\\napiVersion: v1\\nkind: A\\n{{- end }}\n",
     "p/a.yaml:1 error yaml-template the file looks like a template, not like plain YAML\n"},
    {"a template that is YAML",
     "p/a.yaml = apiVersion: v1\\nkind: A\\nmetadata:\\n  name: {{ .Values.name }}\n",
     "p/a.yaml:4 error yaml-template the file looks like a template, not like plain YAML\n"},
    {"a template further down",
     "p/a.yaml = apiVersion: v1\\nkind: A\\nmetadata:\\n  {{ include \"x\" . }}\\nspec: {}\n",
     "p/a.yaml:4 error yaml-template the file looks like a template, not like plain YAML\n"},
    {"a quoted template is text", "p/a.yaml = apiVersion: v1\\nkind: A\\nx: \"{{ y }}\"\n", "A/\n"},
    {"a link out", "p/a.yaml -> /etc/passwd\n",
     "p/a.yaml:0 error path-escape the symbolic link p/a.yaml leaves the repository: it points to "
     "/etc/passwd\n"},
    {"a link to nothing", "p/a.yaml -> b.yaml\n",
     "p/a.yaml:0 error file-missing the symbolic link p/a.yaml leads to nothing\n"},
};

TEST(RenderPlain, NamesWhatIsWrongAndGoesOn) {
  for (const RenderCase& c : kBroken) {
    EXPECT_EQ(render(c.files), c.result) << c.name;
    std::string more = std::string(c.files) + "p/z.yaml\n";
    EXPECT_EQ(render(more).find("ConfigMap/p/z.yaml\n") == std::string::npos, false) << c.name;
  }
}

TEST(RenderPlain, KeepsWhatStandsBeforeASyntaxError) {
  std::string result =
      render("p/a.yaml = apiVersion: v1\\nkind: A\\n---\\napiVersion: v1\\nkind: [\n");
  EXPECT_TRUE(result.starts_with("A/\np/a.yaml:")) << result;
  EXPECT_NE(result.find("error yaml-syntax"), std::string::npos) << result;
}

TEST(RenderPlain, BracesElsewhereMakeNoTemplate) {
  std::string alert = "p/a.yaml = apiVersion: v1\\nkind: A\\nx: \"{{ $labels.pod }}\"\\n";
  std::string result = render(alert + "a: 1\\nb: 2\\nc: 3\\nd: e: f\n");
  EXPECT_NE(result.find("p/a.yaml:7 error yaml-syntax"), std::string::npos) << result;
  result = render(alert + "metadata: {name: a}\\nx: 1\n");
  EXPECT_TRUE(result.starts_with("A/a\n")) << result;
}

TEST(RenderPlain, FindsTheWorstOfYaml) {
  std::string bomb = "p/a.yaml = apiVersion: v1\\nkind: A\\na0: &a0 [x]\\n";
  for (int i = 1; i < 40; ++i)
    bomb += fmt::format("a{}: &a{} [*a{}, *a{}, *a{}]\\n", i, i, i - 1, i - 1, i - 1);
  EXPECT_NE(render(bomb + "\n").find("p/a.yaml:"), std::string::npos);
  std::string deep = "p/a.yaml = apiVersion: v1\\nkind: A\\nx: " + std::string(20'000, '[') + "\n";
  std::string result = render(deep);
  EXPECT_NE(result.find("error yaml-"), std::string::npos) << result;
  EXPECT_EQ(result.find("error yaml-"), result.rfind("error yaml-")) << result;
  result = render("p/a.yaml = apiVersion: v1\\nkind: A\\nmetadata: {name: a}\\nkind: A\n");
  EXPECT_NE(result.find("yaml-duplicate-key"), std::string::npos) << result;
  result = render("p/a.yaml = apiVersion: v1\\nkind: A\\n\\tx: 1\n");
  EXPECT_NE(result.find("p/a.yaml:3 error yaml-syntax"), std::string::npos) << result;
}

TEST(RenderPlain, BrokenYamlWithoutObjectsIsAWarning) {
  EXPECT_NE(render("p/a.yaml = a: [\n").find("warning yaml-syntax"), std::string::npos);
}

TEST(RenderPlain, RefusesWhatIsTooLarge) {
  RenderedProject out;
  SourceFile large{"p/a.yaml", "apiVersion: v1\nkind: A\n"};
  large.text.resize(kMaxManifestSize + 1, '\n');
  read_manifest(large, out);
  EXPECT_EQ(describe(out.problems),
            "p/a.yaml:0 error file-too-large the file has 64 MiB; manifests may have up to 64\n");
  SourceFile other{"p/b.yaml", std::string(kMaxManifestSize + 1, '\n')};
  RenderedProject nothing;
  read_manifest(other, nothing);
  EXPECT_EQ(describe(nothing.problems), "");
}

TEST(RenderHelm, LooksAtValuesAndAtOutputThatChanges) {
  Layout repository(
      "p/Chart.yaml = apiVersion: v2\\nname: c\\nversion: 1.0.0\n"
      "p/values.yaml = used: a\\nunused: b\n"
      "p/templates/a.yaml = apiVersion: v1\\nkind: A\\nmetadata:\\n  name: {{ .Values.used }}\\n"
      "  x: {{ .Values.typo }}\\n  y: {{ randAlpha 5 }}\n");
  Project project;
  project.path = "p";
  project.renderer = Renderer::Helm;
  EXPECT_EQ(render(repository, project),
            "A/a\n"
            "p/values.yaml:2 warning values-unused no template reads the value `unused`\n"
            "p/templates/a.yaml:5 warning values-unset the value `typo` is read here, and nobody "
            "sets it\n"
            "p/templates/a.yaml:6 warning output-unstable what is written here differs from run to "
            "run\n");
}

TEST(RenderPlain, SaysWhenAListedProjectIsEmpty) {
  SourceFile settings{"drydock.yaml", "x"};
  Project project;
  project.name = "shop";
  project.path = "p";
  project.defined_at = {&settings, 3, 1};
  Layout empty("p/a.yaml = a: b\n");
  EXPECT_EQ(render(empty, project),
            "drydock.yaml:3 warning project-empty the project `shop` has no Kubernetes objects\n");
  Layout missing("q/a.yaml\n");
  EXPECT_EQ(render(missing, project),
            "drydock.yaml:3 error file-missing there is no file or folder p\n");
}

TEST(RenderPlain, ReadsOneFileWhateverItsName) {
  EXPECT_EQ(render("p/a.yaml\np/b.txt = apiVersion: v1\\nkind: B\n", "p/b.txt"), "B/\n");
}

TEST(RenderPlain, LeavesOutWhatSettingsSay) {
  Layout repository("p/a.yaml\np/b.yaml\np/c/d.yaml\n");
  Project project;
  project.path = "p";
  project.excluded = {"p/c"};
  Settings settings;
  settings.ignore = {"**/b.yaml"};
  EXPECT_EQ(render(repository, project, settings), "ConfigMap/p/a.yaml\n");
  settings.ignore = {"p/**"};
  EXPECT_EQ(render(repository, project, settings), "ConfigMap/p/a.yaml\nConfigMap/p/b.yaml\n");
}

/// A folder on disk that goes away.
struct Scratch {
  Scratch() : path(std::filesystem::temp_directory_path() / "drydock-XXXXXX") {
    path = mkdtemp(path.data());
  }
  ~Scratch() { std::filesystem::remove_all(path); }
  void write(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories(std::filesystem::path(path + "/" + name).parent_path());
    std::ofstream(path + "/" + name) << text;
  }
  std::string path;
};

TEST(RenderPlain, ReadsEachFileOnceOnDisk) {
  Scratch scratch;
  std::string text = "apiVersion: v1\nkind: A\nmetadata: {name: a}\n";
  scratch.write("shop/a.yaml", text);
  scratch.write("shop/unreadable.yaml", text);
  std::filesystem::create_directories(scratch.path + "/shop/folder.yaml");
  mkfifo((scratch.path + "/shop/pipe.yaml").c_str(), 0600);
  chmod((scratch.path + "/shop/unreadable.yaml").c_str(), 0);
  std::unique_ptr<Tree> tree = open_disk_tree(scratch.path);
  Sources sources;
  SourceCache files(*tree, sources);
  Discovery found = discover(files, {});
  ASSERT_EQ(describe(found.projects), "plain shop default\n");
  // Files that were found are in memory, so they may go away.
  std::filesystem::remove(scratch.path + "/shop/a.yaml");
  RenderShared shared(sources);
  Settings settings;
  PathFilter filter(settings);
  std::vector<RenderedProject> rendered =
      render_projects(files, found.projects, {filter, settings, shared}, 2);
  ASSERT_EQ(rendered.size(), 1u);
  bool root = geteuid() == 0;  // reads everything
  EXPECT_EQ(rendered[0].set.resources.size(), root ? 2u : 1u);
  // The pipe, and what may not be read.
  EXPECT_EQ(rendered[0].problems.size(), root ? 1u : 2u);
}

/// A tree that counts how often each file is read.
class CountingTree : public Tree {
 public:
  explicit CountingTree(std::unique_ptr<Tree> tree) : tree_(std::move(tree)) {}
  std::string describe() const override { return tree_->describe(); }
  std::map<std::string, int> reads() const { return reads_; }

 private:
  std::optional<EntryKind> entry_kind(const std::string& path) const override {
    return tree_->kind(path);
  }
  std::vector<TreeEntry> entries(const std::string& folder) const override {
    return tree_->list(folder);
  }
  std::optional<std::string> bytes(const std::string& file) const override {
    std::lock_guard lock(mutex_);
    ++reads_[file];
    return tree_->read(file);
  }
  std::string link_target(const std::string& link) const override { return link; }

  std::unique_ptr<Tree> tree_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, int> reads_;
};

TEST(RenderKustomizations, ReadAndParseSharedBasesOnce) {
  constexpr size_t kOverlays = 50;
  std::vector<std::pair<std::string, std::string>> files = {
      {"base/kustomization.yaml", "resources: [web.yaml, more]\n"},
      {"base/web.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n"},
      {"base/more/kustomization.yaml", "resources: [api.yaml]\n"},
      {"base/more/api.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: api}\n"}};
  for (size_t i = 0; i < kOverlays; ++i) {
    files.push_back({fmt::format("overlays/o{}/kustomization.yaml", i),
                     fmt::format("resources: [../../base]\nnamePrefix: o{}-\n", i)});
  }
  CountingTree tree(make_memory_tree(files));
  Sources sources;
  SourceCache cache(tree, sources);
  Discovery found = discover(cache, {});
  RenderShared shared(sources);
  size_t objects = 0;
  Settings settings;
  PathFilter filter(settings);
  for (const RenderedProject& rendered :
       render_projects(cache, found.projects, {filter, settings, shared}, 2)) {
    EXPECT_EQ(describe(rendered.problems), "");
    objects += rendered.set.resources.size();
  }
  EXPECT_GE(objects, 2 * kOverlays);
  for (const auto& [path, count] : tree.reads()) EXPECT_EQ(count, 1) << path;
  EXPECT_EQ(shared.parsed_files.parses(), 2u);
}

}  // namespace
}  // namespace drydock::projects
