#include <gtest/gtest.h>

#include <deque>

#include "core/json/write.h"
#include "core/yaml/decode.h"
#include "core/yaml/merge.h"
#include "core/yaml/read.h"
#include "tests/yaml_corpus.h"

namespace drydock {
namespace {

constexpr std::string_view kGapFile = "yaml-known-gaps.txt";

/// What YAMLToJSON or YAMLToJSONStrict give for a text: JSON, or an error.
struct Converted {
  std::string json;
  std::string error;
};

Converted yaml_to_json(const std::string& text, bool strict) {
  Arena arena;
  SourceFile file{"case.yaml", text};
  YamlDecoded decoded =
      decode_yaml_file(file, arena, {YamlDialect::Sigs, YamlNumbers::Exact, strict});
  if (!decoded.go_error.empty()) return {"", decoded.go_error};
  return {to_json(decoded.value), ""};
}

/// Compares one field of a case and reports what the list of gaps does not say.
void check(KnownGaps& gaps, const YamlCase& c, std::string_view field, const std::string& expected,
           const std::string& actual) {
  bool passed = expected == actual;
  if (!gaps.is_news(c.name(), field, passed)) return;
  if (passed) {
    ADD_FAILURE() << c.name() << '\t' << field << ": passes now, so remove it from the list";
  } else {
    ADD_FAILURE() << c.name() << '\t' << field << "\n input    "
                  << testing::PrintToString(*c.find("yaml")) << "\n expected " << expected
                  << "\n actual   " << actual;
  }
}

TEST(YamlReadCorpus, YamlToJson) {
  DRYDOCK_NEEDS_CORPUS();
  KnownGaps gaps(kGapFile);
  for (const YamlCase& c : yaml_corpus()) {
    const std::string* text = c.find("yaml");
    const std::string* json = c.find("json");
    const std::string* error = c.find("error");
    if ((!json && !error) || c.group == "nondeterministic") continue;
    Converted actual = yaml_to_json(*text, false);
    if (json) check(gaps, c, "json", *json, actual.error.empty() ? actual.json : actual.error);
    if (error) check(gaps, c, "error", *error, actual.error);
    const std::string* strict_error = c.find("strict_error");
    check(gaps, c, "strict_error",
          strict_error ? *strict_error
          : error      ? *error
                       : "",
          yaml_to_json(*text, true).error);
  }
  RecordProperty("result", gaps.summary());
  std::cout << "YAML to JSON: " << gaps.summary() << '\n';
}

}  // namespace
}  // namespace drydock
