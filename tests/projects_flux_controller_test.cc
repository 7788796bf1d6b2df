#include <fmt/format.h>
#include <gtest/gtest.h>

#include "projects/deployments.h"
#include "projects/flux/controller.h"
#include "tests/projects_layout.h"

namespace drydock::projects {
namespace {

std::string file(std::string_view path, std::string_view text) {
  std::string line = fmt::format("{} = ", path);
  for (char c : text) line += c == '\n' ? std::string("\\n") : std::string(1, c);
  return line + "\n";
}

std::string kustomization(std::string_view name, std::string_view spec) {
  return fmt::format(
      "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n"
      "metadata: {{name: {}, namespace: flux-system}}\n"
      "spec:\n  interval: 10m\n  sourceRef: {{kind: GitRepository, name: flux-system}}\n{}",
      name, spec);
}

constexpr std::string_view kSource =
    "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\n"
    "metadata: {name: flux-system, namespace: flux-system}\n"
    "spec: {interval: 1m, url: https://git.example.com/fleet, ref: {branch: main}}\n";

constexpr std::string_view kChart = "apiVersion: v2\nname: shop\nversion: 1.0.0\n";

/// A repository whose definitions of Flux are followed.
struct Fleet {
  explicit Fleet(std::string_view text,
                 std::vector<std::pair<std::string, std::string>> folders = {})
      : layout(text), repositories(layout.files(), {}, folders, "") {
    found = layout.find();
    std::vector<std::unique_ptr<Controller>> controllers;
    controllers.push_back(flux::make_flux_controller({layout.files(), repositories, settings}));
    deployments = std::make_unique<Deployments>(layout.files(), settings, shared,
                                                std::move(controllers), Deployments::Similar());
    deployments->follow(found, 1);
    PathFilter filter(settings);
    for (const Project& project : found.projects) {
      RenderedProject rendered =
          render_project(layout.files(), project, {filter, settings, shared, deployments.get()});
      objects += project.name + ":";
      for (const Resource& resource : rendered.set.resources) {
        objects +=
            fmt::format(" {}/{}/{}", resource.gvk.kind, resource.namespace_name, resource.name);
      }
      objects += "\n";
      problems += describe(rendered.problems);
    }
    problems += describe(found.problems);
  }

  Layout layout;
  Settings settings;
  SourceRepositories repositories;
  RenderShared shared{layout.files().sources()};
  Discovery found;
  std::unique_ptr<Deployments> deployments;
  std::string objects;  // "NAME: Kind/namespace/name..." for each project
  std::string problems;
};

std::string bootstrap() {
  return file("clusters/prod/flux-system/gotk-sync.yaml",
              std::string(kSource) + "---\n" +
                  kustomization("flux-system", "  path: ./clusters/prod\n  prune: true\n")) +
         file("clusters/prod/apps.yaml", kustomization("apps",
                                                       "  path: ./apps\n  targetNamespace: shop\n"
                                                       "  postBuild: {substitute: {name: web}}\n"));
}

TEST(FluxController, FollowsABootstrappedRepository) {
  Fleet fleet(
      bootstrap() +
      file("apps/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \"${name}\"}\n"));
  EXPECT_EQ(fleet.problems, "");
  EXPECT_NE(fleet.objects.find("flux/prod/flux-system/apps: ConfigMap/shop/web\n"),
            std::string::npos)
      << fleet.objects;
  EXPECT_EQ(fleet.objects.find("\napps:"), std::string::npos)
      << "what a definition deploys is no project of its own\n"
      << fleet.objects;
}

TEST(FluxController, RendersAHelmReleaseWithValuesOfTheCluster) {
  Fleet fleet(
      bootstrap() +
      file("apps/release.yaml",
           "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: values, namespace: shop}\n"
           "data: {values.yaml: \"title: hello\"}\n---\n"
           "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\n"
           "metadata: {name: shop, namespace: shop}\n"
           "spec:\n  interval: 5m\n  chart: {spec: {chart: ./charts/shop, sourceRef: {kind: "
           "GitRepository, name: flux-system, namespace: flux-system}}}\n"
           "  valuesFrom: [{kind: ConfigMap, name: values}]\n") +
      file("charts/shop/Chart.yaml", kChart) + file("charts/shop/values.yaml", "title: x\n") +
      file("charts/shop/templates/a.yaml",
           "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Values.title }}\n"));
  EXPECT_EQ(fleet.problems, "");
  EXPECT_NE(fleet.objects.find("flux/prod/shop/shop/release: ConfigMap//hello\n"),
            std::string::npos)
      << fleet.objects;
}

TEST(FluxController, TellsWhatIsWrongAtTheDefinition) {
  Fleet fleet(file("clusters/prod/sync.yaml",
                   std::string(kSource) + "---\n" +
                       kustomization("apps", "  path: ./apps\n  dependsOn: [{name: infra}]\n")) +
              file("clusters/prod/more.yaml", kustomization("gone", "  path: ./appz\n") + "---\n" +
                                                  kustomization("twin", "  path: ./apps\n")) +
              "apps/a.yaml\n");
  for (std::string_view part :
       {"flux-depends-on the Kustomization `apps` depends on `infra` of",
        "flux-path the Kustomization `gone` names appz", "did you mean `apps`?",
        "flux-same-path the Kustomizations `twin` and `apps`"}) {
    EXPECT_NE(fleet.problems.find(part), std::string::npos) << part << "\n" << fleet.problems;
  }
}

TEST(FluxController, APathMayBeThereInAnotherRevision) {
  std::string source(kSource);
  source.replace(source.find("branch: main"), 12, "branch: tenants");
  Fleet fleet(
      file("clusters/prod/sync.yaml", source + "---\n" + kustomization("apps", "  path: ./apps\n") +
                                          "---\n" + kustomization("gone", "  path: ./appz\n")) +
      "apps/a.yaml\n");
  EXPECT_NE(fleet.problems.find("warning flux-path the Kustomization `gone` names appz"),
            std::string::npos)
      << fleet.problems;
  EXPECT_NE(fleet.problems.find("it takes the revision `tenants`"), std::string::npos);
}

TEST(FluxController, SaysWhatToGiveForChartsOfElsewhere) {
  Fleet fleet(file("apps/release.yaml",
                   "apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\n"
                   "metadata: {name: charts, namespace: shop}\n"
                   "spec: {url: https://charts.example.com}\n---\n"
                   "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\n"
                   "metadata: {name: shop, namespace: shop}\n"
                   "spec:\n  interval: 5m\n  chart: {spec: {chart: shop, version: 1.x, sourceRef: "
                   "{kind: HelmRepository, name: charts}}}\n"));
  for (std::string_view part :
       {"warning flux-source", "https://charts.example.com", "warning flux-chart-version"}) {
    EXPECT_NE(fleet.problems.find(part), std::string::npos) << part << "\n" << fleet.problems;
  }
}

/// A chart that prints its values `a`, `b` and `c`, and a release of it.
std::string valued_release(std::string_view chart) {
  return file("charts/shop/Chart.yaml", kChart) +
         file("charts/shop/values.yaml", "a: chart\nb: chart\nm: {x: 1}\n") +
         file("charts/shop/values-one.yaml", "b: inner\nm: {y: 2}\n") +
         file("charts/shop/templates/a.yaml",
              "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \"a-{{ .Values.a }}-b-{{ "
              ".Values.b }}-c-{{ .Values.c }}-m-{{ len .Values.m }}\"}\n") +
         file("one.yaml", "b: one\nc: one\n") + file("two.yaml", "c: two\nm: {z: 1, w: 2}\n") +
         file("sync.yaml", kustomization("self", "  path: ./apps\n")) +
         file("apps/release.yaml", std::string(kSource) +
                                       "---\napiVersion: helm.toolkit.fluxcd.io/v2\n"
                                       "kind: HelmRelease\nmetadata: {name: shop, namespace: "
                                       "flux-system}\nspec:\n  interval: 5m\n" +
                                       std::string(chart));
}

TEST(FluxController, ValuesFilesTakeThePlaceOfTheChartsValues) {
  struct Case {
    const char *files, *name;
  };
  const Case cases[] = {
      {"", "a-chart-b-chart-c-<no value>-m-1"},
      {"[one.yaml, two.yaml]", "a-<no value>-b-one-c-two-m-2"},
      {"[charts/shop/values.yaml, one.yaml]", "a-chart-b-one-c-one-m-1"},
      {"[two.yaml, charts/shop/values.yaml]", "a-chart-b-chart-c-two-m-3"},
  };
  for (const Case& one : cases) {
    Fleet fleet(valued_release(
        fmt::format("  chart: {{spec: {{chart: ./charts/shop, valuesFiles: {}, sourceRef: {{kind: "
                    "GitRepository, name: flux-system}}}}}}\n",
                    *one.files ? one.files : "[]")));
    std::string wanted(one.name);
    size_t missing = wanted.find("<no value>");
    if (missing != std::string::npos) wanted.replace(missing, 10, "");
    EXPECT_NE(fleet.objects.find(wanted), std::string::npos) << one.files << "\n"
                                                             << fleet.objects << fleet.problems;
  }
}

TEST(FluxController, FollowsAHelmChartThatAReleaseNames) {
  Fleet fleet(valued_release(
      "  chartRef: {kind: HelmChart, name: shop}\n---\n"
      "apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmChart\n"
      "metadata: {name: shop, namespace: flux-system}\n"
      "spec: {chart: ./charts/shop, valuesFiles: [charts/shop/values.yaml, one.yaml, none.yaml], "
      "ignoreMissingValuesFiles: true, sourceRef: {kind: GitRepository, "
      "name: flux-system}}\n"));
  EXPECT_NE(fleet.objects.find("-b-one-c-one-"), std::string::npos)
      << fleet.objects << fleet.problems;
}

TEST(FluxController, MarkersNameImagePoliciesThatAreThere) {
  Fleet fleet(bootstrap() +
              file("clusters/prod/policy.yaml",
                   "apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImagePolicy\n"
                   "metadata: {name: shop, namespace: flux-system}\n"
                   "spec: {imageRepositoryRef: {name: shop}, policy: {semver: {range: 1.x}}}\n") +
              file("apps/a.yaml",
                   "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \"${name}\"}\ndata:\n"
                   "  a: x:1 # {\"$imagepolicy\": \"flux-system:shop\"}\n"
                   "  b: x:1 # {\"$imagepolicy\": \"flux-system:shpo:tag\"}\n"
                   "  c: x:1 # {\"$imagepolicy\": \"flux-system:shop:version\"}\n"
                   "  # {\"$imagepolicy\": \"flux-system:none\"} marks nothing\n"));
  EXPECT_NE(fleet.problems.find("apps/a.yaml:6 warning flux-image-policy the marker names the "
                                "ImagePolicy `flux-system:shpo`"),
            std::string::npos)
      << fleet.problems;
  EXPECT_NE(fleet.problems.find("apps/a.yaml:7 warning flux-image-policy the marker is none"),
            std::string::npos);
  EXPECT_EQ(fleet.problems.find("apps/a.yaml:5"), std::string::npos);
  EXPECT_EQ(fleet.problems.find("apps/a.yaml:8"), std::string::npos);
}

/// What only the cluster has does not keep anything from being rendered.
TEST(FluxController, SecretsThatAreMadeElsewhereHavePlaceholders) {
  std::string secret =
      "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\n"
      "metadata: {name: made, namespace: flux-system}\nspec:\n"
      "  target: {name: vars, template: {data: {zone: eu, host: '{{ .host }}'}}}\n"
      "  dataFrom: [{extract: {key: all}}]\n---\n"
      "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\n"
      "metadata: {name: sealed, namespace: flux-system}\n"
      "spec: {encryptedData: {pin: AgA}}\n---\n"
      "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\n"
      "metadata: {name: open, namespace: flux-system}\nspec:\n"
      "  dataFrom: [{extract: {key: all}}]\n---\n";
  std::string apps = kustomization(
      "apps",
      "  path: ./apps\n  postBuild:\n    substituteFrom:\n    - {kind: Secret, name: vars}\n"
      "    - {kind: Secret, name: sealed}\n    - {kind: Secret, name: open}\n");
  Fleet fleet(file("clusters/all.yaml", std::string(kSource) + "---\n" + secret + apps) +
              file("apps/a.yaml",
                   "apiVersion: v1\nkind: ConfigMap\nmetadata:\n"
                   "  name: ${zone}-${host}-${pin}-${any}\n  namespace: a\n"));
  EXPECT_NE(fleet.objects.find("ConfigMap/a/eu-external-host-external-pin-external-any"),
            std::string::npos)
      << fleet.objects << fleet.problems;
  EXPECT_EQ(fleet.problems, "");
}

TEST(FluxController, ReleasesAreRenderedWithoutValuesThatNobodyKnows) {
  std::string release =
      "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\n"
      "metadata: {name: shop, namespace: flux-system}\nspec:\n"
      "  chart: {spec: {chart: ./shop, sourceRef: {kind: GitRepository, name: flux-system}}}\n"
      "  valuesFrom: [{kind: Secret, name: values}]\n---\n"
      "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\n"
      "metadata: {name: values, namespace: flux-system}\n"
      "spec: {data: [{secretKey: values.yaml, remoteRef: {key: x}}]}\n";
  Fleet fleet(
      file("clusters/all.yaml", release) + file("shop/Chart.yaml", kChart) +
      file("shop/templates/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\n"));
  EXPECT_NE(fleet.objects.find("release: ConfigMap//shop"), std::string::npos) << fleet.objects;
  EXPECT_NE(fleet.problems.find("without the values in `values.yaml` of the Secret `values`"),
            std::string::npos)
      << fleet.problems;
}

/// The command line writes `5432` there, but the cluster gets a text.
TEST(FluxController, TextsOfSecretsStayTexts) {
  Fleet fleet(bootstrap() + file("apps/a.yaml",
                                 "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n"
                                 "stringData: {port: \"5432\"}\n"));
  EXPECT_EQ(fleet.problems, "");
}

TEST(FluxController, TakesAnyCharacterInADefinition) {
  std::string bad = "  values: {x: \"a\\\\x7f\\\\x01\"}\n";
  std::string release =
      "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\n"
      "metadata: {name: shop, namespace: flux-system}\nspec:\n"
      "  chart: {spec: {chart: ./shop, sourceRef: {kind: GitRepository, name: flux-system}}}\n";
  Fleet fleet(
      file("clusters/all.yaml", release + bad) + file("shop/Chart.yaml", kChart) +
      file("shop/templates/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\n"));
  EXPECT_NE(fleet.objects.find("release: ConfigMap//shop"), std::string::npos) << fleet.objects;
}

}  // namespace
}  // namespace drydock::projects
