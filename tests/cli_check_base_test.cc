// `check --base`: what is checked is the result of the merge.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/commands.h"
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
    std::istringstream in;
    std::ostringstream out, err;
    int code = run(args, in, out, err, false);
    out_ = out.str();
    err_ = err.str();
    return code;
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
  EXPECT_THAT(findings({"--base", "main", "--no-merge"}, 0), IsEmpty());
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
