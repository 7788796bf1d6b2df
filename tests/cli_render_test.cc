// `render` into a folder, and what it takes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "cli/output_folder.h"
#include "core/error.h"
#include "tests/cli_outcome.h"
#include "tests/git_sandbox.h"
#include "tests/temp_folder.h"

namespace drydock::cli {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string config_map(const std::string& name, const std::string& value = "1") {
  return "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " + name +
         "\n  namespace: team\ndata:\n  a: \"" + value + "\"\n";
}

class Render : public testing::Test {
 protected:
  void SetUp() override {
    folder_.write("fleet/drydock.yaml", "apiVersion: drydock/v1\n");
    folder_.write("fleet/shop/prod/a.yaml", config_map("a"));
    folder_.write("fleet/shop/staging/a.yaml", config_map("a"));
    folder_.write("fleet/pay/b.yaml", config_map("b") + "---\n" + config_map("c"));
  }

  Outcome run_render(std::vector<std::string> flags) {
    std::vector<std::string> args = {"-C", folder_.path() + "/fleet", "render"};
    args.insert(args.end(), flags.begin(), flags.end());
    return drydock(args);
  }
  Outcome write(std::vector<std::string> flags = {}) {
    flags.insert(flags.end(), {"-o", folder_.path() + "/out"});
    return run_render(flags);
  }

  /// Paths of the files in the output, sorted.
  std::vector<std::string> files() const {
    std::vector<std::string> paths;
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path() + "/out")) {
      if (!entry.is_directory()) {
        paths.push_back(entry.path().lexically_relative(folder_.path() + "/out").string());
      }
    }
    std::sort(paths.begin(), paths.end());
    return paths;
  }

  TempFolder folder_;
};

TEST_F(Render, TakesNamesFoldersAndClusters) {
  struct Row {
    std::vector<std::string> words;
    std::vector<std::string> has, lacks;
    int code = 0;
  };
  const Row rows[] = {
      {{}, {"name: a", "name: b"}, {}},
      {{"pay"}, {"name: b"}, {"name: a"}},
      {{"shop"}, {"name: a"}, {"name: b"}},
      {{"pay/b.yaml"}, {"name: b"}, {"name: a"}},  // the project around it
      {{"--project", "pay"}, {"name: b"}, {"name: a"}},
      {{"--project", "shop/*", "--cluster", "prod"}, {"name: a"}, {"name: b", "---"}},
      {{"--cluster", "prod,default"}, {"name: a", "name: b"}, {}},
      {{"pay", "--cluster", "prod"}, {}, {"name"}},
      {{"payy"}, {}, {"name"}, 2},
      {{"--cluster", "prdo"}, {}, {"name"}, 2},
      {{"--base", "main"}, {}, {"name"}, 2},
  };
  for (const Row& row : rows) {
    Outcome outcome = run_render(row.words);
    EXPECT_EQ(outcome.code, row.code) << outcome.err;
    for (const std::string& text : row.has) EXPECT_THAT(outcome.out, HasSubstr(text));
    for (const std::string& text : row.lacks) EXPECT_THAT(outcome.out, Not(HasSubstr(text)));
  }
  EXPECT_THAT(run_render({"--cluster", "prdo"}).err, HasSubstr("prod"));
}

TEST_F(Render, WritesOnlyWhatChangedAndRemovesWhatIsGone) {
  EXPECT_THAT(write().err, HasSubstr("3 written, 0 unchanged, 0 removed"));
  EXPECT_THAT(files(),
              ElementsAre(".drydock-rendered", "pay.yaml", "shop/prod.yaml", "shop/staging.yaml"));
  folder_.write("out/mine.yaml", "not: yours\n");
  folder_.write("fleet/pay/b.yaml", config_map("b", "2"));
  folder_.remove("fleet/shop/staging");
  EXPECT_THAT(write().err, HasSubstr("1 written, 1 unchanged, 1 removed"));
  EXPECT_THAT(files(), ElementsAre(".drydock-rendered", "mine.yaml", "pay.yaml", "shop/prod.yaml"));
  EXPECT_THAT(folder_.read("out/pay.yaml"), HasSubstr("\"2\""));
  EXPECT_THAT(write().err, HasSubstr("0 written, 2 unchanged, 0 removed"));

  // What somebody changed since is his.
  folder_.write("out/shop/prod.yaml", "patched: true\n");
  folder_.remove("fleet/shop");
  EXPECT_THAT(write().err, HasSubstr("somebody changed it: kept"));
  EXPECT_EQ(folder_.read("out/shop/prod.yaml"), "patched: true\n");
}

TEST_F(Render, ASelectionLeavesTheFilesOfOthersAlone) {
  write();
  folder_.write("fleet/pay/b.yaml", config_map("b", "2"));
  EXPECT_THAT(write({"--project", "pay"}).err, HasSubstr("1 written, 0 unchanged, 0 removed"));
  EXPECT_EQ(files().size(), 4u);
}

TEST_F(Render, AFilePerObject) {
  EXPECT_EQ(write({"--per", "object"}).code, 0);
  EXPECT_THAT(files(), ElementsAre(".drydock-rendered", "pay/ConfigMap_team_b.yaml",
                                   "pay/ConfigMap_team_c.yaml", "shop/prod/ConfigMap_team_a.yaml",
                                   "shop/staging/ConfigMap_team_a.yaml"));
  folder_.write("fleet/pay/b.yaml", config_map("c"));
  EXPECT_THAT(write({"--per", "object"}).err, HasSubstr("0 written, 3 unchanged, 1 removed"));
  // The other way of writing takes the place of this one.
  EXPECT_THAT(write().err, HasSubstr("3 written, 0 unchanged, 3 removed"));
}

TEST_F(Render, WhatCannotBeRenderedKeepsItsFiles) {
  write();
  folder_.write("fleet/pay/b.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: [\n");
  Outcome outcome = write();
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("pay: not rendered, its files are left as they are"));
  EXPECT_THAT(folder_.read("out/pay.yaml"), HasSubstr("name: c"));
  // Nobody knows any more whether this is a project.
  folder_.write("fleet/pay/b.yaml", "version https://git-lfs.github.com/spec/v1\noid x\n");
  EXPECT_THAT(write().err, HasSubstr("pointer of Git LFS"));
  EXPECT_THAT(folder_.read("out/pay.yaml"), HasSubstr("name: c"));
}

TEST_F(Render, ALinkLeadsNobodyOutOfTheFolder) {
  folder_.write("elsewhere/keep.txt", "x");
  folder_.link("out/shop", "../elsewhere");
  Outcome outcome = write();
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("symbolic link"));
  EXPECT_FALSE(fs::exists(folder_.path() + "/elsewhere/prod.yaml"));
  // A listing that claims a file elsewhere is not believed.
  folder_.remove("out/shop");
  folder_.write("out/.drydock-rendered",
                R"({"version": 1, "files": [{"path": "../elsewhere/keep.txt", "project": "gone",)"
                R"( "digest": "d24ec4f1a98c6e5b"}]})");
  EXPECT_EQ(write().code, 0);
  EXPECT_TRUE(fs::exists(folder_.path() + "/elsewhere/keep.txt"));
}

TEST_F(Render, OnlyWhatAChangeTouches) {
  if (!has_git()) GTEST_SKIP() << "the program git is not there";
  commit_all(folder_.path() + "/fleet", "first");
  folder_.write("fleet/pay/b.yaml", config_map("b", "2"));
  Outcome outcome = run_render({"--changed", "--base", "HEAD"});
  EXPECT_THAT(outcome.out, HasSubstr("name: b"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("name: a")));
  EXPECT_EQ(run_render({"--changed", "--base", "nope"}).code, 2);
}

TEST_F(Render, ABarIsDrawnOnATerminalOnly) {
  std::istringstream in;
  std::ostringstream out, err;
  run({"-C", folder_.path() + "/fleet", "render"}, in, out, err, false, true);
  EXPECT_THAT(err.str(), HasSubstr("] 3/3"));
  EXPECT_TRUE(err.str().ends_with("\033[K"));
  EXPECT_EQ(run_render({}).err, "");
}

struct PathCase {
  std::string_view words, path;
};
constexpr PathCase kPaths[] = {
    {"shop", "shop.yaml"},
    {"apps/shop/prod", "apps/shop/prod.yaml"},
    {"../../etc/passwd", "-./-./etc/passwd.yaml"},
    {"/", "project.yaml"},
    {".hidden", "-hidden.yaml"},
    {"a b:c\n", "a-b-c-.yaml"},
    {"caf\u00e9", "caf\u00e9.yaml"},
    {"\xff", "-.yaml"},
};

TEST(OutputPath, StaysBelowAndIsAName) {
  for (const PathCase& c : kPaths) EXPECT_EQ(output_path(c.words, ".yaml"), c.path);
  EXPECT_LE(output_path(std::string(1000, 'x'), ".yaml").size(), 250u);
}

TEST(WriteOutput, NumbersFilesThatAreOneWhereCaseDoesNotCount) {
  TempFolder folder;
  write_output(folder.path(), {{"A.yaml", "p", "1"}, {"a.yaml", "p", "2"}},
               [](const std::string&) { return true; });
  EXPECT_EQ(folder.read("A.yaml"), "1");
  EXPECT_EQ(folder.read("a-2.yaml"), "2");
}

}  // namespace
}  // namespace drydock::cli
