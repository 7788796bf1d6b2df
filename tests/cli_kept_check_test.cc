// `check --cache` after changes of all sorts: what was kept of projects that a change does not
// concern must be what would be found anew.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "cli/live_fleet.h"
#include "projects/packed_file.h"
#include "tests/cli_outcome.h"
#include "tests/git_sandbox.h"
#include "tests/temp_folder.h"

namespace drydock::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSettings = R"(apiVersion: drydock/v1
projects:
- {name: shop, path: shop, cluster: one}
- {name: pay, path: pay, cluster: one}
- {name: web, path: web, cluster: one}
- {name: crds, path: crds, cluster: one}
- {name: team, path: team, cluster: two}
- {name: chart, path: chart, cluster: one, renderer: helm}
)";

constexpr std::string_view kDeployment = R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: app, namespace: apps}
spec:
  selector: {matchLabels: {app: app}}
  template:
    metadata: {labels: {app: app}}
    spec:
      containers:
      - {name: main, image: "app:1", replicaz: 3}
      volumes:
      - {name: settings, configMap: {name: settings}}
)";

constexpr std::string_view kDefinition = R"(apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties:
              size: {type: integer}
)";

constexpr std::string_view kWidget =
    "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\nspec: {size: small}\n";
constexpr std::string_view kGadget =
    "apiVersion: example.org/v1\nkind: Gadget\nmetadata: {name: a}\nspec: {size: small}\n";

/// One change of the repository.
struct Step {
  const char* name;
  const char* path;
  std::string text;      // empty: removed
  const char* expected;  // in the report afterwards
};

std::string replaced(std::string_view text, std::string_view what, std::string_view with) {
  std::string out(text);
  out.replace(out.find(what), what.size(), with);
  return out;
}

std::string config_map(std::string_view name, std::string_view space, std::string_view value) {
  return fmt::format(
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {}, namespace: {}}}\ndata: {{k: {}}}\n",
      name, space, value);
}

class KeptCheckTest : public testing::Test {
 protected:
  KeptCheckTest() {
    folder_.write("drydock.yaml", kSettings);
    folder_.write("base/app.yaml", kDeployment);
    folder_.write("base/kustomization.yaml", "resources: [app.yaml]\n");
    folder_.write("shop/kustomization.yaml",
                  "resources: [../base, widget.yaml]\nnamespace: shop\n"
                  "configMapGenerator: [{name: settings, literals: [a=b]}]\n");
    folder_.write("shop/widget.yaml", kWidget);
    folder_.write("pay/kustomization.yaml", "resources: [../base]\nnamespace: pay\n");
    folder_.write("web/a.yaml", config_map("a", "web", "one"));
    folder_.write("web/b.yaml", config_map("b", "web", "one"));
    folder_.write("crds/widget.yaml", kDefinition);
    folder_.write("team/secret.yaml",
                  "apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: web}\n"
                  "stringData: {password: hunter2}\n");
    folder_.write("team/gadget.yaml", kGadget);
    folder_.write("chart/Chart.yaml", "apiVersion: v2\nname: chart\nversion: 1.0.0\n");
    folder_.write("chart/values.yaml", "replicas: many\n");
    folder_.write("chart/templates/app.yaml",
                  "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: c, namespace: c}\n"
                  "spec:\n  replicas: {{ .Values.replicas }}\n"
                  "  selector: {matchLabels: {c: d}}\n  template:\n"
                  "    metadata: {labels: {c: d}}\n    spec:\n"
                  "      containers: [{name: main, image: c}]\n");
  }

  std::string cache() const { return scratch_.path() + "/cache"; }

  std::string check(std::vector<std::string> more) const {
    std::vector<std::string> args = {"-C", folder_.path(), "check", "--today", "2026-01-01"};
    args.insert(args.end(), more.begin(), more.end());
    Outcome outcome = drydock(args);
    return outcome.out + outcome.err + std::to_string(outcome.code);
  }

  std::string expect_same(const std::string& name, std::vector<std::string> flags) const {
    std::string plain = check(flags);
    flags.insert(flags.end(), {"--cache", cache()});
    EXPECT_EQ(check(flags), plain) << name;
    return plain;
  }

  void make(const Step& step) const {
    if (step.text.empty()) {
      fs::remove_all(fs::path(folder_.path()) / step.path);
    } else {
      folder_.write(step.path, step.text);
    }
  }

  /// As a watcher tells them, before the step is made.
  std::vector<TreeChange> changes_of(const Step& step) const {
    fs::path root = folder_.path();
    std::vector<TreeChange> changes;
    if (step.text.empty() && fs::is_directory(root / step.path)) {
      for (const auto& entry : fs::recursive_directory_iterator(root / step.path)) {
        changes.push_back({entry.path().lexically_relative(root).string(), step.path});
      }
      return changes;
    }
    // The highest of what comes or goes.
    fs::path at = step.path, entry = step.text.empty() ? at : fs::path();
    for (; !at.empty() && !fs::exists(root / at); at = at.parent_path()) entry = at;
    changes.push_back({step.path, entry.string()});
    return changes;
  }

  std::vector<fs::path> notes() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator(cache())) {
      if (entry.path().extension() == ".note") found.push_back(entry.path());
    }
    return found;
  }

  TempFolder folder_, scratch_;
};

const Step kSteps[] = {
    {"nothing", "README", "hello\n", "field-type"},
    {"a value", "web/a.yaml", config_map("a", "web", "two"), "reference-missing"},
    {"a base", "base/app.yaml", replaced(kDeployment, "replicaz: 3", "tty: 3"), "tty"},
    {"a duplicate", "web/c.yaml", config_map("d", "pay", "one"), "reference-missing"},
    {"its other half", "pay/d.yaml", config_map("d", "pay", "two"), "field-type"},
    {"which counts", "pay/kustomization.yaml", "resources: [../base, d.yaml]\nnamespace: pay\n",
     "duplicate-object"},
    {"a definition", "crds/widget.yaml", replaced(kDefinition, "integer", "string"), "crds"},
    {"the scope of a kind", "crds/widget.yaml", replaced(kDefinition, "Namespaced", "Cluster"),
     "Widget.example.com/a"},
    {"a definition that nobody deploys", "ignored/.drydock-none", "x", "field-type"},
    {"one that a folder has", "lib/gadget.json",
     R"({"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
      "metadata": {"name": "gadgets.example.org"}, "spec": {"group": "example.org", "scope": "Namespaced",
      "names": {"kind": "Gadget", "plural": "gadgets"}, "versions": [{"name": "v1", "served": true, "storage": true,
      "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": {"type": "object",
      "properties": {"size": {"type": "integer"}}}}}}}]}})",
     "spec.size"},
    {"values of a chart", "chart/values.yaml", "\nreplicas: more\n", "chart/values.yaml"},
    {"what a reference wants", "web/settings.yaml", config_map("settings", "pay", "one"),
     "duplicate-object"},
    {"and no more", "web/settings.yaml", "", "reference-missing"},
    {"a name that is nearly right", "web/settings.yaml", config_map("setting", "pay", "one"),
     "did you mean"},
    {"an annotated waiver", "web/a.yaml",
     "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: web\n  annotations: "
     "{drydock.dev/waive.duplicate-object: 2026-02-01 it is meant}\ndata: {k: 3}\n",
     "waiver-unused"},
    {"what another project selects", "web/service.yaml",
     "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: pay}\n"
     "spec: {selector: {app: app}, ports: [{port: 80}]}\n",
     "service-selector-overlap"},
    {"a waiver of a container", "drydock.yaml",
     std::string(kSettings) + "waivers:\n- {rule: field-type, resource: '*', container: main, "
                              "reason: known, until: 2026-03-01}\n"
                              "externals: [{kind: ConfigMap, name: setting*}]\n",
     "waived"},
    {"a policy", "drydock.yaml", std::string(kSettings) + "policies: {paths: [policies]}\n",
     "policies"},
    {"its file", "policies/p.lua",
     "policy{id='no-apps', title='t', severity='warning', match={kinds={'Deployment'}},\n"
     "  check=function(o, ctx) ctx.report('no') end}\n",
     "no-apps"},
    {"no policy", "drydock.yaml", std::string(kSettings), "field-type"},
    {"a policy of the server", "web/admission.yaml",
     "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\n"
     "metadata: {name: p}\nspec:\n  matchConstraints: {resourceRules: [{apiGroups: [apps], "
     "apiVersions: [v1], operations: [CREATE], resources: [deployments]}]}\n"
     "  validations: [{expression: 'object.spec.replicas > 5'}]\n---\n"
     "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicyBinding\n"
     "metadata: {name: b}\nspec: {policyName: p, validationActions: [Deny]}\n",
     "admission-denied"},
    {"a file that is none", "web/b.yaml", "a: [\n", "web/b.yaml"},
    {"a project that is gone", "web", "", "crds"},
    {"no settings", "drydock.yaml", "apiVersion: drydock/v1\n", "shop"},
    {"a definition of Argo CD", "apps/app.yaml",
     "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: shop, namespace: "
     "argocd}\nspec:\n  project: default\n  source: {repoURL: https://git.example.com/a.git, path: "
     "shop}\n  destination: {namespace: elsewhere, server: https://kubernetes.default.svc}\n",
     "argo"},
    {"another place of it", "apps/app.yaml",
     "# moved\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: shop, "
     "namespace: argocd}\nspec:\n  project: default\n  source: {repoURL: "
     "https://git.example.com/a.git, path: pay}\n"
     "  destination: {namespace: elsewhere, server: https://kubernetes.default.svc}\n",
     "pay"},
    {"a definition whose path is wrong", "apps/app.yaml",
     "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: shop, namespace: "
     "argocd}\nspec:\n  project: default\n  source: {repoURL: https://git.example.com/a.git, path: "
     "shop/none}\n  destination: {namespace: x, server: https://kubernetes.default.svc}\n",
     "apps"},
    {"the same, a line below", "apps/app.yaml",
     "# moved\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: shop, "
     "namespace: argocd}\nspec:\n  project: default\n  source: {repoURL: "
     "https://git.example.com/a.git, path: shop/none}\n"
     "  destination: {namespace: x, server: https://kubernetes.default.svc}\n",
     "apps"},
    {"a definition of Flux", "apps/flux.yaml",
     "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: pay, "
     "namespace: flux-system}\nspec:\n  path: ./shop\n  targetNamespace: there\n  interval: 1m\n"
     "  sourceRef: {kind: GitRepository, name: flux-system}\n  prune: true\n",
     "there"},
};

TEST_F(KeptCheckTest, SaysWhatACheckWithoutCacheSays) {
  expect_same("the beginning", {"--format", "json"});
  for (const Step& step : kSteps) {
    make(step);
    std::string said = expect_same(step.name, {"--format", "json"});
    EXPECT_THAT(said, testing::HasSubstr(step.expected)) << step.name;
    EXPECT_THAT(said, testing::Not(testing::HasSubstr("hunter2")));
  }
}

std::string texts_of(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    const Diagnostic& diagnostic = finding.diagnostic;
    text += fmt::format("{}:{} {} {} {} {} {} {}\n", diagnostic.where.path(), diagnostic.where.line,
                        severity_name(diagnostic.severity), diagnostic.rule, diagnostic.message,
                        finding.resource, finding.field, diagnostic.notes.size());
    for (const Diagnostic& note : diagnostic.notes) {
      text += fmt::format("  {}:{} {}\n", note.where.path(), note.where.line, note.message);
    }
  }
  return text;
}

/// Everything that a fleet which stays open has found, as text.
std::string findings_of(const LiveFleet& fleet) {
  std::string text = texts_of(fleet.report()->report.findings);
  for (const report::ChangeRow& row : fleet.report()->report.changes) {
    text += fmt::format("{} {} {}\n", row.action, row.resource, fmt::join(row.notes, ", "));
  }
  return text;
}

TEST_F(KeptCheckTest, FindsTheSameAfterEverySave) {
  LiveOptions options;
  options.folder = folder_.path();
  options.jobs = 1;
  LiveFleet live(options);
  ASSERT_TRUE(live.open());
  ASSERT_TRUE(live.judge());
  for (const Step& step : kSteps) {
    std::vector<TreeChange> changes = changes_of(step);
    make(step);
    live.render(changes);
    ASSERT_TRUE(live.judge()) << step.name;
    LiveFleet fresh(options);
    ASSERT_TRUE(fresh.open());
    ASSERT_TRUE(fresh.judge());
    EXPECT_EQ(findings_of(live), findings_of(fresh)) << step.name;
  }
}

TEST_F(KeptCheckTest, FindsTheSameBesideABase) {
  if (!has_git()) GTEST_SKIP() << "needs git";
  commit_all(folder_.path(), "first");
  LiveOptions options;
  options.folder = folder_.path();
  options.base = "HEAD";
  options.jobs = 1;
  LiveFleet live(options);
  ASSERT_TRUE(live.open() && live.judge());
  size_t planned = 0;
  for (const Step& step : kSteps) {
    std::vector<TreeChange> changes = changes_of(step);
    make(step);
    if (&step == &kSteps[std::size(kSteps) / 2]) commit_all(folder_.path(), "it moves on");
    live.render(changes);
    ASSERT_TRUE(live.judge()) << step.name;
    LiveFleet fresh(options);
    ASSERT_TRUE(fresh.open() && fresh.judge());
    EXPECT_EQ(findings_of(live), findings_of(fresh)) << step.name;
    planned += live.report()->report.changes.size();
    // All at once, without facts of projects.
    CheckOptions how;
    how.stages = {"render", "schema", "conflict", "policy"};
    how.jobs = 1;
    how.base = live.base();
    CheckRun all = check_projects(live.repository(), live.fleet(), how);
    std::vector<Finding> found = live.report()->report.findings;
    std::erase_if(found, [](const Finding& one) { return one.rule().stage == Stage::Plan; });
    auto is_about_waivers = [](const Finding& one) {
      return one.diagnostic.rule.starts_with("waiver-");
    };
    std::erase_if(found, is_about_waivers);
    std::erase_if(all.findings, is_about_waivers);
    EXPECT_EQ(texts_of(found), texts_of(all.findings)) << step.name;
  }
  EXPECT_GT(planned, 0u);
}

TEST_F(KeptCheckTest, ListsWhatEarlierRunsKnow) {
  LiveOptions options;
  options.folder = folder_.path();
  options.jobs = 1;
  options.cache.folder = cache();
  size_t told = 0;
  for (const Step& step : kSteps) {
    make(step);
    LiveFleet live(options);
    std::string first;
    size_t objects = 0;
    ASSERT_TRUE(live.open([&] {
      EXPECT_FALSE(live.is_rendered());
      if (live.report()) first = findings_of(live);
      for (const auto& one : live.projects()) objects += one->objects().value_or(0);
    })) << step.name;
    EXPECT_TRUE(live.is_rendered());
    ASSERT_TRUE(live.judge()) << step.name;
    LiveOptions plain = options;
    plain.cache.folder.clear();
    LiveFleet fresh(plain);
    ASSERT_TRUE(fresh.open() && fresh.judge());
    EXPECT_EQ(findings_of(live), findings_of(fresh)) << step.name;
    if (first.empty()) continue;
    ++told;
    EXPECT_EQ(first, findings_of(fresh)) << step.name;
    size_t all = 0;
    for (const auto& one : fresh.projects()) all += one->objects().value_or(0);
    EXPECT_EQ(objects, all) << step.name;
  }
  EXPECT_GT(told, 5u);
}

TEST_F(KeptCheckTest, SaysItInEveryFormat) {
  for (const Step& step : {kSteps[3], kSteps[4], kSteps[5]}) make(step);
  std::string first = expect_same("text", {});
  EXPECT_THAT(first, testing::HasSubstr("duplicate-object"));
  EXPECT_THAT(first, testing::HasSubstr("reference-missing"));
  EXPECT_THAT(first, testing::HasSubstr("field-type"));
  folder_.write("web/b.yaml", config_map("b", "web", "two"));
  for (const char* format :
       {"text", "json", "sarif", "html", "markdown", "junit", "tap", "checkstyle", "github",
        "gitlab", "github-review", "gitlab-discussions", "patch"}) {
    expect_same(format, {"--format", format});
  }
  for (const char* stage : {"render", "schema", "conflict", "policy"}) {
    expect_same(stage, {"--only", stage});
  }
  expect_same("an older release", {"--kubernetes-version", "1.30"});
  expect_same("a newer one", {"--kubernetes-version", "1.34"});
}

TEST_F(KeptCheckTest, DamagedNotesAreAsGoodAsNone) {
  std::string first = expect_same("the beginning", {});
  ASSERT_GE(notes().size(), 5u);
  for (uintmax_t part : {0, 1, 2}) {
    for (const fs::path& note : notes()) fs::resize_file(note, fs::file_size(note) * part / 3);
    folder_.write("README", std::to_string(part));
    EXPECT_EQ(expect_same("damaged", {}), first);
  }
  std::vector<fs::path> all = notes();
  for (size_t i = 1; i < all.size(); ++i) {
    fs::copy_file(all[0], all[i], fs::copy_options::overwrite_existing);
  }
  folder_.write("README", "another one's");
  EXPECT_EQ(expect_same("foreign", {}), first);
}

TEST_F(KeptCheckTest, LooksOnlyAtWhatHasChanged) {
  check({"--cache", cache()});
  // Without their objects, others would have to be rendered: they say nothing new.
  for (const auto& entry : fs::recursive_directory_iterator(cache())) {
    if (entry.path().extension() == ".project") fs::remove(entry.path());
  }
  folder_.write("web/a.yaml", config_map("a", "web", "two"));
  expect_same("a value", {});
  size_t rendered = 0;
  for (const auto& entry : fs::recursive_directory_iterator(cache())) {
    rendered += entry.path().extension() == ".project";
  }
  // `web`, the definitions that `shop` is judged by, and the chart with its places of values.
  EXPECT_LE(rendered, 3u);
}

TEST_F(KeptCheckTest, HoldsNoSecrets) {
  check({"--cache", cache()});
  ASSERT_GE(notes().size(), 5u);
  for (const fs::path& note : notes()) {
    std::ifstream file(note, std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    std::string text = projects::unseal_file("note", bytes, note.string());
    EXPECT_THAT(text, testing::Not(testing::HasSubstr("hunter2"))) << note;
  }
}

}  // namespace
}  // namespace drydock::cli
