#include <gtest/gtest.h>

#include "core/json/write.h"
#include "core/yaml/decode.h"
#include "core/yaml/merge.h"
#include "core/yaml/read.h"
#include "core/yaml/rewrite.h"

namespace drydock {
namespace {

std::string decode(const std::string& text, YamlDecodeOptions options) {
  SourceFile file{"test.yaml", text};
  Arena arena;
  YamlDecoded decoded = decode_yaml_file(file, arena, options);
  EXPECT_EQ(decoded.go_error.empty(), !decoded.problem);
  return decoded.go_error.empty() ? to_json(decoded.value) : decoded.go_error;
}

std::string as_values(const std::string& text) { return decode(text, {}); }

std::string as_json(const std::string& text) {
  return decode(text, {YamlDialect::Sigs, YamlNumbers::Exact});
}

std::string strictly(const std::string& text) {
  return decode(text, {YamlDialect::Sigs, YamlNumbers::Exact, true});
}

std::string as_resource(const std::string& text) {
  return decode(text, {YamlDialect::Kustomize, YamlNumbers::Exact});
}

TEST(YamlDecode, NumbersAsValuesAndAsJson) {
  EXPECT_EQ(as_values("9007199254740993"), "9007199254740992");
  EXPECT_EQ(as_json("9007199254740993"), "9007199254740993");
  EXPECT_EQ(as_json("18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(as_values("18446744073709551615"), "18446744073709552000");
  EXPECT_EQ(as_json("1e3"), "1000");
  EXPECT_EQ(as_json("-0.0"), "-0");
  SourceFile file{"test.yaml", "1"};
  Arena arena;
  EXPECT_TRUE(decode_yaml_file(file, arena).value.is_float());
  EXPECT_TRUE(
      decode_yaml_file(file, arena, {YamlDialect::Sigs, YamlNumbers::Exact}).value.is_int());
}

TEST(YamlDecode, EmptyDocumentsAreNil) {
  for (const char* text : {"", "---\n", "# nothing\n", "~", "---\n---\na: 1\n"}) {
    EXPECT_EQ(as_json(text), "null") << text;
    EXPECT_EQ(as_resource(text), "null") << text;
  }
}

TEST(YamlDecode, KeysBecomeTexts) {
  EXPECT_EQ(as_json("1: a\n010: b\n1.5: c\ntrue: d\nno: e\n2001-01-01: f\n!!binary YQ==: g\n"),
            R"({"1":"a","1.5":"c","2001-01-01":"f","8":"b","a":"g","false":"e","true":"d"})");
  EXPECT_EQ(as_json("123456789.123: a"), R"({"1.2345679e+08":"a"})");
  EXPECT_EQ(as_json("~: a"), "unsupported map key of type: %!s(<nil>), key: <nil>, value: \"a\"");
  EXPECT_EQ(as_json("18446744073709551615: [1]"),
            "unsupported map key of type: uint64, key: 0xffffffffffffffff, value: "
            "[]interface {}{1}");
  EXPECT_EQ(as_json("? [a, ~, {b: 1.5}]\n: x"),
            "yaml: invalid map key: []interface {}{\"a\", interface {}(nil), "
            "map[interface {}]interface {}{\"b\":1.5}}");
  EXPECT_EQ(as_json("? {b: 1, 2: x, a: !!int z}\n: x"), "yaml: cannot decode !!str `z` as a !!int");
}

TEST(YamlDecode, LastKeyWinsUnlessStrict) {
  EXPECT_EQ(as_json("a: 1\na: 2\n"), R"({"a":2})");
  EXPECT_EQ(strictly("a: 1\nb:\n  c: 1\n  c: 2\na: 2\n"),
            "yaml: unmarshal errors:\n  line 4: key \"c\" already set in map\n"
            "  line 5: key \"a\" already set in map");
  EXPECT_EQ(strictly("1: a\n0x1: b\n"),
            "yaml: unmarshal errors:\n  line 2: key 1 already set in map");
  EXPECT_EQ(strictly("1: a\n'1': b\n.nan: c\n.NaN: d\n").find("unmarshal"), std::string::npos);
}

TEST(YamlDecode, Merges) {
  constexpr const char* kBase = "x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\nm:\n";
  auto merged = [&](const std::string& mapping) {
    std::string json = as_json(kBase + mapping);
    size_t at = json.find("\"m\":");
    return at == std::string::npos ? json : json.substr(at + 4, json.find('}', at) - at - 3);
  };
  EXPECT_EQ(merged("  a: 9\n  <<: *x\n"), R"({"a":1,"b":2})");
  EXPECT_EQ(merged("  <<: *x\n  a: 9\n"), R"({"a":9,"b":2})");
  EXPECT_EQ(merged("  <<: [*x, *y]\n"), R"({"a":1,"b":2,"c":4})");
  EXPECT_EQ(merged("  <<: [*y, *x]\n"), R"({"a":1,"b":3,"c":4})");
  EXPECT_EQ(merged("  <<: {<<: *x, b: 5}\n"), R"({"a":1,"b":5})");
  EXPECT_EQ(merged("  <<: *x\n  <<: *y\n"), R"({"a":1,"b":3,"c":4})");
  EXPECT_EQ(merged("  \"<<\": 1\n"), R"({"\u003c\u003c":1})");
  EXPECT_EQ(merged("  <<: 1\n"), "yaml: map merge requires map or sequence of maps as the value");
  EXPECT_EQ(merged("  k: &s [*x]\n  <<: *s\n"),
            "yaml: map merge requires map or sequence of maps as the value");
  EXPECT_EQ(strictly("x: &x {a: 1}\ny:\n  a: 2\n  <<: *x\n"),
            "yaml: unmarshal errors:\n  line 1: key \"a\" already set in map");
}

std::string merged_resource(const std::string& text) {
  SourceFile file{"test.yaml", text};
  Arena arena;
  YamlDocuments documents = read_yaml(file, arena, {YamlDialect::Kustomize});
  EXPECT_EQ(documents.go_error, "");
  apply_merges(arena, documents.roots[0], YamlDialect::Kustomize);
  std::string keys;
  for (const NodeEntry& pair : documents.roots[0]->find("m")->pairs()) {
    keys += (keys.empty() ? "" : " ") + std::string(pair.key->text()) + "=" +
            std::string(pair.value->text());
  }
  return keys;
}

TEST(YamlDecode, MergesOfKustomize) {
  std::string base = "x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\nm:\n";
  EXPECT_EQ(merged_resource(base + "  a: 9\n  <<: *x\n  d: 0\n"), "a=9 d=0 b=2");
  EXPECT_EQ(merged_resource(base + "  <<: [*x, *y]\n"), "b=2 c=4 a=1");
  EXPECT_EQ(merged_resource(base + "  <<: {<<: *x, z: 1}\n"), "z=1 a=1 b=2");
  EXPECT_EQ(merged_resource(base + "  \"<<\": {a: 1}\n  k: v\n"), "k=v");
  EXPECT_EQ(as_resource(base + "  a: 9\n  <<: *x\n"),
            R"({"m":{"a":9,"b":2},"x":{"a":1,"b":2},"y":{"b":3,"c":4}})");
}

TEST(YamlDecode, ValuesOfResources) {
  EXPECT_EQ(as_resource("a: yes\nb: 2024-01-01\nc: 0o7\nd: !!binary YQ==\n"),
            R"({"a":"yes","b":"2024-01-01T00:00:00Z","c":7,"d":"a"})");
  EXPECT_EQ(as_resource("a: {1: b}"), "json: unsupported type: map[interface {}]interface {}");
  EXPECT_EQ(as_resource("1: a\ntrue: b"), R"({"1":"a","true":"b"})");
  EXPECT_EQ(as_resource("a:\n  ~: b\n"),
            "yaml: unmarshal errors:\n  line 2: mapping key \"~\" already defined at line 2");
}

TEST(YamlDecode, ScalarsThatKustomizeRewrites) {
  EXPECT_EQ(as_resource("a: {b, c: }\nd: [2001-01-01T1:2:3Z, 2001-01-01]\n"),
            R"({"a":{"b":"","c":""},"d":["2001-01-01T1:2:3Z","2001-01-01T00:00:00Z"]})");
  EXPECT_EQ(as_resource("a: |1\n \tb\n"),
            "yaml: line 1: found a tab character where an indentation space is expected");
  EXPECT_EQ(refold("a\nb\n"), "a\nb\n");
  EXPECT_EQ(refold("a\n  b\nc\n"), "a\n\n  b\nc\n");
  EXPECT_EQ(refold("a\n\n\n"), "a\n\n\n\n");
  EXPECT_EQ(refold(" a\nb\nc\n"), " a\nb c\n");
  EXPECT_EQ(refold("\na"), "\na");
  EXPECT_EQ(refold("\n"), "\n");
  EXPECT_EQ(refold(""), "");
}

TEST(YamlDecode, WhatJsonCannotHold) {
  EXPECT_EQ(as_json("a: .inf"), "json: unsupported value: +Inf");
  EXPECT_EQ(as_json("b: -.inf\na: .nan"), "json: unsupported value: NaN");
  EXPECT_EQ(as_json("a: .inf\na: 1"), R"({"a":1})");
  EXPECT_EQ(as_json("!!binary /w==: a"), "{\"\\ufffd\":\"a\"}");
  EXPECT_EQ(as_values("a: !!binary /w=="), "{\"a\":\"\xEF\xBF\xBD\"}");
  EXPECT_EQ(as_json("a: !!binary '?'"), "yaml: !!binary value contains invalid base64 data");
}

TEST(YamlDecode, ListsHaveTheCapacityThatGoGivesThem) {
  SourceFile file{"test.yaml", "[1, 2, 3, 4, 5]"};
  Arena arena;
  Value list = decode_yaml_file(file, arena).value;
  EXPECT_EQ(list.as_list().size(), 5u);
  EXPECT_EQ(list.list_to_capacity().size(), 8u);
  EXPECT_TRUE(list.list_to_capacity()[7].is_nil());
}

TEST(YamlDecode, ProblemsHaveAPlace) {
  SourceFile file{"test.yaml", "a:\n  b: !!int x\n"};
  Arena arena;
  YamlDecoded decoded = decode_yaml_file(file, arena);
  ASSERT_TRUE(decoded.problem);
  EXPECT_EQ(decoded.problem->rule, "yaml-value");
  EXPECT_EQ(decoded.problem->where.line, 2);
  EXPECT_EQ(decoded.problem->where.column, 6);
}

}  // namespace
}  // namespace drydock
