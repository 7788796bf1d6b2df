#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/json/parse.h"
#include "core/json/write.h"

namespace drydock {
namespace {

struct StringRow {
  std::string_view text;
  std::string_view json;
};

constexpr StringRow kStrings[] = {
    {"", R"("")"},
    {"plain é 😀", R"("plain é 😀")"},
    {"<a href=\"x\">&", R"("\u003ca href=\"x\"\u003e\u0026")"},
    {"\b\f\n\r\t\\\x01\x1f", R"("\b\f\n\r\t\\\u0001\u001f")"},
    {"\x7f", "\"\x7f\""},
    {"a\u2028b\u2029", R"("a\u2028b\u2029")"},
    {"\xff\xc3(", R"("\ufffd\ufffd(")"},
};

TEST(JsonWrite, EscapesStringsAsGoDoes) {
  for (const StringRow& row : kStrings) {
    std::string out;
    append_json_string(out, row.text);
    EXPECT_EQ(out, row.json);
  }
  std::string out;
  append_json_string(out, "<&>\u2028", false);
  EXPECT_EQ(out, R"("<&>\u2028")");
}

TEST(JsonWrite, WritesEveryKindOfValue) {
  Arena arena;
  ValueMap map(arena);
  Value items[] = {Value::of_bool(true), Value::of_int(INT64_MIN), Value::of_uint(UINT64_MAX),
                   Value::of_float(1e21), Value::of_float(0.1F, GoType::Float32)};
  map.set("b", Value::of_list(items));
  map.set("a", Value());
  map.set("nil", Value::nil_list());
  map.set("empty", Value::of_list({}));
  map.set("bytes", Value::of_bytes("any carnal pleas"));
  EXPECT_EQ(to_json(Value::of_map(&map)),
            R"({"a":null,"b":[true,-9223372036854775808,18446744073709551615,1e+21,0.1],)"
            R"("bytes":"YW55IGNhcm5hbCBwbGVhcw==","empty":[],"nil":null})");
}

TEST(JsonWrite, Indents) {
  Arena arena;
  Value value = parse_json(R"({"a":[1,{"b":[]},{}],"c":"x"})", arena).value;
  EXPECT_EQ(to_indented_json(value, ">", "  "),
            "{\n>  \"a\": [\n>    1,\n>    {\n>      \"b\": []\n>    },\n>    {}\n>  ],\n"
            ">  \"c\": \"x\"\n>}");
}

std::string failure(const Value& value, const JsonWriteOptions& options = {}) {
  try {
    return to_json(value, options);
  } catch (const Error& error) {
    return std::string(error.diagnostic().rule) + ": " + error.diagnostic().message;
  }
}

TEST(JsonWrite, RefusesWhatJsonCannotHold) {
  EXPECT_EQ(failure(Value::of_float(std::nan(""))), "json-value: json: unsupported value: NaN");
  EXPECT_EQ(failure(Value::of_float(-INFINITY)), "json-value: json: unsupported value: -Inf");
}

TEST(JsonWrite, EndsOnCyclesAndOnExplosions) {
  Arena arena;
  ValueMap self(arena);
  self.set("self", Value::of_map(&self));
  EXPECT_EQ(failure(Value::of_map(&self)),
            "json-value: json: unsupported value: encountered a cycle via map[string]interface {}");

  // Sixty levels that each hold the one below twice.
  Value value = Value::of_string("x");
  for (int i = 0; i < 60; ++i) {
    Value* pair = arena.array<Value>(2);
    pair[0] = pair[1] = value;
    value = Value::of_list({pair, 2});
  }
  JsonWriteOptions options;
  options.max_bytes = 1 << 20;
  EXPECT_EQ(failure(value, options), "memory-limit: a value is too large to be written as JSON");
}

}  // namespace
}  // namespace drydock
