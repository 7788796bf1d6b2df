#include <gtest/gtest.h>

#include <algorithm>

#include "core/error.h"
#include "core/json/parse.h"
#include "core/yaml/emit.h"
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
    if (!c.find("json")) continue;
    if (!expected && !error && variants == c.variants.end()) continue;
    std::string got = text_or_error([&] { return write(c); });
    bool passed = expected ? got == *expected
                  : error  ? got == "error: " + *error
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

TEST(YamlEmitCorpus, SigsMarshal) {
  run_field("sigs_marshal", [](const YamlCase& c) {
    Arena arena;
    return to_yaml(parse_json(*c.find("json"), arena).value);
  });
}

TEST(YamlEmitCorpus, YamlPretty) {
  run_field("yaml_pretty", [](const YamlCase& c) {
    Arena arena;
    return to_yaml_pretty(parse_json(*c.find("json"), arena).value);
  });
}

}  // namespace
}  // namespace drydock
