#include "tests/schemas_suite.h"

#include <gtest/gtest.h>

#include <map>

#include "core/error.h"
#include "schemas/schema_folder.h"
#include "tests/source_dir.h"
#include "tests/yaml_corpus.h"

namespace drydock::schemas {
namespace {

struct Score {
  int passed = 0;
  int total = 0;
};

/// Whether each test of a group comes out as the suite says; all false when the schema is refused.
std::vector<bool> judge(const SuiteGroup& group, SchemaFolder& remotes) {
  SchemaOptions options;
  options.draft = group.draft;
  options.assert_formats = group.asserts_formats;
  options.assert_content = true;
  options.load = [&](const std::string& uri) { return remotes.find(uri); };
  JsonSchema schema(*group.schema, options);
  std::vector<bool> right;
  for (const JsonValue& test : group.tests->items()) {
    bool wanted = test.find("valid")->boolean;
    bool fits = schema.is_valid(*test.find("data"));
    bool agrees = schema.check(*test.find("data")).empty() == fits;
    right.push_back(!schema.is_broken() && agrees && fits == wanted);
  }
  return right;
}

class SchemaSuite : public testing::TestWithParam<const char*> {};

/// What fails is listed in testdata/jsonschema-known-gaps.txt, which may only shrink.
TEST_P(SchemaSuite, GivesTheAnswersOfTheSuite) {
  DRYDOCK_NEEDS_CORPUS();
  std::filesystem::path root = *corpus_folder() / "jsonschema";
  auto tree = open_disk_tree((root / "remotes").string());
  SchemaFolder remotes(*tree, "http://localhost:1234/");
  std::set<std::string> gaps = read_gaps(source_path("testdata/jsonschema-known-gaps.txt"));
  std::map<std::string, Score> scores;
  visit_suite(root, GetParam(), [&](const SuiteGroup& group) {
    std::vector<bool> right = judge(group, remotes);
    for (size_t i = 0; i < right.size(); ++i) {
      std::string name = group.name + "/" + std::to_string(i + 1);
      Score& score = scores[group.part];
      score.passed += right[i];
      ++score.total;
      EXPECT_NE(static_cast<bool>(right[i]), gaps.contains(name))
          << name << (right[i] ? " passes: take it off the list" : " fails");
    }
  });
  for (const auto& [part, score] : scores)
    RecordProperty(part, std::to_string(score.passed) + "/" + std::to_string(score.total));
  EXPECT_FALSE(scores.empty());
}

INSTANTIATE_TEST_SUITE_P(Drafts, SchemaSuite,
                         testing::Values("draft4", "draft6", "draft7", "draft2019-09",
                                         "draft2020-12"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace drydock::schemas
