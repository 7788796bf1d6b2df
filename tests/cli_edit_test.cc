// `drydock edit`: what pipelines write back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli_outcome.h"
#include "tests/git_sandbox.h"
#include "tests/temp_folder.h"

namespace drydock::cli {
namespace {

using testing::HasSubstr;

struct Case {
  const char* name;
  const char* file;
  std::vector<std::string> args;  // behind `edit set`
  const char* before;
  const char* after;
};

const Case kCases[] = {
    {"a container's image, comments and quotes stay",
     "a.yaml",
     {"image", "app:1.20"},
     "kind: Pod # p\nspec:\n  containers:\n  - image: \"app:1.19\"   # pinned\n    name: a\n"
     "---\nkind: Pod\nspec: {containers: [{image: 'docker.io/library/app@sha256:1'}, {image: "
     "xapp:1}]}\n",
     "kind: Pod # p\nspec:\n  containers:\n  - image: \"app:1.20\"   # pinned\n    name: a\n"
     "---\nkind: Pod\nspec: {containers: [{image: 'docker.io/library/app:1.20'}, {image: "
     "xapp:1}]}\n"},
    {"a registry with a port",
     "a.yaml",
     {"image", "reg:5000/t/app@sha256:ab"},
     "image: reg:5000/t/app:1\n",
     "image: reg:5000/t/app@sha256:ab\n"},
    {"an entry of a kustomization, by either name",
     "kustomization.yaml",
     {"image", "reg/app:2"},
     "images:\n- name: app\n  newName: reg/app   # ours\n  newTag: \"1.10\"\n- name: other\n  "
     "newTag: v1\n",
     "images:\n- name: app\n  newName: reg/app   # ours\n  newTag: \"2\"\n- name: other\n  newTag: "
     "v1\n"},
    {"a digest gives way to a tag",
     "kustomization.yaml",
     {"image", "app:2"},
     "images:\n- name: app\n  digest: sha256:1\nresources: []\n",
     "images:\n- name: app\n  newTag: \"2\"\nresources: []\n"},
    {"values of a chart, with a registry of their own",
     "values.yaml",
     {"image", "quay.io/t/app:1.30"},
     "web:\n  image:\n    registry: quay.io\n    repository: t/app\n    tag: 1.29  # by CI\n    "
     "digest: sha256:1\n",
     "web:\n  image:\n    registry: quay.io\n    repository: t/app\n    tag: \"1.30\"  # by CI\n   "
     " digest: \"\"\n"},
    {"Flux's markers, by the name beside them",
     "values.yaml",
     {"image", "reg/app:3.1"},
     "a: reg/app # {\"$imagepolicy\": \"flux-system:app:name\"}\n"
     "b: \"3.0\" # {\"$imagepolicy\": \"flux-system:app:tag\"}\n"
     "c: reg/app:3.0 # {\"$imagepolicy\": \"flux-system:app\"}\n"
     "d: \"3.0\" # {\"$imagepolicy\": \"flux-system:other:tag\"}\n",
     "a: reg/app # {\"$imagepolicy\": \"flux-system:app:name\"}\n"
     "b: \"3.1\" # {\"$imagepolicy\": \"flux-system:app:tag\"}\n"
     "c: reg/app:3.1 # {\"$imagepolicy\": \"flux-system:app\"}\n"
     "d: \"3.0\" # {\"$imagepolicy\": \"flux-system:other:tag\"}\n"},
    {"Flux's markers, by the policy's image",
     "all.yaml",
     {"image", "reg/app:2"},
     "apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageRepository\nmetadata: {name: r, "
     "namespace: f}\n"
     "spec: {image: reg/app}\n---\n"
     "apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImagePolicy\nmetadata: {name: p, namespace: "
     "f}\n"
     "spec: {imageRepositoryRef: {name: r}}\n---\n"
     "version: v1 # {\"$imagepolicy\": \"f:p:tag\"}\n",
     "apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageRepository\nmetadata: {name: r, "
     "namespace: f}\n"
     "spec: {image: reg/app}\n---\n"
     "apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImagePolicy\nmetadata: {name: p, namespace: "
     "f}\n"
     "spec: {imageRepositoryRef: {name: r}}\n---\n"
     "version: \"2\" # {\"$imagepolicy\": \"f:p:tag\"}\n"},
    {"Flux's markers of a policy",
     "a.yaml",
     {"image", "new/app:2", "--policy", "f:p"},
     "x: old/app # {\"$imagepolicy\": \"f:p:name\"}\ny: v1 # {\"$imagepolicy\": "
     "\"f:p:tag\"}\nimage: new/app:1\n",
     "x: new/app # {\"$imagepolicy\": \"f:p:name\"}\ny: \"2\" # {\"$imagepolicy\": "
     "\"f:p:tag\"}\nimage: new/app:1\n"},
    {"Flux's markers: digests, items below their marker, names that the policy replaces",
     "a.yaml",
     {"image", "new/app:2@sha256:ab", "--policy", "f:p"},
     "image: old/app:1 # {\"$imagepolicy\": \"f:p\"}\n"
     "d: sha256:00 # {\"$imagepolicy\": \"f:p:digest\", \"note\": \"x\"}\n"
     "l:\n# {\"$imagepolicy\": \"f:p\"}\n- old/app:1\n- old/app:1\n",
     "image: new/app:2@sha256:ab # {\"$imagepolicy\": \"f:p\"}\n"
     "d: sha256:ab # {\"$imagepolicy\": \"f:p:digest\", \"note\": \"x\"}\n"
     "l:\n# {\"$imagepolicy\": \"f:p\"}\n- new/app:2@sha256:ab\n- old/app:1\n"},
    {"Flux's markers: what it takes for none",
     "a.yaml",
     {"image", "new/app:2", "--policy", "f:p"},
     "a: v1 # see {\"$imagepolicy\": \"f:p:tag\"}\nb: v1 # {\"$imagepolicy\": \"f:p:tag\"} here\n"
     "c: [v1] # {\"$imagepolicy\": \"f:p:tag\"}\nd: {e: v1} # {\"$imagepolicy\": \"f:p:tag\"}\n"
     "e: v1 # {\"$imagepolicy\": \"f:p:version\"}\nf: v1 ## {\"$imagepolicy\": \"f:p:tag\"}\n",
     "a: v1 # see {\"$imagepolicy\": \"f:p:tag\"}\nb: v1 # {\"$imagepolicy\": \"f:p:tag\"} here\n"
     "c: [v1] # {\"$imagepolicy\": \"f:p:tag\"}\nd: {e: v1} # {\"$imagepolicy\": \"f:p:tag\"}\n"
     "e: v1 # {\"$imagepolicy\": \"f:p:version\"}\nf: \"2\" ## {\"$imagepolicy\": \"f:p:tag\"}\n"},
    {"Argo CD's parameters and overrides",
     ".argocd-source-shop.yaml",
     {"image", "reg/app:v2"},
     "helm:\n  parameters:\n  - name: image.name\n    value: reg/app\n    forcestring: true\n"
     "  - name: image.tag\n    value: v1\n    forcestring: true\n"
     "kustomize:\n  images:\n  - app=reg/app:v1\n  - nginx:1\n",
     "helm:\n  parameters:\n  - name: image.name\n    value: reg/app\n    forcestring: true\n"
     "  - name: image.tag\n    value: v2\n    forcestring: true\n"
     "kustomize:\n  images:\n  - app=reg/app:v2\n  - nginx:1\n"},
    {"a name with its tag beside it",
     "values.yaml",
     {"image", "app:v2"},
     "web: {image: app, imageTag: v1} # web\n",
     "web: {image: app, imageTag: v2} # web\n"},
    {"a value stays a text",
     "v.yaml",
     {"value", "v.yaml", "image.tag", "1.30"},
     "image:\n  # of the app\n  tag: 'v1'\n",
     "image:\n  # of the app\n  tag: '1.30'\n"},
    {"a value by index and by key",
     "v.yaml",
     {"value", "v.yaml", "c[0].env[name=A.B].value", "no"},
     "c:\n- env:\n  - {name: X, value: x}\n  - {name: A.B, value: \"yes\"} # b\n",
     "c:\n- env:\n  - {name: X, value: x}\n  - {name: A.B, value: \"no\"} # b\n"},
    {"a number stays a number, in the right object",
     "v.yaml",
     {"value", "v.yaml", "spec.replicas", "3", "--object", "Deployment/b"},
     "kind: Deployment\nmetadata: {name: a}\nspec: {replicas: 1}\n---\n"
     "kind: Deployment\nmetadata: {name: b}\nspec: {replicas: 1}\n",
     "kind: Deployment\nmetadata: {name: a}\nspec: {replicas: 1}\n---\n"
     "kind: Deployment\nmetadata: {name: b}\nspec: {replicas: 3}\n"},
    {"a value that is not there",
     "v.yaml",
     {"value", "v.yaml", "a.c", "true", "--create"},
     "a:\n  b: 1 # one\n",
     "a:\n  b: 1 # one\n  c: true\n"},
    {"labels of objects",
     "a.yaml",
     {"label", "app.kubernetes.io/version=1.2", "a.yaml"},
     "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a # a\n  labels:\n    app: x\n",
     "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a # a\n  labels:\n    app: x\n"
     "    app.kubernetes.io/version: \"1.2\"\n"},
    {"labels of a kustomization, not in selectors",
     "kustomization.yaml",
     {"label", "team=b"},
     "labels:\n- includeSelectors: true\n  pairs:\n    app: x\n",
     "labels:\n- includeSelectors: true\n  pairs:\n    app: x\n- pairs:\n    team: b\n"},
};

TEST(Edit, ChangesOnlyWhatItIsAskedFor) {
  for (const Case& one : kCases) {
    TempFolder folder;
    folder.write(one.file, one.before);
    std::vector<std::string> args = {"-C", folder.path(), "edit", "set"};
    args.insert(args.end(), one.args.begin(), one.args.end());
    Outcome outcome = drydock(args);
    EXPECT_EQ(outcome.code, 0) << one.name << ": " << outcome.err;
    EXPECT_EQ(folder.read(one.file), one.after) << one.name;
    Outcome again = drydock(args);
    EXPECT_EQ(again.code, 0) << one.name << ": " << again.err;
    EXPECT_EQ(again.out, "") << one.name << " is not idempotent";
    EXPECT_EQ(folder.read(one.file), one.after) << one.name;
  }
}

TEST(Edit, NamesTheNearestWhenThereIsNoSuchImage) {
  TempFolder folder;
  folder.write("a.yaml", "image: reg/payments:1\nother:\n  image: reg/shop:1\n");
  Outcome outcome = drydock({"-C", folder.path(), "edit", "set", "image", "reg/paymants:2"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err,
              HasSubstr("no file names the image reg/paymants; there is reg/payments"));
  EXPECT_EQ(folder.read("a.yaml"), "image: reg/payments:1\nother:\n  image: reg/shop:1\n");
}

TEST(Edit, RefusesWhatItCannotDo) {
  TempFolder folder;
  folder.write("v.yaml", "image:\n  repository: app\n  tag: v1\n---\nimage: {tag: v2}\n");
  std::pair<std::vector<std::string>, const char*> refused[] = {
      {{"value", "v.yaml", "image.tags", "1"}, "did you mean `tag`?"},
      {{"value", "v.yaml", "image.tag", "1"}, "2 documents of v.yaml"},
      {{"value", "v.yaml", "image..tag", "1"}, "is no path of a value"},
      {{"value", "none.yaml", "image.tag", "1"}, "there is no file or folder none.yaml"},
      {{"image", "app"}, "says no version"},
      {{"image", "app@sha256:1"}, "have no `digest`"},
      {{"image", "app:2", "--commit"}, "is in none"},
  };
  for (const auto& [words, message] : refused) {
    std::vector<std::string> args = {"-C", folder.path(), "edit", "set"};
    args.insert(args.end(), words.begin(), words.end());
    Outcome outcome = drydock(args);
    EXPECT_EQ(outcome.code, 2) << message;
    EXPECT_THAT(outcome.err, HasSubstr(message));
    EXPECT_THAT(folder.read("v.yaml"), HasSubstr("tag: v1"));
  }
}

TEST(Edit, ShowsWhatItWouldWrite) {
  TempFolder folder;
  folder.write("a.yaml", "image: app:1   # kept\nb: 1\n");
  Outcome shown =
      drydock({"-C", folder.path(), "edit", "set", "image", "app:2", "--dry-run", "--commit"});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("--- a/a.yaml\n+++ b/a.yaml\n@@ -1,2 +1,2 @@\n"
                                   "-image: app:1   # kept\n+image: app:2   # kept\n b: 1\n"));
  EXPECT_EQ(folder.read("a.yaml"), "image: app:1   # kept\nb: 1\n");
}

/// As Argo CD's image updater commits it.
TEST(Edit, WritesTheImageOfAnApplicationBesideItsManifests) {
  TempFolder folder;
  folder.write("drydock.yaml", "apiVersion: drydock/v1\n");
  folder.write("charts/shop/Chart.yaml", "name: shop\nversion: 1.0.0\n");
  folder.write("overlays/pay/kustomization.yaml", "resources: []\n");
  constexpr std::string_view kApplication =
      "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: {}\n"
      "  annotations:\n    argocd-image-updater.argoproj.io/image-list: web=reg/{}:1.x, reg/other\n"
      "    argocd-image-updater.argoproj.io/write-back-method: git\n{}"
      "spec:\n  source: {{path: {}}}\n";
  folder.write("apps/shop.yaml",
               fmt::format(fmt::runtime(kApplication), "shop", "shop",
                           "    argocd-image-updater.argoproj.io/web.helm.image-tag: web.tag\n",
                           "charts/shop"));
  folder.write("apps/pay.yaml",
               fmt::format(fmt::runtime(kApplication), "pay", "pay", "", "overlays/pay"));
  folder.write("apps/out.yaml",
               fmt::format(fmt::runtime(kApplication), "out", "out", "", "../outside"));
  auto set = [&](const std::string& image) {
    return drydock({"-C", folder.path(), "edit", "set", "image", image, "apps"});
  };
  EXPECT_EQ(set("reg/shop:1.2").code, 0);
  EXPECT_EQ(folder.read("charts/shop/.argocd-source-shop.yaml"),
            "helm:\n  parameters:\n  - name: image.name\n    value: reg/shop\n"
            "    forcestring: true\n  - name: web.tag\n    value: \"1.2\"\n"
            "    forcestring: true\n");
  EXPECT_EQ(set("reg/shop:1.3@sha256:ab").code, 0);
  EXPECT_THAT(folder.read("charts/shop/.argocd-source-shop.yaml"),
              HasSubstr("value: \"1.3@sha256:ab\"\n"));
  EXPECT_THAT(set("reg/shop:1.3@sha256:ab").err, HasSubstr("it is so already"));
  EXPECT_EQ(set("reg/pay:2").code, 0);
  EXPECT_EQ(folder.read("overlays/pay/.argocd-source-pay.yaml"),
            "kustomize:\n  images:\n  - reg/pay:2\n");
  EXPECT_EQ(set("reg/pay:3").code, 0);
  EXPECT_EQ(folder.read("overlays/pay/.argocd-source-pay.yaml"),
            "kustomize:\n  images:\n  - reg/pay:3\n");
  EXPECT_EQ(set("reg/out:1").code, 1);
  EXPECT_EQ(set("reg/othr:1").code, 1);
}

/// The targets of the updater that are no file of its own.
TEST(Edit, WritesTheImageWhereTheTargetSays) {
  struct Target {
    const char* target;
    const char* file;
    const char* before;
    const char* after;
  };
  const Target kTargets[] = {
      {"kustomization", "m/kustomization.yml", "resources: [] # r\n",
       "resources: [] # r\nimages:\n- name: web\n  newName: reg.io/t/web\n  newTag: \"2\"\n"},
      {"kustomization:../base", "base/kustomization.yaml",
       "images:\n- name: web\n  digest: sha256:1\n- name: x\n  newTag: v1 # x\n",
       "images:\n- name: web\n  newName: reg.io/t/web\n  newTag: \"2\"\n- name: x\n"
       "  newTag: v1 # x\n"},
      {"kustomization:/top", "top/Kustomization", "resources: []\n",
       "resources: []\nimages:\n- name: web\n  newName: reg.io/t/web\n  newTag: \"2\"\n"},
      {"helmvalues", "m/values.yaml", "fe:\n  list:\n  - {n: t/web} # n\n  version: '1' # v\n",
       "fe:\n  list:\n  - {n: t/web} # n\n  version: '2' # v\n"},
      {"helmvalues:/v/prod.yaml", "v/prod.yaml",
       "fe.version: v1 # one key\nfe:\n  list: [{n: x}]\n",
       "fe.version: \"2\" # one key\nfe:\n  list: [{n: t/web}]\n"},
      {"helmvalues:prod.yaml", "m/prod.yaml",
       "fe:\n  version: \"1\"\n  list: [{n: docker.io/t/web}]\n",
       "fe:\n  version: \"2\"\n  list: [{n: reg.io/t/web}]\n"},
      {"/other/kustomization.yaml", "other/kustomization.yaml", "resources: []\n", nullptr},
  };
  for (const Target& one : kTargets) {
    TempFolder folder;
    folder.write("drydock.yaml", "apiVersion: drydock/v1\n");
    folder.write("m/deployment.yaml", "kind: Deployment\n");
    folder.write(one.file, one.before);
    folder.write(
        "app.yaml",
        fmt::format("apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n"
                    "  name: shop\n  annotations:\n"
                    "    argocd-image-updater.argoproj.io/image-list: w=reg.io/t/web:1.x\n"
                    "    argocd-image-updater.argoproj.io/write-back-method: git:secret:a/b\n"
                    "    argocd-image-updater.argoproj.io/write-back-target: {}\n"
                    "    argocd-image-updater.argoproj.io/w.kustomize.image-name: web\n"
                    "    argocd-image-updater.argoproj.io/w.helm.image-name: fe.list[0].n\n"
                    "    argocd-image-updater.argoproj.io/w.helm.image-tag: fe.version\n"
                    "spec: {{sources: [{{chart: x}}, {{path: m}}]}}\n",
                    one.target));
    Outcome outcome =
        drydock({"-C", folder.path(), "edit", "set", "image", "reg.io/t/web:2", "app.yaml"});
    EXPECT_EQ(outcome.code == 0, one.after != nullptr) << one.target << outcome.err;
    EXPECT_EQ(folder.read(one.file), one.after ? one.after : one.before) << one.target;
  }
}

TEST(Edit, FollowsAnImageUpdater) {
  TempFolder folder;
  folder.write("drydock.yaml", "apiVersion: drydock/v1\n");
  folder.write("m/deployment.yaml", "kind: Deployment\n");
  folder.write("a.yaml",
               "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: shop-eu}\n"
               "spec: {source: {path: m, helm: {}}}\n---\n"
               "apiVersion: argocd-image-updater.argoproj.io/v1alpha1\nkind: ImageUpdater\n"
               "metadata: {name: u}\nspec:\n  writeBackConfig: {method: git}\n"
               "  applicationRefs:\n  - namePattern: shop-*\n    images:\n"
               "    - {alias: w, imageName: 'reg/web:1', manifestTargets: {helm: {spec: img}}}\n");
  EXPECT_EQ(drydock({"-C", folder.path(), "edit", "set", "image", "reg/web:2", "a.yaml"}).code, 0);
  EXPECT_EQ(folder.read("m/.argocd-source-shop-eu.yaml"),
            "helm:\n  parameters:\n  - name: img\n    value: reg/web:2\n    forcestring: true\n");
}

TEST(Edit, CommitsTheFilesItChangedAndNothingElse) {
  if (!has_git()) GTEST_SKIP() << "the program git is not there";
  TempFolder folder;
  folder.write("a.yaml", "image: app:1\n");
  folder.write("b.yaml", "b: 1\n");
  commit_all(folder.path(), "first");
  folder.write("b.yaml", "b: 2\n");
  folder.write("c.yaml", "c: 1\n");
  git(folder.path(), "add", "c.yaml");
  std::vector<std::string> args = {"-C",    folder.path(), "edit", "set",         "image",
                                   "app:2", "--commit",    "-m",   "Deploy app 2"};
  EXPECT_EQ(drydock(args).code, 0);
  EXPECT_EQ(git(folder.path(), "log", "-1", "--format=%s"), "Deploy app 2");
  EXPECT_EQ(git(folder.path(), "show", "--name-only", "--format=", "HEAD"), "a.yaml");
  EXPECT_EQ(git(folder.path(), "status", "--porcelain"), " M b.yaml\nA  c.yaml");
  EXPECT_EQ(drydock(args).code, 0);
  EXPECT_EQ(git(folder.path(), "rev-list", "--count", "HEAD"), "2");
}

}  // namespace
}  // namespace drydock::cli
