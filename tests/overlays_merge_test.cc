#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "core/error.h"
#include "core/yaml/emit.h"
#include "core/yaml/read.h"
#include "overlays/field_specs.h"
#include "overlays/merge/comment_schemas.h"
#include "overlays/merge/json_patch.h"
#include "overlays/merge/strategic.h"
#include "overlays/node_paths.h"
#include "overlays/transformer_config.h"

namespace drydock::overlays {
namespace {

/// Files and trees of one test.
class Trees {
 public:
  Node& read(std::string_view text, YamlDialect dialect = YamlDialect::Kustomize) {
    YamlDocuments documents = documents_of(text, dialect);
    EXPECT_TRUE(documents.go_error.empty()) << documents.go_error << "\n" << text;
    return *documents.roots.at(0);
  }

  YamlDocuments documents_of(std::string_view text, YamlDialect dialect) {
    return read_yaml(sources.add("test.yaml", std::string(text)), arena, {dialect, true});
  }

  bool merge(Node& object, Node& patch) {
    return merge_strategic(object, patch, arena, schemas::MergeSchemas(), comments);
  }

  Sources sources;
  Arena arena;
  CommentSchemas comments{arena};
};

std::string pod(std::string_view fields) {
  return "apiVersion: v1\nkind: Pod\nspec: " + std::string(fields) + "\n";
}

struct MergeCase {
  std::string_view object;  // the spec of a Pod
  std::string_view patch;
  std::string_view merged;
};

constexpr MergeCase kMerges[] = {
    // Mappings and scalars.
    {"{a: 1, b: 2}", "{b: 3, c: 4}", "{a: 1, b: 3, c: 4}"},
    {"{a: 1, b: 2}", "{a: null}", "{b: 2}"},
    {"{a: {b: 1, c: 2}}", "{a: {b: null}}", "{a: {c: 2}}"},
    {"{a: {b: 1}}", "{a: {$patch: replace, c: 2}}", "{a: {c: 2}}"},
    {"{a: {b: 1}}", "{a: {$patch: delete}}", "{}"},
    {"{a: {b: 1}}", "{a: {$patch: merge, c: 2}}", "{a: {b: 1, c: 2}}"},
    {"{a: 1}", "{n: {x: null, y: 1}}", "{a: 1, n: {y: 1}}"},
    {"{a: null}", "{b: 1}", "{a: null, b: 1}"},
    // An empty null goes as soon as its mapping is merged.
    {"{a: , b: 1}", "{b: 2}", "{b: 2}"},
    // The style stays, so a number becomes a text where one stood.
    {"{a: \"5\"}", "{a: 6}", "{a: \"6\"}"},
    {"{a: 5}", "{a: \"6\"}", "{a: \"6\"}"},
    {"{a: x}", "{a: \"true\"}", "{a: \"true\"}"},
    // Lists without keys are replaced, also by nothing.
    {"{args: [a, b]}", "{args: [c]}", "{args: [c]}"},
    {"{tolerations: [{key: a}]}", "{tolerations: [{key: b}]}", "{tolerations: [{key: b}]}"},
    {"{args: [a]}", "{args: null}", "{}"},
    // The patch's elements come first, in its order.
    {"{containers: [{name: a, image: x}, {name: b, image: y}]}",
     "{containers: [{name: b, image: z}]}",
     "{containers: [{name: b, image: z}, {name: a, image: x}]}"},
    {"{containers: [{name: a}]}", "{containers: [{name: c}, {name: b}]}",
     "{containers: [{name: c}, {name: b}, {name: a}]}"},
    {"{containers: [{name: a}, {name: b}]}", "{containers: [{name: a, $patch: delete}]}",
     "{containers: [{name: b}]}"},
    {"{containers: [{name: a}]}", "{containers: [{name: a, $patch: delete}]}", "{containers: []}"},
    {"{containers: [{name: a}]}", "{containers: [{$patch: replace}, {name: b}]}",
     "{containers: [{name: b}]}"},
    {"{containers: [{name: a}]}", "{containers: [{$patch: delete}]}", "{}"},
    // Replacing one element changes nothing but its place.
    {"{containers: [{name: a, image: x}, {name: b}]}",
     "{containers: [{name: b, $patch: replace, image: q}]}",
     "{containers: [{name: b}, {name: a, image: x}]}"},
    // An element without its key empties the list.
    {"{containers: [{name: a}]}", "{containers: [{image: q}]}", "{containers: []}"},
    // Elements with one key collapse.
    {"{containers: [{name: a, image: x}, {name: a, image: y}]}", "{z: 1}",
     "{containers: [{name: a, image: y}], z: 1}"},
    // Lists with several keys keep their order; new elements come first.
    {"{containers: [{name: a, ports: [{containerPort: 1, protocol: TCP}, {containerPort: 2, "
     "protocol: TCP}]}]}",
     "{containers: [{name: a, ports: [{containerPort: 2, protocol: TCP, name: x}, {containerPort: "
     "3, protocol: TCP}]}]}",
     "{containers: [{name: a, ports: [{containerPort: 3, protocol: TCP}, {containerPort: 1, "
     "protocol: TCP}, {containerPort: 2, protocol: TCP, name: x}]}]}"},
    // Scalars are merged by themselves.
    {"{imagePullSecrets: [{name: a}]}", "{imagePullSecrets: [{name: b}]}",
     "{imagePullSecrets: [{name: b}, {name: a}]}"},
};

TEST(StrategicMerge, MergesAsKyamlDoes) {
  for (const MergeCase& row : kMerges) {
    Trees trees;
    Node& object = trees.read(pod(row.object));
    Node& patch = trees.read(pod(row.patch));
    EXPECT_TRUE(trees.merge(object, patch));
    Node& wanted = trees.read(pod(row.merged));
    EXPECT_EQ(to_yaml(wanted), to_yaml(object)) << row.object << "\n" << row.patch;
  }
}

TEST(StrategicMerge, KeepsThePositionOfWhatSetsAField) {
  Trees trees;
  Node& object = trees.read("apiVersion: v1\nkind: Pod\nspec:\n  a: 1\n  b: 2\n");
  Node& patch = trees.read("\n\n\n\n\n\nspec:\n  b: 3\n  c: 4\n");
  EXPECT_TRUE(trees.merge(object, patch));
  const Node& spec = *object.find("spec");
  EXPECT_EQ(4u, spec.find("a")->line);
  EXPECT_EQ(8u, spec.find("b")->line);
  EXPECT_EQ(9u, spec.find("c")->line);
}

TEST(StrategicMerge, FollowsSchemasInComments) {
  Trees trees;
  Node& object = trees.read(
      "items: # {\"type\":\"array\", \"x-kubernetes-patch-strategy\": \"merge\"}\n- a\n- b\n");
  EXPECT_TRUE(trees.merge(object, trees.read("items: [b, c]\n")));
  EXPECT_EQ("items:\n- b\n- c\n- a\n", to_yaml(object));
}

TEST(StrategicMerge, SaysWhereKindsDoNotFit) {
  Trees trees;
  Node& object = trees.read(pod("{a: {b: 1}}"));
  Node& patch = trees.read("spec:\n  a: text\n");
  try {
    trees.merge(object, patch);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ("overlay-patch", error.diagnostic().rule);
    EXPECT_EQ(2, error.diagnostic().where.line);
    EXPECT_EQ(1u, error.diagnostic().notes.size());
  }
}

struct JsonPatchCase {
  std::string_view patch;
  std::string_view changed;  // "" when it fails
};

/// Applied to {a: {b: 1}, l: [x, y], n: null}.
constexpr JsonPatchCase kJsonPatches[] = {
    {"[{op: add, path: /a/c, value: 2}]", "{a: {b: 1, c: 2}, l: [x, y], n: null}"},
    {"[{op: add, path: /l/1, value: z}]", "{a: {b: 1}, l: [x, z, y], n: null}"},
    {"[{op: add, path: /l/-, value: z}]", "{a: {b: 1}, l: [x, y, z], n: null}"},
    {"[{op: add, path: /l/-1, value: z}]", "{a: {b: 1}, l: [x, y, z], n: null}"},
    {"[{op: add, path: /l/3, value: z}]", ""},
    {"[{op: add, path: /a/c}]", "{a: {b: 1, c: null}, l: [x, y], n: null}"},
    {"[{op: add, path: /a/c, value: yes}]", "{a: {b: 1, c: true}, l: [x, y], n: null}"},
    {"[{op: add, path: /a/c, value: 3000000}]", "{a: {b: 1, c: 3000000}, l: [x, y], n: null}"},
    {"[{op: add, path: /a/c~1d, value: 2}]", "{a: {b: 1, c/d: 2}, l: [x, y], n: null}"},
    {"[{op: replace, path: /a/new, value: 2}]", "{a: {b: 1, new: 2}, l: [x, y], n: null}"},
    {"[{op: replace, path: /l/-1, value: z}]", "{a: {b: 1}, l: [x, z], n: null}"},
    {"[{op: replace, path: /x/y, value: z}]", ""},
    {"[{op: remove, path: /a}]", "{l: [x, y], n: null}"},
    {"[{op: remove, path: /q}]", ""},
    {"[{op: remove, path: x/l}]", "{a: {b: 1}, n: null}"},
    {"[{op: move, from: /a/b, path: /c}]", "{a: {}, l: [x, y], n: null, c: 1}"},
    {"[{op: copy, from: /l, path: /c}]", "{a: {b: 1}, l: [x, y], n: null, c: [x, y]}"},
    {"[{op: copy, from: /q, path: /c}]", "{a: {b: 1}, l: [x, y], n: null, c: null}"},
    {"[{op: test, path: /a/b, value: 1}]", "{a: {b: 1}, l: [x, y], n: null}"},
    {"[{op: test, path: /a/b, value: '1'}]", ""},
    {"[{op: test, path: /n, value: null}]", "{a: {b: 1}, l: [x, y], n: null}"},
    {"[{op: tset, path: /n}]", ""},
    {"[{path: /n}]", ""},
};

TEST(JsonPatch, FollowsKustomizesLibrary) {
  for (const JsonPatchCase& row : kJsonPatches) {
    Trees trees;
    Node& object = trees.read("{a: {b: 1}, l: [x, y], n: null}");
    // A patch in flow style is YAML only behind a blank.
    YamlDocuments documents = trees.documents_of(" " + std::string(row.patch), YamlDialect::Sigs);
    JsonPatch patch = read_json_patch(" ", documents, object, trees.arena);
    if (row.changed.empty()) {
      EXPECT_THROW(patch.apply(object, trees.arena), Error) << row.patch;
      continue;
    }
    patch.apply(object, trees.arena);
    EXPECT_EQ(to_yaml(trees.read(row.changed)), to_yaml(object)) << row.patch;
  }
}

TEST(JsonPatch, TakesNumbersThroughFloats) {
  Trees trees;
  Node& object = trees.read("{a: 12345678901234567890, b: 3000000, d: 2020-01-02, e: x}");
  std::string_view text = R"([{"op": "add", "path": "/c", "value": "\ud83d\ude00"}])";
  YamlDocuments documents = trees.documents_of(text, YamlDialect::Sigs);
  read_json_patch(text, documents, object, trees.arena).apply(object, trees.arena);
  EXPECT_EQ("1.2345678901234567e+19", object.text_of("a"));
  EXPECT_EQ("3e+06", object.text_of("b"));
  EXPECT_EQ("2020-01-02T00:00:00Z", object.text_of("d"));
  EXPECT_EQ("\U0001F600", object.text_of("c"));
}

struct PlaceCase {
  std::string_view path;
  bool create;
  std::string_view changed;  // "" when it fails
};

/// In {a: {b: x}, l: [{c: 1}, {c: 2}], n: null}, where "v" is set.
constexpr PlaceCase kPlaces[] = {
    {"a/b", false, "{a: {b: v}, l: [{c: 1}, {c: 2}], n: null}"},
    {"/a/b", false, "{a: {b: v}, l: [{c: 1}, {c: 2}], n: null}"},
    {"a/q", false, "{a: {b: x}, l: [{c: 1}, {c: 2}], n: null}"},
    {"a/q/r", true, "{a: {b: x, q: {r: v}}, l: [{c: 1}, {c: 2}], n: null}"},
    {"a/q\\/r", true, "{a: {b: x, q/r: v}, l: [{c: 1}, {c: 2}], n: null}"},
    {"l/c", false, "{a: {b: x}, l: [{c: v}, {c: v}], n: null}"},
    {"l[]/c", true, "{a: {b: x}, l: [{c: v}, {c: v}], n: null}"},
    {"n[]/c", true, "{a: {b: x}, l: [{c: 1}, {c: 2}], n: []}"},
    {"n/c", true, "{a: {b: x}, l: [{c: 1}, {c: 2}], n: {c: v}}"},
    {"n/c", false, "{a: {b: x}, l: [{c: 1}, {c: 2}], n: null}"},
    {"a/b/c", false, ""},
    {"a//c", true, ""},
};

TEST(FieldPlace, FindsAndMakesFields) {
  for (const PlaceCase& row : kPlaces) {
    Trees trees;
    Node& object = trees.read("{a: {b: x}, l: [{c: 1}, {c: 2}], n: null}");
    FieldPlace place({{}, row.path, row.create});
    auto set = [](Node& node) { set_scalar(node, "v", ScalarMeaning::AsWritten, nullptr); };
    if (row.changed.empty()) {
      EXPECT_THROW(place.visit(object, trees.arena, NewField::Text, set), Error) << row.path;
      continue;
    }
    place.visit(object, trees.arena, NewField::Text, set);
    EXPECT_EQ(to_yaml(trees.read(row.changed)), to_yaml(object)) << row.path;
  }
}

struct PathCase {
  std::string_view path;
  std::string_view found;  // values, one a line; "!" when it fails
};

/// In {a.b: 1, l: [{name: x, v: 1}, {name: xy, v: 2}], p: [q, r]}.
constexpr PathCase kLookups[] = {
    {"[a.b]", "1"},  {"l.[name=xy].v", "2"}, {"l.0.v", "1"},
    {"l.-.v", "2"},  {"l.[name=z].v", ""},   {"l.5.v", ""},
    {"p.[=q]", "q"}, {"l.*.v", "!"},         {"l.[nothing here]", "!"},
};
constexpr PathCase kMatches[] = {
    {"l.*.v", "1\n2"},    {"l.[name=x].v", "1\n2"}, {"l.[name=^x$].v", "1"}, {"l.2.v", "!"},
    {"l.[name=z].v", ""}, {"p.[=q]", "q"},          {"l.[name=(].v", "!"},   {"[a.b]", "1"},
};

std::string join(const std::vector<PathMatch>& matches) {
  std::string text;
  for (const PathMatch& match : matches) {
    text += (text.empty() ? "" : "\n") + std::string(match.node->text());
  }
  return text;
}

TEST(NodePaths, AreFollowed) {
  constexpr std::string_view kObject =
      "{a.b: 1, l: [{name: x, v: 1}, {name: xy, v: 2}], p: [q, r]}";
  for (const PathCase& row : kLookups) {
    Trees trees;
    Node& object = trees.read(kObject);
    auto look = [&] { return lookup_path(object, split_node_path(row.path), trees.arena); };
    if (row.found == "!") {
      EXPECT_THROW(look(), Error) << row.path;
    } else {
      Node* node = look();
      EXPECT_EQ(row.found, node ? node->text() : "") << row.path;
    }
  }
  for (const PathCase& row : kMatches) {
    Trees trees;
    Node& object = trees.read(kObject);
    auto match = [&] { return match_path(object, split_node_path(row.path), trees.arena); };
    if (row.found == "!") {
      EXPECT_THROW(match(), Error) << row.path;
    } else {
      EXPECT_EQ(row.found, join(match())) << row.path;
    }
  }
}

TEST(TransformerConfig, MergesSpecs) {
  FieldSpecs specs = {{{"", "", "Deployment"}, "a/b", true}};
  merge_field_spec(specs, {{"", "", "Deployment"}, "a/b", true});
  EXPECT_EQ(1u, specs.size());
  merge_field_spec(specs, {{"", "", ""}, "a/b", true});  // the known one is narrower
  EXPECT_EQ(1u, specs.size());
  merge_field_spec(specs, {{"apps", "", "Deployment"}, "a/b", true});
  EXPECT_EQ(2u, specs.size());
  EXPECT_THROW(merge_field_spec(specs, {{"", "", "Deployment"}, "a/b", false}), Error);
}

TEST(TransformerConfig, HasKustomizesTables) {
  const TransformerConfig& config = default_transformer_config();
  EXPECT_EQ(32u, config.common_labels.size());
  EXPECT_EQ(16u, config.name_reference.size());
  EXPECT_EQ(72u, config.var_reference.size());
  EXPECT_EQ("ConfigMap", config.name_reference[4].gvk.kind);
}

}  // namespace
}  // namespace drydock::overlays
