#include <gtest/gtest.h>

#include "projects/cluster_guess.h"
#include "projects/discover.h"
#include "projects/manifest_scan.h"
#include "projects/plain_files.h"
#include "projects/read_settings.h"
#include "projects/render_project.h"
#include "projects/write_settings.h"
#include "tests/projects_layout.h"

namespace drydock::projects {
namespace {

struct LayoutCase {
  std::string_view name;
  std::string_view files;
  std::string_view projects;
};

constexpr LayoutCase kLayouts[] = {
    {"nothing", "README.md = hello\n", ""},
    {"one project at the root", "web.yaml\nservice.yml\nMakefile = all:\n",
     "plain fleet default alone\n"},
    {"folders side by side", "shop/web.yaml\npayments/web.yaml\n",
     "plain payments default\nplain shop default\n"},
    {"a project owns the folders below",
     "shop/web.yaml\nshop/db/set.yaml\nshop/db/backup/job.yaml\n", "plain shop default\n"},
    {"the topmost folder with objects", "teams/a/shop/k8s/web.yaml\nteams/a/shop/k8s/db/set.yaml\n",
     "plain teams/a/shop/k8s default\n"},
    {"the root owns its own files only", "namespace.yaml\nshop/web.yaml\n",
     "plain fleet default alone\nplain shop default\n"},
    {"a container owns its own files only",
     "apps/root.yaml\napps/shop/web.yaml\napps/payments/web.yaml\n",
     "plain apps default alone\nplain apps/payments default\nplain apps/shop default\n"},
    {"apps/ with one child is no container", "apps/root.yaml\napps/shop/web.yaml\n",
     "plain apps default\n"},
    {"environments keep apart what is below one folder",
     "shop/all.yaml\nshop/staging/web.yaml\nshop/prod/web.yaml\n",
     "plain shop default alone\nplain shop/prod prod\nplain shop/staging staging\n"},
    {"a folder for each cluster",
     "clusters/eu/shop/web.yaml\nclusters/us/shop/web.yaml\nclusters/us/ns.yaml\n"
     "clusters/base/ns.yaml\n",
     "plain clusters/base default\nplain clusters/eu/shop eu\nplain clusters/us us\n"},
    {"environments by their usual folders",
     "environments/blue/web.yaml\nenvs/green/web.yaml\nshop/overlays/red/web.yaml\n",
     "plain environments/blue blue\nplain envs/green green\nplain shop/overlays/red red\n"},
    {"environments by their usual names", "prod/shop/web.yaml\nshop/uat/web.yaml\n",
     "plain prod/shop prod\nplain shop/uat uat\n"},
    {"clusters of one name in two environments",
     "prod/clusters/eu/a.yaml\nstaging/clusters/eu/a.yaml\n",
     "plain prod/clusters/eu prod-eu\nplain staging/clusters/eu staging-eu\n"},
    {"environments as a part of names",
     "shop-prod/web.yaml\nshop-staging/web.yaml\nload-test/job.yaml\n",
     "plain load-test default\nplain shop-prod prod\nplain shop-staging staging\n"},
    {"a kustomization with a base",
     "shop/base/kustomization.yaml <- web.yaml\nshop/base/web.yaml\n"
     "shop/overlays/prod/kustomization.yaml <- ../../base\n"
     "shop/overlays/staging/kustomization.yml <- ../../base/\nshop/overlays/staging/extra.yaml\n",
     "kustomize shop/overlays/prod prod\nkustomize shop/overlays/staging staging\n"},
    {"what is below a kustomization is its own",
     "shop/kustomization.yaml <- web.yaml\nshop/web.yaml\nshop/patches/web.yaml\n",
     "kustomize shop default\n"},
    {"a kustomization at the root",
     "kustomization.yaml <- base/web.yaml\nbase/web.yaml\nother/web.yaml\n",
     "kustomize fleet default\nplain other default\n"},
    {"components are no projects",
     "c/kustomization.yaml = kind: Component\\nresources: [a.yaml]\nc/a.yaml\n"
     "shop/Kustomization <- web.yaml\nshop/web.yaml\n",
     "kustomize shop default\n"},
    {"kustomizations in a circle", "a/kustomization.yaml <- ../b\nb/kustomization.yaml <- ../a\n",
     "kustomize a default\n"},
    {"files that kustomizations use elsewhere",
     "shop/kustomization.yaml = resources: [../common/a.yaml]\\npatches: [{path: "
     "../common/p.yaml}]\n"
     "common/a.yaml\ncommon/p.yaml\ncommon/alone.yaml\n",
     "plain common default without common/a.yaml without common/p.yaml\n"
     "kustomize shop default\n"},
    {"a folder of which kustomizations use everything",
     "shop/kustomization.yaml <- ../common/a.yaml\ncommon/a.yaml\n", "kustomize shop default\n"},
    {"a kustomization inside of plain manifests",
     "shop/web.yaml\nshop/extra/kustomization.yaml <- a.yaml\nshop/extra/a.yaml\n",
     "plain shop default\nkustomize shop/extra default\n"},
    {"a broken kustomization is one", "shop/kustomization.yaml = resources: [\n",
     "kustomize shop default\n"},
    {"charts",
     "shop/Chart.yaml\nshop/values.yaml = a: 1\nshop/templates/web.yaml\nshop/crds/crd.yaml\n"
     "shop/charts/db/Chart.yaml\nshop/charts/db/templates/a.yaml\nshop/ci/a.yaml\n",
     "helm shop default\n"},
    {"library charts and charts of charts",
     "lib/Chart.yaml = apiVersion: v2\\nname: lib\\ntype: library\n"
     "db/Chart.yaml\nshop/Chart.yaml = name: shop\\ndependencies: [{name: db, repository: "
     "file://../db}]\n",
     "helm shop default\n"},
    {"charts of kustomizations",
     "shop/kustomization.yaml = helmCharts: [{name: db}]\nshop/charts/db/Chart.yaml\n"
     "web/kustomization.yaml = helmGlobals: {chartHome: ../lib}\\nhelmCharts: [{name: x}]\n"
     "lib/x/Chart.yaml\nlib/y/Chart.yaml\n",
     "helm lib/y default\nkustomize shop default\nkustomize web default\n"},
    {"a chart at the root with other folders", "Chart.yaml\ntemplates/a.yaml\ndeploy/argocd.yaml\n",
     "plain deploy default\nhelm fleet default\n"},
    {"kustomization and chart in one folder", "a/Chart.yaml\na/kustomization.yaml <- b.yaml\n",
     "kustomize a default\n"},
    {"Flux",
     "clusters/prod/flux-system/kustomization.yaml <- gotk-components.yaml, gotk-sync.yaml\n"
     "clusters/prod/flux-system/gotk-components.yaml\nclusters/prod/flux-system/gotk-sync.yaml\n"
     "clusters/prod/apps.yaml\nclusters/prod/infrastructure.yaml\n"
     "apps/base/shop/kustomization.yaml <- release.yaml\napps/base/shop/release.yaml\n"
     "apps/prod/kustomization.yaml <- ../base/shop\napps/prod/values.yaml\n"
     "infrastructure/controllers/cert-manager.yaml\ninfrastructure/configs/issuers.yaml\n",
     "kustomize apps/prod prod\nplain clusters/prod prod\n"
     "kustomize clusters/prod/flux-system prod\nplain infrastructure/configs default\n"
     "plain infrastructure/controllers default\n"},
    {"Argo CD",
     "argocd/root.yaml\nargocd/apps/shop.yaml\ncharts/shop/Chart.yaml\ncharts/shop/templates/"
     "a.yaml\n"
     "manifests/payments/web.yaml\n",
     "plain argocd default\nhelm charts/shop default\nplain manifests/payments default\n"},
    {"an environment's name among many others is none",
     "apps/dev/git/a.yaml\napps/media/a.yaml\napps/net/a.yaml\n",
     "plain apps/dev/git default\nplain apps/media default\nplain apps/net default\n"},
    {"examples stand alone", "op/examples/one/a.yaml\nop/examples/two/a.yaml\n",
     "plain op/examples/one one\nplain op/examples/two two\n"},
    {"environments below environments",
     "shop/base/kustomization.yaml <- a.yaml\nshop/base/a.yaml\n"
     "shop/overlays/west/one/kustomization.yaml <- ../../../base\n"
     "shop/overlays/west/two/kustomization.yaml <- ../../../base\n"
     "pay/base/kustomization.yaml <- a.yaml\npay/base/a.yaml\n"
     "pay/overlays/west/two/kustomization.yaml <- ../../../base\n",
     "kustomize pay/overlays/west/two two\nkustomize shop/overlays/west/one one\n"
     "kustomize shop/overlays/west/two two\n"},
    {"regions of two environments",
     "shop/base/kustomization.yaml <- a.yaml\nshop/base/a.yaml\n"
     "shop/overlays/prod/eu/kustomization.yaml <- ../../../base\n"
     "shop/overlays/prod/us/kustomization.yaml <- ../../../base\n"
     "shop/overlays/staging/eu/kustomization.yaml <- ../../../base\n"
     "shop/overlays/staging/us/kustomization.yaml <- ../../../base\n",
     "kustomize shop/overlays/prod/eu prod-eu\nkustomize shop/overlays/prod/us prod-us\n"
     "kustomize shop/overlays/staging/eu staging-eu\n"
     "kustomize shop/overlays/staging/us staging-us\n"},
    {"apps of one environment, with something in common",
     "base/shop/kustomization.yaml <- a.yaml\nbase/shop/a.yaml\n"
     "base/pay/kustomization.yaml <- a.yaml\nbase/pay/a.yaml\n"
     "base/common/kustomization.yaml <- a.yaml\nbase/common/a.yaml\n"
     "environments/prod/shop/kustomization.yaml <- ../../../base/shop, ../../../base/common\n"
     "environments/prod/pay/kustomization.yaml <- ../../../base/pay, ../../../base/common\n",
     "kustomize environments/prod/pay prod\nkustomize environments/prod/shop prod\n"},
    {"ways to put parts together",
     "op/base/kustomization.yaml <- a.yaml\nop/base/a.yaml\n"
     "op/aggregate/aws/kustomization.yaml <- ../../base\n"
     "op/aggregate/default/kustomization.yaml <- ../../base\n",
     "kustomize op/aggregate/aws aws\nkustomize op/aggregate/default default\n"},
    {"siblings that share a base are no variants",
     "bases/web/kustomization.yaml <- a.yaml\nbases/web/a.yaml\n"
     "apps/shop/kustomization.yaml <- ../../bases/web\n"
     "apps/pay/kustomization.yaml <- ../../bases/web\n",
     "kustomize apps/pay default\nkustomize apps/shop default\n"},
    {"values of a chart by environment",
     "shop/Chart.yaml\nshop/values.yaml = a: 1\nshop/values-prod.yaml = a: 2\n"
     "shop/values-staging.yml = a: 3\nshop/values-small.yaml = a: 4\n"
     "shop/values-common.yaml = a: 5\n",
     "helm shop/prod prod values-common.yaml values-prod.yaml\n"
     "helm shop/staging staging values-common.yaml values-staging.yml\n"},
    {"values in folders beside the chart",
     "a/Chart.yaml\na/envs/blue.yaml = x: 1\na/envs/green.yaml = x: 1\n"
     "b/Chart.yaml\nb/environments/uat/values.yaml = x: 1\n"
     "c/Chart.yaml\nc/values/prod-eu.yaml = x: 1\nc/values/notes.yaml = x: 1\n",
     "helm a/blue blue envs/blue.yaml\nhelm a/green green envs/green.yaml\n"
     "helm b/uat uat environments/uat/values.yaml\nhelm c/prod-eu prod-eu values/prod-eu.yaml\n"},
    {"values in the folders of environments",
     "charts/shop/Chart.yaml\ncharts/pay/Chart.yaml = name: payments\n"
     "environments/prod/shop.yaml = x: 1\nenvironments/prod/payments/values.yaml = x: 1\n"
     "clusters/eu/shop/values.yaml = x: 1\nexamples/a/shop.yaml = x: 1\n",
     "helm charts/pay/prod prod ../../environments/prod/payments/values.yaml\n"
     "helm charts/shop/eu eu ../../clusters/eu/shop/values.yaml\n"
     "helm charts/shop/prod prod ../../environments/prod/shop.yaml\n"},
    {"a chart of one cluster, with values by environment",
     "clusters/eu/shop/Chart.yaml\nclusters/eu/shop/values-prod.yaml = x: 1\n"
     "clusters/eu/shop/values-dev.yaml = x: 1\n",
     "helm clusters/eu/shop/dev eu-dev values-dev.yaml\n"
     "helm clusters/eu/shop/prod eu-prod values-prod.yaml\n"},
    {"values that are of no environment",
     "shop/Chart.yaml\nshop/values.yaml = x: 1\nshop/values-minimal.yaml = x: 1\n"
     "shop/ci/prod-values.yaml = x: 1\nshop/examples/values-prod.yaml = x: 1\n",
     "helm shop default\n"},
    {"files that are none",
     "docker-compose.yml = services: {}\n.gitlab-ci.yml = a: b\n.github/workflows/ci.yaml\n"
     ".hidden.yaml\nvalues.yaml = a: b\nskaffold.yaml = apiVersion: skaffold/v4\\nkind: Config\n"
     "catalog-info.yaml = apiVersion: backstage.io/v1alpha1\\nkind: Component\n"
     "kubeconfig.yaml = apiVersion: v1\\nkind: Config\npackage.json = {\"kind\": \"x\"}\n"
     "web/node_modules/x/a.yaml\nvendor/a.yaml\nsrc/testdata/a.yaml\ndrydock.yaml = apiVersion: "
     "drydock/v1\n",
     ""},
    {"JSON", "a/list.json = {\"kind\": \"List\", \"apiVersion\": \"v1\", \"items\": []}\n",
     "plain a default\n"},
    {"links to folders are seen once", "shop/web.yaml\nprod -> shop\nshop/again -> ../shop\n",
     "plain shop default\n"},
    {"links to files are files", "shop/web.yaml\npayments/web.yaml -> ../shop/web.yaml\n",
     "plain payments default\nplain shop default\n"},
};

TEST(Discover, KnowsCommonLayouts) {
  for (const LayoutCase& layout : kLayouts) {
    Layout repository(layout.files);
    Discovery found = repository.find();
    EXPECT_EQ(describe(found.projects), layout.projects) << layout.name;
    EXPECT_EQ(describe(found.problems), "") << layout.name;
  }
}

TEST(Discover, WrittenDownTheLayoutStaysTheSame) {
  for (const LayoutCase& layout : kLayouts) {
    Layout repository(layout.files);
    Discovery found = repository.find();
    SourceFile file{"drydock.yaml", write_settings(found.projects)};
    Arena arena;
    ReadSettings written = read_settings(file, arena);
    EXPECT_EQ(describe(written.problems), "") << layout.name << "\n" << file.text;
    Layout again(layout.files);
    std::vector<Project> projects = again.find(written.settings).projects;
    ASSERT_EQ(projects.size(), found.projects.size()) << layout.name << "\n" << file.text;
    PathFilter filter(written.settings);
    for (size_t i = 0; i < projects.size(); ++i) {
      EXPECT_EQ(projects[i].name, found.projects[i].name) << layout.name;
      EXPECT_EQ(projects[i].cluster, found.projects[i].cluster) << layout.name;
      EXPECT_EQ(projects[i].renderer, found.projects[i].renderer) << layout.name;
      if (projects[i].renderer != Renderer::Plain) continue;
      EXPECT_EQ(list_plain_files(again.files(), projects[i], filter).paths,
                list_plain_files(repository.files(), found.projects[i], filter).paths)
          << layout.name << "\n"
          << file.text;
    }
  }
}

/// Settings from the lines below `apiVersion`.
struct Written {
  explicit Written(std::string_view text)
      : file{"drydock.yaml", "apiVersion: drydock/v1\n" + std::string(text)},
        read(read_settings(file, arena)) {}
  SourceFile file;
  Arena arena;
  ReadSettings read;
};

struct SettingsCase {
  std::string_view name;
  std::string_view settings;
  std::string_view files;
  std::string_view projects;
};

constexpr SettingsCase kSettings[] = {
    {"discovery can be switched off", "discovery: {enabled: false}\nprojects: [{path: a}]",
     "a/a.yaml\nb/b.yaml\n", "plain a default\n"},
    {"ignored folders and files", "discovery: {ignore: [docs/**, '**/draft-*.yaml']}",
     "docs/a/a.yaml\nb/draft-1.yaml\nc/c.yaml\n", "plain c default\n"},
    {"schemas and policies", "schemas: [crds/]\npolicies: {paths: [policies]}",
     "crds/a.yaml\npolicies/b.yaml\nc/c.yaml\n", "plain c default\n"},
    {"an entry takes the place of its path", "projects: [{path: shop, name: x, cluster: z}]",
     "shop/web.yaml\npayments/web.yaml\n", "plain payments default\nplain x z\n"},
    {"an entry takes the place of what is below", "projects: [{path: teams}]",
     "teams/a/web.yaml\nteams/b/web.yaml\n", "plain teams default\n"},
    {"an entry below a found project", "projects: [{path: shop/db}, {path: shop/job.yaml}]",
     "shop/web.yaml\nshop/db/set.yaml\nshop/job.yaml\n",
     "plain shop default without shop/db without shop/job.yaml\nplain shop/db default\n"
     "plain shop/job.yaml default\n"},
    {"nothing is left of a found project", "projects: [{path: shop/web.yaml}]", "shop/web.yaml\n",
     "plain shop/web.yaml default\n"},
    {"entries below entries", "projects: [{path: a}, {path: a/b}, {path: a/b/c}, {path: a-b}]",
     "a/a.yaml\na/b/b.yaml\na/b/c/c.yaml\na-b/a.yaml\n",
     "plain a default without a/b without a/b/c\nplain a-b default\n"
     "plain a/b default without a/b/c\nplain a/b/c default\n"},
    {"an entry finds its renderer",
     "projects: [{path: a}, {path: b}, {path: c}, {path: d/kustomization.yaml}, {path: nowhere}]",
     "a/kustomization.yaml <- x\nb/Chart.yaml\nc/c.yaml\nd/kustomization.yaml <- x\n",
     "kustomize a default\nhelm b default\nplain c default\nkustomize d/kustomization.yaml "
     "default\n"
     "plain nowhere default\n"},
    {"kustomizations and charts below a plain entry stay projects", "projects: [{path: team}]",
     "team/a.yaml\nteam/k/kustomization.yaml <- x\nteam/chart/Chart.yaml\n",
     "plain team default\nhelm team/chart default\nkustomize team/k default\n"},
    {"what is below a kustomization of an entry is its own", "projects: [{path: a, name: x}]",
     "a/kustomization.yaml <- x\na/b/kustomization.yaml <- x\na/c/c.yaml\n",
     "kustomize x default\n"},
    {"one path for two clusters",
     "projects: [{path: a, name: x, cluster: eu}, {path: a, name: z, cluster: us}]", "a/a.yaml\n",
     "plain x eu\nplain z us\n"},
    {"a found name that an entry has",
     "projects: [{path: x/y, name: shop}, {path: z, name: shop-2}]",
     "x/y/a.yaml\nz/a.yaml\nshop/web.yaml\n",
     "plain shop default\nplain shop-2 default\nplain shop-3 default\n"},
    {"the root as an entry", "projects: [{path: ., name: all}]", "a.yaml\nb/b.yaml\n",
     "plain all default\n"},
    {"the root as an entry alone", "projects: [{path: ., name: all, recursive: false}]",
     "a.yaml\nb/b.yaml\n", "plain all default alone\nplain b default\n"},
    {"clusters by their names", "clusters: [{name: eu-1}]", "apps/eu-1/web.yaml\neu-2/web.yaml\n",
     "plain apps/eu-1 eu-1\nplain eu-2 default\n"},
};

TEST(Discover, FollowsSettings) {
  for (const SettingsCase& c : kSettings) {
    Written written(c.settings);
    ASSERT_EQ(describe(written.read.problems), "") << c.name;
    Layout repository(c.files);
    EXPECT_EQ(describe(repository.find(written.read.settings).projects), c.projects) << c.name;
  }
}

TEST(Discover, SaysWhy) {
  Layout repository(
      "shop/prod/a.yaml\nshop/prod/b.yaml\nshop/prod/c.yaml\nx/kustomization.yaml <- "
      "a\ny/Chart.yaml\n");
  std::vector<Project> projects = repository.find().projects;
  ASSERT_EQ(projects.size(), 3u);
  EXPECT_EQ(
      projects[0].why,
      "`a.yaml` and 2 more files look like Kubernetes objects; cluster from the folder `prod`");
  EXPECT_EQ(projects[1].why, "`kustomization.yaml` that no other one includes");
  EXPECT_EQ(projects[2].why, "`Chart.yaml`");
}

TEST(Discover, ReportsWhatNoProjectReports) {
  Layout repository(
      "a/out.yaml -> ../../etc/passwd\na/etc -> /etc\na/loop -> loop\na/gone.yaml -> nothing\n"
      "a/gone -> nothing\nshop/web.yaml\nshop/out.yaml -> /etc/passwd\n");
  Discovery found = repository.find();
  EXPECT_EQ(describe(found.projects), "plain shop default\n");
  std::string problems = describe(found.problems);
  EXPECT_NE(problems.find("a/out.yaml:0 error path-escape"), std::string::npos) << problems;
  EXPECT_NE(problems.find("a/etc:0 warning path-escape"), std::string::npos) << problems;
  EXPECT_NE(problems.find("a/loop:0 warning symlink-loop"), std::string::npos) << problems;
  EXPECT_NE(problems.find("a/gone.yaml:0 error file-missing"), std::string::npos) << problems;
  EXPECT_EQ(found.problems.size(), 4u) << problems;
}

TEST(Discover, BearsManyFolders) {
  std::string files;
  for (int i = 0; i < 10'000; ++i) files += fmt::format("d{}/.keep = x\n", i);
  EXPECT_EQ(describe(Layout(files).find().projects), "");
  std::string deep = "a";
  for (int i = 0; i < 2'000; ++i) deep += "/a";
  Discovery found = Layout(deep + "/x.yaml\n").find();
  EXPECT_TRUE(found.projects.empty());
  ASSERT_EQ(found.problems.size(), 1u);
  EXPECT_EQ(found.problems[0].message, "folders are nested more than 100 levels deep");
}

TEST(Discover, BearsStrangeNames) {
  Layout repository(
      "a\\nb/c\\n.yaml\nc\u0085\u2028\u00e9/x.yaml\n\\xff\\xfe/x.yaml\n~/x.yaml\n# x/y.yaml\n");
  std::vector<Project> projects = repository.find().projects;
  EXPECT_EQ(describe(projects),
            "plain # x default\nplain a\nb default\nplain c\u0085\u2028\u00e9 default\nplain ~ "
            "default\nplain \xff\xfe default\n");
  std::string text = write_settings(projects);
  Written written(text.substr(text.find('\n')));
  EXPECT_EQ(text.find("\xff"), std::string::npos);
  SourceFile file{"drydock.yaml", text};
  Arena arena;
  ReadSettings read = read_settings(file, arena);
  EXPECT_EQ(describe(read.problems), "");
  EXPECT_EQ(describe(repository.find(read.settings).projects), describe(projects));
}

TEST(WriteSettings, KeepsWhatEntriesSay) {
  constexpr std::string_view kEntry =
      "projects:\n"
      "  - path: \"1\"\n"
      "    name: \"a \\\"b\\\"\"\n"
      "    cluster: eu\n"
      "    namespace: \"no\"\n"
      "    owner: \"Team A: B\"\n"
      "    renderer: helm\n"
      "    helm:\n"
      "      version: 3\n"
      "      releaseName: r\n"
      "      values: [a.yaml, b/c.yaml]\n"
      "      set:\n"
      "        image.tag: \"1.0\"\n"
      "      includeCrds: false\n"
      "      apiVersions: [a/v1]\n"
      "    severities:\n"
      "      duplicate-object: info\n";
  Written written(kEntry);
  ASSERT_EQ(describe(written.read.problems), "");
  std::string text = write_settings(Layout("1/Chart.yaml\n").find(written.read.settings).projects);
  EXPECT_NE(text.find(kEntry), std::string::npos) << text;
}

struct ScanCase {
  std::string_view text;
  bool manifest;
};

constexpr ScanCase kScans[] = {
    {"apiVersion: v1\nkind: Pod\n", true},
    {"kind: Pod\r\napiVersion: v1\r\n", true},
    {"\xEF\xBB\xBF"
     "apiVersion: v1\nkind: Pod",
     true},
    {"# c\n---\n\n'apiVersion': \"v1\" # x\n\"kind\":   Pod\n", true},
    {"  apiVersion: v1\n  kind: Pod\n", true},
    {"a: 1\n---\napiVersion: v1\nkind: Pod\n", true},
    {"apiVersion: v1\n---\nkind: Pod\n", false},
    {"apiVersion: v1\nspec:\n  kind: Pod\n", false},
    {"a: |\n  apiVersion: v1\n  kind: Pod\n", false},
    {"apiVersion: v1\nkind:\n", false},
    {"apiVersion:v1\nkind: Pod\n", false},
    {"- apiVersion: v1\n  kind: Pod\n", false},
    {"{apiVersion: v1, kind: Pod}", true},
    {"{\"a\": {\"kind\": \"x\"}, \"kind\": \"Pod\", \"b\": [1, {\"c\": \"}\"}], \"apiVersion\": "
     "\"v1\"}",
     true},
    {"{\n  \"apiVersion\": \"v1\",\n  \"items\": [{\"kind\": \"Pod\"}]\n}", false},
    {"{\"a\": \"\\\"apiVersion\\\": 1, \\\"kind\\\": 2\"}", false},
    {"{{- if .Values.x }}\napiVersion: v1\nkind: Pod\n{{- end }}\n", true},
    {"apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n", false},
    {"apiVersion: v1\nkind: Config\n", false},
    {"apiVersion: v1\nkind: Config\n---\napiVersion: v1\nkind: Pod\n", true},
    {"", false},
};

TEST(ManifestScan, LooksAtOutermostKeys) {
  for (const ScanCase& c : kScans) EXPECT_EQ(looks_like_manifest(c.text), c.manifest) << c.text;
}

TEST(ManifestScan, TakesLinearTime) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "---\n{{ apiVersion: [\n";
  EXPECT_FALSE(looks_like_manifest(text));
}

TEST(ClusterGuess, NamesItsReason) {
  std::vector<std::string> known = {"eu-1"};
  EXPECT_EQ(guess_cluster("apps/shop", known).cluster, "");
  EXPECT_EQ(guess_cluster("apps/eu-1/prod", known).why, "`eu-1` is a cluster of drydock.yaml");
  EXPECT_EQ(guess_cluster("clusters/prod/apps", known).why, "the folder `clusters/prod`");
  EXPECT_EQ(guess_cluster("clusters", known).cluster, "");
  EXPECT_EQ(guess_cluster("overlays/base", known).cluster, "");
}

}  // namespace
}  // namespace drydock::projects
