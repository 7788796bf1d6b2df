#include <gtest/gtest.h>

#include "core/error.h"
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

/// Where kustomize cuts a file into documents: at lines that begin with "---", but the first line.
std::vector<std::string> kustomize_documents(std::string text) {
  for (size_t at = 0; (at = text.find("\r\n", at)) != std::string::npos;) text.erase(at, 1);
  std::vector<std::string> documents;
  size_t begin = 0;
  size_t at = 0;
  while ((at = text.find("\n---", at)) != std::string::npos) {
    size_t end = text.find('\n', at + 1);
    if (end == std::string::npos) break;
    documents.push_back(text.substr(begin, at - begin) + "\n");
    begin = at = end + 1;
  }
  documents.push_back(text.substr(begin));
  return documents;
}

/// What kustomize makes of a file of resources: the JSON of each, or an error without what
/// kustomize wraps around it.
Converted kustomize_to_json(const std::string& text) {
  Converted result;
  for (const std::string& document : kustomize_documents(text)) {
    Arena arena;
    SourceFile file{"r.yaml", document};
    YamlDocuments read = read_yaml(file, arena, {YamlDialect::Kustomize, true});
    if (!read.go_error.empty()) return {"", read.go_error};
    if (read.roots.empty() || !read.roots[0]) continue;
    try {
      apply_merges(arena, read.roots[0], YamlDialect::Kustomize);
    } catch (const Error& error) {
      return {"", error.diagnostic().message};
    }
    YamlDecoded decoded =
        decode_yaml(read.roots[0], arena, {YamlDialect::Kustomize, YamlNumbers::Exact});
    if (!decoded.go_error.empty()) return {"", decoded.go_error};
    result.json += to_json(decoded.value) + '\n';
  }
  return result;
}

/// Takes from kustomize's message what is not the YAML library's. Nothing when the message is not
/// about YAML: a missing name, a character that cannot be written.
std::optional<std::string> yaml_part(const std::string& message) {
  constexpr std::string_view kMalformed = "MalformedYAMLError: ";
  constexpr std::string_view kInFile = " in File: r.yaml";
  if (size_t at = message.find(kMalformed); at != std::string::npos) {
    std::string text = message.substr(at + kMalformed.size());
    return text.substr(0, text.find(kInFile));
  }
  constexpr std::string_view kDump = "map[string]interface {}(nil): ";
  if (message.starts_with(kDump)) return message.substr(kDump.size());
  if (size_t at = message.find("}: json: "); at != std::string::npos) return message.substr(at + 3);
  if (message.find("map merge requires map") != std::string::npos) {
    return "map merge requires map or sequence of maps as the value";
  }
  if (size_t at = message.find("invalid map merge"); at != std::string::npos) {
    return message.substr(at, message.find('\'', at) - at);
  }
  return std::nullopt;
}

/// kustomize decodes a text that it has written anew, whose lines are others.
std::string without_lines(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    out.push_back(text[i]);
    if (!out.ends_with("line ")) continue;
    while (i + 1 < text.size() && isdigit(static_cast<unsigned char>(text[i + 1]))) ++i;
  }
  return out;
}

TEST(YamlReadCorpus, KustomizeErrors) {
  DRYDOCK_NEEDS_CORPUS();
  KnownGaps gaps(kGapFile);
  for (const YamlCase& c : yaml_corpus()) {
    const std::string* text = c.find("kustomize_input");
    if (!text) text = c.find("yaml");
    const std::string* error = c.find("kustomize_error");
    bool crash = c.find("kustomize_crash");
    if (!error && !c.find("kustomize") && !crash) continue;
    std::optional<std::string> expected = error ? yaml_part(*error) : "";
    if (!expected) continue;
    std::string actual = kustomize_to_json(*text).error;
    if (crash) {
      check(gaps, c, "kustomize_crash", "refused", actual.empty() ? "accepted" : "refused");
    } else if (expected->starts_with("yaml: unmarshal errors:")) {
      check(gaps, c, "kustomize_error", without_lines(*expected), without_lines(actual));
    } else {
      check(gaps, c, "kustomize_error", *expected, actual);
    }
  }
  std::cout << "Kustomize errors: " << gaps.summary() << '\n';
}

/// kustomize's output, read back, is the data that it was given, apart from what making YAML of
/// JSON does to it (-0.0, U+0085).
TEST(YamlReadCorpus, KustomizeValues) {
  DRYDOCK_NEEDS_CORPUS();
  KnownGaps gaps(kGapFile);
  for (const YamlCase& c : yaml_corpus()) {
    const std::string* text = c.find("kustomize_input");
    const std::string* output = c.find("kustomize");
    if (!text || !output || c.group == "nondeterministic") continue;
    check(gaps, c, "kustomize_values", yaml_to_json(*output, false).json,
          yaml_to_json(kustomize_to_json(*text).json, false).json);
  }
  std::cout << "Kustomize values: " << gaps.summary() << '\n';
}

}  // namespace
}  // namespace drydock
