#include <gtest/gtest.h>

#include "projects/code_owners.h"

namespace drydock::projects {
namespace {

struct Row {
  const char* text;
  const char* path;
  const char* owners;
};

TEST(CodeOwners, TheLastPatternThatFitsCounts) {
  const Row rows[] = {
      {"* @all\n/apps/ @apps\n", "apps/shop/a.yaml", "@apps"},
      {"/apps/ @apps\n* @all # everything\n", "apps/a.yaml", "@all"},
      {"apps/shop @one @two\n", "apps/shop/deep/x.yaml", "@one @two"},
      {"apps/shop @one\n", "x/apps/shop/y", ""},
      {"shop @one\n", "x/apps/shop/y", "@one"},
      {"*.yaml @y\n", "a/b.yaml", "@y"},
      {"docs/* @d\n", "docs/a.md", "@d"},
      {"docs/* @d\n", "docs/a/b.md", ""},
      {"/a\\ b/ @d\n", "a b/c", "@d"},
      {"apps/**/prod @p\n", "apps/x/y/prod/z", "@p"},
      {"* @all\nvendor/\n", "vendor/x", ""},  // nobody's
      {"# * @all\n\n", "a", ""},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(CodeOwners(row.text).owners_of(row.path), row.owners) << row.text << row.path;
  }
}

TEST(CodeOwners, SectionsOfGitLabAddUp) {
  CodeOwners owners("* @all\n[Apps] @apps\napps/\n!apps/open/\n^[Security][2]\napps/prod/ @sec\n");
  EXPECT_EQ(owners.owners_of("apps/prod/x"), "@all @apps @sec");
  EXPECT_EQ(owners.owners_of("apps/open/x"), "@all");
  EXPECT_EQ(owners.owners_of("x"), "@all");
}

}  // namespace
}  // namespace drydock::projects
