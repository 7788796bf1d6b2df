// `drydock argocd app diff`, and --argocd-config.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/normal_diff.h"
#include "tests/cli_outcome.h"
#include "tests/git_sandbox.h"
#include "tests/temp_folder.h"

namespace drydock::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(NormalDiff, IsWhatDiffPrints) {
  struct Case {
    const char *before, *after, *shown;
  };
  const Case cases[] = {
      {"a\nb\n", "a\nb\n", ""},
      {"a\nb\nc\n", "a\nx\nc\n", "2c2\n< b\n---\n> x\n"},
      {"a\nc\n", "a\nb\nc\n", "1a2\n> b\n"},
      {"a\nb\nc\nd\n", "a\nd\n", "2,3d1\n< b\n< c\n"},
      {"", "a\nb\n", "0a1,2\n> a\n> b\n"},
      {"a\n", "", "1d0\n< a\n"},
      {"a\nb\nc\nd\ne\n", "a\nc\nd\nx\ny\n", "2d1\n< b\n5c4,5\n< e\n---\n> x\n> y\n"},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(report::normal_diff(one.before, one.after), one.shown) << one.before;
  }
}

constexpr const char* kApplication =
    "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: shop, namespace: "
    "argocd}\nspec:\n  project: default\n  destination: {name: in-cluster, namespace: web}\n"
    "  source: {repoURL: 'https://git.example.com/f.git', path: shop}\n"
    "  ignoreDifferences:\n  - {group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}\n";

std::string manifests(std::string_view image, int replicas, std::string_view password) {
  return fmt::format(
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\nspec:\n"
      "  replicas: {}\n  template: {{spec: {{containers: [{{name: web, image: {}}}]}}}}\n"
      "---\napiVersion: v1\nkind: Secret\nmetadata: {{name: key}}\nstringData: {{pw: {}}}\n",
      replicas, image, password);
}

/// A repository as it was, below old/, and as it is, below new/.
class ArgoCdAppDiff : public testing::Test {
 protected:
  void write(const std::string& side, const std::string& text) {
    folder_.write(side + "/drydock.yaml", "apiVersion: drydock/v1\n");
    folder_.write(side + "/apps/shop.yaml", kApplication);
    folder_.write(side + "/shop/all.yaml", text);
  }

  Outcome diff(std::vector<std::string> more) {
    std::vector<std::string> args = {"-C", folder_.path() + "/new", "argocd", "app", "diff"};
    args.insert(args.end(), more.begin(), more.end());
    return drydock(args);
  }
  std::string old() const { return folder_.path() + "/old"; }

  TempFolder folder_;
};

TEST_F(ArgoCdAppDiff, ShowsWhatChangesAndNoSecret) {
  write("old", manifests("shop:1", 1, "aaa"));
  write("new", manifests("shop:2", 5, "bbb"));
  Outcome outcome = diff({"shop", "--base", old(), "--refresh"});
  EXPECT_EQ(outcome.code, 1) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("\n===== /Secret web/key ======\n"));
  EXPECT_THAT(outcome.out, HasSubstr("<   pw: ++++++++++++\n---\n>   pw: ++++++++\n"));
  EXPECT_THAT(outcome.out, HasSubstr("\n===== apps/Deployment web/web ======\n"));
  EXPECT_THAT(outcome.out, HasSubstr("<       - image: shop:1\n---\n>       - image: shop:2\n"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("replicas")));
  EXPECT_EQ(diff({"shop", "--base", old(), "--diff-exit-code", "20"}).code, 20);
  EXPECT_EQ(diff({"shop", "--base", old(), "--exit-code=false"}).code, 0);
}

TEST_F(ArgoCdAppDiff, IsSilentAboutWhatIsIgnored) {
  write("old", manifests("shop:1", 1, "aaa"));
  write("new", manifests("shop:1", 5, "aaa"));
  Outcome outcome = diff({"argocd/shop", "--base", old()});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "");
}

TEST_F(ArgoCdAppDiff, TakesALocalFolderWithoutItsSecrets) {
  write("old", manifests("shop:1", 1, "aaa"));
  write("new", manifests("shop:1", 1, "aaa"));
  folder_.write("other/all.yaml", manifests("shop:3", 1, "ccc"));
  Outcome outcome = diff({"shop", "--base", old(), "--local", folder_.path() + "/other"});
  EXPECT_EQ(outcome.code, 1) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("> "));
  EXPECT_THAT(outcome.out, HasSubstr("shop:3"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("Secret")));
  EXPECT_THAT(outcome.err, HasSubstr("Secret web/key is not supported in local diff"));
}

TEST_F(ArgoCdAppDiff, ComparesWithADump) {
  write("new", manifests("shop:2", 1, "aaa"));
  folder_.write("live.yaml",
                "apiVersion: v1\nkind: List\nitems:\n"
                "- apiVersion: apps/v1\n  kind: Deployment\n  metadata: {name: web, namespace: web,"
                " uid: x,\n    annotations: {argocd.argoproj.io/tracking-id: "
                "'shop:apps/Deployment:web/web'}}\n  spec: {replicas: 3, paused: true, template: "
                "{spec: {containers: [{name: web, image: 'shop:1'}]}}}\n  status: {a: b}\n"
                "- apiVersion: v1\n  kind: Secret\n  metadata: {name: key, namespace: web,"
                " annotations: {argocd.argoproj.io/tracking-id: 'shop:/Secret:web/key'}}\n"
                "  data: {pw: YWFh}\n"
                "- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: gone, namespace: web,"
                " annotations: {argocd.argoproj.io/tracking-id: 'shop:/ConfigMap:web/gone'}}\n"
                "- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: other, namespace: web}\n");
  Outcome outcome = diff({"shop", "--live", folder_.path() + "/live.yaml"});
  EXPECT_EQ(outcome.code, 1) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("===== /ConfigMap web/gone ======\n1,"));
  EXPECT_THAT(outcome.out, HasSubstr("shop:2"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("paused")));
  EXPECT_THAT(outcome.out, Not(HasSubstr("other")));
  EXPECT_THAT(outcome.out, Not(HasSubstr("Secret")));
}

TEST_F(ArgoCdAppDiff, EndsWithTwoWhereItCannotCompare) {
  write("old", manifests("shop:1", 1, "aaa"));
  write("new", manifests("shop:1", 1, "aaa"));
  EXPECT_EQ(diff({"shpo", "--base", old()}).code, 2);
  EXPECT_THAT(diff({"shpo", "--base", old()}).err, HasSubstr("shop"));
  EXPECT_EQ(diff({}).code, 2);
  EXPECT_EQ(diff({"shop", "--base", old(), "--source-names", "a"}).code, 2);
  EXPECT_EQ(diff({"shop", "--frobnicate"}).code, 2);
}

TEST_F(ArgoCdAppDiff, GivenSettingsCountInPlaceOfThoseInTheRepository) {
  write("new", manifests("shop:1", 1, "aaa"));
  folder_.write("cm/argocd-cm.yaml",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-cm}\ndata:\n"
                "  resource.exclusions: |\n    - {kinds: [Secret]}\n");
  std::string config = folder_.path() + "/cm";
  Outcome outcome =
      drydock({"check", "-C", folder_.path() + "/new", "--argocd-config", config, "--format=json"});
  EXPECT_THAT(outcome.out, HasSubstr("argocd-excluded"));
  outcome = drydock({"render", "-C", folder_.path() + "/new", "--argocd-config", config});
  EXPECT_THAT(outcome.out, Not(HasSubstr("kind: Secret"))) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("kind: Deployment"));
}

/// An Application with two sources in a repository with two commits, v1 and the one that is there.
class AppDiffOfSources : public testing::Test {
 protected:
  void SetUp() override {
    if (!has_git()) GTEST_SKIP() << "there is no git";
    folder_.write("drydock.yaml", "apiVersion: drydock/v1\nprojects: []\n");
    folder_.write("apps/shop.yaml",
                  "apiVersion: argoproj.io/v1alpha1\nkind: Application\n"
                  "metadata: {name: shop, namespace: argocd}\nspec:\n  project: default\n"
                  "  destination: {name: in-cluster, namespace: web}\n  sources:\n"
                  "  - {repoURL: 'https://git.example.com/f.git', path: chart, targetRevision: "
                  "HEAD, helm: {valueFiles: [$v/values.yaml]}}\n"
                  "  - {repoURL: 'https://git.example.com/f.git', targetRevision: HEAD, ref: v, "
                  "name: values}\n");
    folder_.write("apps/one.yaml",
                  "apiVersion: argoproj.io/v1alpha1\nkind: Application\n"
                  "metadata: {name: one, namespace: argocd}\nspec:\n  project: default\n"
                  "  destination: {name: in-cluster, namespace: one}\n"
                  "  source: {repoURL: 'https://git.example.com/f.git', path: chart}\n");
    folder_.write("chart/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n");
    write("one", "1");
    commit_all(folder_.path(), "one");
    git(folder_.path(), "tag", "v1");
    git(folder_.path(), "remote", "add", "origin", "https://git.example.com/f.git");
    write("two", "2");
    commit_all(folder_.path(), "two");
  }

  void write(std::string_view template_text, std::string_view value) {
    folder_.write("chart/templates/a.yaml",
                  fmt::format("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\n"
                              "data: {{t: {}, v: '{{{{ .Values.v }}}}'}}\n",
                              template_text));
    folder_.write("values.yaml", fmt::format("v: {}\n", value));
  }

  Outcome diff(std::string_view name, std::vector<std::string> more) {
    std::vector<std::string> args = {"-C",  folder_.path(), "argocd",
                                     "app", "diff",         std::string(name)};
    args.insert(args.end(), more.begin(), more.end());
    return drydock(args);
  }

  TempFolder folder_;
};

TEST_F(AppDiffOfSources, EachMayHaveItsRevision) {
  Outcome first = diff("shop", {"--revisions", "v1", "--source-positions", "1"});
  EXPECT_EQ(first.out, "\n===== /ConfigMap web/a ======\n3c3\n<   t: two\n---\n>   t: one\n")
      << first.err;
  Outcome second = diff("shop", {"--revisions", "v1", "--source-names", "values"});
  EXPECT_THAT(second.out, HasSubstr("<   v: \"2\"\n---\n>   v: \"1\"\n")) << second.err;
  EXPECT_THAT(second.out, Not(HasSubstr("t: one")));
  Outcome both =
      diff("shop", {"--revisions", "v1", "--revisions", "v1", "--source-positions", "1,2"});
  EXPECT_THAT(both.out, HasSubstr("t: one\n>   v: \"1\"")) << both.err;
}

TEST_F(AppDiffOfSources, OneRevisionIsForOneSource) {
  EXPECT_EQ(diff("shop", {"--revision", "v1"}).out, "");
  EXPECT_THAT(diff("shop", {"--revision", "v1"}).err, HasSubstr("--revision means nothing"));
  EXPECT_THAT(diff("one", {"--revision", "v1"}).out, HasSubstr(">   t: one"));
  EXPECT_EQ(diff("one", {"--revisions", "v1", "--source-positions", "1"}).out, "");
}

TEST_F(AppDiffOfSources, RefusesPlacesThatAreNotThere) {
  for (std::string position : {"0", "3"}) {
    Outcome outcome = diff("shop", {"--revisions", "v1", "--source-positions", position});
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("Counting starts at 1."));
  }
  EXPECT_THAT(diff("shop", {"--revisions", "v1", "--source-positions", "x"}).err,
              HasSubstr("invalid argument"));
  EXPECT_THAT(diff("shop", {"--revisions", "v1", "--source-names", "nobody"}).err,
              HasSubstr("Unknown source name 'nobody'"));
  EXPECT_EQ(diff("shop", {"--revisions", "gone", "--source-positions", "1"}).code, 2);
}

TEST_F(ArgoCdAppDiff, LeavesFieldsToTheirManagers) {
  folder_.write("new/drydock.yaml", "apiVersion: drydock/v1\n");
  folder_.write("new/apps/shop.yaml",
                "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: shop, "
                "namespace: argocd}\nspec:\n  project: default\n"
                "  destination: {name: in-cluster, namespace: web}\n"
                "  source: {repoURL: 'https://git.example.com/f.git', path: shop}\n"
                "  ignoreDifferences:\n  - {group: apps, kind: Deployment, "
                "managedFieldsManagers: [hpa]}\n");
  folder_.write("new/shop/all.yaml",
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n"
                "  replicas: 1\n  template: {spec: {containers: [{name: web, image: a}, {name: "
                "side, image: b}]}}\n");
  folder_.write(
      "live.yaml",
      "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: web\n"
      "  annotations: {argocd.argoproj.io/tracking-id: 'shop:apps/Deployment:web/web'}\n"
      "  managedFields:\n  - manager: hpa\n    fieldsV1: {'f:spec': {'f:replicas': {}, "
      "'f:template': {'f:spec': {'f:containers': {'k:{\"name\":\"side\"}': {'.': {}, "
      "'f:image': {}}}}}}}\n  - manager: other\n    fieldsV1: {'f:spec': {'f:paused': {}}}\n"
      "spec: {replicas: 7, template: {spec: {containers: [{name: web, image: x}, {name: side, "
      "image: y}]}}}\n");
  Outcome outcome = diff({"shop", "--live", folder_.path() + "/live.yaml"});
  EXPECT_THAT(outcome.out, HasSubstr("<       - image: x\n---\n>       - image: a\n"))
      << outcome.err;
  EXPECT_THAT(outcome.out, Not(HasSubstr("replicas")));
  EXPECT_THAT(outcome.out, Not(HasSubstr("image: y")));
}

/// What a controller adds to items of a list of a custom resource is taken for defaults.
TEST_F(ArgoCdAppDiff, ListsOfCustomResourcesMayHaveMore) {
  std::string object =
      "apiVersion: example.com/v1\nkind: Foo\nmetadata: {name: web, namespace: web, annotations: "
      "{argocd.argoproj.io/tracking-id: 'shop:example.com/Foo:web/web'}}\n";
  write("new", object + "spec: {list: [{name: a, size: 1}], more: [x]}\n");
  auto shown = [&](std::string_view spec) {
    folder_.write("live.yaml", object + std::string(spec));
    return diff({"shop", "--live", folder_.path() + "/live.yaml"}).out;
  };
  EXPECT_EQ(shown("spec: {list: [{size: 1, name: a, mode: b}], more: [x], other: 1}\n"), "");
  EXPECT_THAT(shown("spec: {list: [{name: a, size: 2, mode: b}], more: [x]}\n"),
              HasSubstr("size: 2"));
  EXPECT_THAT(shown("spec: {list: [{name: a, size: 1}, {name: b}], more: [x]}\n"),
              HasSubstr("name: b"));
}

TEST_F(ArgoCdAppDiff, PlansPassOverTheSame) {
  write("new", manifests("shop:1", 1, "aaa"));
  folder_.write("live.yaml",
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: web}\n"
                "spec: {replicas: 5, template: {spec: {containers: [{name: web, image: "
                "'shop:1'}]}}}\n");
  auto plan = [&] {
    return drydock(
        {"plan", "--live", folder_.path() + "/live.yaml", "-C", folder_.path() + "/new"});
  };
  EXPECT_THAT(plan().out, Not(HasSubstr("Deployment"))) << plan().err;
  write("new", manifests("shop:2", 1, "aaa"));
  EXPECT_THAT(plan().out, HasSubstr("Deployment"));
  EXPECT_THAT(plan().out, Not(HasSubstr("replicas")));
}

TEST_F(ArgoCdAppDiff, ChecksTellWhatIsWrongWithWhatIsIgnored) {
  write("new", manifests("shop:1", 1, "aaa"));
  folder_.write("new/apps/shop.yaml",
                "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: shop, "
                "namespace: argocd}\nspec:\n  project: default\n"
                "  destination: {name: in-cluster, namespace: web}\n"
                "  source: {repoURL: 'https://git.example.com/f.git', path: shop}\n"
                "  ignoreDifferences:\n  - kind: Secret\n    jsonPointers: [data]\n"
                "    jqPathExpressions:\n    - .data\n    - '.data['\n");
  Outcome outcome = drydock({"check", "-C", folder_.path() + "/new"});
  EXPECT_THAT(outcome.out, HasSubstr("apps/shop.yaml:10:20"));
  EXPECT_THAT(outcome.out, HasSubstr("apps/shop.yaml:13:7"));
}

/// Later files win: those of a folder come before what is below it.
TEST(ArgoCdAppManifests, TakesValuesFilesOfAPatternInArgoCdsOrder) {
  TempFolder folder;
  folder.write("chart/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n");
  folder.write("chart/templates/a.yaml",
               "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: '{{ .Values.x "
               "}}'}\n");
  for (std::string_view path : {"env/b", "env/a/c", "env/a-b/d", "env/z"}) {
    folder.write(fmt::format("chart/{}.yaml", path), fmt::format("x: {}\n", path));
  }
  auto value = [&](std::string_view pattern) {
    folder.write("app.yaml", fmt::format("apiVersion: argoproj.io/v1alpha1\nkind: Application\n"
                                         "metadata: {{name: a}}\nspec:\n  project: default\n"
                                         "  destination: {{name: in-cluster}}\n  source:\n"
                                         "    repoURL: https://x\n    path: chart\n"
                                         "    helm: {{valueFiles: ['{}']}}\n",
                                         pattern));
    Outcome outcome = drydock({"-C", folder.path(), "argocd", "app", "manifests", "app.yaml",
                               "--repo", "https://x=" + folder.path()});
    size_t at = outcome.out.find("x: ");
    return at == std::string::npos
               ? outcome.err
               : outcome.out.substr(at + 3, outcome.out.find('\n', at) - at - 3);
  };
  EXPECT_EQ(value("env/**/*.yaml"), "env/a-b/d");
  EXPECT_EQ(value("env/*/*.yaml"), "env/a-b/d");
  EXPECT_EQ(value("env/*.yaml"), "env/z");
  EXPECT_THAT(value("env/*"), HasSubstr("fits the folder"));
  EXPECT_THAT(value("env/**"), HasSubstr("fits the folder"));
}

}  // namespace
}  // namespace drydock::cli
