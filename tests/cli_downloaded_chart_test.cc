// Charts that definitions of Argo CD and Flux name, and that --allow-network fetches.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>

#include "core/base_encoding.h"
#include "render/crypto/hash.h"
#include "tests/cli_outcome.h"
#include "tests/temp_folder.h"
#include "tests/web_server.h"

namespace drydock::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kApplication =
    "apiVersion: argoproj.io/v1alpha1\nkind: Application\n"
    "metadata: {{name: web, namespace: argocd}}\nspec:\n  project: default\n"
    "  destination: {{name: in-cluster, namespace: web}}\n"
    "  source:\n    repoURL: {0}\n    chart: shop\n    targetRevision: {1}\n"
    "    helm: {{valuesObject: {{text: from argo}}}}\n";

constexpr const char* kRelease =
    "apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\n"
    "metadata: {{name: charts, namespace: web}}\nspec: {{url: {0}}}\n---\n"
    "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\n"
    "metadata: {{name: web, namespace: web}}\nspec:\n  chart:\n    spec:\n      chart: shop\n"
    "      version: {1}\n      sourceRef: {{kind: HelmRepository, name: charts}}\n"
    "      valuesFiles: [values.yaml, big.yaml]\n  values: {{text: from flux}}\n";

/// A chart repository with two versions of one chart, and a repository with a definition.
class DownloadedCharts : public testing::Test {
 protected:
  DownloadedCharts() {
    setenv("DRYDOCK_CACHE", (folder_.path() + "/cache").c_str(), 1);
    server_ = std::make_unique<WebServer>();
    std::string index = "apiVersion: v1\nentries:\n  shop:\n";
    for (std::string_view version : {"1.0.0", "1.2.0"}) index += publish(version);
    server_->put("/index.yaml", index);
    folder_.write("repo/drydock.yaml", "apiVersion: drydock/v1\n");
  }
  ~DownloadedCharts() override { unsetenv("DRYDOCK_CACHE"); }

  /// Puts a packed chart on the server; gives its entry of the index.
  std::string publish(std::string_view version) {
    folder_.write("shop/Chart.yaml",
                  fmt::format("apiVersion: v2\nname: shop\nversion: {}\n", version));
    folder_.write("shop/values.yaml", "text: none\nsize: small\n");
    folder_.write("shop/big.yaml", "size: big\n");
    folder_.write("shop/templates/cm.yaml",
                  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: '{{ .Release.Name }}'}\n"
                  "data:\n  text: {{ .Values.text | quote }}\n  size: {{ .Values.size }}\n"
                  "  version: {{ .Chart.Version | quote }}\n");
    Outcome packed = drydock({"helm", "package", folder_.path() + "/shop", "-d", folder_.path()});
    EXPECT_EQ(packed.code, 0) << packed.err;
    std::string name = fmt::format("shop-{}.tgz", version);
    std::string bytes = folder_.read(name);
    server_->put("/" + name, bytes);
    return fmt::format("  - {{name: shop, version: {}, urls: [{}], digest: {}}}\n", version, name,
                       encode_hex(render::sha256(bytes)));
  }

  void define(const char* definition, std::string_view version) {
    folder_.write("repo/app.yaml", fmt::format(fmt::runtime(definition), server_->url(), version));
  }

  Outcome render(bool network) {
    std::vector<std::string> args = {"render", "-C", folder_.path() + "/repo"};
    if (network) args.emplace_back("--allow-network");
    return drydock(args);
  }

  TempFolder folder_;
  std::unique_ptr<WebServer> server_;
};

TEST_F(DownloadedCharts, OfAnApplicationAreFetchedOnce) {
  define(kApplication, "1.x");
  EXPECT_THAT(render(false).err, HasSubstr("[argocd-source-unknown]"));
  EXPECT_EQ(server_->requests("/index.yaml"), 0);
  for (int run = 0; run < 2; ++run) {
    Outcome outcome = render(true);
    EXPECT_THAT(outcome.out, HasSubstr("text: from argo\n  version: 1.2.0\n")) << outcome.err;
  }
  EXPECT_EQ(server_->requests("/shop-1.2.0.tgz"), 1);
  EXPECT_EQ(server_->requests("/shop-1.0.0.tgz"), 0);
}

TEST_F(DownloadedCharts, OfAHelmReleaseAreFetchedOnce) {
  define(kRelease, "1.0.0");
  EXPECT_THAT(render(false).err, HasSubstr("[flux-source]"));
  for (int run = 0; run < 2; ++run) {
    Outcome outcome = render(true);
    EXPECT_THAT(outcome.out, HasSubstr("size: big\n  text: from flux\n  version: 1.0.0\n"))
        << outcome.err;
  }
  EXPECT_EQ(server_->requests("/shop-1.0.0.tgz"), 1);
}

TEST_F(DownloadedCharts, AreRefusedWithAnotherDigest) {
  define(kRelease, "1.0.0");
  server_->put("/shop-1.0.0.tgz", folder_.read("shop-1.2.0.tgz"));
  Outcome outcome = render(true);
  EXPECT_THAT(outcome.out, Not(HasSubstr("kind: ConfigMap")));
  EXPECT_THAT(outcome.err, HasSubstr("is not what the repository's index says")) << outcome.err;
}

TEST_F(DownloadedCharts, ThatNobodyHasAreFindings) {
  define(kApplication, "2.x");
  EXPECT_THAT(render(true).err, HasSubstr("2.x"));
  EXPECT_EQ(server_->requests("/shop-1.2.0.tgz"), 0);
}

}  // namespace
}  // namespace drydock::cli
