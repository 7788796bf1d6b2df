// `drydock publish`: manifests go to a common repository, one commit after the other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "tests/cli_outcome.h"
#include "tests/git_sandbox.h"
#include "tests/temp_folder.h"

namespace drydock::cli {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string object(const std::string& kind, const std::string& version, const std::string& name) {
  return "apiVersion: " + version + "\nkind: " + kind + "\nmetadata:\n  name: " + name +
         "\n  namespace: team\n";
}

std::string config_map(const std::string& name) { return object("ConfigMap", "v1", name); }
std::string role(const std::string& name) {
  return object("ClusterRole", "rbac.authorization.k8s.io/v1", name) + "rules: []\n";
}

class Publish : public testing::Test {
 protected:
  void SetUp() override {
    if (!has_git()) GTEST_SKIP() << "the program git is not there";
    TempFolder first;
    first.write("drydock.yaml", "apiVersion: drydock/v1\n");
    first.write("pay/role.yaml", role("viewer"));
    commit_all(first.path(), "first");
    git(first.path(), "clone", "-q", "--bare", first.path(), bare());
  }

  std::string bare() const { return folder_.path() + "/gitops.git"; }

  Outcome publish(const TempFolder& own, const std::string& project,
                  const std::vector<std::string>& more = {}) const {
    std::vector<std::string> args = {"-C",   own.path(),  "publish", "--to",
                                     bare(), "--project", project};
    args.insert(args.end(), more.begin(), more.end());
    return drydock(args);
  }

  /// Paths of the newest commit.
  std::vector<std::string> files() const {
    std::vector<std::string> paths;
    std::istringstream lines(git(bare(), "ls-tree", "-r", "--name-only", "main"));
    for (std::string line; std::getline(lines, line);) paths.push_back(line);
    return paths;
  }

  std::string commits() const { return git(bare(), "rev-list", "--count", "main"); }

  TempFolder folder_;
};

TEST_F(Publish, WritesItsOwnFolderAndRemovesWhatIsStaleThere) {
  TempFolder own;
  own.write("a.yaml", config_map("a"));
  own.write("b.yaml", config_map("b"));
  Outcome first = publish(own, "shop", {"-m", "The first one"});
  ASSERT_EQ(first.code, 0) << first.err << first.out;
  EXPECT_THAT(first.out, HasSubstr("shop: 2 written, 0 unchanged, 0 removed, commit "));
  EXPECT_THAT(files(), ElementsAre("drydock.yaml", "pay/role.yaml", "shop/.drydock-rendered",
                                   "shop/ConfigMap_team_a.yaml", "shop/ConfigMap_team_b.yaml"));
  EXPECT_EQ(git(bare(), "log", "-1", "--format=%s", "main"), "The first one");
  own.remove("b.yaml");
  EXPECT_EQ(publish(own, "shop").code, 0);
  EXPECT_THAT(files(), ElementsAre("drydock.yaml", "pay/role.yaml", "shop/.drydock-rendered",
                                   "shop/ConfigMap_team_a.yaml"));
}

TEST_F(Publish, CommitsNothingWhenNothingChanged) {
  TempFolder own;
  own.write("a.yaml", config_map("a"));
  publish(own, "shop");
  std::string before = commits();
  Outcome again = publish(own, "shop");
  EXPECT_EQ(again.code, 0);
  EXPECT_EQ(again.out, "shop: 0 written, 1 unchanged, 0 removed\n");
  EXPECT_EQ(commits(), before);
}

TEST_F(Publish, ConflictsStopIt) {
  TempFolder own;
  own.write("role.yaml", role("viewer"));
  std::string before = commits();
  Outcome outcome = publish(own, "shop");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("duplicate-cluster-object"));
  EXPECT_THAT(outcome.err, HasSubstr("nothing was committed"));
  EXPECT_EQ(commits(), before);
  EXPECT_EQ(publish(own, "shop", {"--no-check"}).code, 0);
}

TEST_F(Publish, WhatCannotBeRenderedIsNotPublished) {
  TempFolder own;
  own.write("a.yaml", config_map("a"));
  own.write("kustomize/kustomization.yaml", "resources: [missing.yaml]\n");
  Outcome outcome = publish(own, "shop");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("missing.yaml"));
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(files(), ElementsAre("drydock.yaml", "pay/role.yaml"));
}

TEST_F(Publish, NeverWritesThroughLinks) {
  TempFolder clone, outside, own;
  git(clone.path(), "clone", "-q", bare(), clone.path() + "/work");
  clone.link("work/shop", outside.path());
  commit_all(clone.path() + "/work", "a link");
  git(clone.path() + "/work", "push", "-q", "origin", "HEAD:main");
  own.write("a.yaml", config_map("a"));
  Outcome outcome = publish(own, "shop");
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("symbolic link"));
  EXPECT_TRUE(fs::is_empty(outside.path()));
}

TEST_F(Publish, PathsStayInTheTarget) {
  TempFolder own;
  own.write("a.yaml", config_map("a"));
  for (std::string path : {"../shop", "/shop", ".git", ".git/hooks", "."}) {
    Outcome outcome = publish(own, "shop", {"--path", path});
    EXPECT_EQ(outcome.code, 2) << path;
    EXPECT_THAT(outcome.err, HasSubstr("is no folder below the target's root")) << path;
  }
}

TEST_F(Publish, UnreachableRepositoriesAreNamed) {
  TempFolder own;
  own.write("a.yaml", config_map("a"));
  Outcome outcome =
      drydock({"-C", own.path(), "publish", "--to", "file:///nowhere.git", "--project", "shop"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("cannot clone file:///nowhere.git"));
}

TEST_F(Publish, AFolderIsCommittedWhereItIs) {
  TempFolder own, work;
  own.write("a.yaml", config_map("a"));
  work.write("drydock.yaml", "apiVersion: drydock/v1\n");
  commit_all(work.path(), "first");
  work.write("other.txt", "not to be committed");
  Outcome outcome =
      drydock({"-C", own.path(), "publish", "--to", work.path(), "--project", "shop"});
  EXPECT_EQ(outcome.code, 0) << outcome.err << outcome.out;
  EXPECT_EQ(git(work.path(), "status", "--porcelain"), "?? other.txt");
  EXPECT_EQ(git(work.path(), "rev-list", "--count", "HEAD"), "2");
}

TEST_F(Publish, RacingPipelinesLoseNothing) {
  constexpr int kRounds = 4;
  std::vector<std::thread> pipelines;
  std::vector<int> failures(3);
  for (size_t i = 0; i < failures.size(); ++i) {
    pipelines.emplace_back([&, i] {
      std::string name = "p" + std::to_string(i);
      for (int round = 0; round < kRounds; ++round) {
        TempFolder own;
        own.write("a.yaml", config_map(name + "-" + std::to_string(round)));
        failures[i] += publish(own, name).code != 0;
      }
    });
  }
  for (std::thread& pipeline : pipelines) pipeline.join();
  EXPECT_THAT(failures, testing::Each(0));
  EXPECT_THAT(files(),
              ElementsAre("drydock.yaml", "p0/.drydock-rendered", "p0/ConfigMap_team_p0-3.yaml",
                          "p1/.drydock-rendered", "p1/ConfigMap_team_p1-3.yaml",
                          "p2/.drydock-rendered", "p2/ConfigMap_team_p2-3.yaml", "pay/role.yaml"));
  EXPECT_EQ(commits(), std::to_string(1 + 3 * kRounds));
}

TEST_F(Publish, RacingPipelinesMissNoConflict) {
  for (int round = 0; round < 3; ++round) {
    std::string name = "role-" + std::to_string(round);
    std::vector<int> codes(2);
    std::vector<std::thread> pipelines;
    for (size_t i = 0; i < codes.size(); ++i) {
      pipelines.emplace_back([&, i] {
        TempFolder own;
        own.write("role.yaml", role(name));
        codes[i] = publish(own, name + "-by-" + std::to_string(i)).code;
      });
    }
    for (std::thread& pipeline : pipelines) pipeline.join();
    EXPECT_THAT(codes, testing::UnorderedElementsAre(0, 1));
  }
}

}  // namespace
}  // namespace drydock::cli
