// `explain` and `log`: where the fields of an object come from, and who changed it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "plan/field_path.h"
#include "tests/cli_outcome.h"
#include "tests/git_sandbox.h"
#include "tests/temp_folder.h"

namespace drydock::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kWeb = R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: web:1
)";

class Explain : public testing::Test {
 protected:
  void SetUp() override {
    folder_.write("drydock.yaml",
                  "apiVersion: drydock/v1\nprojects:\n"
                  "- {name: shop, path: shop/prod, namespace: shop}\n"
                  "- {name: app, path: app, helm: {values: [prod.yaml]}}\n"
                  "- {name: other, path: other}\n");
    folder_.write("shop/base/web.yaml", kWeb);
    folder_.write("shop/base/kustomization.yaml", "resources: [web.yaml]\n");
    folder_.write("shop/middle/kustomization.yaml",
                  "resources: [../base]\nreplicas:\n- name: web\n  count: 2\n");
    folder_.write("shop/prod/kustomization.yaml",
                  "resources: [../middle]\npatches:\n- path: patch.yaml\nimages:\n- name: web\n"
                  "  newTag: \"2\"\nsecretGenerator:\n- name: login\n  literals:\n"
                  "  - pin=s3cr3t\n");
    folder_.write("shop/prod/patch.yaml",
                  "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n"
                  "  replicas: 3\n");
    folder_.write("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n");
    folder_.write("app/values.yaml", "color: red\nlogin: {pin: hidden-default}\n");
    folder_.write("app/prod.yaml", "color: blue\nlogin: {pin: hidden-too}\n");
    folder_.write("app/templates/all.yaml",
                  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app}\ndata:\n"
                  "  color: {{ .Values.color }}\n  pin: {{ .Values.login.pin }}\n");
    // Whatever is named in a text that makes a Secret is hidden.
    folder_.write("app/templates/secret.yaml",
                  "apiVersion: v1\nkind: Secret\nmetadata: {name: app}\nstringData:\n"
                  "  pin: {{ .Values.login.pin }}\n");
    folder_.write("other/map.yaml", config_map("x", "1"));
  }

  static std::string config_map(const std::string& name, const std::string& value) {
    return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + "}\ndata:\n  a: \"" +
           value + "\"\n";
  }

  Outcome run(std::vector<std::string> words) {
    std::vector<std::string> args = {"-C", folder_.path()};
    args.insert(args.end(), words.begin(), words.end());
    return drydock(args);
  }

  TempFolder folder_;
};

TEST_F(Explain, SaysWhatSetsAFieldAndWhatThatOverrides) {
  struct Row {
    std::vector<std::string> words;
    std::vector<std::string> has;
    std::vector<std::string> lacks = {};
    int code = 0;
  };
  const Row rows[] = {
      {{"Deployment/web"},
       {"Deployment.apps/shop/web of the project shop (kustomize in shop/prod)",
        "shop/prod/patch.yaml:6, instead of 2 in shop/middle/kustomization.yaml:4",
        "shop/prod/kustomization.yaml:6, instead of \"web:1\" in shop/base/web.yaml:13",
        "spec.selector.matchLabels.app"}},
      {{"deployments.apps/shop/we", "spec.replicas"},
       {"spec.replicas = 3", "set in      shop/prod/patch.yaml:6", "6 |   replicas: 3",
        "instead of  2 in shop/middle/kustomization.yaml:4",
        "instead of  1 in shop/base/web.yaml:6"},
       {"image"}},
      {{"deployment/web", "spec.template.spec.containers[web].image"},
       {"containers[name=web].image = \"web:2\""}},
      {{"Secret/login"}, {"data.pin", "(hidden)"}, {"s3cr3t", "czNjcjN0"}},
      {{"Secret/login", "data"}, {"data.pin = (hidden)"}, {"s3cr3t", "czNjcjN0"}},
      {{"Secret/login", "--format", "json"}, {"\"hidden\": true"}, {"s3cr3t", "czNjcjN0"}},
      {{"ConfigMap/app", "data"},
       {"data.color = \"blue\"", "set in      app/prod.yaml:1",
        "printed by  app/templates/all.yaml:5", "instead of  \"red\" in app/values.yaml:1",
        "data.pin = (hidden)"},
       {"hidden-default", "hidden-too"}},
      {{"ConfigMap/app", "data.color", "--format", "json"},
       {"\"role\": \"template\"", "\"role\": \"overridden\"", "\"value\": \"red\""}},
      {{"ConfigMap/ap", "--project", "app"}, {"ConfigMap/default/app of the project app"}},
      {{"Deployment/wbe"}, {"did you mean `Deployment/web`"}, {}, 2},
      {{"Deployment/web", "spec.replica"}, {"did you mean `spec.replicas`"}, {}, 2},
      {{"web"}, {"KIND/NAME"}, {}, 2},
      {{"ConfigMap/x", "data[\"a"}, {"not closed"}, {}, 2},
      {{"ConfigMap/x", "--project", "othre"}, {"did you mean `other`"}, {}, 2},
  };
  for (const Row& row : rows) {
    std::vector<std::string> words = {"explain"};
    words.insert(words.end(), row.words.begin(), row.words.end());
    Outcome outcome = run(words);
    SCOPED_TRACE(row.words.front() + " " + row.words.back());
    EXPECT_EQ(outcome.code, row.code) << outcome.err;
    for (const std::string& text : row.has) EXPECT_THAT(outcome.out + outcome.err, HasSubstr(text));
    for (const std::string& text : row.lacks) {
      EXPECT_THAT(outcome.out + outcome.err, Not(HasSubstr(text)));
    }
  }
}

TEST_F(Explain, ListsWhatIsMeantWhenSeveralFit) {
  folder_.write("other/more.yaml", config_map("xy", "1") + "---\n" + config_map("xz", "1"));
  EXPECT_EQ(run({"explain", "ConfigMap/x"}).code, 0);  // the whole name wins
  folder_.write("other/map.yaml", "");
  Outcome outcome = run({"explain", "ConfigMap/x"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("fits several"), HasSubstr("ConfigMap/default/xy"),
                                 HasSubstr("ConfigMap/default/xz")));
}

TEST_F(Explain, NamesWhoWroteTheLines) {
  if (!has_git()) GTEST_SKIP() << "git is missing";
  EXPECT_EQ(run({"explain", "Deployment/web", "--blame"}).code, 2);  // no repository
  std::string commit = commit_all(folder_.path(), "first");
  folder_.write("shop/prod/patch.yaml",
                "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n"
                "  replicas: 4\n");
  Outcome outcome = run({"explain", "Deployment/web", "spec.replicas", "--blame"});
  EXPECT_THAT(outcome.out, HasSubstr("shop/prod/patch.yaml:6 (not committed yet)"));
  std::string day = git(folder_.path(), "log", "-1", "--format=%as");
  EXPECT_THAT(outcome.out,
              HasSubstr("shop/base/web.yaml:6 (" + commit.substr(0, 10) + " " + day + " Test)"));
  folder_.write("other/new.yaml", config_map("new", "1"));  // git does not know the file
  outcome = run({"explain", "ConfigMap/new", "data.a", "--blame", "--format", "json"});
  EXPECT_THAT(outcome.out, HasSubstr("\"committed\": false"));
  EXPECT_THAT(run({"explain", "ConfigMap/app", "data.color", "--blame", "--format", "json"}).out,
              HasSubstr("\"commit\": \"" + commit + "\""));
}

class Log : public Explain {
 protected:
  void SetUp() override {
    if (!has_git()) GTEST_SKIP() << "git is missing";
    Explain::SetUp();
    commit_all(folder_.path(), "start");
  }

  void change(const std::string& path, const std::string& text, const std::string& subject) {
    folder_.write(path, text);
    commits_[subject] = commit_all(folder_.path(), subject);
  }

  /// Subjects of what `log` lists, each with a blank before it.
  std::string subjects(std::vector<std::string> words) {
    words.insert(words.begin(), "log");
    Outcome outcome = run(words);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    std::string found;
    std::istringstream lines(outcome.out);
    for (std::string line; std::getline(lines, line);) {
      size_t colon = line.find(" Test: ");
      if (colon != line.npos) found += " " + line.substr(colon + 7);
    }
    return found;
  }

  std::map<std::string, std::string> commits_;
};

TEST_F(Log, ListsTheCommitsThatChangeWhatIsRendered) {
  change("other/map.yaml", config_map("x", "2"), "x");
  change("shop/base/web.yaml", std::string(kWeb) + "      hostNetwork: true\n", "base");
  change("shop/prod/notes.md", "no manifest\n", "notes");
  change("shop/base/web.yaml",
         "# nothing but a comment\n" + std::string(kWeb) + "      hostNetwork: true\n", "comment");
  change("shop/middle/kustomization.yaml",
         "resources: [../base]\nreplicas:\n- name: web\n  count: 9\n", "hidden-by-the-patch");
  change("shop/prod/patch.yaml",
         "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 5\n",
         "patch");
  folder_.write("other/map.yaml", config_map("x", "not committed"));
  EXPECT_EQ(subjects({"Deployment/web"}), " patch base start");
  EXPECT_EQ(subjects({"Deployment/web", "spec.replicas"}), " patch start");
  EXPECT_EQ(subjects({"Deployment/web", "-n", "1"}), " patch");
  EXPECT_EQ(subjects({"Deployment/web", "--since", commits_["x"]}), " patch base");
  EXPECT_EQ(subjects({"ConfigMap/x"}), " x start");
  Outcome outcome = run({"log", "Deployment/web", "-n", "1"});
  EXPECT_THAT(outcome.out, HasSubstr("    spec.replicas\n      - 3\n      + 5\n"));
  outcome = run({"log", "Deployment/web", "--format", "json"});
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("\"commit\": \"" + commits_["patch"] + "\""),
                                 HasSubstr("\"action\": \"create\"")));
  EXPECT_EQ(run({"log", "Deployment/web", "--since", "nowhere"}).code, 2);
}

TEST_F(Log, FollowsObjectsThroughProjectsAndTheirAbsence) {
  folder_.remove("other/map.yaml");
  change("other/rest.yaml", config_map("rest", "1"), "gone");
  change("other/map.yaml", config_map("x", "3"), "back");
  folder_.remove("other/map.yaml");
  change("moved/map.yaml", config_map("x", "3"), "moved");
  EXPECT_EQ(subjects({"ConfigMap/x"}), " moved back gone start");
  EXPECT_THAT(run({"log", "ConfigMap/x"}).out, AllOf(HasSubstr("moved from the project other to"),
                                                     HasSubstr("removed from the project other")));
}

TEST_F(Log, NeverShowsSecretsAndPassesOverWhatCannotBeRendered) {
  change("app/prod.yaml", "color: blue\nlogin: {pin: hidden-new}\n", "pin");
  change("app/prod.yaml", "color: [\n", "broken");
  change("app/prod.yaml", "color: blue\nlogin: {pin: hidden-new}\n", "mended");
  Outcome outcome = run({"log", "Secret/app"});
  EXPECT_THAT(outcome.out + outcome.err, Not(HasSubstr("hidden-")));
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("Test: pin"), HasSubstr("data.pin")));
  EXPECT_THAT(outcome.err, HasSubstr("cannot be rendered whole"));
  outcome = run({"log", "ConfigMap/app"});
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("data.pin"), Not(HasSubstr("hidden-"))));
}

TEST(FieldPath, IsReadAsPeopleWriteIt) {
  using plan::FieldStep;
  const std::vector<FieldStep> image = {
      {"containers", {}, ""}, {"", 1, "name=web"}, {"image", {}, ""}};
  const std::vector<FieldStep> label = {{"labels", {}, ""}, {"app.kubernetes.io/name", {}, ""}};
  struct Row {
    const char* text;
    const std::vector<FieldStep>& steps;
    bool covers, touches;
  };
  const Row rows[] = {
      {"", image, true, true},
      {"containers", image, true, true},
      {"containers[name=web].image", image, true, true},
      {"containers[web].image", image, true, true},
      {"containers[1].image", image, true, true},
      {"containers.1.image", image, true, true},
      {".containers.[web]", image, true, true},
      {"containers[0].image", image, false, false},
      {"containers[name=we]", image, false, false},
      {"container", image, false, false},
      {"containers[web].image.tag", image, false, true},
      {"labels[\"app.kubernetes.io/name\"]", label, true, true},
      {"labels.app.kubernetes.io/name", label, true, true},
      {"labels.app.kubernetes", label, false, false},
      {"labels[app]", label, false, false},
  };
  for (const Row& row : rows) {
    plan::FieldPath path(row.text);
    EXPECT_EQ(path.covers(row.steps), row.covers) << row.text;
    EXPECT_EQ(path.touches(row.steps), row.touches) << row.text;
  }
  EXPECT_THROW(plan::FieldPath("a[b"), Error);
}

}  // namespace
}  // namespace drydock::cli
