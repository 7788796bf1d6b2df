#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "core/rules.h"
#include "tests/source_dir.h"

namespace drydock {
namespace {

TEST(Rules, EveryRowSaysWhatIsWrongAndWhatToDo) {
  for (const Rule& rule : all_rules()) {
    EXPECT_TRUE(std::regex_match(std::string(rule.id), std::regex("[a-z]+(-[a-z]+)*"))) << rule.id;
    EXPECT_FALSE(rule.title.empty()) << rule.id;
    EXPECT_NE(rule.title.back(), '.') << rule.id;
    EXPECT_TRUE(rule.help.ends_with('.')) << rule.id;
    EXPECT_EQ(find_rule(rule.id), &rule);
  }
  EXPECT_EQ(find_rule("no-such-rule"), nullptr);
}

/// Every id that the code gives to a diagnostic is a row of the registry.
TEST(Rules, NoFindingHasAnUnregisteredRule) {
  std::regex use(
      R"re((?:rule = |fail\(|report\([^"]*|contest_finding\([^"]*)"((?!x-)[a-z]+(?:-[a-z]+)+)")re");
  for (std::string layer :
       {"core", "schemas", "render", "overlays", "projects", "validate", "cli"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(source_path(layer))) {
      if (entry.path().extension() != ".cc") continue;
      std::ifstream in(entry.path());
      std::stringstream text;
      text << in.rdbuf();
      std::string source = text.str();
      for (std::sregex_iterator it(source.begin(), source.end(), use), end; it != end; ++it) {
        EXPECT_NE(find_rule(it->str(1)), nullptr) << it->str(1) << " in " << entry.path();
      }
    }
  }
}

}  // namespace
}  // namespace drydock
