#include <gtest/gtest.h>

#include "core/error.h"
#include "core/json/parse.h"
#include "core/yaml/read.h"
#include "schemas/decimal.h"
#include "schemas/formats.h"
#include "schemas/idna.h"
#include "schemas/json_value.h"
#include "schemas/pattern.h"
#include "schemas/uri.h"

namespace drydock::schemas {
namespace {

TEST(Decimal, ComparesByValueAndNotBySpelling) {
  struct Fact {
    const char* a;
    const char* b;
    int order;
  };
  constexpr Fact kFacts[] = {
      {"1", "1.0", 0},
      {"10e-1", "1", 0},
      {"0", "-0.0e5", 0},
      {"-1", "1", -1},
      {"-2", "-10", 1},
      {"0.1", "0.10000000000000000001", -1},
      {"9007199254740993", "9007199254740992", 1},
      {"123456789012345678901234567890", "123456789012345678901234567891", -1},
      {"1e400", "1e401", -1},
      {"1E+2", "100", 0},
      {"1e-400", "0", 1},
      {"1e99999999999999999999", "1e9", 1},
      {"-1e99999999999999999999", "5", -1},
  };
  for (const Fact& fact : kFacts) {
    auto sign = [](int order) { return (order > 0) - (order < 0); };
    EXPECT_EQ(sign(compare_decimals(fact.a, fact.b)), fact.order) << fact.a << " " << fact.b;
    EXPECT_EQ(sign(compare_decimals(fact.b, fact.a)), -fact.order) << fact.a << " " << fact.b;
    EXPECT_TRUE(fact.order != 0 || hash_decimal(fact.a) == hash_decimal(fact.b));
  }
}

TEST(Decimal, DividesExactly) {
  struct Fact {
    const char* number;
    const char* divisor;
    bool is_multiple;
  };
  constexpr Fact kFacts[] = {
      {"10", "2", true},
      {"7", "2", false},
      {"-6", "3", true},
      {"0", "7", true},
      {"0.0075", "0.0001", true},
      {"0.00751", "0.0001", false},
      {"4.5", "1.5", true},
      {"1e308", "0.123456789", false},
      {"1e308", "0.5", true},
      {"1e308", "7", false},
      {"12391239123", "1e-8", true},
      {"123456789012345678901234567890", "3", true},
      {"123456789012345678901234567891", "3", false},
      {"121932631112635269", "123456789", true},
      {"15241578753238836750495351562536198787501905199875019052100",
       "123456789012345678901234567890", true},
      {"15241578753238836750495351562536198787501905199875019052101",
       "123456789012345678901234567890", false},
      {"1e1000000", "1024", true},
      {"5", "0", false},
      {"5", "-5", false},
  };
  for (const Fact& fact : kFacts)
    EXPECT_EQ(is_multiple_of(fact.number, fact.divisor), fact.is_multiple)
        << fact.number << " " << fact.divisor;
}

TEST(Decimal, KnowsIntegersAndCounts) {
  EXPECT_TRUE(is_integer("1.0"));
  EXPECT_TRUE(is_integer("1e3"));
  EXPECT_TRUE(is_integer("0.00"));
  EXPECT_FALSE(is_integer("1.5"));
  EXPECT_FALSE(is_integer("1e-3"));
  EXPECT_EQ(to_count("2.0"), 2u);
  EXPECT_EQ(to_count("1e3"), 1000u);
  EXPECT_EQ(to_count("0"), 0u);
  EXPECT_EQ(to_count("1e30"), UINT64_MAX);
  EXPECT_EQ(to_count("-1"), std::nullopt);
  EXPECT_EQ(to_count("1.5"), std::nullopt);
}

TEST(Uri, ResolvesReferences) {
  constexpr std::string_view kBase = "http://a/b/c/d;p?q";
  struct Fact {
    const char* reference;
    const char* target;
  };
  // RFC 3986, section 5.4.
  constexpr Fact kFacts[] = {
      {"g:h", "g:h"},
      {"g", "http://a/b/c/g"},
      {"./g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},
      {"//g", "http://g"},
      {"?y", "http://a/b/c/d;p?y"},
      {"#s", "http://a/b/c/d;p?q#s"},
      {"", "http://a/b/c/d;p?q"},
      {"..", "http://a/b/"},
      {"../../../g", "http://a/g"},
      {"g/./h/../i", "http://a/b/c/g/i"},
  };
  for (const Fact& fact : kFacts) EXPECT_EQ(resolve_uri(kBase, fact.reference), fact.target);
  EXPECT_EQ(resolve_uri("urn:uuid:1234", "#/a"), "urn:uuid:1234#/a");
  EXPECT_EQ(resolve_uri("", "a.json"), "a.json");
  EXPECT_EQ(resolve_uri("http://host", "x"), "http://host/x");
  EXPECT_EQ(percent_decode("a%25b%2fc%"), "a%b/c%");
  EXPECT_EQ(unescape_pointer_token("a~1b~0c~"), "a/b~c~");
}

TEST(Pattern, SpeaksEcmaScript) {
  struct Fact {
    const char* pattern;
    const char* text;
    bool matches;
  };
  constexpr Fact kFacts[] = {
      {"b", "abc", true},
      {"^\\w+$", "aé", false},
      {"^\\p{Letter}+$", "aé", true},
      {"^\\p{Script=Greek}$", "α", true},
      {"^\\P{L}$", "1", true},
      {"^\\S$", "\xC2\xA0", false},
      {"^[\\S]$", "x", true},
      {"^[^\\s\\d]$", "1", false},
      {"^.$", "\n", false},
      {"^.$", "\xE2\x80\xA8", false},
      {"^[^]$", "\n", true},
      {"[]", "x", false},
      {"^a$", "a\n", false},
      {"^\\u0041\\x42\\u{43}$", "ABC", true},
      {"^\\ud83d\\udc32$", "🐲", true},
      {"^(?<year>\\d{4})-(?:\\d\\d)$", "2024-05", true},
      {"^\\/\\-\\_$", "/-_", true},
      {"^a{,3}$", "a{,3}", true},
      {"^[a\\-z]$", "-", true},
      {"^[\\b]$", "\b", true},
      {"a|^b$", "xa", true},
      // Look-around at the ends.
      {"^(?!x)[a-z]+$", "abc", true},
      {"^(?!x)[a-z]+$", "xbc", false},
      {"^(?=.*\\d)(?=.*[a-z]).{4,}$", "abc1", true},
      {"^(?=.*\\d)(?=.*[a-z]).{4,}$", "abcd", false},
      {"^[a-z-]+(?<!-)$", "a-b", true},
      {"^[a-z-]+(?<!-)$", "ab-", false},
      {"^(?!a)b$|^c$", "c", true},
      {"^(?!.*--).*$", "a--b", false},
  };
  for (const Fact& fact : kFacts) {
    Pattern pattern(fact.pattern);
    EXPECT_EQ(pattern.problem(), "") << fact.pattern;
    EXPECT_EQ(pattern.matches(fact.text), fact.matches) << fact.pattern << " on " << fact.text;
  }
}

TEST(Pattern, SaysWhatItCannotRun) {
  constexpr const char* kUnsupported[] = {"(a)\\1",      "a(?=b)c",   "(?<n>a)\\k<n>",
                                          "(?:a(?!b))+", "(?<!a)b+c", "^a{1,5000}$"};
  for (const char* text : kUnsupported) {
    Pattern pattern(text);
    EXPECT_EQ(pattern.status(), Pattern::Status::Unsupported) << text;
    EXPECT_NE(pattern.problem(), "") << text;
    EXPECT_FALSE(pattern.matches("aab"));
    EXPECT_TRUE(is_ecma_pattern(text)) << text;
  }
  constexpr const char* kInvalid[] = {"(a",    "a)", "[a",    "*a", "a**",
                                      "[z-a]", "\\", "\\p{}", "(?", "\\u12"};
  for (const char* text : kInvalid) {
    EXPECT_EQ(Pattern(text).status(), Pattern::Status::Invalid) << text;
    EXPECT_FALSE(is_ecma_pattern(text)) << text;
  }
}

TEST(Pattern, TakesWhatOtherDialectsWrite) {
  EXPECT_TRUE(Pattern("(?i)^ABC$").matches("abc"));
  EXPECT_TRUE(Pattern("(?P<n>a)").matches("a"));
  EXPECT_TRUE(Pattern("\\Aa\\z").matches("a"));
  EXPECT_FALSE(is_ecma_pattern("(?i)a"));
  EXPECT_FALSE(is_ecma_pattern("\\Z"));
  EXPECT_TRUE(Pattern("(?<n>[[:alpha:]])", PatternSyntax::Go).matches("a"));
  EXPECT_FALSE(Pattern("(?=a)", PatternSyntax::Go).matches("a"));
}

TEST(Pattern, HostileOnesAreLinearOrRefused) {
  std::string text(100000, 'a');
  EXPECT_FALSE(Pattern("^(a+)+$").matches(text + "!"));
  EXPECT_EQ(Pattern(std::string(5000, '(')).status(), Pattern::Status::Invalid);
  std::string nested = std::string(2000, '(') + "a" + std::string(2000, ')');
  EXPECT_NE(Pattern(nested).status(), Pattern::Status::Usable);
  EXPECT_NE(Pattern("((a{1000}){1000}){1000}").status(), Pattern::Status::Usable);
}

TEST(Punycode, GoesBothWays) {
  EXPECT_EQ(encode_punycode(U"bücher"), "bcher-kva");
  EXPECT_EQ(decode_punycode("bcher-kva"), U"bücher");
  EXPECT_EQ(decode_punycode("99999999"), std::nullopt);
  EXPECT_EQ(decode_punycode("é"), std::nullopt);
}

JsonValue from_json(std::string_view text, Arena& arena) {
  JsonParseOptions options;
  options.numbers = JsonNumbers::Literal;
  return json_from_value(parse_json(text, arena, options).value, arena);
}

TEST(JsonValue, ComparesAsJson) {
  Arena arena;
  auto equal = [&](std::string_view a, std::string_view b) {
    JsonValue x = from_json(a, arena);
    JsonValue y = from_json(b, arena);
    EXPECT_TRUE(!json_equal(x, y) || json_hash(x) == json_hash(y)) << a;
    return json_equal(x, y);
  };
  EXPECT_TRUE(equal(R"({"a": [1, 2.0], "b": null})", R"({"b": null, "a": [1.0, 2]})"));
  EXPECT_FALSE(equal("1", "true"));
  EXPECT_FALSE(equal("0", "false"));
  EXPECT_FALSE(equal("[1,2]", "[2,1]"));
  EXPECT_FALSE(equal("\"1\"", "1"));
  EXPECT_FALSE(equal("12345678901234567890", "12345678901234567891"));
}

TEST(JsonValue, ReadsYamlAsGoTurnsItIntoJson) {
  Arena arena;
  SourceFile file{"a.yaml",
                  "base: &base {a: 1, b: 2}\nmerged: {<<: *base, b: 3}\n1: one\ntrue: yes\n"
                  "text: \"1\"\nhex: 0x10\nfloat: 1.50\nnothing: ~\n"};
  YamlDocuments documents = read_yaml(file, arena);
  ASSERT_EQ(documents.roots.size(), 1u);
  JsonValue value = json_from_node(*documents.roots[0], YamlDialect::Sigs, arena);
  EXPECT_EQ(json_excerpt(value, 1000),
            R"({"1":"one","base":{"a":1,"b":2},"float":1.5,"hex":16,"merged":{"a":1,"b":3},)"
            R"("nothing":null,"text":"1","true":true})");
  EXPECT_EQ(value.find("hex")->where().line, 6);
}

TEST(JsonValue, CutsExcerpts) {
  Arena arena;
  EXPECT_EQ(json_excerpt(from_json("\"äöüäöü\"", arena), 6), "\"äö…");
  EXPECT_EQ(json_excerpt(from_json("[1,2,3,4,5,6,7,8,9]", arena), 8), "[1,2,3,4…");
}

TEST(JsonValue, RefusesWhatIsTooDeep) {
  Arena arena;
  std::string text = std::string(3000, '[') + std::string(3000, ']');
  EXPECT_THROW(from_json(text, arena), Error);
}

}  // namespace
}  // namespace drydock::schemas
