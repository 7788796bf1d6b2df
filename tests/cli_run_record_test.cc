// A check that finds everything as it was says again what it said, without looking at manifests.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/cli_outcome.h"
#include "tests/git_sandbox.h"
#include "tests/temp_folder.h"

namespace drydock::cli {
namespace {

constexpr std::string_view kObject =
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: team}\n";

class RunRecords : public testing::Test {
 protected:
  RunRecords() {
    folder_.write("shop/a.yaml", kObject);
    folder_.write("pay/b.yaml", kObject);
    commit_all(folder_.path(), "first");
  }

  Outcome check(std::vector<std::string> more = {}) {
    std::vector<std::string> args = {"-C",    folder_.path(), "check", "--cache",
                                     cache(), "--base",       "none"};
    args.insert(args.end(), more.begin(), more.end());
    return drydock(args);
  }
  std::string cache() const { return folder_.path() + "/.cache"; }
  /// The records in the cache.
  std::vector<std::filesystem::path> records() const { return files_of(".run"); }
  /// Removes what was kept of rendering -> how many projects that were.
  size_t remove_rendered() const {
    std::vector<std::filesystem::path> rendered = files_of(".project");
    for (const std::filesystem::path& path : rendered) std::filesystem::remove(path);
    return rendered.size();
  }
  std::vector<std::filesystem::path> files_of(std::string_view extension) const {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(cache())) {
      if (entry.path().extension() == extension) found.push_back(entry.path());
    }
    return found;
  }

  TempFolder folder_;
};

TEST_F(RunRecords, SayTheSameAgain) {
  Outcome first = check();
  ASSERT_EQ(records().size(), 1u);
  ASSERT_GT(remove_rendered(), 0u);
  Outcome second = check();
  EXPECT_EQ(first.code, 1);
  EXPECT_EQ(second.code, 1);
  EXPECT_EQ(first.out, second.out);
  EXPECT_EQ(first.err, second.err);
  EXPECT_THAT(first.out, testing::HasSubstr("duplicate-object"));
  EXPECT_EQ(records().size(), 1u);
  EXPECT_EQ(remove_rendered(), 0u) << "nothing is rendered for it";
}

TEST_F(RunRecords, AreForOneStateOfTheRepository) {
  check();
  folder_.write("pay/b.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n");
  EXPECT_EQ(check().code, 0);
  folder_.write("pay/b.yaml", kObject);
  EXPECT_EQ(check().code, 1);
  folder_.write("new/c.yaml", kObject);
  EXPECT_THAT(check().out, testing::HasSubstr("new"));
}

TEST_F(RunRecords, AreForOneCommandLine) {
  EXPECT_EQ(check().code, 1);
  EXPECT_EQ(check({"--only", "schema"}).code, 0);
  EXPECT_THAT(check({"--format", "json"}).out, testing::StartsWith("{"));
}

TEST_F(RunRecords, WriteReportsAgain) {
  std::string report = folder_.path() + "/report.sarif";
  check({"--report", "sarif=" + report});
  std::string written = folder_.read("report.sarif");
  std::filesystem::remove(report);
  EXPECT_EQ(check({"--report", "sarif=" + report}).code, 1);
  EXPECT_EQ(folder_.read("report.sarif"), written);
  EXPECT_EQ(records().size(), 1u) << "the report is no input";
}

TEST_F(RunRecords, CountForNothingWhenDamaged) {
  Outcome first = check();
  std::filesystem::resize_file(records().front(),
                               std::filesystem::file_size(records().front()) / 2);
  EXPECT_EQ(check().out, first.out);
}

TEST_F(RunRecords, AreNotMadeOfWhatReadsElsewhere) {
  folder_.write("drydock.yaml",
                "apiVersion: drydock/v1\nsources: {https://git.example.com/a.git: ../a}\n");
  check();
  EXPECT_TRUE(records().empty());
}

}  // namespace
}  // namespace drydock::cli
