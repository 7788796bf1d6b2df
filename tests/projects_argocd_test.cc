#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "core/json/parse.h"
#include "core/json/write.h"
#include "core/yaml/read.h"
#include "projects/argocd/api_types.h"
#include "projects/argocd/application_env.h"
#include "projects/argocd/application_set.h"
#include "projects/argocd/definitions.h"
#include "projects/argocd/go_glob.h"
#include "projects/argocd/patterns.h"
#include "projects/argocd/project_rules.h"
#include "render/builtins/slug.h"
#include "tests/yaml_corpus.h"

namespace drydock::projects::argocd {
namespace {

using testing::HasSubstr;

/// The verdict of one line of project.jsonl.
bool judge(Value line, Arena& arena) {
  Value project = conform(field_of(line, "project"), kAppProjectType, arena);
  std::string_view check = text_of(line, "check");
  DestinationCluster cluster{text_of(line, "server"), text_of(line, "cluster")};
  std::vector<DestinationCluster> own;
  for (Value entry : list_of(line, "projectClusters")) {
    own.push_back({text_of(entry, "server"), text_of(entry, "name")});
  }
  std::string_view group = text_of(line, "group");
  std::string_view kind = text_of(line, "kind");
  std::string_view name = text_of(line, "resourceName");
  std::string_view place = text_of(line, "namespace");
  if (check == "source") return permits_source(project, text_of(line, "repoURL"));
  if (check == "destination") return permits_destination(project, cluster, place, own);
  if (check == "kind") return permits_kind(project, group, kind, name, flag_of(line, "namespaced"));
  if (check == "resource") {
    return permits_resource(project, group, kind, name, cluster, place, own);
  }
  if (check == "appNamespace") return permits_application_namespace(project, place, "argocd");
  EXPECT_EQ(check, "valid");
  return project_problem(project).empty();
}

TEST(ArgoCdProject, PermitsWhatTheOriginalPermits) {
  DRYDOCK_NEEDS_CORPUS();
  std::ifstream in(*corpus_folder() / "argocd" / "project.jsonl");
  int lines = 0;
  for (std::string text; std::getline(in, text); ++lines) {
    Arena arena;
    JsonParseOptions options;
    options.numbers = JsonNumbers::Exact;
    JsonResult line = parse_json(text, arena, options);
    ASSERT_TRUE(line.ok()) << text;
    EXPECT_EQ(judge(line.value, arena), flag_of(line.value, "want")) << text;
  }
  EXPECT_GT(lines, 0);
}

struct ProjectCase {
  const char* spec;  // JSON
  const char* problem;
};

constexpr ProjectCase kProjects[] = {
    {R"({})", ""},
    {R"({"roles": [{"name": "a b"}]})", "`a b` is no name of a role"},
    {R"({"roles": [{"name": "r", "policies": ["p, proj:p:r, applications, sync, p/*, allow"]}]})",
     ""},
    {R"({"roles": [{"name": "r", "policies": ["p, proj:q:r, applications, sync, p/*, allow"]}]})",
     "the subject of the policy `p, proj:q:r, applications, sync, p/*, allow` must be proj:p:r"},
    {R"({"syncWindows": [{"kind": "allow", "schedule": "0 22 * * mon-fri", "duration": "1h30m",
         "applications": ["*"]}]})",
     ""},
    {R"({"syncWindows": [{"kind": "deny", "schedule": "60 22 * * *", "duration": "1h",
         "applications": ["*"]}]})",
     "`60 22 * * *` is no schedule"},
    {R"({"syncWindows": [{"kind": "deny", "schedule": "0 22 * * *", "duration": "1d",
         "applications": ["*"]}]})",
     "`1d` is no duration"},
    {R"({"destinationServiceAccounts": [{"server": "*", "defaultServiceAccount": "a*"}]})",
     "`a*` is no service account"},
};

TEST(ArgoCdProject, IsRefusedWithItsReason) {
  for (const ProjectCase& one : kProjects) {
    Arena arena;
    std::string text = std::string(R"({"metadata": {"name": "p"}, "spec": )") + one.spec + "}";
    JsonResult project = parse_json(text, arena);
    ASSERT_TRUE(project.ok()) << text;
    EXPECT_EQ(project_problem(conform(project.value, kAppProjectType, arena)), one.problem) << text;
  }
}

struct GlobCase {
  const char* pattern;
  char separator;
  const char* text;
  bool matches;
};

constexpr GlobCase kGlobs[] = {
    {"*.yaml", 0, "sub/a.yaml", true},
    {"*.yaml", '/', "sub/a.yaml", false},
    {"https://x/**", '/', "https://x/a/b", true},
    {"https://x/*", '/', "https://x/a/b", false},
    {"{a.yaml,*.json}", 0, "b.json", true},
    {"{a,{b,c}}d", 0, "cd", true},
    {"[!a-c]x", 0, "dx", true},
    {"[!a-c]x", 0, "bx", false},
    {"a\\*", 0, "a*", true},
    {"a\\*", 0, "ab", false},
    {"[a", 0, "[a", false},  // malformed
    {"a?c", '/', "a/c", false},
    {"ü?", 0, "üé", true},
};

TEST(ArgoCdPatterns, FitAsGoGlobs) {
  for (const GlobCase& one : kGlobs) {
    EXPECT_EQ(GoGlob(one.pattern, one.separator).matches(one.text), one.matches)
        << one.pattern << " " << one.text;
  }
}

struct PathspecCase {
  const char* pattern;
  const char* path;
  bool matches;
};

constexpr PathspecCase kPathspecs[] = {
    {"clusters/*/config.json", "clusters/a/b/config.json", true},
    {"clusters", "clusters/a/config.json", true},
    {"clusters/", "clusters/a/config.json", true},
    {"clusters/", "clusters", false},
    {"./top.yaml", "top.yaml", true},
    {"**/config.json", "config.json", false},
    {"**/config.json", "a/config.json", true},
    {"*.ya?l", "x/y.yaml", true},
    {"cluster", "clusters/a", false},
    {"[^a]*", "b/c", true},
};

TEST(ArgoCdPatterns, FitAsGitsPathspecs) {
  for (const PathspecCase& one : kPathspecs) {
    EXPECT_EQ(GitPathspec(one.pattern).matches(one.path), one.matches)
        << one.pattern << " " << one.path;
  }
}

TEST(ArgoCdPatterns, ExpandBraces) {
  using Texts = std::vector<std::string>;
  EXPECT_EQ(expand_braces("a{b,c}d"), (Texts{"abd", "acd"}));
  EXPECT_EQ(expand_braces("{a,{b,c}}"), (Texts{"a", "b", "c"}));
  EXPECT_EQ(expand_braces("a{b"), (Texts{"a{b"}));
  EXPECT_EQ(expand_braces("a\\{b,c}"), (Texts{"a\\{b,c}"}));
}

TEST(ArgoCdEnvironment, IsExpandedAsGoDoes) {
  ApplicationEnv env = {{"APP", "web"}, {"EMPTY", ""}};
  EXPECT_EQ(expand_env("$APP-${APP}", env), "web-web");
  EXPECT_EQ(expand_env("$NOPE|$EMPTY|", env), "||");
  EXPECT_EQ(expand_env("$$APP", env), "$APP");
  EXPECT_EQ(expand_env("a$", env), "a$");
  EXPECT_EQ(expand_env("a$ b ${} ${x", env), "a$ b  x");
  EXPECT_EQ(expand_env("$1$APP_", env), "");
}

TEST(ArgoCdNames, AreNormalizedAndSlugified) {
  using render::normalized_name;
  using render::slug;
  EXPECT_EQ(normalized_name("Mixed_Case.Ü-"), "mixed-case");
  EXPECT_EQ(normalized_name(std::string(300, 'a')).size(), 253u);
  std::string branch = normalized_name(
      "feat/a_really+long_pull_request_name_to_test_argo_slugification_and_branch_name_shortening_"
      "feature");
  EXPECT_EQ(slug(branch, 50, false), "feat-a-really-long-pull-request-name-to-test-argo");
  EXPECT_EQ(slug(branch, 53, true), "feat-a-really-long-pull-request-name-to-test-argo");
  EXPECT_EQ(slug("feat-areallylongpullrequestnametotestargoslugificationandbranch", 50, true),
            "feat");
}

constexpr char kPreviews[] = R"(
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: previews}
spec:
  goTemplate: true
  goTemplateOptions: [missingkey=error]
  generators:
    - pullRequest:
        github: {owner: o, repo: r}
        values: {short: '{{ trunc 4 .head_sha }}'}
  template:
    metadata: {name: 'pr-{{ .number }}-{{ .branch_slug }}-{{ .values.short }}'}
    spec:
      project: default
      source: {repoURL: https://x, path: '{{ index .labels 0 }}'}
      destination: {name: dev}
  templatePatch: |
    metadata: {finalizers: [mine]}
    spec: {project: other, source: {targetRevision: '{{ .head_short_sha }}'}}
)";

/// The Applications that a set makes, in JSON, or what is wrong.
std::string generate(std::string text, std::string_view answers) {
  SourceFile file{"set.yaml", std::move(text)};
  SourceFile recorded{"answers.yaml", std::string(answers)};
  Arena arena;
  YamlDocuments documents = read_yaml(file, arena);
  GeneratorWorld world;
  GitListings listings;
  world.listings = &listings;
  world.recorded = [&](std::string_view, std::string_view) {
    return answers.empty() ? nullptr : &recorded;
  };
  GeneratedApplications generated = generate_applications(decode_object(*documents.roots[0], arena),
                                                          documents.roots[0], world, arena);
  if (!generated.problems.empty()) return generated.problems[0].message;
  std::string json;
  for (Value application : generated.applications) json += to_json(application) + "\n";
  return json;
}

TEST(ArgoCdGenerators, TakeWhatOthersWouldAnswerFromFiles) {
  EXPECT_EQ(
      generate(kPreviews,
               "- {number: 7, branch: feat/Log_In, head_sha: 0123456789abcdef, labels: [shop]}"),
      R"({"apiVersion":"argoproj.io/v1alpha1","kind":"Application",)"
      R"("metadata":{"finalizers":["mine","resources-finalizer.argocd.argoproj.io"],)"
      R"("name":"pr-7-feat-log-in-0123","namespace":"argocd"},)"
      R"("spec":{"destination":{"name":"dev"},"project":"default",)"
      R"("source":{"path":"shop","repoURL":"https://x","targetRevision":"01234567"}}})"
      "\n");
  EXPECT_EQ(generate(kPreviews, ""),
            "the generator `pullRequest` asks a service, and nobody said what it answers");
  EXPECT_EQ(generate(kPreviews, "a: b").substr(0, 30), "the template `{{ index .labels");
}

/// Go puts the texts of `values` into a map of anything, and fails the other way round.
TEST(ArgoCdGenerators, MergeValuesInOneOrderOnly) {
  auto set = [](std::string_view outer, std::string_view first, std::string_view second) {
    return fmt::format(
        "kind: ApplicationSet\nmetadata: {{name: s}}\nspec:\n  goTemplate: true\n  generators:\n"
        "  - {}generators: [{{{}}}, {{{}}}]}}\n"
        "  template: {{metadata: {{name: x}}, spec: {{project: '{{{{.values}}}}', destination: "
        "{{}}}}}}\n",
        outer, first, second);
  };
  std::string clusters = "clusters: {values: {v: c}}";
  std::string list =
      "list: {elements: [{server: 'https://kubernetes.default.svc', values: {v: l, w: 1}}]}";
  std::string matrix = "matrix: {", merge = "merge: {mergeKeys: [server], ";
  EXPECT_THAT(generate(set(matrix, clusters, list), ""), HasSubstr("map[v:c w:1]"));
  EXPECT_THAT(generate(set(matrix, list, clusters), ""), HasSubstr("cannot merge in this order"));
  EXPECT_THAT(generate(set(merge, list, clusters), ""), HasSubstr("map[v:c w:1]"));
  EXPECT_THAT(generate(set(merge, clusters, list), ""), HasSubstr("cannot merge in this order"));
}

TEST(ArgoCdGenerators, HaveAnEnd) {
  std::string elements;
  for (int i = 0; i < 400; ++i) elements += i ? ",{a: b}" : "{a: b}";
  std::string list = "list: {elements: [" + elements + "]}";
  std::string set =
      "kind: ApplicationSet\nmetadata: {name: s}\nspec:\n  goTemplate: true\n  generators:\n"
      "  - matrix: {generators: [{" +
      list + "}, {" + list +
      "}]}\n"
      "  template: {metadata: {name: x}, spec: {project: p, destination: {}}}\n";
  EXPECT_EQ(generate(set, ""), "the generators give more than 100000 sets of parameters");
}

}  // namespace
}  // namespace drydock::projects::argocd
