#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>

#include "projects/deployments.h"
#include "projects/include_graph.h"
#include "projects/read_manifest.h"
#include "tests/projects_layout.h"

namespace drydock::projects {
namespace {

/// Deploys the file or folder that each App names in `spec`: a file, with "below" behind it a whole
/// folder; "again" renders itself under a longer name.
class ToyController : public Controller {
 public:
  ToyController(SourceCache& files, std::atomic<int>& renders) : files_(files), renders_(renders) {}

  void read(const RenderedProject& rendered) override {
    for (const Resource& resource : rendered.set.resources) {
      if (resource.gvk.kind != "App" || !seen_.emplace(resource.name).second) continue;
      Project project;
      project.name = fmt::format("app/{}", resource.name);
      project.path = resource.root->text_of("spec");
      project.renderer = Renderer::ArgoCd;
      project.definition = resource.root;
      project.definition_id = fmt::format("App.argoproj.io/{}", resource.name);
      project.defined_by = rendered.project->name;
      project.defined_at = resource.root->where();
      found_.push_back(std::move(project));
    }
  }

  std::vector<Project> take_projects(std::vector<Diagnostic>&) override {
    return std::move(found_);
  }

  void render(const Project& project, RenderShared&, RenderedProject& out) const override {
    ++renders_;
    SourceCache files(files_, out.inputs);
    if (project.path == "again") {
      std::string name(project.definition->find("metadata")->text_of("name"));
      const SourceFile& file = files.keep(
          fmt::format("made/{}", name),
          fmt::format(
              "apiVersion: argoproj.io/v1\nkind: App\nmetadata: {{name: {}x}}\nspec: again\n",
              name));
      return read_manifest(file, out);
    }
    read_manifest(files.read(file_of(project)), out);
  }

  std::string render_key(const Project& project) const override {
    return std::string(project.definition->text_of("spec"));
  }
  bool may_be_kept(const Project&) const override { return true; }
  std::vector<CoveredPath> covered_paths(const Project& project) const override {
    return {{std::string(parent_path(file_of(project))), false}};
  }
  void check(std::vector<Diagnostic>&) const override {}

 private:
  static std::string file_of(const Project& project) { return project.path; }

  SourceCache& files_;
  std::atomic<int>& renders_;
  std::set<std::string, std::less<>> seen_;
  std::vector<Project> found_;
};

std::string app(std::string_view file, std::string_view name, std::string_view spec) {
  return fmt::format(
      "{} = apiVersion: argoproj.io/v1\\nkind: App\\nmetadata: {{name: {}}}\\nspec: {}\\n\n", file,
      name, spec);
}

/// A repository whose definitions are followed.
struct Followed {
  explicit Followed(std::string_view text) : layout(text) {
    found = layout.find();
    std::vector<std::unique_ptr<Controller>> controllers;
    controllers.push_back(std::make_unique<ToyController>(layout.files(), renders));
    deployments = std::make_unique<Deployments>(layout.files(), settings, shared,
                                                std::move(controllers), Deployments::Similar());
    deployments->follow(found, 2);
  }

  /// "NAME by DEFINER: Kind/name..." for each project.
  std::string rendered() {
    std::string out;
    PathFilter filter(settings);
    for (const Project& project : found.projects) {
      out += project.name;
      if (!project.defined_by.empty()) out += " by " + project.defined_by;
      out += ":";
      RenderedProject rendered =
          render_project(layout.files(), project, {filter, settings, shared, deployments.get()});
      for (const Resource& resource : rendered.set.resources) {
        out += fmt::format(" {}/{}", resource.gvk.kind, resource.name);
      }
      out += "\n";
    }
    return out;
  }

  Layout layout;
  Settings settings;
  RenderShared shared{layout.files().sources()};
  std::atomic<int> renders = 0;
  Discovery found;
  std::unique_ptr<Deployments> deployments;
};

TEST(Deployments, FollowsDefinitionsThatDefinitionsRender) {
  Followed repository(app("root/apps.yaml", "all", "apps/one.yaml") +
                      app("apps/one.yaml", "one", "one/web.yaml") + "one/web.yaml\n");
  EXPECT_EQ(repository.rendered(),
            "root: App/all\n"

            "app/one by app/all: ConfigMap/one/web.yaml\n"
            "app/all by root: App/one\n");
  EXPECT_EQ(repository.renders, 2) << "what was rendered on the way is not rendered again";
}

TEST(Deployments, FindNothingTwiceThatADefinitionDeploys) {
  Followed repository(app("root/apps.yaml", "one", "one/web.yaml") +
                      "one/web.yaml\n"
                      "two/web.yaml\n"
                      "two/below/kustomization.yaml <- a.yaml\ntwo/below/a.yaml\n");
  EXPECT_EQ(repository.rendered(),
            "root: App/one\n"
            "two: ConfigMap/two/web.yaml\n"
            "two/below: ConfigMap/two/below/a.yaml\n"
            "app/one by root: ConfigMap/one/web.yaml\n");
}

TEST(Deployments, TakeFromAPlainProjectOnlyWhatIsDeployed) {
  Followed repository(app("all/apps.yaml", "one", "all/one/web.yaml") + "all/one/web.yaml\n");
  EXPECT_EQ(repository.rendered(),
            "all: App/one\n"
            "app/one by all: ConfigMap/all/one/web.yaml\n");
}

TEST(Deployments, WhatDeploysItselfHasNoOtherProject) {
  Followed repository(app("root/apps.yaml", "self", "root/apps.yaml"));
  EXPECT_EQ(repository.rendered(), "app/self by app/self: App/self\n");
}

TEST(Deployments, AreInTheGraphOfIncludes) {
  Followed repository(app("root/apps.yaml", "one", "one/web.yaml") + "one/web.yaml\n");
  std::string edges;
  for (const IncludeEdge& edge :
       include_graph(repository.layout.files(), repository.found.projects).edges) {
    edges += fmt::format("{} {} {}\n", edge.from, edge.kind, edge.to);
  }
  EXPECT_EQ(edges,
            "App.argoproj.io/one@default source one/web.yaml\n"
            "root defines App.argoproj.io/one@default\n");
}

TEST(Deployments, StopAtDefinitionsWithoutEnd) {
  Followed repository(app("root/apps.yaml", "a", "again"));
  ASSERT_EQ(repository.found.problems.size(), 1u);
  EXPECT_EQ(repository.found.problems[0].rule, "definition-limit");
  EXPECT_EQ(repository.found.problems[0].where.path().substr(0, 5), "made/");
}

TEST(Deployments, LookOnlyAtProjectsThatNameAController) {
  Followed repository("shop/web.yaml\nchart/Chart.yaml\noverlay/kustomization.yaml <- a.yaml\n");
  EXPECT_TRUE(repository.found.holders.empty());
}

TEST(Deployments, LookBehindIncludesAndIntoTemplates) {
  Layout repository(app("base/app.yaml", "one", "x.yaml") +
                    "base/kustomization.yaml <- app.yaml\n"
                    "overlay/kustomization.yaml <- ../base\n"
                    "chart/Chart.yaml\n" +
                    app("chart/templates/app.yaml", "two", "x.yaml"));
  EXPECT_EQ(repository.find().holders, (std::set<std::string, std::less<>>{"chart", "overlay"}));
}

/// What the project of an overlay renders that reads a file beside its base's folder.
std::string render_outside(std::string_view object) {
  Layout repository(
      fmt::format("shared/a.yaml = {}\n"
                  "overlay/kustomization.yaml <- ../shared/a.yaml\n",
                  object));
  Project project;
  project.path = "overlay";
  project.renderer = Renderer::Kustomize;
  RenderShared shared(repository.files().sources());
  Settings settings;
  RenderedProject rendered =
      render_project(repository.files(), project, {PathFilter(settings), settings, shared});
  return fmt::format("{} {}", rendered.set.resources.size(),
                     severity_name(rendered.problems.at(0).severity));
}

TEST(RenderKustomization, ReadsOutsideOfItsFolderOnlyForFlux) {
  EXPECT_EQ(render_outside("apiVersion: kustomize.toolkit.fluxcd.io/v1\\nkind: Kustomization\\n"
                           "metadata: {name: a}\\n"),
            "1 warning");
  EXPECT_EQ(render_outside("apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: a}\\n"), "0 error");
}

TEST(SourceRepositories, CompareUrlsByWhatTheyMean) {
  for (std::string_view url :
       {"https://git.example.com/Org/Repo.git", "git@git.example.com:org/repo",
        "ssh://git@git.example.com/org/repo.git", "https://user@git.example.com/org/repo/"}) {
    EXPECT_EQ(SourceRepositories::normalized(url), "git.example.com/org/repo") << url;
  }
  EXPECT_NE(SourceRepositories::normalized("https://git.example.com/org/other"),
            SourceRepositories::normalized("https://git.example.com/org/repo"));
}

}  // namespace
}  // namespace drydock::projects
