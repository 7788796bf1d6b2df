// Shards and indexes: `check --shard`, `merge`, `check --against`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "core/error.h"
#include "core/source_cache.h"
#include "projects/fleet_index.h"
#include "tests/cli_outcome.h"
#include "tests/source_dir.h"
#include "tests/temp_folder.h"

namespace drydock::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

void copy_testdata(const TempFolder& to, const std::vector<std::string>& folders) {
  for (const std::string& folder : folders) {
    fs::copy(source_path("testdata/" + folder), fs::path(to.path()) / folder,
             fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  }
  to.write("drydock.yaml", "apiVersion: drydock/v1\n");
}

std::vector<std::string> write_shards(const std::string& repository, const TempFolder& into,
                                      int count) {
  std::vector<std::string> files;
  for (int i = 1; i <= count; ++i) {
    files.push_back(into.path() + "/" + std::to_string(i) + ".index");
    Outcome shard =
        drydock({"-C", repository, "check", "--shard",
                 std::to_string(i) + "/" + std::to_string(count), "--index", files.back()});
    EXPECT_EQ(shard.code, 0) << shard.err;
    EXPECT_EQ(shard.out, "");
  }
  return files;
}

/// The reports of one run and of a run in shards.
void expect_same_reports(const std::string& repository, int count) {
  TempFolder scratch;
  std::vector<std::string> files = write_shards(repository, scratch, count);
  for (std::string format : {"text", "json"}) {
    std::vector<std::string> flags = {"--format", format, "--today", "2026-01-01"};
    std::vector<std::string> check = {"-C", repository, "check"};
    check.insert(check.end(), flags.begin(), flags.end());
    std::vector<std::string> merge = {"-C", repository, "merge"};
    merge.insert(merge.end(), files.begin(), files.end());
    merge.insert(merge.end(), flags.begin(), flags.end());
    Outcome whole = drydock(check);
    Outcome merged = drydock(merge);
    EXPECT_EQ(whole.code, merged.code) << repository;
    EXPECT_EQ(whole.out, merged.out) << repository;
  }
}

TEST(Shards, GiveTheReportOfOneRun) {
  TempFolder repository;
  copy_testdata(repository, {"fleet", "charts", "overlays", "policies"});
  for (int count : {1, 2, 7}) expect_same_reports(repository.path(), count);
}

TEST(Shards, GiveTheReportOfOneRunOnEveryConflict) {
  const char* corpus = std::getenv("DRYDOCK_CORPUS");
  if (!corpus) GTEST_SKIP() << "DRYDOCK_CORPUS is not set";
  for (const fs::directory_entry& entry : fs::directory_iterator(fs::path(corpus) / "conflicts")) {
    if (fs::exists(entry.path() / "bad")) expect_same_reports((entry.path() / "bad").string(), 2);
  }
}

constexpr std::string_view kSecret =
    "apiVersion: v1\nkind: Secret\nmetadata: {name: login, namespace: shop}\n"
    "data: {token: aHVudGVyMg==}\nstringData: {password: hunter2}\n";

TEST(Shards, WithholdTheValuesOfSecrets) {
  TempFolder repository, scratch;
  repository.write("shop/a.yaml", kSecret);
  std::vector<std::string> files = write_shards(repository.path(), scratch, 1);
  Sources sources;
  projects::FleetIndex index =
      projects::unpack_index(scratch.read("1.index"), "index", sources, nullptr);
  ASSERT_EQ(index.projects.size(), 1u);
  EXPECT_TRUE(index.projects[0].withheld);
  const Node& root = *index.projects[0].rendered.set.resources.at(0).root;
  EXPECT_EQ(root.find("data")->text_of("token"), "(withheld)");
  EXPECT_EQ(root.find("stringData")->text_of("password"), "(withheld)");
  expect_same_reports(repository.path(), 2);
}

struct Refusal {
  std::vector<size_t> files;  // of three shards
  std::string message;
};

TEST(Shards, MustBeAllThere) {
  TempFolder repository, scratch;
  copy_testdata(repository, {"fleet"});
  std::vector<std::string> files = write_shards(repository.path(), scratch, 3);
  const Refusal kRefusals[] = {{{0, 2}, "of 3 shards these are missing: 2"},
                               {{0, 1, 1, 2}, "are both shard 2 of 3"}};
  for (const Refusal& refusal : kRefusals) {
    std::vector<std::string> merge = {"-C", repository.path(), "merge"};
    for (size_t file : refusal.files) merge.push_back(files[file]);
    Outcome outcome = drydock(merge);
    EXPECT_EQ(outcome.code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, HasSubstr(refusal.message));
  }
}

TEST(Shards, AreOfOneStateOfTheRepository) {
  TempFolder repository, scratch;
  copy_testdata(repository, {"fleet"});
  std::vector<std::string> files = write_shards(repository.path(), scratch, 1);
  const std::string path = "fleet/apps/shop/web.yaml";
  const std::string before = repository.read(path);
  repository.write(path, before + "# changed\n");
  Outcome changed = drydock({"-C", repository.path(), "merge", files[0]});
  EXPECT_EQ(changed.code, 2);
  EXPECT_THAT(changed.err, HasSubstr("was written when " + path + " had other content"));
  repository.write(path, before);
  repository.write("new/a.yaml", kSecret);
  Outcome other = drydock({"-C", repository.path(), "merge", files[0]});
  EXPECT_THAT(other.err, HasSubstr("is of a repository with other projects"));
}

TEST(Shards, DamagedFilesAreRefused) {
  TempFolder repository, scratch;
  copy_testdata(repository, {"fleet"});
  write_shards(repository.path(), scratch, 1);
  std::string whole = scratch.read("1.index");
  for (size_t size = 0; size < whole.size(); size += 97) {
    Sources sources;
    EXPECT_THROW(projects::unpack_index(whole.substr(0, size), "index", sources, nullptr), Error);
  }
}

class Against : public testing::Test {
 protected:
  void SetUp() override {
    gitops_.write(
        "drydock.yaml",
        "apiVersion: drydock/v1\nprojects:\n- {name: shop, path: shop, cluster: prod, namespace: "
        "shop}\n- {name: pay, path: pay, cluster: prod, namespace: pay}\n");
    gitops_.write("shop/a.yaml", object("ConfigMap", "v1", "own"));
    gitops_.write("pay/role.yaml", object("ClusterRole", "rbac.authorization.k8s.io/v1", "viewer"));
    index_ = gitops_.path() + "/fleet.index";
    Outcome written = drydock({"-C", gitops_.path(), "check", "--index", index_});
    EXPECT_EQ(written.code, 0) << written.out << written.err;
    own_.write("manifests/own.yaml", object("ConfigMap", "v1", "own"));
  }

  static std::string object(const std::string& kind, const std::string& version,
                            const std::string& name) {
    return "apiVersion: " + version + "\nkind: " + kind + "\nmetadata: {name: " + name + "}\n";
  }

  Outcome check(const std::vector<std::string>& flags) {
    std::vector<std::string> args = {"-C", own_.path(), "check", "--against", index_};
    args.insert(args.end(), flags.begin(), flags.end());
    return drydock(args);
  }

  TempFolder gitops_, own_;
  std::string index_;
};

TEST_F(Against, WhatIsReplacedDoesNotCount) { EXPECT_EQ(check({"--as", "shop"}).code, 0); }

TEST_F(Against, TheOthersOwnWhatTheyHave) {
  own_.write("manifests/role.yaml",
             object("ClusterRole", "rbac.authorization.k8s.io/v1", "viewer"));
  Outcome outcome = check({"--as", "shop"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("duplicate-cluster-object"));
  EXPECT_THAT(outcome.out, HasSubstr("pay/role.yaml:3:18"));
  EXPECT_THAT(outcome.out, HasSubstr("manifests/role.yaml:3:18"));
}

TEST_F(Against, UnknownNamesAreExplained) {
  Outcome outcome = check({"--as", "shp"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("has no project `shp`"));
  EXPECT_THAT(outcome.err, HasSubstr("did you mean `shop`"));
}

}  // namespace
}  // namespace drydock::cli
