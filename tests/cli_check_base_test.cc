// `check --base`: what is checked is the result of the merge.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/cli_outcome.h"
#include "tests/git_sandbox.h"
#include "tests/temp_folder.h"

namespace drydock::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string config_map(const std::string& name, const std::string& value = "1") {
  return "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " + name +
         "\n  namespace: team\ndata:\n  a: \"" + value + "\"\n";
}

class CheckBase : public testing::Test {
 protected:
  void SetUp() override {
    if (!has_git()) GTEST_SKIP() << "the program git is not there";
    folder_.write("shop/a.yaml", config_map("a"));
    folder_.write("pay/b.yaml", config_map("b"));
    commit_all(folder_.path(), "first");
    git(folder_.path(), "checkout", "-q", "-b", "side");
  }

  void on_main(const std::string& path, const std::string& text) {
    git(folder_.path(), "checkout", "-q", "main");
    folder_.write(path, text);
    commit_all(folder_.path(), "on main");
    git(folder_.path(), "checkout", "-q", "side");
  }

  int run_check(std::vector<std::string> flags) {
    std::vector<std::string> args = {"-C", folder_.path(), "check", "--format", "json"};
    args.insert(args.end(), flags.begin(), flags.end());
    Outcome outcome = drydock(args);
    out_ = outcome.out;
    err_ = outcome.err;
    return outcome.code;
  }

  /// "status rule resource" of the findings of an exit code.
  std::vector<std::string> findings(std::vector<std::string> flags, int code) {
    EXPECT_EQ(run_check(std::move(flags)), code) << err_;
    std::vector<std::string> rows;
    if (out_.empty()) return rows;
    nlohmann::json report = nlohmann::json::parse(out_);
    for (const auto& f : report["findings"]) {
      rows.push_back(f["status"].get<std::string>() + " " + f["rule"].get<std::string>() + " " +
                     f["resource"].get<std::string>());
    }
    return rows;
  }

  TempFolder folder_;
  std::string out_, err_;
};

TEST_F(CheckBase, ABranchThatLagsBehindSeesConflictsWithWhatLandedSince) {
  on_main("shop/c.yaml", config_map("c"));
  folder_.write("pay/c.yaml", config_map("c"));  // not even committed
  EXPECT_THAT(findings({"--base", "main"}, 1),
              ElementsAre("new duplicate-object ConfigMap/team/c"));
  // Compared as is, the object goes from one project to another.
  EXPECT_THAT(findings({"--base", "main", "--no-merge"}, 0),
              ElementsAre("new applier-may-prune ConfigMap/team/c"));
  EXPECT_THAT(findings({}, 0), IsEmpty());
}

TEST_F(CheckBase, WhatTheBaseHasIsKnownAlsoWhenTheBranchLagsBehind) {
  on_main("pay/a.yaml", config_map("a"));
  EXPECT_THAT(findings({"--base", "main"}, 0),
              ElementsAre("known duplicate-object ConfigMap/team/a"));
}

TEST_F(CheckBase, AMergeConflictIsAFindingAndTheRestIsChecked) {
  on_main("pay/b.yaml", config_map("b", "2"));
  folder_.write("pay/b.yaml", config_map("b", "3"));
  folder_.write("pay/d.yaml", config_map("a"));
  EXPECT_THAT(findings({"--base", "main"}, 1),
              ElementsAre("new merge-conflict ", "new duplicate-object ConfigMap/team/a"));
  EXPECT_THAT(out_, HasSubstr("pay/b.yaml cannot be merged with main: both change the same lines"));
}

TEST_F(CheckBase, ASharedBaseChangesProjectsOfOthers) {
  folder_.write("CODEOWNERS", "* @platform\n/pay/ @pay\n/shop/ @shop\n");
  folder_.write("bases/web/kustomization.yaml", "resources: [c.yaml]\n");
  folder_.write("bases/web/c.yaml", config_map("c"));
  for (std::string name : {"one", "two"}) {
    folder_.write("pay/" + name + "/kustomization.yaml",
                  "namePrefix: " + name + "-\nresources: [../../bases/web]\n");
  }
  commit_all(folder_.path(), "with a base");
  folder_.write("bases/web/c.yaml", config_map("c", "2"));
  folder_.write("pay/two/kustomization.yaml",
                "namePrefix: two-\nresources: [../../bases/web]\n# touched\n");
  std::vector<std::string> wanted = {"new foreign-project-affected "};
  EXPECT_EQ(findings({"--base", "HEAD"}, 0), wanted);
  EXPECT_THAT(out_, HasSubstr("a change of bases/web/c.yaml changes 1 object "
                              "(ConfigMap/team/one-c) of project `pay/one` of @pay"));
  EXPECT_THAT(findings({"--base", "HEAD", "--as-owner", "@pay"}, 0), testing::SizeIs(1));
  EXPECT_THAT(findings({"--base", "HEAD", "--as-owner", "@shop"}, 1),
              testing::Contains("new foreign-project-changed "));
}

TEST_F(CheckBase, DangersOfAppliersAreFindingsAtTheLineThatCausesThem) {
  std::string claim =
      "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data, "
      "namespace: team}\nspec: {accessModes: [ReadWriteOnce], resources: "
      "{requests: {storage: 1Gi}}}\n";
  folder_.write("db/kustomization.yaml", "resources:\n- a.yaml\n- claim.yaml\n- z.yaml\n");
  folder_.write("db/claim.yaml", claim);
  folder_.write("db/a.yaml", config_map("db-a"));
  folder_.write("db/z.yaml", config_map("db-z"));
  commit_all(folder_.path(), "with a claim");
  EXPECT_THAT(findings({"--base", "HEAD"}, 0), IsEmpty());
  folder_.write("db/kustomization.yaml", "resources:\n- a.yaml\n- z.yaml\n");
  EXPECT_THAT(findings({"--base", "HEAD"}, 1),
              ElementsAre("new data-loss PersistentVolumeClaim/team/data"));
  nlohmann::json place = nlohmann::json::parse(out_)["findings"][0]["locations"][0];
  EXPECT_EQ(place["file"], "db/kustomization.yaml");
  EXPECT_EQ(place["line"], 3);
  EXPECT_THAT(out_, HasSubstr("deletes PersistentVolumeClaim/team/data: the data goes with it"));
  EXPECT_THAT(drydock({"-C", folder_.path(), "check", "--base", "HEAD"}).out,
              HasSubstr("what changes: 1 delete\n  db (cluster default): 1 delete, 1 dangerous"));
  EXPECT_THAT(findings({"--base", "HEAD", "--only", "conflict"}, 0), IsEmpty());
  // What cannot be rendered any more is not planned.
  folder_.write("db/kustomization.yaml", "resources:\n- a.yaml\n- none.yaml\n");
  EXPECT_THAT(findings({"--base", "HEAD"}, 1), testing::SizeIs(1));
}

TEST_F(CheckBase, RulesAboutChangesSeeTheOldObject) {
  folder_.write("shop/crd.yaml", R"(apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: disks.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Disk, plural: disks}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties:
              size: {type: integer, x-kubernetes-validations: [{rule: self >= oldSelf, message: never smaller}]}
)");
  std::string disk =
      "apiVersion: example.com/v1\nkind: Disk\nmetadata: {name: d, namespace: team}\n";
  folder_.write("pay/disk.yaml", disk + "spec: {size: 5}\n");
  commit_all(folder_.path(), "a disk");
  folder_.write("pay/disk.yaml", disk + "spec: {size: 6}\n");
  EXPECT_THAT(findings({"--base", "HEAD"}, 0), IsEmpty());
  folder_.write("pay/disk.yaml", disk + "spec: {size: 4}\n");
  EXPECT_THAT(findings({"--base", "HEAD"}, 1), testing::SizeIs(1));
  EXPECT_THAT(out_, HasSubstr("never smaller"));
  EXPECT_THAT(findings({}, 0), IsEmpty());
}

TEST_F(CheckBase, ChangedProjectsAreThoseWhoseInputsChanged) {
  folder_.write("bases/web/kustomization.yaml", "resources: [c.yaml]\n");
  folder_.write("bases/web/c.yaml", config_map("c"));
  for (std::string name : {"one", "two"}) {
    folder_.write("k/" + name + "/kustomization.yaml",
                  "namePrefix: " + name + "-\nresources: [../../bases/web]\n");
  }
  folder_.write("k/two/kustomization.yaml", "resources: [d.yaml]\n");
  folder_.write("k/two/d.yaml", config_map("d"));
  commit_all(folder_.path(), "base");
  struct Row {
    std::string path, text, changed;
  };
  const Row rows[] = {
      {"README.md", "x", ""},
      {"bases/web/c.yaml", config_map("c", "2"), "k/one"},
      {"k/two/unused.txt", "x", ""},
      {"shop/new.yaml", config_map("new"), "shop"},
      {"fresh/e.yaml", config_map("e"), "fresh"},
      {"drydock.yaml",
       "apiVersion: drydock/v1\nprojects:\n- {name: shop, path: shop, namespace: other}\n", "shop"},
  };
  for (const Row& row : rows) {
    folder_.write(row.path, row.text);
    Outcome outcome = drydock(
        {"-C", folder_.path(), "projects", "--changed", "--base", "HEAD", "--format", "json"});
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    std::string names;
    nlohmann::json projects = nlohmann::json::parse(outcome.out);
    for (const auto& project : projects) names += project["name"].get<std::string>();
    EXPECT_EQ(names, row.changed) << row.path;
    git(folder_.path(), "add", "-A");
    git(folder_.path(), "stash", "-q");
  }
}

TEST_F(CheckBase, TheBaseFollowsItsOwnLinks) {
  folder_.write("pay/one/x.yaml", config_map("x"));
  folder_.write("pay/two/y.yaml", config_map("y"));
  std::filesystem::create_directory_symlink("one", folder_.path() + "/pay/link");
  folder_.write("pay/kustomization.yaml", "resources: [b.yaml, link/x.yaml]\n");
  commit_all(folder_.path(), "a link");
  std::filesystem::remove(folder_.path() + "/pay/link");
  std::filesystem::create_directory_symlink("two", folder_.path() + "/pay/link");
  EXPECT_EQ(run_check({"--base", "HEAD"}), 1);
  nlohmann::json report = nlohmann::json::parse(out_);
  ASSERT_FALSE(report["findings"].empty());
  // That the file is missing is new: in the base the link leads to it.
  EXPECT_EQ(report["findings"][0]["rule"], "file-missing") << out_;
  EXPECT_EQ(report["findings"][0]["status"], "new");
}

TEST_F(CheckBase, OpenBranchesAreTakenToHaveLanded) {
  git(folder_.path(), "checkout", "-q", "-b", "other", "main");
  folder_.write("pay/red.yaml", config_map("red"));
  folder_.write("pay/blue.yaml", config_map("blue"));
  folder_.write("shop/blue.yaml", config_map("blue"));  // its own fault
  folder_.write("pay/b.yaml", config_map("b", "2"));
  folder_.write("drydock.yaml", "apiVersion: drydock/v1\nseverities: {duplicate-object: info}\n");
  commit_all(folder_.path(), "on other");
  on_main("shop/later.yaml", config_map("later"));
  folder_.write("shop/red.yaml", config_map("red"));
  EXPECT_THAT(findings({"--base", "main"}, 0), IsEmpty());
  EXPECT_THAT(findings({"--base", "main", "--merge-with", "other"}, 1),
              testing::UnorderedElementsAre("new duplicate-object ConfigMap/team/red",
                                            "known duplicate-object ConfigMap/team/blue"));
  EXPECT_THAT(
      drydock({"-C", folder_.path(), "check", "--base", "main", "--merge-with", "other"}).out,
      HasSubstr("pay/red.yaml is changed by other"));
  // Without a base everything is new, and drydock.yaml is what it is after the merge.
  EXPECT_THAT(findings({"--merge-with", "other", "--fail-on", "info"}, 1), testing::SizeIs(2));

  folder_.write("pay/b.yaml", config_map("b", "3"));
  EXPECT_THAT(findings({"--base", "main", "--merge-with", "other"}, 1),
              testing::Contains("new merge-conflict "));
  EXPECT_THAT(out_, HasSubstr("pay/b.yaml cannot be merged with other"));
  EXPECT_EQ(run_check({"--base", "main", "--merge-with", "nope"}), 2);
}

TEST_F(CheckBase, AnUnknownRevisionIsAnError) {
  EXPECT_EQ(run_check({"--base", "origin/nope"}), 2);
  EXPECT_THAT(err_, HasSubstr("there is no revision origin/nope"));
  git(folder_.path(), "checkout", "-q", "--orphan", "alone");
  commit_all(folder_.path(), "alone");
  EXPECT_EQ(run_check({"--base", "main"}), 2);
  EXPECT_THAT(err_, HasSubstr("they share no commit here"));
  EXPECT_EQ(run_check({"--base", "main", "--no-merge"}), 0) << err_;
  EXPECT_EQ(run_check({"--base", "none"}), 0) << err_;
}

TEST_F(CheckBase, CiSaysWhatTheTargetIs) {
  setenv("GITHUB_BASE_REF", "gone", 1);
  EXPECT_EQ(run_check({}), 2);
  EXPECT_THAT(err_, HasSubstr("git fetch origin BRANCH"));
  EXPECT_EQ(run_check({"--base", "main"}), 0) << err_;
  unsetenv("GITHUB_BASE_REF");
}

}  // namespace
}  // namespace drydock::cli
