// `drydock flux build helmrelease`.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli_outcome.h"
#include "tests/temp_folder.h"

namespace drydock::cli {
namespace {

using testing::HasSubstr;

class FluxBuildHelmRelease : public testing::Test {
 protected:
  FluxBuildHelmRelease() {
    folder_.write("charts/shop/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n");
    folder_.write("charts/shop/values.yaml", "a: chart\nb: chart\n");
    folder_.write("charts/shop/values-prod.yaml", "b: prod\n");
    folder_.write("values.yaml", "a: root\n");
    folder_.write("charts/shop/templates/cm.yaml",
                  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n"
                  "data: {a: '{{ .Values.a }}', b: '{{ .Values.b }}'}\n");
  }

  Outcome build(std::string_view kind, std::string_view files, std::vector<std::string> more) {
    folder_.write("shop.yaml",
                  fmt::format("apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\n"
                              "metadata: {{name: shop, namespace: web}}\nspec:\n  chart:\n"
                              "    spec:\n      chart: ./charts/shop\n"
                              "      sourceRef: {{kind: {}, name: r}}\n      valuesFiles: [{}]\n",
                              kind, files));
    std::vector<std::string> args = {"-C",   folder_.path(), "flux", "build", "helmrelease",
                                     "shop", "-n",           "web",  "-f",    "shop.yaml"};
    args.insert(args.end(), more.begin(), more.end());
    return drydock(args);
  }

  TempFolder folder_;
};

TEST_F(FluxBuildHelmRelease, MergesValuesFilesOfTheSource) {
  struct Case {
    const char *kind, *files, *data;
  };
  const Case cases[] = {
      {"GitRepository", "./charts/shop/values.yaml, charts/shop/values-prod.yaml",
       "  a: chart\n  b: prod\n"},
      {"GitRepository", "charts/shop/values-prod.yaml, values.yaml", "  a: root\n  b: prod\n"},
      {"GitRepository", "values.yaml", "  a: chart\n  b: chart\n"},  // taken for the chart's own
      {"HelmRepository", "values.yaml, values-prod.yaml", "  a: chart\n  b: prod\n"},
  };
  for (const Case& one : cases) {
    Outcome outcome = build(one.kind, one.files, {"--chart", "charts/shop"});
    EXPECT_THAT(outcome.out, HasSubstr(one.data)) << one.files << outcome.err;
  }
  Outcome source = build("GitRepository", "values.yaml, charts/shop/values-prod.yaml",
                         {"--local-sources", "GitRepository/web/r=."});
  EXPECT_THAT(source.out, HasSubstr("  a: root\n  b: prod\n")) << source.err;
}

TEST_F(FluxBuildHelmRelease, TellsWhichValuesFileIsMissing) {
  Outcome outcome = build("GitRepository", "nobody.yaml, values.yaml", {"--chart", "charts/shop"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("shop.yaml:9:21"));
  EXPECT_EQ(outcome.out, "");
}

/// Where .sourceignore leaves nothing of `resources`, fields that kustomize does not have are gone
/// as well when the original writes the file again.
TEST(FluxBuildKustomization, IsRefusedWhereNothingIsLeft) {
  TempFolder folder;
  folder.write("app/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n");
  folder.write("app/.sourceignore", "a.yaml\n");
  folder.write("k.yaml",
               "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n"
               "metadata: {name: k, namespace: flux-system}\nspec: {path: ./app}\n");
  auto build = [&](std::string_view more) {
    folder.write("app/kustomization.yaml", fmt::format("resources: [a.yaml]\n{}", more));
    return drydock({"-C", folder.path(), "flux", "build", "kustomization", "k", "--path", "app",
                    "--kustomization-file", "k.yaml", "--dry-run"});
  };
  EXPECT_EQ(build("").code, 1);
  EXPECT_EQ(build("bogus: 1\n").code, 1);
  EXPECT_EQ(build("namePrefix: a-\n").code, 0);
}

}  // namespace
}  // namespace drydock::cli
