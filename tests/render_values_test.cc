#include <gtest/gtest.h>

#include "core/error.h"
#include "core/json/write.h"
#include "core/path_match.h"
#include "render/capabilities.h"
#include "render/helm_ignore.h"
#include "render/manifests.h"
#include "render/release_name.h"
#include "render/set_values.h"
#include "render/values.h"

namespace drydock::render {
namespace {

/// The values as JSON, or the message of the error.
template <class Body>
std::string outcome(const Body& body) {
  try {
    return body();
  } catch (const Error& error) {
    return error.diagnostic().message;
  }
}

struct SetCase {
  std::string_view line;
  SetKind kind;
  std::string_view expected;
};

// Each was tried with the originals, on values `{"list":[1,{"a":2}],"m":{"x":1},"s":"t"}`.
constexpr std::string_view kBase = "list: [1, {a: 2}]\nm: {x: 1}\ns: t\n";
constexpr SetCase kSetCases[] = {
    {"a=1", SetKind::Typed, R"({"a":1,"list":[1,{"a":2}],"m":{"x":1},"s":"t"})"},
    {"m.x=null,m.y=+7", SetKind::Typed, R"({"list":[1,{"a":2}],"m":{"x":null,"y":7},"s":"t"})"},
    {"s=", SetKind::Typed, R"({"list":[1,{"a":2}],"m":{"x":1},"s":""})"},
    {"s={}", SetKind::Typed, R"({"list":[1,{"a":2}],"m":{"x":1},"s":[""]})"},
    {"s={a,b\\,c},m=0755", SetKind::Typed, R"({"list":[1,{"a":2}],"m":"0755","s":["a","b,c"]})"},
    {"list[1].a=5,list[3]=x", SetKind::Typed,
     R"({"list":[1,{"a":5},null,"x"],"m":{"x":1},"s":"t"})"},
    {"list[0].b=1", SetKind::Typed, R"({"list":[{"b":1},{"a":2}],"m":{"x":1},"s":"t"})"},
    {"new[0]", SetKind::Typed, R"({"list":[1,{"a":2}],"m":{"x":1},"new":[],"s":"t"})"},
    {"m.", SetKind::Typed, R"({"list":[1,{"a":2}],"m":{"x":1},"s":"t"})"},
    {"s=true,m=1", SetKind::Text, R"({"list":[1,{"a":2}],"m":"1","s":"true"})"},
    {"s=a,b={c}\\", SetKind::Literal, R"({"list":[1,{"a":2}],"m":{"x":1},"s":"a,b={c}\\"})"},
    {"s={\"k\":[1,2.0]} , m=", SetKind::Json,
     R"({" m":null,"list":[1,{"a":2}],"m":{"x":1},"s":{"k":[1,2]}})"},
    {"a", SetKind::Typed, "key \"a\" has no value"},
    {"a,b=1", SetKind::Typed, "key \"a\" has no value (cannot end with ,)"},
    {"s={a", SetKind::Typed, "list must terminate with '}'"},
    {"s[0]=1", SetKind::Typed,
     "unable to parse key: interface conversion: interface {} is string, not []interface {}"},
    {"s.x=1", SetKind::Typed,
     "unable to parse key: interface conversion: interface {} is string, not "
     "map[string]interface {}"},
    {"list[-1]=1", SetKind::Typed, "negative -1 index not allowed"},
    {"list[65537]=1", SetKind::Typed,
     "index of 65537 is greater than maximum supported index of 65536"},
    {"list[x]=1", SetKind::Typed,
     "error parsing index: strconv.Atoi: parsing \"x\": invalid syntax"},
    {"n.=1", SetKind::Typed, "key map \"n\" has no value"},
};

TEST(SetValues, FollowsTheGrammarOfHelm) {
  SourceFile file{"values.yaml", std::string(kBase)};
  for (const SetCase& item : kSetCases) {
    Arena arena;
    Sources sources;
    std::string result = outcome([&] {
      ValueMap* values = read_values(file, arena, sources, 3);
      set_values(item.line, item.kind, *values, arena, 3);
      return to_json(Value::of_map(values));
    });
    EXPECT_EQ(result, item.expected) << item.line;
  }
}

TEST(SetValues, EndsQuietlyInAnIndexInHelm4) {
  Arena arena;
  ValueMap* values = arena.make<ValueMap>(arena);
  set_values("a[1", SetKind::Typed, *values, arena, 4);
  EXPECT_EQ(values->size(), 0u);
  EXPECT_EQ(outcome([&] { return set_values("a[1", SetKind::Typed, *values, arena, 3), ""; }),
            "error parsing index: EOF");
}

struct ReadCase {
  std::string_view text;
  std::string_view helm3;
  std::string_view helm4;
};
constexpr ReadCase kReadCases[] = {
    {"", "{}", "{}"},
    {"a: 1\n---\na: {b: 2}\nc: null\n", R"({"a":1})", R"({"a":{"b":2},"c":null})"},
    {"---\na: 010\n", R"({"a":8})", R"({"a":8})"},
    {"a: {b: 1}\n---\na: {c: 2}", R"({"a":{"b":1}})", R"({"a":{"b":1,"c":2}})"},
    {"a: \"x\n---\ny\"\n",
     "error converting YAML to JSON: yaml: line 2: found unexpected document indicator",
     "cannot unmarshal yaml document: error converting YAML to JSON: yaml: line 2: found "
     "unexpected end of stream"},
    {"--- b\n",
     "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go value "
     "of type map[string]interface {}",
     "error reading yaml document: invalid Yaml document separator: b"},
    {"- a\n",
     "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of "
     "type map[string]interface {}",
     "cannot unmarshal yaml document: error unmarshaling JSON: while decoding JSON: json: cannot "
     "unmarshal array into Go value of type map[string]interface {}"},
};

TEST(Values, AreReadAsEachMajorReadsThem) {
  for (const ReadCase& item : kReadCases) {
    SourceFile file{"values.yaml", std::string(item.text)};
    for (int version : {3, 4}) {
      Arena arena;
      Sources sources;
      std::string result = outcome(
          [&] { return to_json(Value::of_map(read_values(file, arena, sources, version))); });
      EXPECT_EQ(result, version == 3 ? item.helm3 : item.helm4) << item.text;
    }
  }
}

struct TableCase {
  std::string_view dst;
  std::string_view src;
  bool merge;
  std::string_view expected;
};
constexpr TableCase kTableCases[] = {
    {"{a: 1}", "{a: 2, b: 3}", false, R"({"a":1,"b":3})"},
    {"{a: {x: 1}}", "{a: {x: 2, z: 3}}", false, R"({"a":{"x":1,"z":3}})"},
    {"{a: null, c: null}", "{a: 1, b: null}", false, R"({"b":null,"c":null})"},
    {"{a: null}", "{a: 1}", true, R"({"a":null})"},
    {"{a: 1}", "{a: {x: 2}}", false, R"({"a":1})"},
    {"{a: {x: 2}}", "{a: 1}", false, R"({"a":{"x":2}})"},
    {"{a: [1]}", "{a: [2, 3]}", false, R"({"a":[1]})"},
};

TEST(Values, OneTableGoesBeforeAnother) {
  for (const TableCase& item : kTableCases) {
    Arena arena;
    Sources sources;
    SourceFile dst{"d", std::string(item.dst)};
    SourceFile src{"s", std::string(item.src)};
    ValueMap* into = read_values(dst, arena, sources, 3);
    std::vector<std::string> warnings;
    coalesce_tables(*into, *read_values(src, arena, sources, 3), "", item.merge, warnings);
    EXPECT_EQ(to_json(Value::of_map(into)), item.expected) << item.dst << " " << item.src;
  }
}

struct SplitCase {
  std::string_view text;
  std::vector<std::string_view> helm3;
  std::vector<std::string_view> helm4;
};

TEST(Manifests, AreCutAsEachMajorCutsThem) {
  const SplitCase cases[] = {
      {"a\n---\nb\n", {"a", "b"}, {"a\n", "b\n"}},
      {"---\n---\na", {"---\na"}, {"a"}},
      {"a\n\n---x\nb  ", {"a", "x\nb"}, {"a\n\n", "x\nb  "}},
      {"a\n  ---\nb", {"a\n  ---\nb"}, {"a\n  ---\nb"}},
      {"\n \n", {}, {}},
      {"a\n--- # c\n", {"a", "# c"}, {"a\n", "# c\n"}},
  };
  for (const SplitCase& item : cases) {
    EXPECT_EQ(split_manifests(item.text, 3), item.helm3) << item.text;
    EXPECT_EQ(split_manifests(item.text, 4), item.helm4) << item.text;
  }
}

TEST(Manifests, ComeInTheOrderOfInstallation) {
  EXPECT_TRUE(installs_before("Namespace", "Secret", 3));
  EXPECT_TRUE(installs_before("APIService", "", 3));
  EXPECT_TRUE(installs_before("", "Zebra", 3));
  EXPECT_FALSE(installs_before("MutatingWebhookConfiguration", "", 3));
  EXPECT_TRUE(installs_before("MutatingWebhookConfiguration", "", 4));
  EXPECT_TRUE(read_hook_events("pre-install, Test").test);
  EXPECT_FALSE(read_hook_events("pre-install,").known);
}

TEST(KubeVersion, IsTakenApart) {
  KubeVersion version = parse_kube_version("1.31.5-gke.1000");
  EXPECT_EQ(version.full, "v1.31.5-gke.1000");
  EXPECT_EQ(version.normalized, "v1.31.5");
  EXPECT_EQ(version.minor, "31");
  for (std::string_view bad : {"", "x", "1", "01.2"}) {
    EXPECT_NE(outcome([&] { return parse_kube_version(bad), std::string(); }), "") << bad;
  }
}

TEST(PathMatch, IsGos) {
  EXPECT_EQ(path_match("a/*.y?ml", "a/b.yaml"), true);
  EXPECT_EQ(path_match("*", "a/b"), false);
  EXPECT_EQ(path_match("[^a-c]\\*", "d*"), true);
  EXPECT_EQ(path_match("a*b*c", "axbxxc"), true);
  EXPECT_EQ(path_match("a[", "b"), std::nullopt);
  EXPECT_EQ(path_match("[]a]", "]"), std::nullopt);
}

TEST(HelmIgnore, HasHelmsRules) {
  HelmIgnore rules("# comment\n*.bak\n/top/\nsub/*.txt\nfolder/\n");
  EXPECT_TRUE(rules.ignores("a/b.bak", false));
  EXPECT_TRUE(rules.ignores("top", true));
  EXPECT_FALSE(rules.ignores("a/top", true));
  EXPECT_TRUE(rules.ignores("sub/a.txt", false));
  EXPECT_FALSE(rules.ignores("x/sub/a.txt", false));
  EXPECT_TRUE(rules.ignores("a/folder", true));
  EXPECT_FALSE(rules.ignores("a/folder", false));
  EXPECT_TRUE(rules.ignores("templates/.x", false));
  EXPECT_TRUE(HelmIgnore("!keep").ignores("Chart.yaml", false));
  EXPECT_EQ(outcome([] { return HelmIgnore("a/**"), std::string(); }),
            "double-star (**) syntax is not supported");
}

TEST(ReleaseName, IsADnsName) {
  for (std::string_view good : {"a", "a-b.c0"}) {
    EXPECT_EQ(outcome([&] { return check_release_name(good), std::string(); }), "");
  }
  for (std::string_view bad : {"", "A", "a-", "a..b", ".a"}) {
    EXPECT_NE(outcome([&] { return check_release_name(bad), std::string(); }), "") << bad;
  }
  EXPECT_EQ(render_name_template("{{ \"A\" | lower }}-1", Environment{}), "a-1");
}

}  // namespace
}  // namespace drydock::render
