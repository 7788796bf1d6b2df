#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "core/yaml/read.h"
#include "schemas/kubernetes.h"
#include "tests/source_dir.h"
#include "validate/schema_check.h"
#include "validate/server/create_check.h"

namespace drydock::validate {
namespace {

using testing::IsEmpty;

/// A manifest of testdata/validate/server/ with what its comments say of it.
struct Case {
  std::string text;
  std::set<std::string> answers;  // "FieldValueRequired spec.ports"
  int line = 0;
};

std::vector<Case> read_cases(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::vector<Case> cases(1);
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line == "---") {
      cases.emplace_back().line = number + 1;
      continue;
    }
    if (line.starts_with("# FieldValue")) cases.back().answers.insert(line.substr(2));
    cases.back().text += line + "\n";
  }
  return cases;
}

std::set<std::string> answers_to(const std::string& text) {
  Arena arena;
  SourceFile file{"manifest.yaml", text};
  YamlDocuments documents = read_yaml(file, arena, {});
  if (documents.roots.empty()) return {"does not parse: " + documents.go_error};
  const Node& root = *documents.roots[0];
  Gvk gvk = make_gvk(root.find("apiVersion")->text(), root.find("kind")->text());
  schemas::ApiSchema schema = schemas::kubernetes_api().find(gvk, 34).schema();
  if (!schema) return {"unknown kind"};
  std::set<std::string> answers;
  auto add = [&](const std::vector<FieldProblem>& problems) {
    for (const FieldProblem& problem : problems) {
      answers.insert(fmt::format("{} {}", problem.type, problem.field));
    }
  };
  StructureOptions options;
  options.required = options.enums = !has_create_checks(gvk);
  add(check_structure(root, schema, options));
  if (!answers.empty()) return answers;
  CreateCheck check;
  add(check.check(gvk, root));
  return answers;
}

class ServerAnswers : public testing::TestWithParam<const char*> {};

TEST_P(ServerAnswers, AreThoseOfTheComments) {
  std::string name = fmt::format("testdata/validate/server/{}.yaml", GetParam());
  std::vector<Case> cases = read_cases(source_path(name));
  EXPECT_GT(cases.size(), 4u);
  for (const Case& one : cases) {
    EXPECT_EQ(answers_to(one.text), one.answers) << name << ":" << one.line;
  }
}

INSTANTIATE_TEST_SUITE_P(All, ServerAnswers,
                         testing::Values("cluster", "expressions", "networking", "pods", "storage",
                                         "workloads"));

TEST(CreateCheck, NamesTheLineOfAProblem) {
  Arena arena;
  SourceFile file{"a.yaml",
                  "apiVersion: v1\nkind: Pod\nmetadata:\n  name: A\nspec:\n  containers: []\n"};
  YamlDocuments documents = read_yaml(file, arena, {});
  CreateCheck check;
  const auto& problems = check.check({"", "v1", "Pod"}, *documents.roots[0]);
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems[0].field, "metadata.name");
  EXPECT_EQ(problems[0].node->line, 4u);
  EXPECT_EQ(problems[1].detail, "Required value");
  EXPECT_EQ(problems[1].node->line, 6u);
}

TEST(CreateCheck, SaysNothingOfKindsThatTheServerLacks) {
  Arena arena;
  SourceFile file{"a.yaml", "apiVersion: acme.io/v1\nkind: Web\nmetadata: {name: A}\n"};
  YamlDocuments documents = read_yaml(file, arena, {});
  CreateCheck check;
  EXPECT_THAT(check.check({"acme.io", "v1", "Web"}, *documents.roots[0]), IsEmpty());
  EXPECT_FALSE(has_create_checks({"acme.io", "v1", "Web"}));
  EXPECT_TRUE(has_create_checks({"apps", "v1", "Deployment"}));
}

}  // namespace
}  // namespace drydock::validate
