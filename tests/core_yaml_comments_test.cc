#include <gtest/gtest.h>

#include "core/yaml/comments.h"
#include "core/yaml/read.h"

namespace drydock {
namespace {

struct Row {
  std::string_view text;
  std::string_view key;  // of the mapping at the root; "" for the document
  std::string_view head, line, foot;
};

constexpr Row kRows[] = {
    {"# of a\na: 1\n", "a", "# of a", "", ""},
    {"# of the text\n\n# of a\na: 1\n", "", "# of the text", "", ""},
    {"# of the text\n\n# of a\na: 1\n", "a", "# of a", "", ""},
    {"a: 1\n# below\n\nb: 2\n", "a", "", "", "# below"},
    {"a: 1\n# above\nb: 2\n", "b", "# above", "", ""},
    {"a: # behind\n  c: 1\nb: 2\n", "a", "", "# behind", ""},
    {"a:\n  c: 1\n# below a\n\nb: 2\n", "a", "", "", "# below a"},
    {"a: |\n  text\n# above\nb: 2\n", "b", "# above", "", ""},
    {"a: 1\n\n# first\n\n# second\nb: 2\n", "b", "# first\n\n# second", "", ""},
};

TEST(YamlComments, BelongToWhatGoGivesThemTo) {
  for (const Row& row : kRows) {
    SourceFile file{"a.yaml", std::string(row.text)};
    Arena arena;
    YamlDocuments documents = read_yaml(file, arena, {YamlDialect::Kustomize});
    std::optional<YamlDocumentComments> comments = read_yaml_comments(file, *documents.roots[0]);
    ASSERT_TRUE(comments) << row.text;
    YamlComments found{comments->head, "", comments->foot};
    for (const NodeEntry& pair : documents.roots[0]->pairs()) {
      if (pair.key->text() == row.key) found = comments->of[pair.key];
    }
    if (found.line.empty()) {
      // Behind a value it is the value's.
      for (const NodeEntry& pair : documents.roots[0]->pairs()) {
        if (pair.key->text() == row.key) found.line = comments->of[pair.value].line;
      }
    }
    EXPECT_EQ(row.head, found.head) << row.text;
    EXPECT_EQ(row.line, found.line) << row.text;
    EXPECT_EQ(row.foot, found.foot) << row.text;
  }
}

TEST(YamlComments, AreLeftWhereTextsAreRare) {
  for (std::string_view text : {"a: &x 1\n# c\nb: *x\n", "a: [1, # c\n  2]\n", "a: | # c\n  b\n",
                                "? a # c\n: b\n", "a: !t 1 # c\n", "a: 1 # c\r\nb: 2\n"}) {
    SourceFile file{"a.yaml", std::string(text)};
    Arena arena;
    YamlDocuments documents = read_yaml(file, arena, {YamlDialect::Kustomize});
    EXPECT_FALSE(read_yaml_comments(file, *documents.roots[0])) << text;
  }
}

}  // namespace
}  // namespace drydock
