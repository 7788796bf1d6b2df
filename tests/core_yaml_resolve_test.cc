#include <gtest/gtest.h>

#include <cmath>

#include "core/go_number.h"
#include "core/yaml/resolve.h"
#include "core/yaml/timestamp.h"

namespace drydock {
namespace {

std::string describe(const ResolvedScalar& scalar) {
  switch (scalar.type) {
    case ScalarType::Null:
      return "null";
    case ScalarType::Bool:
      return scalar.boolean ? "true" : "false";
    case ScalarType::Int:
      return "int " + (scalar.is_unsigned ? format_go_uint(scalar.unsigned_integer) + "u"
                                          : format_go_int(scalar.integer));
    case ScalarType::Float:
      return "float " + format_go_float(scalar.number);
    case ScalarType::Timestamp:
      return "timestamp";
    case ScalarType::Binary:
      return "binary";
    case ScalarType::Merge:
      return "merge";
    case ScalarType::String:
      return "text";
  }
  return "?";
}

struct PlainRow {
  const char* text;
  const char* sigs;
  const char* kustomize = nullptr;  // where it differs
};

// clang-format off
constexpr PlainRow kPlainRows[] = {
    {"", "null"}, {"~", "null"}, {"null", "null"}, {"Null", "null"}, {"NULL", "null"}, {"nULL", "text"},
    {"true", "true"}, {"True", "true"}, {"TRUE", "true"}, {"tRUE", "text"}, {"false", "false"},
    {"y", "true", "text"}, {"Y", "true", "text"}, {"yes", "true", "text"}, {"Yes", "true", "text"},
    {"yEs", "text"}, {"n", "false", "text"}, {"no", "false", "text"}, {"NO", "false", "text"},
    {"on", "true", "text"}, {"On", "true", "text"}, {"oN", "text"}, {"off", "false", "text"}, {"OFF", "false", "text"},
    {"0", "int 0"}, {"-0", "int 0"}, {"+5", "int 5"}, {"007", "int 7"}, {"08", "float 8"}, {"-010", "int -8"},
    {"1_000", "int 1000"}, {"_1", "text"}, {"1_", "int 1"}, {"0x1F", "int 31"}, {"0X1f", "int 31"}, {"0x", "text"},
    {"0b101", "int 5"}, {"-0b11", "int -3"}, {"0b-11", "int -3"}, {"0b12", "text"},
    {"0o17", "int 15"}, {"-0o17", "int -15"}, {"0o-7", "text", "int -7"}, {"0o8", "text"},
    {"9223372036854775807", "int 9223372036854775807"}, {"9223372036854775808", "int 9223372036854775808u"},
    {"18446744073709551615", "int 18446744073709551615u"}, {"18446744073709551616", "float 1.8446744073709552e+19"},
    {"-9223372036854775808", "int -9223372036854775808"}, {"-9223372036854775809", "float -9.223372036854776e+18"},
    {"1.5", "float 1.5"}, {".5", "float 0.5"}, {"5.", "float 5"}, {"-.5", "float -0.5"}, {"+.5e3", "float 500"},
    {"1e3", "float 1000"}, {"1E+3", "float 1000"}, {"1e", "text"}, {"e3", "text"}, {"1e400", "text"}, {"1e-400", "float 0"},
    {".e3", "text"}, {".", "text"}, {"..", "text"}, {"+", "text"}, {"-", "text"}, {".1_0", "float 0.1"}, {"0x1p4", "text"},
    {".inf", "float +Inf"}, {"-.Inf", "float -Inf"}, {"+.INF", "float +Inf"}, {".iNF", "text"}, {".nan", "float NaN"},
    {"-.nan", "text"}, {"inf", "text"}, {"nan", "text"}, {"NaN", "text"},
    {"1:30", "text"}, {"190:20:30", "text"}, {"=", "text"}, {"<<", "text"}, {"1.2.3", "text"}, {"12e03", "float 12000"},
    {"2001-01-01", "timestamp"}, {"2001-1-1", "timestamp"}, {"2001-02-30", "text"}, {"2001-13-01", "text"},
    {"2001-12-14t21:59:43.10-05:00", "timestamp"}, {"2001-12-14 21:59:43.10", "timestamp"},
    {"2001-12-14   21:59:43", "timestamp"}, {"2001-12-14 21:59:43.10 -5", "text"}, {"2001-12-14T21:59:43", "text"},
    {"2001-12-14T21:59:43Z", "timestamp"}, {"2001-12-14T1:2:3Z", "timestamp"}, {"2001-12-14T24:00:00Z", "text"},
    {"2001-12-14 1:2:3,5", "timestamp"}, {"20011-01-01", "text"}, {"2000-02-29", "timestamp"}, {"1900-02-29", "text"},
    {"\xC3\xA9", "text"}, {"a", "text"}, {"0 ", "text"}, {"12a", "text"},
};
// clang-format on

TEST(YamlResolve, PlainScalars) {
  for (const PlainRow& row : kPlainRows) {
    const char* kustomize = row.kustomize ? row.kustomize : row.sigs;
    EXPECT_EQ(describe(resolve_plain(row.text, YamlDialect::Sigs)), row.sigs) << row.text;
    EXPECT_EQ(describe(resolve_plain(row.text, YamlDialect::Kustomize)), kustomize) << row.text;
  }
}

struct TaggedRow {
  const char* tag;
  NodeStyle style;
  const char* text;
  const char* sigs;
  const char* kustomize = nullptr;  // where it differs
};

constexpr TaggedRow kTaggedRows[] = {
    {nullptr, NodeStyle::DoubleQuoted, "1", "text"},
    {nullptr, NodeStyle::Literal, "", "text"},
    {"!", NodeStyle::Plain, "1", "text", "int 1"},
    {"!", NodeStyle::Plain, "", "text", "null"},
    {"tag:yaml.org,2002:str", NodeStyle::Plain, "1", "text"},
    {"tag:yaml.org,2002:int", NodeStyle::DoubleQuoted, "1", "int 1"},
    {"tag:yaml.org,2002:int", NodeStyle::Plain, "a", "cannot decode !!str `a` as a !!int"},
    {"tag:yaml.org,2002:int", NodeStyle::Plain, "1.5", "cannot decode !!float `1.5` as a !!int"},
    {"tag:yaml.org,2002:int", NodeStyle::Plain, "", "cannot decode !!null `` as a !!int"},
    {"tag:yaml.org,2002:float", NodeStyle::Plain, "1", "float 1"},
    {"tag:yaml.org,2002:float", NodeStyle::Plain, "18446744073709551615",
     "cannot decode !!int `18446744073709551615` as a !!float"},
    {"tag:yaml.org,2002:bool", NodeStyle::Plain, "yes", "true",
     "cannot decode !!str `yes` as a !!bool"},
    {"tag:yaml.org,2002:null", NodeStyle::SingleQuoted, "", "null"},
    {"tag:yaml.org,2002:null", NodeStyle::Plain, "x", "cannot decode !!str `x` as a !!null"},
    {"tag:yaml.org,2002:timestamp", NodeStyle::DoubleQuoted, "2001-01-01", "timestamp"},
    {"tag:yaml.org,2002:timestamp", NodeStyle::Plain, "1",
     "cannot decode !!int `1` as a !!timestamp"},
    {"tag:yaml.org,2002:binary", NodeStyle::Plain, "!", "binary"},
    {"tag:yaml.org,2002:seq", NodeStyle::Plain, "1", "text"},
    {"!custom", NodeStyle::Plain, "1", "text"},
    {"!!int", NodeStyle::Plain, "1", "text", "int 1"},  // written as !<!!int>
};

std::string describe_tagged(const TaggedRow& row, YamlDialect dialect) {
  Node node;
  node.style = row.style;
  node.tag_text = row.tag;
  node.text_data = row.text;
  node.size = static_cast<uint32_t>(std::strlen(row.text));
  std::string problem;
  ResolvedScalar scalar = resolve_scalar(node, dialect, &problem);
  return problem.empty() ? describe(scalar) : problem;
}

TEST(YamlResolve, TagsAndQuotes) {
  for (const TaggedRow& row : kTaggedRows) {
    SCOPED_TRACE(std::string(row.tag ? row.tag : "no tag") + " " + row.text);
    EXPECT_EQ(describe_tagged(row, YamlDialect::Sigs), row.sigs);
    EXPECT_EQ(describe_tagged(row, YamlDialect::Kustomize),
              row.kustomize ? row.kustomize : row.sigs);
  }
}

TEST(YamlResolve, MergeKeys) {
  Arena arena;
  auto merges = [&](NodeStyle style, const char* tag, YamlDialect dialect) {
    Node* key = make_scalar(arena, "<<", style);
    key->tag_text = tag;
    return is_merge_key(*key, dialect);
  };
  for (YamlDialect dialect : {YamlDialect::Sigs, YamlDialect::Kustomize}) {
    EXPECT_TRUE(merges(NodeStyle::Plain, nullptr, dialect));
    EXPECT_TRUE(merges(NodeStyle::DoubleQuoted, "tag:yaml.org,2002:merge", dialect));
    EXPECT_FALSE(merges(NodeStyle::DoubleQuoted, nullptr, dialect));
    EXPECT_FALSE(merges(NodeStyle::Plain, "tag:yaml.org,2002:str", dialect));
  }
  EXPECT_TRUE(merges(NodeStyle::DoubleQuoted, "!", YamlDialect::Sigs));
  EXPECT_FALSE(merges(NodeStyle::DoubleQuoted, "!", YamlDialect::Kustomize));
}

TEST(YamlResolve, BinaryIsStrictBase64WithLineBreaks) {
  EXPECT_EQ(decode_yaml_binary(""), "");
  EXPECT_EQ(decode_yaml_binary("YQ=="), "a");
  EXPECT_EQ(decode_yaml_binary("YW\nI=\n"), "ab");
  EXPECT_EQ(decode_yaml_binary("YWJj\r\n"), "abc");
  EXPECT_EQ(decode_yaml_binary(std::string_view("/w==")), "\xFF");
  for (const char* bad :
       {"Y", "YQ", "YQ=", "YQ===", "=", "Y===", "YQ==YQ==", "YQ=a", "YW I=", "!"}) {
    EXPECT_FALSE(decode_yaml_binary(bad)) << bad;
  }
}

TEST(YamlResolve, TimestampsAsJson) {
  auto rewritten = [](std::string_view text) -> std::string {
    std::optional<YamlTimestamp> time = parse_yaml_timestamp(text);
    return time ? to_rfc3339(*time).value_or("refused") : "none";
  };
  EXPECT_EQ(rewritten("2024-1-2"), "2024-01-02T00:00:00Z");
  EXPECT_EQ(rewritten("2001-12-14t21:59:43.10-05:00"), "2001-12-14T21:59:43.1-05:00");
  EXPECT_EQ(rewritten("2001-12-14 21:59:43.1234567891"), "2001-12-14T21:59:43.123456789Z");
  EXPECT_EQ(rewritten("2001-12-14T21:59:43.000+00:00"), "2001-12-14T21:59:43Z");
  EXPECT_EQ(rewritten("2001-12-14T21:59:43+24:00"), "refused");
  EXPECT_EQ(rewritten("2001-12-14T21:59:43+25:00"), "none");
  EXPECT_EQ(rewritten("2001-12-14T21:59:43+0100"), "none");
  EXPECT_EQ(rewritten("2001-12-14T"), "none");
  EXPECT_EQ(rewritten("2001-12-14 "), "none");
}

}  // namespace
}  // namespace drydock
