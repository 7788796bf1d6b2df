#include <gtest/gtest.h>

#include <algorithm>

#include "core/error.h"
#include "core/yaml/decode.h"
#include "core/yaml/emit.h"
#include "core/yaml/read.h"
#include "tests/yaml_corpus.h"

namespace drydock {
namespace {

/// The text that `write` gives, or "error: " and the message.
template <class Write>
std::string text_or_error(Write write) {
  try {
    return write();
  } catch (const Error& error) {
    return "error: " + error.diagnostic().message;
  }
}

/// kustomize says more around the message of its YAML library; ours may have better words for what
/// is found after reading.
bool is_expected_error(std::string_view got, std::string_view expected) {
  return got.starts_with("error: ") &&
         (got.substr(7) == expected || expected.starts_with("accumulating resources") ||
          expected.starts_with("map[string]interface {}"));
}

/// Runs one field of every corpus line that has it: `write` makes the text from the case.
template <class Write>
void run_field(std::string_view field, Write write) {
  DRYDOCK_NEEDS_CORPUS();
  KnownGaps gaps("yaml-emit-known-gaps.txt");
  std::string variants_field = std::string(field) + "_variants";
  std::string error_field = std::string(field) + "_error";
  for (const YamlCase& c : yaml_corpus()) {
    const std::string* expected = c.find(field);
    const std::string* error = c.find(error_field);
    auto variants = c.variants.find(variants_field);
    if (!expected && !error && variants == c.variants.end()) continue;
    std::string got = text_or_error([&] { return write(c); });
    bool passed = expected ? got == *expected
                  : error  ? is_expected_error(got, *error)
                           : std::count(variants->second.begin(), variants->second.end(), got) > 0;
    if (gaps.is_news(c.name(), field, passed)) {
      ADD_FAILURE() << c.name() << " " << field << (passed ? " passes, though listed" : " differs")
                    << "\n"
                    << *c.find("yaml") << "--- expected\n"
                    << (expected ? *expected
                        : error  ? *error
                                 : variants->second[0])
                    << "--- got\n"
                    << got;
    }
  }
  std::cout << field << ": " << gaps.summary() << "\n";
}

/// What sigs.k8s.io/yaml's Unmarshal makes of the case's document.
Value untyped_value(const YamlCase& c, const SourceFile& file, Arena& arena) {
  YamlDecoded decoded = decode_yaml_file(file, arena);
  EXPECT_EQ(decoded.go_error, "") << c.name();
  return decoded.value;
}

SourceFile source_of(const YamlCase& c, std::string_view field) {
  return {c.name() + ".yaml", *c.find(field)};
}

TEST(YamlEmit, TakesASeparatorAtTheEndOfABlockTextForALineBreak) {
  Arena arena;
  ValueMap* map = arena.make<ValueMap>(arena);
  map->set("k", Value::of_string("caf\u0085\u0085A\u2029"));
  map->set("l", Value::of_int(1));
  EXPECT_EQ(to_yaml(Value::of_string("caf\u0085\u0085A\u2028")), "|\n  caf\n  A\u2028");
  EXPECT_EQ(to_yaml(Value::of_map(map)), "k: |\n  caf\n  A\u2029l: 1\n");
  EXPECT_EQ(to_yaml_pretty(Value::of_string("caf\u0085\u0085A\u2028")), "\"caf\\N\\NA\\L\"\n");
  EXPECT_EQ(to_yaml_pretty(Value::of_string("a\nb\u2028")), "|\n  a\n  b\u2028");
}

TEST(YamlEmitCorpus, SigsMarshal) {
  run_field("sigs_marshal", [](const YamlCase& c) {
    SourceFile file = source_of(c, "yaml");
    Arena arena;
    return to_yaml(untyped_value(c, file, arena));
  });
}

TEST(YamlEmitCorpus, YamlPretty) {
  run_field("yaml_pretty", [](const YamlCase& c) {
    SourceFile file = source_of(c, "yaml");
    Arena arena;
    return to_yaml_pretty(untyped_value(c, file, arena));
  });
}

TEST(YamlEmitCorpus, JsonToYaml) {
  run_field("json_to_yaml", [](const YamlCase& c) { return json_to_yaml(*c.find("json")); });
}

/// Most lines have no `json_to_yaml`, because it is the same as `sigs_marshal`.
TEST(YamlEmitCorpus, JsonToYamlLikeSigsMarshal) {
  run_field("sigs_marshal", [](const YamlCase& c) {
    const std::string* other = c.find("json_to_yaml");
    return other ? *c.find("sigs_marshal") : json_to_yaml(*c.find("json"));
  });
}

/// Every document of a file, as kustomize prints one.
std::string print_documents(const SourceFile& file) {
  Arena arena;
  YamlDocuments documents = read_yaml(file, arena, {YamlDialect::Kustomize});
  if (!documents.go_error.empty()) return "error: " + documents.go_error;
  std::string out;
  for (const Node* root : documents.roots) {
    if (!root) continue;
    if (!out.empty()) out += "---\n";
    append_yaml(out, *root);
  }
  return out;
}

TEST(YamlEmitCorpus, Kustomize) {
  run_field("kustomize", [](const YamlCase& c) {
    return print_documents(source_of(c, c.find("kustomize_input") ? "kustomize_input" : "yaml"));
  });
}

}  // namespace
}  // namespace drydock
