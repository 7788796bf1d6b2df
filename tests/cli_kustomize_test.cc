#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/cli_outcome.h"
#include "tests/temp_folder.h"

namespace drydock::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kSettings = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n";

class Kustomizations : public testing::Test {
 protected:
  Kustomizations() {
    folder_.write("kustomization.yaml", "namePrefix: p-\nresources: [c.yaml]\n");
    folder_.write("c.yaml", std::string(kSettings));
  }

  std::string path(const std::string& name) const { return folder_.path() + "/" + name; }

  TempFolder folder_;
};

TEST_F(Kustomizations, AreBuiltIntoTheOutputOrAFileOrAFolder) {
  constexpr std::string_view kBuilt = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: p-c\n";
  Outcome built = drydock({"kustomize", "build", folder_.path()});
  EXPECT_EQ(built.code, 0);
  EXPECT_EQ(built.out, kBuilt);
  EXPECT_THAT(built.err, IsEmpty());
  EXPECT_EQ(drydock({"-C", folder_.path(), "kustomize", "build"}).out, kBuilt);

  EXPECT_THAT(drydock({"kustomize", "build", "-o", path("all.yaml"), folder_.path()}).out,
              IsEmpty());
  EXPECT_EQ(folder_.read("all.yaml"), kBuilt);
  folder_.write("out/other.yaml", "");
  drydock({"kustomize", "build", "--output=" + path("out"), folder_.path()});
  EXPECT_EQ(folder_.read("out/v1_configmap_p-c.yaml"), kBuilt);
}

TEST_F(Kustomizations, PrintNothingWhenTheyFail) {
  folder_.write("kustomization.yaml", "resources: [c.yaml, d.yaml]\n");
  Outcome failed = drydock({"kustomize", "build", folder_.path()});
  EXPECT_EQ(failed.code, 1);
  EXPECT_THAT(failed.out, IsEmpty());
  EXPECT_THAT(failed.err, HasSubstr("kustomization.yaml:1:21: error: there is no file"));
}

TEST_F(Kustomizations, RefuseFlagsAsTheOriginalDoes) {
  Outcome unknown = drydock({"kustomize", "build", "--enable-hlm"});
  EXPECT_EQ(unknown.code, 1);
  EXPECT_THAT(unknown.err, HasSubstr("unknown flag: --enable-hlm\nDid you mean `--enable-helm`?"));
  Outcome plugins = drydock({"kustomize", "build", "--enable-alpha-plugins", folder_.path()});
  EXPECT_EQ(plugins.code, 1);
  EXPECT_THAT(plugins.err, HasSubstr("never"));
  EXPECT_EQ(drydock({"kustomize", "build", "--reorder", "up", folder_.path()}).code, 1);
  EXPECT_EQ(drydock({"kustomize", "biuld"}).code, 1);
}

TEST_F(Kustomizations, AreRenderedAsProjects) {
  folder_.write("drydock.yaml",
                "apiVersion: drydock/v1\nprojects: [{name: shop, path: ., renderer: kustomize}]\n"
                "discovery: {enabled: false}\n");
  Outcome rendered = drydock({"-C", folder_.path(), "render"});
  EXPECT_EQ(rendered.code, 0);
  EXPECT_THAT(rendered.out, HasSubstr("name: p-c\n"));
  EXPECT_EQ(drydock({"-C", folder_.path(), "render", "shop"}).out, rendered.out);
  EXPECT_EQ(drydock({"-C", folder_.path(), "render", "nothing"}).code, 2);
  drydock({"-C", folder_.path(), "render", "-o", path("out")});
  EXPECT_EQ(folder_.read("out/shop.yaml"), rendered.out);

  folder_.write("c.yaml", "kind: ConfigMap\n");
  Outcome broken = drydock({"-C", folder_.path(), "render"});
  EXPECT_EQ(broken.code, 1);
  EXPECT_THAT(broken.err, HasSubstr("c.yaml:1:1: error"));
}

}  // namespace
}  // namespace drydock::cli
