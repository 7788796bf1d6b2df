// Every object of a small fleet, copied into another project: each copy is found, whatever makes it
// the same object there.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "tests/cli_outcome.h"
#include "tests/temp_folder.h"

namespace drydock::cli {
namespace {

/// A kind, with what makes it an object that the API server would take as one.
struct Kind {
  std::string_view api_version, kind, rest;
  bool cluster_scoped = false;
};
constexpr Kind kKinds[] = {
    {"v1", "ConfigMap", "data: {a: b}"},
    {"v1", "ServiceAccount", ""},
    {"apps/v1", "Deployment",
     "spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: "
     "{containers: [{name: a, image: b}]}}}"},
    {"rbac.authorization.k8s.io/v1", "Role", "rules: []"},
    {"rbac.authorization.k8s.io/v1", "ClusterRole", "rules: []", true},
    {"example.com/v1", "Gadget", "spec: {}"},
};

/// How the other project comes to have the object: its files, with NAME and NAMESPACE filled in.
struct Seed {
  std::string_view what;
  std::string_view name, namespace_name;  // as written in the copy
  std::string_view kustomization;         // beside it; empty: plain manifests
};
constexpr Seed kSeeds[] = {
    {"as it is", "front-web", "team", ""},
    {"under a name prefix", "web", "team", "namePrefix: front-\nresources: [copy.yaml]\n"},
    {"under a name suffix", "front", "team", "nameSuffix: -web\nresources: [copy.yaml]\n"},
    {"under a namespace", "front-web", "", "namespace: team\nresources: [copy.yaml]\n"},
    {"under both", "web", "elsewhere",
     "namePrefix: front-\nnamespace: team\nresources: [copy.yaml]\n"},
    {"from a base", "web", "x", "namespace: team\nresources: [../../bases/b]\n"},
    {"under the default namespace of the project", "front-web", "", ""},
};

std::string manifest(const Kind& kind, std::string_view name, std::string_view namespace_name) {
  std::string text = fmt::format("apiVersion: {}\nkind: {}\nmetadata:\n  name: {}\n",
                                 kind.api_version, kind.kind, name);
  if (!namespace_name.empty() && !kind.cluster_scoped) {
    text += fmt::format("  namespace: {}\n", namespace_name);
  }
  return text + std::string(kind.rest) + "\n";
}

/// Resources that two projects define, at severity error.
std::set<std::string> duplicates(const TempFolder& folder) {
  Outcome outcome =
      drydock({"-C", folder.path(), "check", "--only", "conflict", "--format", "json"});
  std::set<std::string> found;
  nlohmann::json report = nlohmann::json::parse(outcome.out);
  for (const auto& finding : report["findings"]) {
    bool duplicate = finding["rule"].get<std::string>().starts_with("duplicate-");
    if (duplicate && finding["severity"] == "error") found.insert(finding["resource"]);
  }
  return found;
}

TEST(SeededConflicts, AreAllFound) {
  for (const Seed& seed : kSeeds) {
    for (const Kind& kind : kKinds) {
      TempFolder folder;
      std::string settings = "apiVersion: drydock/v1\n";
      bool by_project = seed.namespace_name.empty() && seed.kustomization.empty();
      if (by_project) settings += "projects: [{path: apps/pay, namespace: team}]\n";
      folder.write("drydock.yaml", settings);
      folder.write("apps/shop/own.yaml", manifest(kind, "front-web", "team"));
      folder.write("apps/news/own.yaml", manifest(kind, "news-web", "team"));
      std::string copy = manifest(kind, seed.name, seed.namespace_name);
      bool from_base = seed.kustomization.find("bases/b") != std::string_view::npos;
      folder.write("apps/pay/copy.yaml", from_base ? "" : copy);
      if (!seed.kustomization.empty()) {
        folder.write("apps/pay/kustomization.yaml", seed.kustomization);
      }
      folder.write("bases/b/kustomization.yaml", "namePrefix: front-\nresources: [b.yaml]\n");
      folder.write("bases/b/b.yaml", from_base ? copy : "");
      std::set<std::string> found = duplicates(folder);
      EXPECT_EQ(found.size(), 1u) << seed.what << ": " << kind.kind;
      if (!found.empty()) {
        EXPECT_TRUE(found.begin()->ends_with("/front-web")) << *found.begin();
      }
    }
  }
}

TEST(SeededConflicts, AreWarningsWhereTheNamespaceIsAGuess) {
  TempFolder folder;
  folder.write("drydock.yaml", "apiVersion: drydock/v1\n");
  folder.write("apps/shop/a.yaml", manifest(kKinds[0], "a", ""));
  folder.write("apps/pay/a.yaml", manifest(kKinds[0], "a", ""));
  std::vector<std::string> check = {"-C",       folder.path(), "check", "--only",
                                    "conflict", "--format",    "json"};
  EXPECT_EQ(drydock(check).code, 1);  // both go to `default`
  folder.write("argocd/shop.yaml",
               "apiVersion: argoproj.io/v1alpha1\nkind: Application\n"
               "metadata: {name: shop, namespace: argocd}\n");
  Outcome outcome = drydock(check);
  EXPECT_EQ(outcome.code, 0);
  nlohmann::json report = nlohmann::json::parse(outcome.out);
  ASSERT_EQ(report["findings"].size(), 1u);
  EXPECT_EQ(report["findings"][0]["severity"], "warning");
  EXPECT_EQ(report["findings"][0]["resource"], "ConfigMap/default/a");
  // One that is written down is known to go to `default`, but the other one is not.
  folder.write("drydock.yaml", "apiVersion: drydock/v1\nprojects: [{path: apps/pay}]\n");
  EXPECT_EQ(drydock(check).code, 0);
  folder.write("drydock.yaml",
               "apiVersion: drydock/v1\nprojects: [{path: apps/pay}, {path: apps/shop}]\n");
  EXPECT_EQ(drydock(check).code, 1);
}

}  // namespace
}  // namespace drydock::cli
