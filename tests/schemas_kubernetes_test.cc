#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "core/kinds.h"
#include "schemas/kubernetes.h"
#include "tests/source_dir.h"

namespace drydock::schemas {
namespace {

ApiSchema walk(ApiSchema schema, std::initializer_list<std::string_view> path) {
  for (std::string_view step : path) schema = step == "[]" ? schema.element() : schema.field(step);
  return schema;
}

std::string join(const Texts& texts) {
  std::string all;
  for (std::string_view text : texts) all += (all.empty() ? "" : ",") + std::string(text);
  return all;
}

constexpr Gvk kDeployment{"apps", "v1", "Deployment"};
constexpr Gvk kService{"", "v1", "Service"};

TEST(KubernetesApi, FindsFieldsTypesAndKeys) {
  ApiSchema deployment = kubernetes_api().find(kDeployment, 34).schema();
  ASSERT_TRUE(deployment);
  EXPECT_EQ(deployment.type().package(), "io.k8s.api.apps.v1");
  EXPECT_EQ(walk(deployment, {"spec", "replicas"}).kind(), ShapeKind::Integer);
  EXPECT_EQ(walk(deployment, {"spec", "replicas"}).format(), Format::Int32);
  EXPECT_TRUE(deployment.type().find("spec"));
  EXPECT_FALSE(deployment.type().find("specs"));
  EXPECT_TRUE(walk(deployment, {"spec"}).type().find("selector")->is_required());
  EXPECT_FALSE(walk(deployment, {"spec"}).type().find("replicas")->is_required());
  EXPECT_EQ(walk(deployment, {"spec", "strategy"}).patch_strategy(), PatchStrategy::RetainKeys);
  EXPECT_EQ(walk(deployment, {"metadata", "labels"}).kind(), ShapeKind::Map);
  EXPECT_EQ(walk(deployment, {"metadata", "labels", "any"}).kind(), ShapeKind::String);

  ApiSchema pod = walk(deployment, {"spec", "template", "spec"});
  ApiSchema containers = walk(pod, {"containers"});
  EXPECT_EQ(containers.list_type(), ListType::Map);
  EXPECT_EQ(containers.patch_strategy(), PatchStrategy::Merge);
  EXPECT_EQ(containers.patch_merge_key(), "name");
  EXPECT_EQ(join(walk(containers, {"[]", "ports"}).list_map_keys()), "containerPort,protocol");
  EXPECT_EQ(join(walk(containers, {"[]", "imagePullPolicy"}).enum_values()),
            "Always,Never,IfNotPresent");
  EXPECT_EQ(walk(containers, {"[]", "resources", "limits", "cpu"}).kind(), ShapeKind::Quantity);
  EXPECT_EQ(walk(pod, {"volumes"}).patch_strategy_text(), "merge,retainKeys");
  EXPECT_TRUE(walk(pod, {"nodeSelector"}).is_atomic_map());
  EXPECT_TRUE(pod.type().find("serviceAccount")->is_deprecated());

  ApiSchema service = kubernetes_api().find(kService).schema();
  EXPECT_EQ(walk(service, {"spec", "ports", "[]", "targetPort"}).kind(), ShapeKind::IntOrString);
  EXPECT_EQ(walk(service, {"metadata", "creationTimestamp"}).format(), Format::DateTime);
}

TEST(KubernetesApi, WalkingBesideTheFieldsGivesNothing) {
  ApiSchema deployment = kubernetes_api().find(kDeployment).schema();
  EXPECT_FALSE(walk(deployment, {"nothing", "below", "[]"}));
  EXPECT_FALSE(walk(deployment, {"spec", "replicas", "deeper"}));
  EXPECT_FALSE(walk(deployment, {"[]"}));
  EXPECT_TRUE(walk(deployment, {"nothing"}).patch_keys().empty());
}

TEST(KubernetesApi, CustomResourceDefinitionsHoldSchemas) {
  Gvk crd{"apiextensions.k8s.io", "v1", "CustomResourceDefinition"};
  ApiSchema root = walk(kubernetes_api().find(crd).schema(),
                        {"spec", "versions", "[]", "schema", "openAPIV3Schema"});
  EXPECT_EQ(walk(root, {"items"}).kind(), ShapeKind::SchemaOrArray);
  EXPECT_EQ(walk(root, {"additionalProperties"}).kind(), ShapeKind::SchemaOrBool);
  EXPECT_EQ(walk(root, {"additionalProperties"}).type().name(), "JSONSchemaProps");
  EXPECT_EQ(walk(root, {"default"}).kind(), ShapeKind::Any);
  EXPECT_EQ(walk(root, {"properties", "spec", "properties", "size", "format"}).kind(),
            ShapeKind::String);
}

TEST(KubernetesApi, FieldsComeAndGoWithReleases) {
  Gvk pod{"", "v1", "Pod"};
  ApiSchema old_spec = walk(kubernetes_api().find(pod, 25).schema(), {"spec"});
  ApiSchema new_spec = walk(kubernetes_api().find(pod, 37).schema(), {"spec"});
  EXPECT_FALSE(old_spec.type().find("schedulingGates"));
  EXPECT_TRUE(new_spec.type().find("schedulingGates"));
  EXPECT_EQ(new_spec.type().releases_of("schedulingGates").first, 26);
  EXPECT_EQ(old_spec.type().releases_of("schedulingGates").last, 37);
  EXPECT_GT(new_spec.type().releases_of("nothing").first,
            new_spec.type().releases_of("nothing").last);
  std::string previous;
  size_t count = 0;
  for (ApiField field : new_spec.type().fields()) {
    EXPECT_LT(previous, field.name());
    previous = field.name();
    ++count;
  }
  EXPECT_GT(count, 35u);
}

struct ScopeFact {
  Gvk gvk;
  Scope scope;
};

TEST(KubernetesApi, KnowsScopes) {
  constexpr ScopeFact kFacts[] = {
      {{"", "v1", "Namespace"}, Scope::Cluster},
      {{"", "v1", "ConfigMap"}, Scope::Namespaced},
      {{"", "v1", "ConfigMapList"}, Scope::Unknown},
      {{"resource.k8s.io", "v1", "DeviceClass"}, Scope::Cluster},
      {{"resource.k8s.io", "v1", "ResourceClaim"}, Scope::Namespaced},
      {{"policy", "v1beta1", "PodSecurityPolicy"}, Scope::Cluster},
      {{"extensions", "v1beta1", "Ingress"}, Scope::Namespaced},
  };
  for (const ScopeFact& fact : kFacts)
    EXPECT_EQ(kubernetes_api().find(fact.gvk).scope(), fact.scope) << fact.gvk.kind;
  EXPECT_FALSE(kubernetes_api().find({"example.com", "v1", "Namespace"}));
}

TEST(KubernetesApi, KnowsWhatWasRemovedAndWhatReplacesIt) {
  ApiKind cron_job = kubernetes_api().find({"batch", "v1beta1", "CronJob"}, 30);
  ASSERT_TRUE(cron_job);
  EXPECT_FALSE(cron_job.is_served());
  EXPECT_FALSE(cron_job.schema());
  EXPECT_FALSE(cron_job.releases().contains(25));
  EXPECT_EQ(cron_job.deprecated_in(), 21);
  EXPECT_EQ(cron_job.removed_in(), 25);
  EXPECT_EQ(cron_job.replacement().gvk().version, "v1");

  Gvk flow_schema{"flowcontrol.apiserver.k8s.io", "v1beta3", "FlowSchema"};
  EXPECT_TRUE(kubernetes_api().find(flow_schema, 31).is_served());
  EXPECT_FALSE(kubernetes_api().find(flow_schema, 32).is_served());
  EXPECT_EQ(kubernetes_api().find(flow_schema).removed_in(), 32);
  EXPECT_FALSE(kubernetes_api().find({"policy", "v1beta1", "PodSecurityPolicy"}).replacement());
  EXPECT_EQ(kubernetes_api().find({"autoscaling", "v1", "HorizontalPodAutoscaler"}).deprecated_in(),
            0);
  EXPECT_EQ(kubernetes_api().find({"", "v1", "Endpoints"}).replacement().gvk().kind,
            "EndpointSlice");
}

TEST(KubernetesApi, PrefersStableVersions) {
  const ApiTable& api = kubernetes_api();
  EXPECT_EQ(api.find_preferred("autoscaling", "HorizontalPodAutoscaler", 30).gvk().version, "v2");
  EXPECT_EQ(api.find_preferred("resource.k8s.io", "DeviceClass", 33).gvk().version, "v1beta2");
  EXPECT_EQ(api.find_preferred("resource.k8s.io", "DeviceClass", 34).gvk().version, "v1");
  EXPECT_FALSE(api.find_preferred("resource.k8s.io", "DeviceClass", 25));
}

TEST(KubernetesApi, ReadsVersions) {
  const ApiTable& api = kubernetes_api();
  EXPECT_EQ(api.nearest_release("1.34"), 34);
  EXPECT_EQ(api.nearest_release("v1.34.2"), 34);
  EXPECT_EQ(api.nearest_release("1.34+"), 34);
  EXPECT_EQ(api.nearest_release("1.20"), 25);
  EXPECT_EQ(api.nearest_release("v1.99.0"), 37);
  EXPECT_EQ(api.nearest_release("2.1"), std::nullopt);
  EXPECT_EQ(api.nearest_release("master"), std::nullopt);
  EXPECT_EQ(api.nearest_release(""), std::nullopt);
}

TEST(KubernetesApi, EveryKindLeadsOnlyToKnownTypes) {
  const ApiTable& api = kubernetes_api();
  size_t served = 0;
  for (int release = api.releases().first; release <= api.releases().last; ++release) {
    for (size_t i = 0; i < api.kind_count(); ++i) {
      ApiKind kind = api.kind_at(i, release);
      if (!kind.is_served()) continue;
      ++served;
      ASSERT_TRUE(api.find(kind.gvk(), release));
      for (ApiField field : kind.type().fields()) {
        ASSERT_TRUE(field.schema());
        if (field.schema().kind() != ShapeKind::Object) continue;
        EXPECT_FALSE(field.schema().type().name().empty());
      }
    }
  }
  EXPECT_GT(served, 3000u);
}

TEST(KustomizeApi, KnowsWhatTheProgramKnows) {
  const ApiTable& api = kustomize_api();
  EXPECT_EQ(api.find({"", "v1", "ComponentStatus"}).scope(), Scope::Cluster);
  EXPECT_EQ(api.find({"", "v1", "NodeProxyOptions"}).scope(), Scope::Cluster);
  EXPECT_EQ(api.find({"apps", "v1", "Deployment"}).scope(), Scope::Namespaced);
  EXPECT_EQ(api.find({"admissionregistration.k8s.io", "v1", "ValidatingAdmissionPolicy"}).scope(),
            Scope::Cluster);
  EXPECT_FALSE(api.find({"flowcontrol.apiserver.k8s.io", "v1", "FlowSchema"}));
  EXPECT_FALSE(api.find({"resource.k8s.io", "v1", "DeviceClass"}));
  EXPECT_FALSE(api.find({"extensions", "v1beta1", "Deployment"}));

  ApiSchema deployment = api.find(kDeployment).schema();
  EXPECT_EQ(join(walk(deployment, {"spec", "template", "spec", "containers"}).patch_keys()),
            "name");
  EXPECT_EQ(
      join(
          walk(deployment, {"spec", "template", "spec", "containers", "[]", "ports"}).patch_keys()),
      "containerPort,protocol");
  EXPECT_TRUE(walk(deployment, {"spec", "template", "spec", "tolerations"}).patch_keys().empty());
  // A reference beside it makes kustomize forget the strategy.
  EXPECT_EQ(walk(deployment, {"spec", "strategy"}).patch_strategy(), PatchStrategy::None);
  EXPECT_EQ(walk(deployment, {"metadata", "finalizers"}).patch_strategy(), PatchStrategy::Merge);
  Gvk kustomization{"kustomize.config.k8s.io", "v1beta1", "Kustomization"};
  EXPECT_EQ(join(walk(api.find(kustomization).schema(), {"configMapGenerator"}).patch_keys()),
            "name");
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// One document of kustomize's output, by its lines.
struct PrintedObject {
  std::string api_version;
  std::string kind;
  bool has_namespace = false;
};

std::vector<PrintedObject> printed_objects(const std::string& text) {
  std::vector<PrintedObject> objects(1);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line == "---") objects.emplace_back();
    if (line.starts_with("apiVersion: ")) objects.back().api_version = line.substr(12);
    if (line.starts_with("kind: ")) objects.back().kind = line.substr(6);
    if (line.starts_with("  namespace: ")) objects.back().has_namespace = true;
  }
  return objects;
}

TEST(KustomizeApi, ScopesAreThoseOfTheRecordedRuns) {
  const char* corpus = std::getenv("DRYDOCK_CORPUS");
  if (!corpus) GTEST_SKIP() << "DRYDOCK_CORPUS is not set";
  std::string path = std::string(corpus) + "/kustomize/all-kinds/x-namespace/want.yaml";
  auto objects = printed_objects(read_file(path));
  ASSERT_GT(objects.size(), 60u);
  for (const PrintedObject& object : objects) {
    ApiKind kind = kustomize_api().find(make_gvk(object.api_version, object.kind));
    bool is_cluster = kind && kind.scope() == Scope::Cluster;
    // The run adds `spec.service.namespace` to an APIService, at the same depth.
    if (object.kind == "APIService") continue;
    EXPECT_EQ(object.has_namespace, !is_cluster) << object.api_version << " " << object.kind;
  }
}

/// Runs an importer into a temporary file and compares with what is committed.
void expect_same_table(const std::string& script, const std::string& data) {
  const char* python = std::getenv("DRYDOCK_PYTHON");
  std::string folder = source_path("schemas/");
  std::string fresh = testing::TempDir() + "/" + data;
  std::string command = std::string(python ? python : "python3") + " -B " + folder + "import/" +
                        script + " --output " + fresh + " > /dev/null";
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_TRUE(read_file(fresh) == read_file(folder + "data/" + data))
      << "run schemas/import/" << script;
  std::remove(fresh.c_str());
}

bool python_has(const std::string& check) {
  const char* python = std::getenv("DRYDOCK_PYTHON");
  std::string command =
      std::string(python ? python : "python3") + " -c '" + check + "' 2> /dev/null";
  return std::system(command.c_str()) == 0;
}

TEST(KubernetesApi, TableIsWhatTheImporterWrites) {
  if (!python_has("import kubernetes_validate as k; assert k.__version__ == \"1.37.0\""))
    GTEST_SKIP() << "needs Python with the package kubernetes-validate 1.37.0 (DRYDOCK_PYTHON)";
  expect_same_table("kubernetes_table.py", "kubernetes.bin");
}

TEST(KustomizeApi, TableIsWhatTheImporterWrites) {
  if (!python_has("import os; assert os.path.isdir(os.path.expanduser(\"~/go/pkg/mod/sigs.k8s.io/"
                  "kustomize/kyaml@v0.21.2\"))"))
    GTEST_SKIP() << "needs the Go module sigs.k8s.io/kustomize/kyaml v0.21.2 in Go's module cache";
  expect_same_table("kustomize_table.py", "kustomize.bin");
}

}  // namespace
}  // namespace drydock::schemas
