#include <gtest/gtest.h>

#include <string_view>

#include "overlays/object_id.h"
#include "overlays/read_objects.h"
#include "overlays/transformer_config.h"
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

void expect_equal(const FieldSpecs& wanted, const FieldSpecs& got) {
  ASSERT_EQ(wanted.size(), got.size());
  for (size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_TRUE(same_gvk(wanted[i].gvk, got[i].gvk)) << wanted[i].path;
    EXPECT_EQ(wanted[i].path, got[i].path);
    EXPECT_EQ(wanted[i].create, got[i].create) << wanted[i].path;
  }
}

TEST(TransformerConfig, OfKustomizeStaysWhenItIsMergedIntoNothing) {
  const TransformerConfig& own = default_transformer_config();
  TransformerConfig merged;
  merge_transformer_config(merged, own);
  expect_equal(own.namespace_name, merged.namespace_name);
  expect_equal(own.common_labels, merged.common_labels);
  expect_equal(own.template_labels, merged.template_labels);
  expect_equal(own.common_annotations, merged.common_annotations);
  expect_equal(own.var_reference, merged.var_reference);
  expect_equal(own.images, merged.images);
  expect_equal(own.replicas, merged.replicas);
  ASSERT_EQ(own.name_reference.size(), merged.name_reference.size());
  for (size_t i = 0; i < own.name_reference.size(); ++i) {
    EXPECT_TRUE(same_gvk(own.name_reference[i].gvk, merged.name_reference[i].gvk));
    expect_equal(own.name_reference[i].referrers, merged.name_reference[i].referrers);
  }
}

TEST(Entries, AreSurelyPathsOnlyWhenYamlHasNoOtherMeaningForThem) {
  for (std::string_view path : {"a.yaml", "../base/patch.yml", "/x/y.json", "a-b_c.0.yaml"}) {
    EXPECT_TRUE(is_surely_a_path(path)) << path;
  }
  for (std::string_view other : {"", "base", "kind: A.yaml", "- a.yaml", "-a.yaml", "{}.yaml",
                                 "null", "'a.yaml", "a\n.yaml", "*a.yaml"}) {
    EXPECT_FALSE(is_surely_a_path(other)) << other;
  }
}

}  // namespace
}  // namespace drydock::overlays
