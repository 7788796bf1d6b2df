// `drydock check --fix`: what it mends of what was found while rendering.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli_outcome.h"
#include "tests/temp_folder.h"

namespace drydock::cli {
namespace {

struct Case {
  const char* name;
  const char* file;
  const char* before;
  const char* after;  // the same: nothing is certain
};

const Case kCases[] = {
    {"of a repeated key the last value counts", "m/a.yaml",
     "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  mode: fast # one\n  # two\n"
     "  \"mode\": safe\n  z: x\n",
     "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  # two\n"
     "  \"mode\": safe\n  z: x\n"},
    {"a Secret is left as it is", "m/a.yaml",
     "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  a: x\n  a: y\n",
     "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  a: x\n  a: y\n"},
    {"bases become resources", "k/kustomization.yaml", "bases: # all\n  - ../b   # base\n",
     "resources: # all\n  - ../b   # base\n"},
    {"what has a successor already is left", "k/kustomization.yaml",
     "bases:\n- ../b\nresources: []\n", "bases:\n- ../b\nresources: []\n"},
    {"labels stay in selectors", "k/kustomization.yaml",
     "resources: [../b]\ncommonLabels: {app: x}\n",
     "resources: [../b]\nlabels:\n- includeSelectors: true\n  pairs: {app: x}\n"},
    {"labels on lines of their own keep their comments", "k/kustomization.yaml",
     "resources: [../b]\ncommonLabels: # ours\n  # which\n  app: x # this\n\n  b: \"1\"\n# end\n",
     "resources: [../b]\nlabels: # ours\n- includeSelectors: true\n  pairs:\n    # which\n"
     "    app: x # this\n\n    b: \"1\"\n# end\n"},
    {"a kustomization in braces stays one", "k/kustomization.yaml",
     "{resources: [../b], commonLabels: {app: x}}\n",
     "{resources: [../b], labels: [{includeSelectors: true, pairs: {app: x}}]}\n"},
    {"patches by path", "k/kustomization.yaml",
     "resources:\n- ../b\npatchesStrategicMerge:\n- p.yaml # the file\n",
     "resources:\n- ../b\npatches:\n- path: p.yaml # the file\n"},
    {"patches in brackets and on one line", "k/kustomization.yaml",
     "resources: [../b]\npatchesStrategicMerge: [p.yaml, \"{apiVersion: v1, kind: ConfigMap, "
     "metadata: {name: y}}\"]\n",
     "resources: [../b]\npatches: [{path: p.yaml}, {patch: \"{apiVersion: v1, kind: ConfigMap, "
     "metadata: {name: y}}\"}]\n"},
    {"patches that stand there", "k/kustomization.yaml",
     "resources:\n- ../b\npatchesStrategicMerge:\n  # first\n  - |-\n    apiVersion: v1 # inside\n"
     "    kind: ConfigMap\n\n    metadata: {name: y}\n  - p.yaml\nnamePrefix: a-\n",
     "resources:\n- ../b\npatches:\n  # first\n  - patch: |-\n      apiVersion: v1 # inside\n"
     "      kind: ConfigMap\n\n      metadata: {name: y}\n  - path: p.yaml\nnamePrefix: a-\n"},
};

TEST(CheckFix, MendsWhatIsCertain) {
  for (const Case& one : kCases) {
    SCOPED_TRACE(one.name);
    TempFolder folder;
    folder.write("b/kustomization.yaml", "resources: [c.yaml]\n");
    folder.write("b/c.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: y}\n");
    folder.write("k/p.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: y}\n");
    folder.write(one.file, one.before);
    std::string rendered;
    bool is_overlay = std::string_view(one.file).starts_with("k/");
    if (is_overlay) rendered = drydock({"kustomize", "build", folder.path() + "/k"}).out;
    drydock({"check", "-C", folder.path(), "--fix"});
    EXPECT_EQ(folder.read(one.file), one.after);
    if (is_overlay) {
      EXPECT_EQ(drydock({"kustomize", "build", folder.path() + "/k"}).out, rendered);
    }
  }
}

TEST(CheckFix, AddsWhatManifestGeneratePathsLacks) {
  TempFolder folder;
  auto application = [](std::string_view paths) {
    return "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: shop\n"
           "  annotations:\n    argocd.argoproj.io/manifest-generate-paths: " +
           std::string(paths) +
           " # what counts\nspec:\n  destination: {name: in-cluster, namespace: web}\n"
           "  source: {repoURL: 'https://git.example.com/f.git', path: k}\n";
  };
  folder.write("apps/shop.yaml", application("."));
  folder.write("k/kustomization.yaml", "resources: [../b]\n");
  folder.write("b/kustomization.yaml", "resources: [c.yaml]\n");
  folder.write("b/c.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: y}\n");
  drydock({"check", "-C", folder.path(), "--fix"});
  EXPECT_EQ(folder.read("apps/shop.yaml"), application(".;/b"));
  EXPECT_EQ(drydock({"check", "-C", folder.path()}).out.find("argocd-generate-paths"),
            std::string::npos);
}

}  // namespace
}  // namespace drydock::cli
