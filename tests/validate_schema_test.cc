#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/yaml/read.h"
#include "schemas/catalog_file.h"
#include "schemas/catalog_record.h"
#include "tests/fleet_fixture.h"
#include "tests/temp_folder.h"
#include "validate/kubernetes_formats.h"
#include "validate/location_template.h"
#include "validate/manifest_text.h"
#include "validate/quantity.h"
#include "validate/schema_check.h"
#include "validate/schema_stage.h"

namespace drydock::validate {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_support::FleetFixture;

/// "type field detail" of every problem of an object's structure.
std::vector<std::string> structure(const std::string& yaml, const StructureOptions& options = {}) {
  SourceFile file{"a.yaml", yaml};
  Arena arena;
  const Node* root = read_yaml(file, arena).roots.at(0);
  auto schema =
      schemas::kubernetes_api().find(make_gvk(root->text_of("apiVersion"), root->text_of("kind")));
  std::vector<std::string> rows;
  for (const FieldProblem& p : check_structure(*root, schema.schema(), options)) {
    rows.push_back(fmt::format("{} {} {}", p.type, p.field, p.hint));
  }
  return rows;
}

constexpr std::string_view kDeployment =
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n";

TEST(Structure, NamesFieldsAsTheServerDoes) {
  StructureOptions server{.required = false, .enums = false};
  std::string start(kDeployment);
  EXPECT_THAT(structure(start + "spec: {replica: 1}\n", server),
              ElementsAre("Strict spec.replica replicas"));
  EXPECT_THAT(structure(start + "spec: {replicas: '1'}\n", server),
              ElementsAre("Decode spec.replicas "));
  EXPECT_THAT(structure(start + "spec: {replicas: 3000000000}\n", server),
              ElementsAre("Decode spec.replicas "));
  EXPECT_THAT(structure(start + "spec: {replicas: 1.0, paused: null}\n", server), IsEmpty());
  EXPECT_THAT(structure(start + "spec: {}\nspec: {}\n", server), ElementsAre("Strict spec "));
  EXPECT_THAT(structure("apiVersion: v1\nkind: Secret\ndata: {a: '%%'}\n", server),
              ElementsAre("Decode data.a "));
  EXPECT_THAT(
      structure("apiVersion: v1\nkind: Service\nspec: {ports: [{port: 1, targetport: 2}]}\n",
                server),
      ElementsAre("Strict spec.ports[0].targetport targetPort"));
}

TEST(Structure, RequiredFieldsAndClosedSetsAreOptional) {
  EXPECT_THAT(structure("apiVersion: v1\nkind: Service\nspec: {type: ClusterIp, ports: [{}]}\n"),
              ElementsAre("FieldValueNotSupported spec.type ClusterIP",
                          "FieldValueRequired spec.ports[0].port "));
}

TEST(Structure, FollowsMergeKeys) {
  EXPECT_THAT(structure("apiVersion: v1\nkind: ConfigMap\ndata: {<<: {a: b}}\n<<: {dat: x}\n"),
              ElementsAre("Strict dat data"));
}

TEST(Quantity, IsWhatTheServerReads) {
  for (std::string_view good : {"1", "100m", "1.5Gi", "2e3", "-1", ".5", "1.", "+1E2"})
    EXPECT_TRUE(is_quantity(good)) << good;
  for (std::string_view bad : {"", "m", ".", "1gi", "1 Gi", "1e", "1KB", "0x1"})
    EXPECT_FALSE(is_quantity(bad)) << bad;
}

TEST(Durations, AreGoOnesOrWords) {
  for (std::string_view good : {"1h30m", "-1.5s", "2 weeks", "3d", "5 minutes"})
    EXPECT_TRUE(is_kubernetes_duration(good)) << good;
  for (std::string_view bad : {"", "never", "1", "1 parsec"})
    EXPECT_FALSE(is_kubernetes_duration(bad)) << bad;
}

std::vector<std::string> parts(std::string_view text) {
  std::vector<std::string> rows;
  for (const ManifestText& part : split_manifest(text))
    rows.push_back(fmt::format("{}:{}", part.first_line, part.text));
  return rows;
}

TEST(ManifestText, IsCutAsKubernetesToolsDo) {
  EXPECT_THAT(parts("a\n---\nb\n"), ElementsAre("1:a", "3:b\n"));
  EXPECT_THAT(parts("---\na\n--- # x\nb"), ElementsAre("1:---\na", "4:b"));
  EXPECT_THAT(parts("a\n---"), ElementsAre("1:a"));
  EXPECT_THAT(parts("a\n--- b"), IsEmpty());  // lost in the original, too
  EXPECT_THAT(parts(""), IsEmpty());
}

TEST(LocationTemplate, IsFilledInAsGoDoes) {
  LocationFacts facts{"Deployment", "apps/v1", "1.34.0", true};
  EXPECT_EQ(expand_location(complete_location("dir"), facts),
            "dir/v1.34.0-standalone-strict/deployment-apps-v1.json");
  EXPECT_EQ(expand_location("{{.Group}}/{{ .ResourceKind }}_{{.ResourceAPIVersion}}.json", facts),
            "apps/deployment_v1.json");
  EXPECT_EQ(expand_location("{{ if eq .Group \"apps\" }}a{{ else }}b{{ end }}.json", facts),
            "a.json");
  EXPECT_EQ(kind_suffix("rbac.authorization.k8s.io/v1"), "-rbac-v1");
}

constexpr std::string_view kWidgets = R"(apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              required: [size, color]
              properties:
                size: {type: integer, minimum: 1}
                color: {type: string, default: red, enum: [red, blue]}
                port: {x-kubernetes-int-or-string: true}
                tags: {type: array, items: {type: string}, x-kubernetes-list-type: set}
                extra: {type: object, x-kubernetes-preserve-unknown-fields: true}
                note: {type: string, nullable: true}
    - {name: v1alpha1, served: false, storage: false, schema: {openAPIV3Schema: {type: object}}}
)";

std::string widget(const std::string& spec, const std::string& version = "v1") {
  return fmt::format("apiVersion: example.com/{}\nkind: Widget\nmetadata: {{name: w}}\nspec: {}\n",
                     version, spec);
}

/// "rule field" of every finding of the stage.
std::vector<std::string> stage(FleetFixture& fixture, SchemaCatalog& catalog) {
  auto fleet = fixture.fleet();
  catalog.add_fleet(fleet);
  std::vector<std::string> rows;
  std::vector<Finding> findings = check_schemas(fleet, catalog, 1);
  sort_findings(findings);
  for (const Finding& f : findings)
    rows.push_back(fmt::format("{} {}", f.diagnostic.rule, f.field));
  return rows;
}

std::vector<std::string> stage(FleetFixture& fixture) {
  SchemaCatalog catalog;
  return stage(fixture, catalog);
}

TEST(SchemaStage, CustomObjectsFitTheDefinitionOfAnotherProject) {
  FleetFixture good;
  good.project("defs", std::string(kWidgets))
      .project("app", widget("{size: 3, port: http, tags: [a, b], extra: {x: 1}, note: null}"));
  EXPECT_THAT(stage(good), IsEmpty());
  FleetFixture bad;
  bad.project("defs", std::string(kWidgets))
      .project("app", widget("{size: '3', port: 1.5, tags: [a, a], sise: 1, color: green}"));
  EXPECT_THAT(stage(bad),
              testing::UnorderedElementsAre("field-type spec.size", "field-type spec.port",
                                            "field-invalid spec.tags[1]", "field-unknown spec.sise",
                                            "field-invalid spec.color"));
}

TEST(SchemaStage, VersionsThatNobodyServesAreErrors) {
  FleetFixture f;
  f.project("defs", std::string(kWidgets)).project("app", widget("{}", "v1alpha1"));
  EXPECT_THAT(stage(f), Contains("api-unknown apiVersion"));
  FleetFixture removed;
  removed.project("a", "apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: i}\n");
  EXPECT_THAT(stage(removed), ElementsAre("api-removed apiVersion"));
  FleetFixture old;
  old.settings.kubernetes_version = "1.25";
  old.project("a",
              "apiVersion: autoscaling/v2beta2\nkind: HorizontalPodAutoscaler\n"
              "metadata: {name: h}\n");
  EXPECT_THAT(stage(old), Contains("api-deprecated apiVersion"));
}

constexpr std::string_view kPod = R"(apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
  - name: c
    image: i
    envFrom: [{configMapRef: {name: settings}}, {secretRef: {name: extra, optional: true}}]
  volumes:
  - {name: ca, configMap: {name: kube-root-ca.crt}}
)";

TEST(References, AreMissingUnlessSomebodyDefinesThem) {
  FleetFixture f;
  f.project("a", std::string(kPod));
  f.project("b", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: setting}\n");
  SchemaCatalog catalog;
  auto fleet = f.fleet();
  auto findings = check_schemas(fleet, catalog, 1);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].field, "spec.containers[0].envFrom[0].configMapRef.name");
  EXPECT_THAT(findings[0].diagnostic.message, HasSubstr("did you mean `setting`?"));
  FleetFixture other;
  other.project("a", std::string(kPod));
  other.project("b", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n");
  EXPECT_THAT(stage(other), IsEmpty());
  FleetFixture external;
  external.project("a", std::string(kPod));
  external.settings.externals = {{"ConfigMap", "default", "set*"}};
  EXPECT_THAT(stage(external), IsEmpty());
}

TEST(References, ControllersMakeSecrets) {
  FleetFixture f;
  f.project("a", R"(apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: es}
spec: {target: {name: made}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: i, annotations: {cert-manager.io/issuer: x}}
spec: {tls: [{secretName: cert}], defaultBackend: {service: {name: kubernetes, port: {number: 1}}}}
---
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers: [{name: c, image: i}]
  imagePullSecrets: [{name: made}]
)");
  EXPECT_THAT(stage(f), IsEmpty());
}

TEST(Catalog, KeepsDefinitionsAndRefusesDamage) {
  SourceFile file{"crd.yaml", std::string(kWidgets)};
  Arena arena;
  auto records = schemas::catalog_records(*read_yaml(file, arena).roots.at(0));
  ASSERT_EQ(records.size(), 2u);
  TempFolder folder;
  std::string bytes = schemas::pack_catalog(records);
  std::string path = folder.path() + "/c.ddsc";
  folder.write("c.ddsc", bytes);
  schemas::CatalogFile catalog(path);
  EXPECT_THAT(catalog.versions("example.com", "Widget"), ElementsAre("v1", "v1alpha1"));
  EXPECT_EQ(catalog.find("example.com", "Widget", "v1"), records[0].definition);
  EXPECT_EQ(catalog.find("example.com", "Gadget", "v1"), std::nullopt);
  for (size_t size : {size_t{0}, size_t{10}, bytes.size() / 2, bytes.size() - 1}) {
    folder.write("d.ddsc", bytes.substr(0, size));
    EXPECT_THROW(schemas::CatalogFile(folder.path() + "/d.ddsc"), Error) << size;
  }
  FleetFixture f;
  f.project("app", widget("{size: 0}"));
  SchemaCatalog schemas_of_run;
  schemas_of_run.add_catalog_file(path);
  EXPECT_THAT(stage(f, schemas_of_run), ElementsAre("field-invalid spec.size"));
}

}  // namespace
}  // namespace drydock::validate
