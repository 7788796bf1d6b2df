#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <regex>
#include <set>

#include "render/builtins/reference.h"
#include "render/builtins/registry.h"
#include "tests/source_dir.h"
#include "tests/yaml_corpus.h"

namespace drydock::render {
namespace {

std::string read_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// DRYDOCK_UPDATE_GOLDEN=1 writes the page.
TEST(TemplateFunctions, AreOnTheirPage) {
  std::string path = source_path("docs/template-functions.md");
  if (std::getenv("DRYDOCK_UPDATE_GOLDEN")) std::ofstream(path) << function_reference();
  EXPECT_EQ(read_text(path), function_reference());
}

/// Go's signature in the corpus's words: "any" for both kinds of interface, no error results.
std::string corpus_signature(const Builtin& function) {
  std::string text = signature(function);
  text = std::regex_replace(text, std::regex(R"(interface \{\}|reflect\.Value)"), "any");
  return text;
}

std::string without_error(std::string text) {
  text = std::regex_replace(text, std::regex(R"(\((\S+), error\)$)"), "$1");
  return std::regex_replace(text, std::regex(R"( \(short-circuit\)$)"), "");
}

TEST(TemplateFunctions, HaveTheSignaturesOfHelm3) {
  DRYDOCK_NEEDS_CORPUS();
  std::ifstream in(*corpus_folder() / "template" / "functions.md");
  std::regex row(R"(\| (\w+) \| `(func.*?)` \|.*)");
  std::set<std::string_view> rest;
  for (const Builtin* function : all_builtins(3)) rest.insert(function->name);
  for (std::string line; std::getline(in, line);) {
    std::smatch match;
    if (!std::regex_match(line, match, row)) continue;
    std::string name = match[1];
    const Builtin* function = find_builtin(name, 3);
    ASSERT_NE(function, nullptr) << name;
    EXPECT_EQ(corpus_signature(*function), without_error(match[2])) << name;
    rest.erase(function->name);
  }
  EXPECT_TRUE(rest.empty()) << *rest.begin();
}

TEST(TemplateFunctions, OfHelm4OnlyAreUnknownToHelm3) {
  constexpr std::string_view kNew[] = {
      "mustToYaml",           "mustToToml",           "mustToDuration",      "durationSeconds",
      "durationMilliseconds", "durationMicroseconds", "durationNanoseconds", "durationMinutes",
      "durationHours",        "durationDays",         "durationWeeks",       "durationRoundTo",
      "durationTruncateTo"};
  for (std::string_view name : kNew) {
    EXPECT_EQ(find_builtin(name, 3), nullptr) << name;
    EXPECT_NE(find_builtin(name, 4), nullptr) << name;
  }
  EXPECT_EQ(all_builtins(4).size(), all_builtins(3).size() + std::size(kNew));
}

}  // namespace
}  // namespace drydock::render
