// `--cache`: what earlier runs rendered counts as long as nothing it depended on has changed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/cli_outcome.h"
#include "tests/source_dir.h"
#include "tests/temp_folder.h"

namespace drydock::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kConfigMap =
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}\ndata: {k: one}\n";

class RenderCacheTest : public testing::Test {
 protected:
  std::string cache() const { return scratch_.path() + "/cache"; }

  std::vector<fs::path> entries() const {
    std::vector<fs::path> paths;
    if (!fs::exists(cache())) return paths;
    for (const auto& entry : fs::recursive_directory_iterator(cache())) {
      if (entry.is_regular_file()) paths.push_back(entry.path());
    }
    return paths;
  }

  std::string run(const std::string& command, std::vector<std::string> more) const {
    std::vector<std::string> args = {"-C", folder_.path(), command};
    args.insert(args.end(), more.begin(), more.end());
    Outcome outcome = drydock(args);
    return outcome.out + outcome.err + std::to_string(outcome.code);
  }
  std::string render() const { return run("render", {"--cache", cache()}); }

  /// A cached run says what one without says, twice.
  void expect_same(const std::string& command, const std::vector<std::string>& flags = {}) const {
    std::string plain = run(command, flags);
    std::vector<std::string> cached = flags;
    cached.insert(cached.end(), {"--cache", cache()});
    EXPECT_EQ(run(command, cached), plain);
    EXPECT_EQ(run(command, cached), plain);
  }

  TempFolder folder_, scratch_;
};

TEST_F(RenderCacheTest, ChangesNoReport) {
  for (std::string folder : {"fleet", "charts", "overlays", "policies"}) {
    fs::copy(source_path("testdata/" + folder), folder_.path() + "/" + folder,
             fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  }
  folder_.write("drydock.yaml", "apiVersion: drydock/v1\n");
  expect_same("check", {"--today", "2026-01-01"});
  expect_same("check", {"--today", "2026-01-01", "--format", "json"});
  expect_same("render");
  EXPECT_FALSE(entries().empty());
}

/// One change of an input each, and what the next run must print.
struct Change {
  const char* name;
  const char* path;
  const char* text;  // null: removed
  const char* expected;
};

TEST_F(RenderCacheTest, SeesEveryChange) {
  const Change kChanges[] = {
      {"a file", "base/a.yaml",
       "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: two}\n", "k: two"},
      {"a new file of a generator", "shop/files/new.txt", "hello", "name: shop-a"},
      {"the kustomization", "shop/kustomization.yaml", "resources: [../base]\nnamePrefix: other-\n",
       "name: other-a"},
      {"a file that is gone", "base/a.yaml", nullptr, "base/a.yaml"},
      {"the settings", "drydock.yaml",
       "apiVersion: drydock/v1\nprojects:\n- {name: shop, path: shop, namespace: elsewhere}\n",
       "base/a.yaml"},
  };
  folder_.write("drydock.yaml", "apiVersion: drydock/v1\n");
  folder_.write("base/a.yaml", kConfigMap);
  folder_.write("base/kustomization.yaml", "resources: [a.yaml]\n");
  folder_.write("shop/kustomization.yaml", "resources: [../base]\nnamePrefix: shop-\n");
  render();
  for (const Change& change : kChanges) {
    if (change.text) {
      folder_.write(change.path, change.text);
    } else {
      folder_.remove(change.path);
    }
    std::string cached = render();
    EXPECT_THAT(cached, HasSubstr(change.expected)) << change.name;
    EXPECT_EQ(cached, run("render", {})) << change.name;
  }
}

TEST_F(RenderCacheTest, NewFilesOfPlainFoldersCount) {
  folder_.write("shop/a.yaml", kConfigMap);
  render();
  folder_.write("shop/b.yaml",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b, namespace: shop}\n");
  EXPECT_THAT(render(), HasSubstr("name: b"));
}

TEST_F(RenderCacheTest, IsUsedWhenNothingChanged) {
  folder_.write("shop/kustomization.yaml", "configMapGenerator: [{name: a, literals: [k=v]}]\n");
  std::string first = render();
  ASSERT_EQ(entries().size(), 1u);
  auto before = fs::last_write_time(entries()[0]) - std::chrono::hours(1);
  fs::last_write_time(entries()[0], before);
  EXPECT_EQ(render(), first);
  EXPECT_GT(fs::last_write_time(entries()[0]), before);  // marked as used, for `trim`
}

TEST_F(RenderCacheTest, DamagedEntriesAreAsGoodAsNone) {
  folder_.write("shop/a.yaml", kConfigMap);
  std::string first = render();
  ASSERT_EQ(entries().size(), 1u);
  std::string path = entries()[0].string();
  auto size = fs::file_size(path);
  for (uintmax_t left : {uintmax_t{0}, uintmax_t{5}, size / 2, size - 1}) {
    fs::resize_file(path, left);
    EXPECT_EQ(render(), first) << left;
    EXPECT_EQ(fs::file_size(path), size);
  }
}

TEST_F(RenderCacheTest, HoldsNoSecrets) {
  folder_.write("shop/a.yaml",
                "apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: shop}\n"
                "stringData: {password: hunter2}\n");
  EXPECT_THAT(render(), HasSubstr("hunter2"));
  EXPECT_THAT(render(), HasSubstr("hunter2"));
  EXPECT_TRUE(entries().empty());
}

TEST_F(RenderCacheTest, StaysWithinItsSize) {
  std::string large(300'000, 'x');
  for (size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>('a' + i * i * 31 % 26);
  for (int i = 0; i < 8; ++i) {
    std::string name = "p" + std::to_string(i);
    std::rotate(large.begin(), large.begin() + 7919, large.end());
    folder_.write(name + "/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name +
                                        "}\ndata: {k: " + large + std::to_string(i) + "}\n");
  }
  run("render", {"--cache", cache(), "--cache-size", "1"});
  uintmax_t total = 0;
  for (const fs::path& path : entries()) total += fs::file_size(path);
  EXPECT_LE(total, 1u << 20);
}

}  // namespace
}  // namespace drydock::cli
