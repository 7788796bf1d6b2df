#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "core/rule_page.h"
#include "tests/source_dir.h"

namespace drydock {
namespace {

void expect_recorded(const std::string& path, const std::string& text) {
  if (std::getenv("DRYDOCK_UPDATE_GOLDEN")) std::ofstream(path, std::ios::binary) << text;
  std::ifstream in(path, std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), text)
      << path << " is not what `drydock rules --docs docs/rules` writes";
}

TEST(RulePages, EveryRuleHasOneAndEveryPageARule) {
  size_t pages = 0;
  for (std::span<const RulePage> group :
       {conflict_rule_pages(), check_rule_pages(), render_rule_pages()}) {
    pages += group.size();
    EXPECT_TRUE(std::is_sorted(group.begin(), group.end(),
                               [](const RulePage& a, const RulePage& b) { return a.id < b.id; }));
    for (const RulePage& page : group) {
      EXPECT_NE(find_rule(page.id), nullptr) << page.id;
      EXPECT_TRUE(page.example.ends_with('\n')) << page.id;
    }
  }
  EXPECT_EQ(pages, all_rules().size());
  for (const Rule& rule : all_rules()) EXPECT_NE(find_rule_page(rule.id), nullptr) << rule.id;
}

TEST(RulePages, TheDocumentsAreThoseOfTheProgram) {
  std::string folder = source_path("docs/rules");
  std::filesystem::create_directories(folder);
  expect_recorded(folder + "/README.md", rule_index_markdown());
  std::set<std::string> expected = {"README.md"};
  for (const Rule& rule : all_rules()) {
    std::string name = fmt::format("{}.md", rule.id);
    expect_recorded(folder + "/" + name, rule_page_markdown(rule));
    expected.insert(name);
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    EXPECT_TRUE(expected.count(entry.path().filename().string())) << entry.path() << " has no rule";
  }
}

TEST(RulePages, SayHowToWaiveWhatMayBeWaived) {
  EXPECT_THAT(how_to_waive(*find_rule("node-port-clash")),
              testing::HasSubstr("- rule: node-port-clash"));
  EXPECT_THAT(how_to_waive(*find_rule("waiver-expired")), testing::HasSubstr("cannot be waived"));
}

}  // namespace
}  // namespace drydock
