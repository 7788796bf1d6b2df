#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "core/json/stream.h"
#include "projects/read_settings.h"
#include "projects/settings_fields.h"
#include "projects/settings_schema.h"
#include "tests/source_dir.h"

namespace drydock::projects {
namespace {

/// One settings file and what reading it gave.
struct Reading {
  explicit Reading(std::string text) : file{"drydock.yaml", std::move(text)} {
    result = read_settings(file, arena);
  }

  /// "line:column message", one in a line.
  std::string problems() const {
    std::string out;
    for (const Diagnostic& problem : result.problems) {
      out += fmt::format("{}:{} {}\n", problem.where.line, problem.where.column, problem.message);
    }
    return out;
  }

  SourceFile file;
  Arena arena;
  ReadSettings result;
};

std::string with_version(std::string_view rest) {
  return "apiVersion: drydock/v1\n" + std::string(rest);
}

constexpr std::string_view kEverything = R"(apiVersion: drydock/v1
kubernetesVersion: "1.34"
projects:
  - name: shop
    path: ./shop/
    cluster: main
    namespace: shop-ns
    owner: team-shop
    renderer: helm
    severities: {duplicate-namespace: info}
    helm: {version: 3, releaseName: shop, values: [values.yaml, ../common.yaml],
           set: {image.tag: 2, debug: true, name: x}, includeCrds: false, apiVersions: [a/v1]}
  - path: .
clusters:
  - {name: main, server: https://main.example.com, kubernetesVersion: 1.30, apiVersions: [b/v1],
     labels: {region: eu, tier: 1}}
sources: {https://git.example.com/charts.git: ../charts}
discovery: {enabled: false, ignore: ["docs/**", ./old/]}
sharedNamespaces: [platform-common]
shared: [{kind: ConfigMap, namespace: platform-common, name: ca-bundle, projects: [a, b]},
         {kind: ConfigMap, name: "*"}]
schemas: [schemas/]
policies:
  paths: [policies/]
  packs: [pod-security-baseline]
  parameters: {allowed-registries: {registries: [registry.example.com]}}
waivers:
  - {rule: duplicate-object, resource: "Service/shop/web", container: c, path: spec.x,
     reason: "moved in Q1", ticket: OPS-1, by: team-shop, until: 2027-03-31}
severities: {crd-names-clash: warning}
workloadKinds: [{kind: Workload.example.com, podTemplate: spec.template}]
externals: [{kind: Secret, namespace: shop, name: db-credentials}]
failOn: warning
)";

using Strings = std::vector<std::string>;
using Pairs = std::vector<std::pair<std::string, std::string>>;

TEST(ReadSettings, TakesEveryProjectKey) {
  Reading reading{std::string(kEverything)};
  ASSERT_EQ(reading.problems(), "");
  const Settings& settings = reading.result.settings;
  ASSERT_EQ(settings.projects.size(), 2u);
  const Project& shop = settings.projects[0];
  EXPECT_EQ(shop.name, "shop");
  EXPECT_EQ(shop.path, "shop");
  EXPECT_EQ(shop.cluster, "main");
  EXPECT_EQ(shop.namespace_name, "shop-ns");
  EXPECT_EQ(shop.owner, "team-shop");
  EXPECT_EQ(shop.renderer, Renderer::Helm);
  EXPECT_EQ(shop.defined_at.line, 4);
  ASSERT_EQ(shop.severities.size(), 1u);
  EXPECT_EQ(shop.severities[0].second, Severity::Info);
  EXPECT_EQ(shop.helm.version, 3);
  EXPECT_EQ(shop.helm.release_name, "shop");
  EXPECT_EQ(shop.helm.values, (Strings{"values.yaml", "../common.yaml"}));
  EXPECT_EQ(shop.helm.set, (Pairs{{"image.tag", "2"}, {"debug", "true"}, {"name", "x"}}));
  EXPECT_FALSE(shop.helm.include_crds);
  EXPECT_EQ(shop.helm.api_versions, (Strings{"a/v1"}));
  EXPECT_EQ(settings.projects[1].name, "root");
  EXPECT_EQ(settings.projects[1].path, "");
  EXPECT_EQ(settings.projects[1].cluster, "default");
}

TEST(ReadSettings, TakesEveryOtherKey) {
  Reading reading{std::string(kEverything)};
  const Settings& settings = reading.result.settings;
  EXPECT_EQ(settings.kubernetes_version, "1.34");
  ASSERT_EQ(settings.clusters.size(), 1u);
  EXPECT_EQ(settings.clusters[0].server, "https://main.example.com");
  EXPECT_EQ(settings.clusters[0].kubernetes_version, "1.30");
  EXPECT_EQ(settings.clusters[0].labels, (Pairs{{"region", "eu"}, {"tier", "1"}}));
  EXPECT_EQ(settings.sources, (Pairs{{"https://git.example.com/charts.git", "../charts"}}));
  EXPECT_FALSE(settings.discovery);
  EXPECT_EQ(settings.ignore, (Strings{"docs/**", "old"}));
  EXPECT_EQ(settings.shared_namespaces, (Strings{"platform-common"}));
  ASSERT_EQ(settings.shared.size(), 2u);
  EXPECT_EQ(settings.shared[0].projects, (Strings{"a", "b"}));
  EXPECT_EQ(settings.shared[1].projects, (Strings{"*"}));
  EXPECT_EQ(settings.schemas, (Strings{"schemas"}));
  EXPECT_EQ(settings.policy_paths, (Strings{"policies"}));
  EXPECT_EQ(settings.policy_packs, (Strings{"pod-security-baseline"}));
  ASSERT_EQ(settings.policy_parameters.size(), 1u);
  EXPECT_TRUE(settings.policy_parameters[0].second->find("registries"));
  ASSERT_EQ(settings.waivers.size(), 1u);
  EXPECT_EQ(settings.waivers[0].until, "2027-03-31");
  EXPECT_EQ(settings.waivers[0].ticket, "OPS-1");
  EXPECT_EQ(settings.severities[0].first, "crd-names-clash");
  EXPECT_EQ(settings.workload_kinds[0].pod_template, "spec.template");
  EXPECT_EQ(settings.externals[0].name, "db-credentials");
  EXPECT_EQ(settings.fail_on, Severity::Warning);
}

TEST(ReadSettings, TakesJson) {
  Reading reading(
      "{\n\t\"apiVersion\": \"drydock/v1\",\n\t\"discovery\": {\"enabled\": false},\n"
      "\t\"projects\": [{\"path\": \"a\\u0062\"}]\n}\n");
  EXPECT_EQ(reading.problems(), "");
  EXPECT_EQ(reading.result.settings.projects[0].path, "ab");
}

struct Mistake {
  std::string_view text;  // after the line with apiVersion
  std::string_view problems;
};

constexpr Mistake kMistakes[] = {
    {"projects: [{path: a, namspace: b}]",
     "2:22 unknown key `namspace`; did you mean `namespace`?\n"},
    {"ignore: [a]", "2:1 unknown key `ignore`; it belongs under `discovery`\n"},
    {"releaseName: a", "2:1 unknown key `releaseName`; it belongs under `projects.helm`\n"},
    {"colour: red", "2:1 unknown key `colour`\n"},
    {"projects: shop", "2:11 `projects` must be a list, not text\n"},
    {"projects: [shop]", "2:12 projects must be an object with keys, not text\n"},
    {"projects: [{name: shop}]", "2:12 projects needs the key `path`\n"},
    {"projects: [{path: }]", "2:12 projects needs the key `path`\n"},
    {"projects: [{path: ../a}]", "2:19 `path` must not lead out of the folder of drydock.yaml\n"},
    {"projects: [{path: a/../../b}]",
     "2:19 `path` must not lead out of the folder of drydock.yaml\n"},
    {"projects: [{path: /a}]", "2:19 `path` must be relative to the folder of drydock.yaml\n"},
    {"projects: [{path: a, helm: {values: [../../b]}}]",
     "2:12 the values file `../../b` must not lead out of the folder of drydock.yaml\n"},
    {"projects: [{path: a}, {path: b, name: a}]", "2:23 two projects have the name `a`\n"},
    {"projects: [{path: a, cluster: no}]",
     "2:31 `cluster` must be text, not a boolean; put it in quotes\n"},
    {"projects: [{path: a, name: 7}]",
     "2:28 `name` must be text, not a number; put it in quotes\n"},
    {"projects: [{path: a, name: ''}]", "2:28 `name` must not be empty\n"},
    {"projects: [{path: a, name: [b]}]", "2:28 `name` must be text, not a list\n"},
    {"projects: [{path: a, renderer: kustomise}]",
     "2:32 `renderer` must be one of `auto`, `plain`, `kustomize`, `helm`, `argocd`, `flux`; "
     "did you mean `kustomize`?\n"},
    {"projects: [{path: a, helm: {version: 2}}]", "2:38 `version` must be one of `3`, `4`\n"},
    {"projects: [{path: a, helm: {set: {a: [b]}}}]", "2:38 `set` must be text, not a list\n"},
    {"clusters: [{name: a}, {name: a}]", "2:23 two clusters have the name `a`\n"},
    {"kubernetesVersion: latest",
     "2:20 `kubernetesVersion` must be a version such as \"1.34\" or \"1.34.1\"\n"},
    {"discovery: {enabled: maybe}", "2:22 `enabled` must be true or false, not text\n"},
    {"discovery: {ignore: ['a[']}", "2:22 `ignore` is no pattern: a `[` is not closed\n"},
    {"severities: {duplicate-objct: info}",
     "2:14 there is no rule `duplicate-objct`; did you mean `duplicate-object`?\n"},
    {"severities: {duplicate-object: eror}",
     "2:32 a severity must be one of `error`, `warning`, `info`; did you mean `error`?\n"},
    {"failOn: never", "2:9 `failOn` must be one of `error`, `warning`, `info`\n"},
    {"waivers: [{rule: duplicate-object, resource: a, reason: b, until: 2027-02-30}]",
     "2:67 `until` must be a date of the calendar such as 2027-03-31\n"},
    {"waivers: [{rule: duplicate-object, resource: a, until: 2028-02-29}]",
     "2:11 waivers needs the key `reason`\n"},
    {"waivers: [{rule: nope, resource: a, reason: b, until: 2028-02-29}]",
     "2:18 there is no rule `nope`\n"},
    {"failOn: never\ncolour: red\nschemas: [/x]",
     "2:9 `failOn` must be one of `error`, `warning`, `info`\n3:1 unknown key `colour`\n"
     "4:11 `schemas` must be relative to the folder of drydock.yaml\n"},
    {"---\napiVersion: drydock/v1", "3:1 only one document may stand here\n"},
};

TEST(ReadSettings, NamesEveryMistake) {
  for (const Mistake& mistake : kMistakes) {
    EXPECT_EQ(Reading(with_version(mistake.text)).problems(), mistake.problems) << mistake.text;
  }
}

TEST(ReadSettings, WantsTheFormatsVersion) {
  EXPECT_EQ(Reading("").problems(), "0:0 the file is empty; it needs `apiVersion: drydock/v1`\n");
  EXPECT_EQ(Reading("# nothing\n").problems(),
            "0:0 the file is empty; it needs `apiVersion: drydock/v1`\n");
  EXPECT_EQ(Reading("failOn: info").problems(), "1:1 drydock.yaml needs the key `apiVersion`\n");
  EXPECT_EQ(Reading("apiVersion: drydock/v2").problems(),
            "1:13 `apiVersion` must be `drydock/v1`; did you mean `drydock/v1`?\n");
  EXPECT_EQ(Reading("- a").problems(),
            "1:1 drydock.yaml must be an object with keys, not a list\n");
}

TEST(ReadSettings, MergesKeys) {
  Reading reading(with_version("projects:\n- &a {path: a, cluster: x}\n- {<<: *a, path: b}\n"));
  EXPECT_EQ(reading.problems(), "");
  EXPECT_EQ(reading.result.settings.projects[1].path, "b");
  EXPECT_EQ(reading.result.settings.projects[1].cluster, "x");
  EXPECT_NE(Reading(with_version("<<: a\n")).problems(), "");
}

TEST(ReadSettings, RefusesKeysGivenTwice) {
  Reading reading(with_version("failOn: info\nfailOn: error\n"));
  ASSERT_EQ(reading.result.problems.size(), 1u);
  EXPECT_EQ(reading.result.problems[0].severity, Severity::Error);
}

TEST(ReadSettings, KeysWithoutValueAreMissing) {
  EXPECT_EQ(Reading(with_version("projects:\nclusters: ~\ndiscovery:\nfailOn:\n")).problems(), "");
}

TEST(ReadSettings, PolicyIdsAreNoUnknownRules) {
  EXPECT_EQ(
      Reading(with_version("policies: {paths: [p]}\nseverities: {no-host-path: info}")).problems(),
      "");
}

TEST(ReadSettings, StopsCountingProblems) {
  std::string text = with_version("");
  for (int i = 0; i < 10'000; ++i) text += fmt::format("key{}: 1\n", i);
  EXPECT_EQ(Reading(text).result.problems.size(), 100u);
}

std::string read_file(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// The text with the part between the two marker lines replaced by what the program says today.
std::string with_reference(const std::string& page) {
  constexpr std::string_view kBegin = "<!-- reference: begin -->\n";
  constexpr std::string_view kEnd = "<!-- reference: end -->\n";
  size_t begin = page.find(kBegin);
  size_t end = page.find(kEnd);
  if (begin == std::string::npos || end == std::string::npos) return "no markers";
  return page.substr(0, begin + kBegin.size()) + settings_reference() + page.substr(end);
}

/// DRYDOCK_UPDATE_GOLDEN=1 rewrites the page.
TEST(SettingsReference, IsWhatThePageSays) {
  std::string path = source_path("docs/configuration.md");
  std::string page = read_file(path);
  std::string fresh = with_reference(page);
  if (std::getenv("DRYDOCK_UPDATE_GOLDEN") && fresh != "no markers") std::ofstream(path) << fresh;
  EXPECT_EQ(read_file(path), fresh);
}

TEST(SettingsReference, ExamplesOfThePageAreRead) {
  std::string page = read_file(source_path("docs/configuration.md"));
  constexpr std::string_view kBegin = "```yaml\n";
  int examples = 0;
  for (size_t at = page.find(kBegin); at != std::string::npos; at = page.find(kBegin, at)) {
    at += kBegin.size();
    std::string example = page.substr(at, page.find("```\n", at) - at);
    if (example.find("apiVersion: drydock/v1") == std::string::npos) {
      example = with_version(example);
    }
    EXPECT_EQ(Reading(example).problems(), "") << example;
    ++examples;
  }
  EXPECT_GT(examples, 5);
}

TEST(SettingsSchema, HasEveryKey) {
  std::string schema = settings_json_schema();
  EXPECT_NE(schema.find("\"$schema\": \"http://json-schema.org/draft-07/schema#\""),
            std::string::npos);
  for (const Field& field : settings_shape().fields) {
    EXPECT_NE(schema.find(fmt::format("\"{}\": {{", field.key)), std::string::npos) << field.key;
  }
}

}  // namespace
}  // namespace drydock::projects
