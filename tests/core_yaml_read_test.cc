#include <gtest/gtest.h>

#include "core/error.h"
#include "core/json/write.h"
#include "core/yaml/decode.h"
#include "core/yaml/read.h"

namespace drydock {
namespace {

/// A text, what was read of it, and what that lives in.
struct Reading {
  explicit Reading(std::string text, YamlReadOptions options = {})
      : file{"test.yaml", std::move(text)}, documents(read_yaml(file, arena, options)) {}

  SourceFile file;
  Arena arena;
  YamlDocuments documents;
};

/// A compact form of a tree: "{a@1:1: [b@1:4]@1:3}@1:1".
std::string dump(const Node* node) {
  if (!node) return "null";
  std::string out;
  if (node->tag_text) out += "<" + std::string(node->tag()) + ">";
  if (node->is_scalar()) {
    constexpr const char* kMarks[] = {"", "'", "\"", "|", ">"};
    const char* mark = kMarks[static_cast<int>(node->style)];
    out += mark + std::string(node->text()) + mark;
  } else {
    bool mapping = node->is_mapping();
    bool flow = node->style == NodeStyle::Flow;
    out += flow ? "flow" : "";
    out += mapping ? "{" : "[";
    for (const Node* item : node->elements()) out += (out.back() == '[' ? "" : ", ") + dump(item);
    for (const NodeEntry& pair : node->pairs()) {
      out += (out.back() == '{' ? "" : ", ") + dump(pair.key) + ": " + dump(pair.value);
    }
    out += mapping ? "}" : "]";
  }
  return out + "@" + std::to_string(node->line) + ":" + std::to_string(node->column);
}

std::string dump_all(const YamlDocuments& documents) {
  std::string out;
  for (const Node* root : documents.roots) out += (out.empty() ? "" : " | ") + dump(root);
  return out;
}

struct TreeRow {
  const char* text;
  const char* tree;
};

constexpr TreeRow kTrees[] = {
    {"a: b\n", "{a@1:1: b@1:4}@1:1"},
    {"a:\n- b\n- 'c'\n", "{a@1:1: [b@2:3, 'c'@3:3]@2:1}@1:1"},
    {"{a: [b, \"c\"]}", "flow{a@1:2: flow[b@1:6, \"c\"@1:9]@1:5}@1:1"},
    {"a: |\n  b\n  c\nd: >-\n  e\n", "{a@1:1: |b\nc\n|@1:4, d@4:1: >e>@4:4}@1:1"},
    {"\xC3\xA9: b\n\xE2\x82\xAC\xC3\xA9: {x: y}\n",
     "{\xC3\xA9@1:1: b@1:4, \xE2\x82\xAC\xC3\xA9@2:1: flow{x@2:6: y@2:9}@2:5}@1:1"},
    {"a: b\r\nc: d\re: f\xC2\x85g: h",
     "{a@1:1: b@1:4, c@2:1: d@2:4, e@3:1: f@3:4, g@4:1: h@4:4}@1:1"},
    {"a: !!str 1\nb: !x {}\n", "{a@1:1: <tag:yaml.org,2002:str>1@1:4, b@2:1: <!x>flow{}@2:4}@1:1"},
    {"a: &x 1\nb: *x\n", "{a@1:1: 1@1:4, b@2:1: 1@1:4}@1:1"},
    {"a\n b\n\n c", "a b\nc@1:1"},
    {"\"a\\\n  b\\x41\"", "\"abA\"@1:1"},
    {"a:\nb:\n", "{a@1:1: @1:3, b@2:1: @2:3}@1:1"},
};

TEST(YamlRead, TreesHaveOrderStyleAndPosition) {
  for (const TreeRow& row : kTrees) {
    Reading reading(row.text);
    EXPECT_EQ(reading.documents.go_error, "") << row.text;
    EXPECT_EQ(dump_all(reading.documents), row.tree) << row.text;
  }
}

TEST(YamlRead, AllDocumentsAndEmptyOnes) {
  EXPECT_EQ(dump_all(Reading("").documents), "");
  EXPECT_EQ(dump_all(Reading("# only this\n").documents), "");
  EXPECT_EQ(dump_all(Reading("---\n---\na\n...\n---\n").documents), "null | a@3:1 | null");
  EXPECT_EQ(dump_all(Reading("---\n~\n--- ''\n").documents), "~@2:1 | ''@3:5");
  Reading first("a\n---\n[\n", {YamlDialect::Sigs, true});
  EXPECT_EQ(dump_all(first.documents), "a@1:1");
  EXPECT_EQ(first.documents.go_error, "");
  Reading all("a\n---\n[\n");
  EXPECT_EQ(dump_all(all.documents), "a@1:1");
  EXPECT_EQ(all.documents.go_error, "yaml: line 3: did not find expected node content");
}

TEST(YamlRead, AliasesShareTheirNode) {
  Reading reading("a: &x {k: v}\nb: *x\nc: [*x]\n");
  const Node* root = reading.documents.roots[0];
  EXPECT_TRUE(root->find("a")->shared);
  EXPECT_FALSE(root->shared);
  EXPECT_EQ(root->find("a"), root->find("b"));
  EXPECT_EQ(root->find("a"), root->find("c")->items[0]);
}

TEST(YamlRead, PlainTextPointsIntoTheFile) {
  Reading reading("key: some text\nquoted: 'as it is'\nfolded: 'a\n  b'\n");
  auto within = [&](std::string_view text) {
    const std::string& all = reading.file.text;
    return text.data() >= all.data() && text.data() < all.data() + all.size();
  };
  EXPECT_TRUE(within(reading.documents.roots[0]->text_of("key")));
  EXPECT_TRUE(within(reading.documents.roots[0]->text_of("quoted")));
  EXPECT_FALSE(within(reading.documents.roots[0]->text_of("folded")));
}

struct FaultRow {
  const char* text;
  int line;
  int column;
  const char* rule;
  const char* sigs;                 // Go's texts
  const char* kustomize = nullptr;  // where it differs
};

constexpr FaultRow kFaults[] = {
    {"a: b: c\n", 1, 5, "yaml-syntax", "yaml: mapping values are not allowed in this context"},
    {"a: 1\nb: [1\nc: 2\n", 3, 2, "yaml-syntax", "yaml: line 2: did not find expected ',' or ']'",
     "yaml: line 1: did not find expected ',' or ']'"},
    {"a: 1\n b: 2\n", 2, 3, "yaml-syntax",
     "yaml: line 2: mapping values are not allowed in this context"},
    {"a:\n  - 1\n - 2\n", 3, 2, "yaml-syntax", "yaml: line 2: did not find expected key"},
    {"a:\n\t- 1\n", 2, 1, "yaml-syntax",
     "yaml: line 2: found character that cannot start any token"},
    {"a: @b\n", 1, 4, "yaml-syntax", "yaml: found character that cannot start any token"},
    {"a: 1\nb: 'c\n", 2, 4, "yaml-syntax", "yaml: line 3: found unexpected end of stream",
     "yaml: line 2: found unexpected end of stream"},
    {"a: 1\nkey\nb: 2\n", 2, 1, "yaml-syntax", "yaml: line 3: could not find expected ':'",
     "yaml: line 2: could not find expected ':'"},
    {"a: \"\\/\"\n", 1, 5, "yaml-syntax", "yaml: found unknown escape character"},
    {"a: *x\n", 1, 4, "yaml-syntax", "yaml: unknown anchor 'x' referenced"},
    {"%YAML 1.2\n--- a\n", 1, 1, "yaml-syntax", "yaml: found incompatible YAML document"},
    {"a: b\x07\n", 1, 5, "yaml-encoding", "yaml: control characters are not allowed"},
    {"a: b\nc: \xC3\x28\n", 2, 5, "yaml-encoding", "yaml: invalid trailing UTF-8 octet"},
    {"\xFF", 1, 1, "yaml-encoding", "yaml: invalid leading UTF-8 octet"},
    {"a: \xE2\x82", 1, 4, "yaml-encoding", "yaml: incomplete UTF-8 octet sequence"},
    {"a: \xC0\x80", 1, 4, "yaml-encoding", "yaml: invalid length of a UTF-8 sequence"},
    {"a: \xED\xA0\x80", 1, 4, "yaml-encoding", "yaml: invalid Unicode character"},
};

TEST(YamlRead, FaultsHaveTheirPlaceAndGosText) {
  for (const FaultRow& row : kFaults) {
    SCOPED_TRACE(row.text);
    for (YamlDialect dialect : {YamlDialect::Sigs, YamlDialect::Kustomize}) {
      Reading reading(row.text, {dialect});
      ASSERT_EQ(reading.documents.problems.size(), 1u);
      const Diagnostic& problem = reading.documents.problems[0];
      EXPECT_EQ(problem.rule, row.rule);
      EXPECT_EQ(problem.severity, Severity::Error);
      EXPECT_EQ(problem.where.line, row.line) << problem.message;
      EXPECT_EQ(problem.where.column, row.column) << problem.message;
      EXPECT_NE(problem.message, "");
      bool kustomize = dialect == YamlDialect::Kustomize && row.kustomize;
      EXPECT_EQ(reading.documents.go_error, kustomize ? row.kustomize : row.sigs);
    }
  }
}

TEST(YamlRead, NotesTellWhereTheUnfinishedThingBegan) {
  Reading reading("a:\n  b: [1,\n    2\n  c: 3\n");
  ASSERT_EQ(reading.documents.problems.size(), 1u);
  ASSERT_EQ(reading.documents.problems[0].notes.size(), 1u);
  EXPECT_EQ(reading.documents.problems[0].notes[0].where.line, 2);
  EXPECT_EQ(reading.documents.problems[0].notes[0].where.column, 6);
}

TEST(YamlRead, DuplicateKeys) {
  std::string text = "a: 1\nb:\n  x: 1\n  'x': 2\na: 3\n";
  Reading sigs(text);
  EXPECT_EQ(sigs.documents.go_error, "");
  ASSERT_EQ(sigs.documents.problems.size(), 2u);
  const Diagnostic& first = sigs.documents.problems[0];
  EXPECT_EQ(first.rule, "yaml-duplicate-key");
  EXPECT_EQ(first.severity, Severity::Warning);
  EXPECT_EQ(first.where.line, 4);
  EXPECT_EQ(first.where.column, 3);
  ASSERT_EQ(first.notes.size(), 1u);
  EXPECT_EQ(first.notes[0].where.line, 3);
  EXPECT_EQ(sigs.documents.roots[0]->text_of("a"), "3");

  Reading kustomize(text, {YamlDialect::Kustomize});
  EXPECT_EQ(kustomize.documents.problems.size(), 2u);
  EXPECT_EQ(kustomize.documents.problems[0].severity, Severity::Error);
  EXPECT_EQ(kustomize.documents.go_error,
            "yaml: unmarshal errors:\n  line 5: mapping key \"a\" already defined at line 1");
  Reading nested("b: {y: {z: 1, z: 2, z: 3}, x: 1, x: 2}\n", {YamlDialect::Kustomize});
  EXPECT_EQ(nested.documents.go_error,
            "yaml: unmarshal errors:\n  line 1: mapping key \"x\" already defined at line 1");
  Reading thrice("z: 1\nz: 2\nz: 3\n", {YamlDialect::Kustomize});
  EXPECT_EQ(thrice.documents.go_error,
            "yaml: unmarshal errors:\n  line 2: mapping key \"z\" already defined at line 1\n"
            "  line 3: mapping key \"z\" already defined at line 1\n"
            "  line 3: mapping key \"z\" already defined at line 2");
}

TEST(YamlRead, DuplicatesOfLargeMappingsAreFoundInLinearTime) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += "key" + std::to_string(i) + ": 1\n";
  text += "key77: 2\n";
  Reading reading(text);
  ASSERT_EQ(reading.documents.problems.size(), 1u);
  EXPECT_EQ(reading.documents.problems[0].where.line, 200'001);
  EXPECT_EQ(reading.documents.problems[0].notes[0].where.line, 78);
}

std::string to_utf16(std::u16string_view text, bool big) {
  std::string out;
  for (char16_t unit : text) {
    char high = static_cast<char>(unit >> 8);
    char low = static_cast<char>(unit & 0xFF);
    out += big ? std::string{high, low} : std::string{low, high};
  }
  return out;
}

TEST(YamlRead, EncodingsAndByteOrderMarks) {
  EXPECT_EQ(dump_all(Reading("\xEF\xBB\xBF").documents), "");
  EXPECT_EQ(dump_all(Reading("\xEF\xBB\xBF"
                             "a: b")
                         .documents),
            "{a@1:1: b@1:4}@1:1");
  std::u16string_view text = u"\uFEFFa: \u00E9\U0001F600\n";
  for (bool big : {false, true}) {
    EXPECT_EQ(dump_all(Reading(to_utf16(text, big)).documents),
              "{a@1:1: \xC3\xA9\xF0\x9F\x98\x80@1:4}@1:1");
  }
  EXPECT_EQ(Reading("\xFF\xFE"
                    "a")
                .documents.go_error,
            "yaml: incomplete UTF-16 character");
  std::string lone = to_utf16(std::u16string(u"\uFEFF") + char16_t(0xDC00), false);
  EXPECT_EQ(Reading(lone).documents.go_error, "yaml: unexpected low surrogate area");
  // A mark further down is a character of the key.
  EXPECT_EQ(dump_all(Reading("a: 1\n\xEF\xBB\xBF"
                             "b: 2\n")
                         .documents),
            "{a@1:1: 1@1:4, \xEF\xBB\xBF"
            "b@2:1: 2@2:5}@1:1");
}

TEST(YamlRead, ABadByteFarBehindAFaultIsNotReached) {
  std::string text = "a: b: c\n" + std::string(2000, '#') + "\n\x07";
  EXPECT_EQ(Reading(text).documents.go_error,
            "yaml: mapping values are not allowed in this context");
  std::string first = "a: b\n---\n" + std::string(2000, '#') + "\n\x07";
  EXPECT_EQ(Reading(first, {YamlDialect::Sigs, true}).documents.go_error, "");
  EXPECT_EQ(Reading(first).documents.go_error, "yaml: control characters are not allowed");
}

// Hostile input ends, and soon.

std::string repeat(std::string_view text, size_t count) {
  std::string out;
  for (size_t i = 0; i < count; ++i) out += text;
  return out;
}

TEST(YamlRead, NestsAsDeepAsGo) {
  EXPECT_EQ(Reading(repeat("[", 10'000) + repeat("]", 10'000)).documents.go_error, "");
  EXPECT_EQ(Reading(repeat("[", 10'001)).documents.go_error, "yaml: exceeded max depth of 10000");
  EXPECT_EQ(Reading(repeat("{a: ", 10'000) + repeat("}", 10'000)).documents.go_error, "");
  EXPECT_EQ(Reading(repeat("- ", 10'000)).documents.go_error, "");
  Reading deep(repeat("- ", 10'001));
  EXPECT_EQ(deep.documents.go_error, "yaml: exceeded max depth of 10000");
  EXPECT_EQ(deep.documents.problems[0].rule, "yaml-limit");
  EXPECT_EQ(Reading(repeat("? ", 10'001)).documents.go_error, "yaml: exceeded max depth of 10000");
}

TEST(YamlRead, DeepTreesCanBeCopiedAndDecoded) {
  for (const char* level : {"- ", "[", "{a: "}) {
    std::string closing = level[0] == '[' ? "]" : level[0] == '{' ? "}" : "";
    Reading reading(repeat(level, 10'000) + repeat(closing, 10'000));
    ASSERT_EQ(reading.documents.roots.size(), 1u);
    Node* copy = deep_copy(reading.arena, *reading.documents.roots[0]);
    YamlDecoded decoded = decode_yaml(copy, reading.arena);
    EXPECT_EQ(decoded.go_error, "");
    EXPECT_GE(to_json(decoded.value).size(), 19'999u);
  }
}

TEST(YamlRead, AliasesCannotDeepenATreeWithoutEnd) {
  std::string text = "- &a0 " + repeat("[", 6000) + repeat("]", 6000) + "\n";
  text += "- " + repeat("[", 6000) + "*a0" + repeat("]", 6000) + "\n";
  Reading reading(text);
  EXPECT_EQ(reading.documents.problems.at(0).rule, "yaml-limit");
}

TEST(YamlRead, FiveMegabytesOfBrackets) {
  EXPECT_NE(Reading(std::string(5'000'000, '[')).documents.go_error, "");
  EXPECT_NE(Reading(std::string(5'000'000, '{')).documents.go_error, "");
  EXPECT_NE(Reading(std::string(5'000'000, ']')).documents.go_error, "");
  EXPECT_EQ(Reading(repeat("[]\n", 1) + repeat(" ", 100)).documents.go_error, "");
  EXPECT_EQ(Reading("[" + repeat("[],", 1'700'000) + "]").documents.go_error, "");
  // Many tokens within many open brackets: libyaml takes seconds for each thousand of these.
  EXPECT_EQ(Reading(repeat("[", 9'999) + repeat("[],", 1'000'000) + repeat("]", 9'999))
                .documents.go_error,
            "");
  EXPECT_EQ(Reading("a: \"" + std::string(5'000'000, 'x') + "\"").documents.go_error, "");
}

TEST(YamlRead, AliasBombs) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    std::string before = "*a" + std::to_string(i - 1);
    text += fmt::format("a{0}: &a{0} [{1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}]\n", i, before);
  }
  Reading reading(text);
  EXPECT_EQ(reading.documents.go_error, "yaml: document contains excessive aliasing");
  EXPECT_EQ(reading.documents.problems.at(0).rule, "yaml-limit");
  EXPECT_EQ(dump_all(reading.documents), "null");
  // A syntax error comes before it, as in Go, which decodes what it has parsed.
  EXPECT_EQ(Reading(text + "x: ]\n").documents.go_error,
            "yaml: line 12: did not find expected node content");
  // Many aliases of small things are fine.
  EXPECT_EQ(Reading("a: &a {x: 1}\nb: [" + repeat("*a, ", 500) + "]").documents.go_error, "");
}

TEST(YamlRead, AnchorsThatContainThemselves) {
  for (const char* text : {"&a [*a]", "&a {k: *a}", "&a {*a : v}", "- &a\n  - &b [*a, *b]\n"}) {
    Reading reading(text);
    EXPECT_EQ(reading.documents.go_error, "yaml: anchor 'a' value contains itself") << text;
    EXPECT_EQ(decode_yaml(reading.documents.roots.at(0), reading.arena).go_error,
              "yaml: anchor 'a' value contains itself");
  }
  EXPECT_EQ(Reading("- &a [x]\n- &a [*a]\n").documents.go_error,
            "yaml: anchor 'a' value contains itself");
  EXPECT_EQ(Reading("- &a [x, &a y, *a]\n").documents.go_error, "");
}

TEST(YamlRead, HalfWrittenFiles) {
  std::string text =
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \"x\"\n  labels: {a: 'b', c: [d]}\n"
      "data:\n  a: |\n    text\n  ? b\n  : &x >-\n    more\n  c: *x\n---\n!!map {}\n";
  for (size_t size = 0; size < text.size(); ++size) {
    for (YamlDialect dialect : {YamlDialect::Sigs, YamlDialect::Kustomize}) {
      Reading reading(text.substr(0, size), {dialect});
      EXPECT_EQ(reading.documents.problems.empty(), reading.documents.go_error.empty());
    }
  }
}

TEST(YamlRead, BinaryFiles) {
  std::string text;
  uint32_t random = 1;
  for (int i = 0; i < 20'000; ++i) {
    random = random * 1664525 + 1013904223;
    text.push_back(static_cast<char>(random >> 24));
  }
  Reading reading(text);
  ASSERT_EQ(reading.documents.problems.size(), 1u);
  EXPECT_EQ(reading.documents.problems[0].rule, "yaml-encoding");
  EXPECT_NE(Reading(std::string(1, '\0')).documents.go_error, "");
}

TEST(YamlRead, ALimitOfTheArenaIsAnError) {
  SourceFile file{"big.yaml", repeat("- a\n", 100'000)};
  Arena arena(64 * 1024);
  EXPECT_THROW(read_yaml(file, arena), Error);
}

}  // namespace
}  // namespace drydock
