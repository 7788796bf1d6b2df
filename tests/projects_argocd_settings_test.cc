// What argocd-cm says, and what is compared after it.
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/json/write.h"
#include "core/yaml/decode.h"
#include "core/yaml/read.h"
#include "projects/argocd/ignored_fields.h"
#include "projects/argocd/jq_paths.h"
#include "projects/argocd/server_settings.h"
#include "projects/argocd/tracked_object.h"
#include "projects/argocd/value_paths.h"

namespace drydock::projects::argocd {
namespace {

class Decoder {
 public:
  Value decode(std::string_view yaml) {
    const SourceFile& file = sources_.add("a.yaml", std::string(yaml));
    return copy_value(decode_yaml_file(file, arena).value, arena);
  }

  ServerSettings settings(std::string_view data, std::vector<Diagnostic>& problems) {
    std::string text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-cm}\ndata:\n";
    const SourceFile& file = sources_.add("cm.yaml", text + std::string(data));
    std::vector<const SourceFile*> files = {&file};
    return read_given_settings(files, sources_, problems);
  }

  Arena arena;

 private:
  Sources sources_;
};

struct JqCase {
  const char* path;
  const char* document;
  const char* left;  // as JSON; "stopped": jq would end with an error
};

const JqCase kJqCases[] = {
    {".a", "{a: 1, b: 2}", R"({"b":2})"},
    {".a.b", "{a: {b: 1, c: 2}}", R"({"a":{"c":2}})"},
    {".a.b", "{x: 1}", R"({"x":1})"},
    {".a.b", "{a: 1}", "stopped"},
    {".\"x/y\".z", "{x/y: {z: 1, w: 2}}", R"({"x/y":{"w":2}})"},
    {".a[\"x.y\"]", "{a: {x.y: 1}}", R"({"a":{}})"},
    {".l[0]", "{l: [1, 2, 3]}", R"({"l":[2,3]})"},
    {".l[-1]", "{l: [1, 2, 3]}", R"({"l":[1,2]})"},
    {".l[7]", "{l: [1]}", R"({"l":[1]})"},
    {".l[].x", "{l: [{x: 1, w: 2}, {x: 3}]}", R"({"l":[{"w":2},{}]})"},
    {".l[]", "{l: [1, 2]}", R"({"l":[]})"},
    {".l[]", "{m: 1}", "stopped"},
    {".l[]?", "{m: 1}", R"({"m":1})"},
    {".c[] | select(.name == \"app\") | .image",
     "{c: [{name: app, image: i}, {name: b, image: j}]}",
     R"({"c":[{"name":"app"},{"image":"j","name":"b"}]})"},
    {".c[] | select(.name == (\"b\", \"c\"))", "{c: [{name: a}, {name: b}, {name: c}]}",
     R"({"c":[{"name":"a"}]})"},
    {".c[] | select(.name | test(\"^a.*z$\"))", "{c: [{name: abz}, {name: ab}]}",
     R"({"c":[{"name":"ab"}]})"},
    {".c[] | select(.i > 1 and (.i < 3 or .i == 5)).i", "{c: [{i: 1}, {i: 2}, {i: 5}]}",
     R"({"c":[{"i":1},{},{}]})"},
    {".c[] | select(has(\"x\") | not)", "{c: [{x: 1}, {w: 1}]}", R"({"c":[{"x":1}]})"},
    {".a, .b", "{a: 1, b: 2, c: 3}", R"({"c":3})"},
    {".. | select(type == \"object\" and has(\"secret\")) | .secret",
     "{a: {secret: 1, b: [{secret: 2, c: 3}]}}", R"({"a":{"b":[{"c":3}]}})"},
    {".env[] | select(.name | startswith(\"DD_\"))", "{env: [{name: DD_X}, {name: Z}]}",
     R"({"env":[{"name":"Z"}]})"},
    {".c[]?.env[]? | select(.v // \"\" | contains(\"x\"))", "{c: [{env: [{v: axb}, {w: 1}]}, {}]}",
     R"({"c":[{"env":[{"w":1}]},{}]})"},
    {".a | if .b then .c else .d end", "{a: {b: true, c: 1, d: 2}}", R"({"a":{"b":true,"d":2}})"},
    {"1", "{a: 1}", "stopped"},
};

TEST(JqPaths, TakeOutWhatJqWould) {
  for (const JqCase& one : kJqCases) {
    Decoder decoder;
    Value document = decoder.decode(one.document);
    bool done = JqPaths(one.path).remove_from(document, decoder.arena);
    EXPECT_EQ(done ? to_json(document) : "stopped", one.left) << one.path;
  }
}

TEST(JqPaths, RefuseWhatTheyDoNotKnow) {
  for (const char* path : {"", ".a[", ".a | frobnicate", "select(.a", ".a.1", "\"a", ".a b"}) {
    EXPECT_THROW(JqPaths{path}, Error) << path;
  }
  EXPECT_THROW(JqPaths{std::string(5000, '(')}, Error);
  std::string chain = ".a";
  while (chain.size() < 1'000'000) chain += ",.a";
  EXPECT_THROW(JqPaths{chain}, Error);
}

TEST(ValuePaths, RemoveByPointersOfJson) {
  struct Case {
    const char *pointer, *left;
  };
  const Case cases[] = {{"/a~1b", R"({"l":[1,2],"m":{"~":0}})"},
                        {"/l/0", R"({"a/b":1,"l":[2],"m":{"~":0}})"},
                        {"/l/-1", R"({"a/b":1,"l":[1],"m":{"~":0}})"},
                        {"/m/~0", R"({"a/b":1,"l":[1,2],"m":{}})"},
                        {"/l/9", ""},
                        {"/x", ""},
                        {"", ""},
                        {"a", ""}};
  for (const Case& one : cases) {
    Decoder decoder;
    Value document = decoder.decode("{a/b: 1, l: [1, 2], m: {'~': 0}}");
    bool done = remove_pointer(document, one.pointer, decoder.arena);
    EXPECT_EQ(done ? to_json(document) : "", one.left) << one.pointer;
  }
}

TEST(ServerSettings, SayWhatIsDeployed) {
  Decoder decoder;
  std::vector<Diagnostic> problems;
  ServerSettings settings = decoder.settings(
      "  kustomize.buildOptions: --enable-helm\n"
      "  kustomize.buildOptions.v4: --reorder none\n"
      "  kustomize.path.v4: /bin/k4\n"
      "  helm.valuesFileSchemes: s3, https\n"
      "  kustomize.enable: \"false\"\n"
      "  resource.exclusions: |\n"
      "    - {apiGroups: ['*.example.com'], kinds: ['*'], clusters: ['https://prod*']}\n"
      "  resource.inclusions: |\n    - {apiGroups: [apps, '', '*.example.com'], kinds: []}\n",
      problems);
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(settings.options_of(""), "--enable-helm");
  EXPECT_EQ(settings.options_of("v4"), "--reorder none");
  EXPECT_EQ(settings.kustomize_versions.count("v4"), 1U);
  EXPECT_EQ(settings.values_schemes, (std::vector<std::string>{"s3", "https"}));
  EXPECT_FALSE(settings.renders_kustomize);
  EXPECT_TRUE(settings.renders_helm);
  EXPECT_TRUE(settings.leaves_out("a.example.com", "X", "https://prod.local"));
  EXPECT_FALSE(settings.leaves_out("a.example.com", "X", "https://dev.local"));
  EXPECT_FALSE(settings.leaves_out("", "Pod", "https://dev.local"));
  EXPECT_TRUE(settings.leaves_out("batch", "Job", "https://dev.local"));
  EXPECT_TRUE(settings.leaves_out("", "Event", "https://dev.local"));
  EXPECT_TRUE(ServerSettings().leaves_out("coordination.k8s.io", "Lease", ""));
  EXPECT_FALSE(ServerSettings().leaves_out("apps", "Deployment", ""));
}

TEST(ServerSettings, TellWhatCannotBeRead) {
  Decoder decoder;
  std::vector<Diagnostic> problems;
  decoder.settings("  resource.exclusions: |\n    kinds: [Event]\n  globalProjects: x\n", problems);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].rule, "argocd-settings");
  EXPECT_EQ(problems[0].where.line, 5);
  Sources sources;
  EXPECT_THROW(read_given_settings({}, sources, problems), Error);
}

TEST(IgnoredFields, CountByKindNameAndNamespace) {
  Decoder decoder;
  std::vector<Diagnostic> problems;
  ServerSettings settings = decoder.settings(
      "  resource.customizations.ignoreDifferences.apps_Deployment: |\n"
      "    jsonPointers: [/spec/replicas]\n"
      "  resource.customizations.ignoreDifferences.all: |\n"
      "    jqPathExpressions: ['.metadata.labels.x', '.l | to_entries']\n",
      problems);
  std::vector<IgnoreRule> rules = ignore_rules_of(
      decoder.decode(
          "spec: {ignoreDifferences: [{group: 'ap*', kind: Deployment, name: a, namespace: web, "
          "jsonPointers: [/spec/paused]}]}"),
      nullptr);
  rules.insert(rules.end(), settings.ignored.begin(), settings.ignored.end());
  IgnoredFields ignored(rules);
  ASSERT_EQ(problems.size(), 1U);  // to_entries gives no paths
  EXPECT_EQ(problems[0].rule, "argocd-ignored");
  auto left = [&](std::string_view name, std::string_view place) {
    Value object = decoder.decode(
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: " + std::string(name) +
        ", labels: {x: y}}, spec: {replicas: 1, paused: true}, status: {a: b}}");
    ignored.remove_from(object, place, decoder.arena);
    return to_json(*object.as_map().find("spec")) + (object.as_map().find("status") ? "!" : "");
  };
  EXPECT_EQ(left("a", "web"), "{}");
  EXPECT_EQ(left("a", "m"), R"({"paused":true})");
  EXPECT_EQ(left("b", "web"), R"({"paused":true})");
}

TEST(TrackedObject, IsMarkedAsTheSettingsSay) {
  Decoder decoder;
  ServerSettings settings;
  auto marked = [&] {
    Value object = decoder.decode("{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}}");
    set_tracking(object, settings, "shop", "web", decoder.arena);
    return to_json(*object.as_map().find("metadata"));
  };
  EXPECT_EQ(marked(),
            R"({"annotations":{"argocd.argoproj.io/tracking-id":"shop:apps/Deployment:web/a"},)"
            R"("name":"a"})");
  settings.tracking = Tracking::Label;
  settings.instance_label = "app";
  EXPECT_EQ(marked(), R"({"labels":{"app":"shop"},"name":"a"})");
}

TEST(TrackedObject, SecretsShowOnlyWhetherTheyDiffer) {
  Decoder decoder;
  Value target = decoder.decode("{data: {a: eA==, c: eQ==}, stringData: {b: x}}");
  Value live = decoder.decode(
      "{metadata: {annotations: {kubectl.kubernetes.io/last-applied-configuration: secret}}, "
      "data: {a: eA==, b: eA==, c: eg==}}");
  mask_secrets(target, live, {}, decoder.arena);
  EXPECT_EQ(to_json(target), R"({"data":{"a":"++++++++","b":"++++++++","c":"++++++++"}})");
  EXPECT_EQ(to_json(*live.as_map().find("data")),
            R"({"a":"++++++++","b":"++++++++","c":"++++++++++++"})");
  EXPECT_EQ(to_json(live).find("secret"), std::string::npos);
}

}  // namespace
}  // namespace drydock::projects::argocd
