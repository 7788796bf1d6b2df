#include <gtest/gtest.h>

#include "core/json/parse.h"
#include "schemas/merge_schema.h"

namespace drydock::schemas {
namespace {

std::string keys(const MergeSchema& schema) {
  std::string all(schema.strategy());
  for (size_t i = 0; i < schema.key_count(); ++i) all.append(" ").append(schema.key(i));
  return all;
}

TEST(MergeSchemas, KnowKustomizesOwnDocument) {
  MergeSchemas schemas;
  MergeSchema pod = schemas.find({"", "v1", "Pod"}).field("spec");
  EXPECT_EQ(keys(pod.field("containers")), "merge name");
  EXPECT_EQ(keys(pod.field("containers").element().field("ports")), "merge containerPort protocol");
  EXPECT_EQ(keys(pod.field("volumes")), "merge,retainKeys name");
  EXPECT_EQ(keys(pod.field("tolerations")), "");
  EXPECT_TRUE(pod.field("tolerations"));
  EXPECT_FALSE(pod.field("nothing").element().field("deeper"));
  EXPECT_EQ(keys(pod.field("nothing")), "");
  EXPECT_TRUE(schemas.is_cluster_scoped({"", "v1", "Node"}));
  EXPECT_FALSE(schemas.is_cluster_scoped({"", "v1", "Pod"}));
  EXPECT_FALSE(schemas.is_cluster_scoped({"resource.k8s.io", "v1", "DeviceClass"}));
  EXPECT_FALSE(schemas.find({"example.com", "v1", "Thing"}));
}

TEST(MergeSchemas, MixADocumentThatComesLateWithTheirOwn) {
  constexpr std::string_view kDocument = R"({"definitions": {
      "Config": {"properties": {"template": {"$ref": "#/definitions/io.k8s.api.core.v1.PodTemplateSpec"},
                                "volume": {"$ref": "#/definitions/io.k8s.api.core.v1.Volume"}},
                 "x-kubernetes-group-version-kind": [{"group": "x.y", "version": "v1", "kind": "Config"}]},
      "io.k8s.api.core.v1.Volume": {"properties": {"name": {}}}}})";
  Arena arena;
  JsonValue document = json_from_value(parse_json(kDocument, arena).value, arena);
  auto containers = [&](OwnDocument own) {
    MergeSchema config = MergeSchemas(document, own).find({"x.y", "v1", "Config"});
    return keys(config.field("template").field("spec").field("containers"));
  };
  EXPECT_EQ(containers(OwnDocument::Unused), "");
  EXPECT_EQ(containers(OwnDocument::ReadBefore), "merge name");
  EXPECT_EQ(containers(OwnDocument::ReadAfter), "merge name");
  auto sources = [&](OwnDocument own) {
    MergeSchema volume = MergeSchemas(document, own).find({"x.y", "v1", "Config"}).field("volume");
    return static_cast<bool>(volume.field("projected").field("sources"));
  };
  EXPECT_FALSE(sources(OwnDocument::ReadBefore));
  EXPECT_TRUE(sources(OwnDocument::ReadAfter));

  MergeSchemas own;
  EXPECT_EQ(own.use_so_far(), OwnDocument::Unused);
  own.is_cluster_scoped({"", "v1", "Node"});
  EXPECT_EQ(own.use_so_far(), OwnDocument::Unused);
  own.is_cluster_scoped({"x.y", "v1", "Config"});
  EXPECT_EQ(own.use_so_far(), OwnDocument::ReadAfter);
  own.find({"", "v1", "Pod"});
  EXPECT_EQ(own.use_so_far(), OwnDocument::ReadBefore);
}

TEST(MergeSchemas, TakeADocumentInItsPlace) {
  constexpr std::string_view kDocument = R"({
    "definitions": {
      "Thing": {"properties": {"spec": {"$ref": "#/definitions/Spec", "x-kubernetes-patch-strategy": "replace"},
                               "map": {"additionalProperties": {"type": "array", "items": {}}},
                               "loop": {"$ref": "#/definitions/Loop"}},
                "x-kubernetes-group-version-kind": [{"group": "example.com", "version": "v1", "kind": "Thing"},
                                                    {"group": "", "version": "v1", "kind": "Thing"}]},
      "Loop": {"$ref": "#/definitions/Loop"},
      "Spec": {"properties": {
        "parts": {"type": "array", "items": {"$ref": "#/definitions/Part"},
                  "x-kubernetes-patch-strategy": "merge", "x-kubernetes-patch-merge-key": "id"},
        "both": {"type": ["array"], "items": {}, "x-kubernetes-patch-strategy": "merge",
                 "x-kubernetes-patch-merge-key": "id", "x-kubernetes-list-map-keys": ["a", "b"]},
        "keysOnly": {"type": "array", "x-kubernetes-list-map-keys": ["a"]}}},
      "Part": {"properties": {"id": {"type": "string"}}}},
    "paths": {
      "/apis/example.com/v1/wide": {"get": {"x-kubernetes-group-version-kind":
          {"group": "example.com", "version": "v1", "kind": "Wide"}}},
      "/apis/example.com/v1/things": {"get": {"x-kubernetes-group-version-kind":
          {"group": "example.com", "version": "v1", "kind": "Thing"}}},
      "/apis/example.com/v1/namespaces/{namespace}/things": {"get": {"x-kubernetes-group-version-kind":
          {"group": "example.com", "version": "v1", "kind": "Thing"}}}}})";
  Arena arena;
  JsonValue document = json_from_value(parse_json(kDocument, arena).value, arena);
  MergeSchemas schemas(document);
  MergeSchema thing = schemas.find({"example.com", "v1", "Thing"});
  EXPECT_TRUE(schemas.find({"", "v1", "Thing"}));
  EXPECT_EQ(keys(thing.field("spec")), "");
  EXPECT_EQ(keys(thing.field("spec").field("parts")), "merge id");
  EXPECT_EQ(keys(thing.field("spec").field("both")), "merge a b");
  EXPECT_EQ(keys(thing.field("spec").field("keysOnly")), "");
  EXPECT_TRUE(thing.field("spec").field("parts").element().field("id"));
  EXPECT_TRUE(thing.field("map").field("anything").element());
  EXPECT_FALSE(thing.field("loop"));

  EXPECT_FALSE(schemas.find({"apps", "v1", "Deployment"}));
  EXPECT_TRUE(schemas.find({"kustomize.config.k8s.io", "v1beta1", "Kustomization"}));
  EXPECT_TRUE(schemas.is_cluster_scoped({"example.com", "v1", "Wide"}));
  EXPECT_FALSE(schemas.is_cluster_scoped({"example.com", "v1", "Thing"}));
  EXPECT_TRUE(schemas.is_cluster_scoped({"", "v1", "Namespace"}));
}

}  // namespace
}  // namespace drydock::schemas
