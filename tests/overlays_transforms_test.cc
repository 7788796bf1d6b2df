#include <gtest/gtest.h>

#include <string_view>

#include "overlays/transforms/images.h"
#include "overlays/transforms/replace_value.h"
#include "overlays/transforms/value_add.h"

namespace drydock::overlays {
namespace {

struct ImageSplit {
  std::string_view image;
  std::string_view name;
  std::string_view tag;
  std::string_view digest;
};

constexpr ImageSplit kImageSplits[] = {
    {"nginx", "nginx", "", ""},
    {"nginx:1.25", "nginx", "1.25", ""},
    {"nginx@sha256:1", "nginx", "", "sha256:1"},
    {"nginx:1.25@sha256:1", "nginx", "1.25", "sha256:1"},
    {"registry:5000/app", "registry:5000/app", "", ""},  // that colon is a port, not a tag
    {"registry:5000/a/b:v1", "registry:5000/a/b", "v1", ""},
    {"/a:1", "/a", "1", ""},
    {"", "", "", ""},
};

TEST(Images, AreTakenApart) {
  for (const ImageSplit& row : kImageSplits) {
    ImageName parts = split_image(row.image);
    EXPECT_EQ(row.name, parts.name) << row.image;
    EXPECT_EQ(row.tag, parts.tag) << row.image;
    EXPECT_EQ(row.digest, parts.digest) << row.image;
  }
}

struct PathInsertion {
  std::string_view path;
  size_t position;
  std::string_view changed;
};

constexpr PathInsertion kPathInsertions[] = {
    {"", 0, "X"},
    {"/", 0, "/X"},
    {"/", 9, "/X"},
    {"pie", 0, "X/pie"},
    {"/pie", 0, "/X/pie"},
    {"raw", 1, "raw/X"},
    {"/raw", 1, "/raw/X"},
    {"raw", 9, "raw/X"},
    {"a/b/c", 2, "a/b/X/c"},
    {"/a/b/c", 2, "/a/b/X/c"},
};

TEST(ValueAdd, InsertsIntoPaths) {
  for (const PathInsertion& row : kPathInsertions) {
    EXPECT_EQ(row.changed, insert_path_part(row.path, row.position, "X")) << row.path;
  }
  EXPECT_EQ("a/b", insert_path_part("a/b", 1, ""));
}

TEST(Replacements, SplitTexts) {
  using Parts = std::vector<std::string_view>;
  EXPECT_EQ((Parts{"a", "b", ""}), split_text("a:b:", ":"));
  EXPECT_EQ((Parts{"a", "b"}), split_text("a::b", "::"));
  EXPECT_EQ(Parts{""}, split_text("", "/"));
}

}  // namespace
}  // namespace drydock::overlays
