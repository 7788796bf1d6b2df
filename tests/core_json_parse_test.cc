#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "core/error.h"
#include "core/json/parse.h"
#include "core/json/write.h"

namespace drydock {
namespace {

/// The text read and written again, or "error at OFFSET: MESSAGE".
std::string reread(std::string_view text, const JsonParseOptions& options = {}) {
  Arena arena;
  JsonResult result = parse_json(text, arena, options);
  if (!result.ok()) {
    return "error at " + std::to_string(result.error->offset) + ": " + result.error->message;
  }
  return to_json(result.value);
}

struct Reread {
  std::string_view text;
  std::string_view result;
};

constexpr Reread kValues[] = {
    {" {\"b\": [1, 2.50, -0], \"a\": {}, \"c\": []} \n", R"({"a":{},"b":[1,2.5,-0],"c":[]})"},
    {R"({"a":1,"b":2,"a":3})", R"({"a":3,"b":2})"},
    {R"("\u00e9\ud83d\ude00\/\"\b")", "\"é😀/\\\"\\b\""},
    {R"("\ud83dx\ude00")", "\"\xEF\xBF\xBDx\xEF\xBF\xBD\""},
    {R"("\ud83d\ud83d\ude00")", "\"\xEF\xBF\xBD😀\""},
    {"\"a\xffz\xc3(\"", "\"a\xEF\xBF\xBDz\xEF\xBF\xBD(\""},
    {"9007199254740993", "9007199254740992"},
    {"1e2", "100"},
    {"null", "null"},
};

TEST(JsonParse, ReadsAsGoDoes) {
  for (const Reread& row : kValues) EXPECT_EQ(reread(row.text), row.result) << row.text;
}

constexpr Reread kErrors[] = {
    {"", "error at 0: unexpected end of JSON input"},
    {"x", "error at 0: invalid character 'x' looking for beginning of value"},
    {"[1,]", "error at 3: invalid character ']' looking for beginning of value"},
    {"{\"a\" 1}", "error at 5: invalid character '1' after object key"},
    {"{a:1}", "error at 1: invalid character 'a' looking for beginning of object key string"},
    {"{\"a\":1 \"b\"}", "error at 7: invalid character '\"' after object key:value pair"},
    {"[1 2]", "error at 3: invalid character '2' after array element"},
    {"1 2", "error at 2: invalid character '2' after top-level value"},
    {"01", "error at 1: invalid character '1' after top-level value"},
    {"-x", "error at 1: invalid character 'x' in numeric literal"},
    {"1.", "error at 2: invalid character ' ' after decimal point in numeric literal"},
    {"1e+", "error at 3: invalid character ' ' in exponent of numeric literal"},
    {"tru", "error at 3: invalid character ' ' in literal true (expecting 'e')"},
    {"\"a\nb\"", "error at 2: invalid character '\\n' in string literal"},
    {"\"\\x\"", "error at 2: invalid character 'x' in string escape code"},
    {"\"\\u12g\"", "error at 5: invalid character 'g' in \\u hexadecimal character escape"},
    {"\"abc", "error at 4: unexpected end of JSON input"},
    {"'a'", "error at 0: invalid character '\\'' looking for beginning of value"},
    {"\x01", "error at 0: invalid character '\\x01' looking for beginning of value"},
    {"\xC3\xA9", "error at 0: invalid character 'Ã' looking for beginning of value"},
    {"[1e400]", "error at 1: json: cannot unmarshal number 1e400 into Go value of type float64"},
    {"[1e400,]", "error at 7: invalid character ']' looking for beginning of value"},
};

TEST(JsonParse, WordsErrorsAsGoDoes) {
  for (const Reread& row : kErrors) EXPECT_EQ(reread(row.text), row.result) << row.text;
}

TEST(JsonParse, StopsAfterTheFirstValueWhenAsked) {
  JsonParseOptions options;
  options.first_value_only = true;
  EXPECT_EQ(reread("{} rest", options), "{}");
  EXPECT_EQ(reread("[1", options), "error at 2: unexpected EOF");
  EXPECT_EQ(reread(" ", options), "error at 1: EOF");
  Arena arena;
  EXPECT_EQ(parse_json(" 12 34", arena, options).end, 3u);
}

TEST(JsonParse, KeepsNumbersAsAsked) {
  JsonParseOptions exact;
  exact.numbers = JsonNumbers::Exact;
  std::string_view numbers = "[9007199254740993,18446744073709551615,18446744073709551616,1.0]";
  EXPECT_EQ(reread(numbers, exact),
            "[9007199254740993,18446744073709551615,18446744073709552000,1]");
  JsonParseOptions literal;
  literal.numbers = JsonNumbers::Literal;
  EXPECT_EQ(reread("[1.000,1E400]", literal), "[1.000,1E400]");
  Arena arena;
  EXPECT_EQ(json_number_literal(parse_json("-0.50", arena, literal).value), "-0.50");
  EXPECT_EQ(json_number_literal(Value::of_int(1)), std::nullopt);
}

TEST(JsonParse, BoundsDepth) {
  std::string deep(10000, '[');
  EXPECT_EQ(reread(deep + std::string(10000, ']')).size(), 20000u);
  EXPECT_EQ(reread(deep + "[]"), "error at 10000: invalid character '[' exceeded max depth");
}

TEST(JsonParse, NamesTheLineAndColumn) {
  Sources sources;
  const SourceFile& file = sources.add("values.json", "{\n  \"é\": x\n}\n");
  Arena arena;
  try {
    parse_json_file(file, arena);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.diagnostic().rule, "json-syntax");
    EXPECT_EQ(error.diagnostic().where.line, 2);
    EXPECT_EQ(error.diagnostic().where.column, 8);
  }
}

/// A random document of pieces that are often valid together.
std::string random_document(std::mt19937& random, int depth) {
  auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  constexpr std::string_view kScalars[] = {
      "0",       "-1.5e3",         "12345678901234567890", "true",  "false", "null", "\"\"",
      "\"a b\"", "\"\\u00e9\\n\"", "\"\\ud83d\\ude00\"",   "\"é\"", "1e-7"};
  if (depth == 0 || pick(3) == 0) return std::string(kScalars[pick(std::size(kScalars))]);
  bool object = pick(2) == 0;
  std::string out = object ? "{" : "[";
  for (int i = 0, n = pick(5); i < n; ++i) {
    if (i > 0) out += ", ";
    if (object) out += "\"k" + std::to_string(pick(8)) + "\": ";
    out += random_document(random, depth - 1);
  }
  return out + (object ? "}" : "]");
}

TEST(JsonParse, AgreesWithAnotherReader) {
  std::mt19937 random(5);
  for (int i = 0; i < 2000; ++i) {
    std::string text = random_document(random, 5);
    Arena arena;
    JsonParseOptions options;
    options.numbers = JsonNumbers::Exact;
    JsonResult ours = parse_json(text, arena, options);
    ASSERT_TRUE(ours.ok()) << text;
    EXPECT_EQ(nlohmann::json::parse(text), nlohmann::json::parse(to_json(ours.value))) << text;
    // Cut anywhere, both refuse it or both take it.
    std::string cut = text.substr(0, random() % text.size());
    EXPECT_EQ(parse_json(cut, arena).ok(), nlohmann::json::accept(cut)) << cut;
  }
}

}  // namespace
}  // namespace drydock
