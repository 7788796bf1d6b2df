// `drydock argocd app diff`, and --argocd-config.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/normal_diff.h"
#include "tests/cli_outcome.h"
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

}  // namespace
}  // namespace drydock::cli
