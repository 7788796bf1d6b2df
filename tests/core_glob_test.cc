#include <gtest/gtest.h>

#include "core/glob.h"
#include "core/suggest.h"

namespace drydock {
namespace {

struct GlobCase {
  std::string_view pattern;
  std::string_view text;
  bool fits;
};

constexpr GlobCase kPathGlobs[] = {
    {"docs", "docs", true},
    {"docs", "docs/a", false},
    {"docs", "doc", false},
    {"docs/**", "docs", true},
    {"docs/**", "docs/a/b.yaml", true},
    {"docs/**", "docs2", false},
    {"**", "", true},
    {"**", "a/b", true},
    {"**/b", "b", true},
    {"**/b", "a/b", true},
    {"**/b", "x/y/b", true},
    {"**/b", "ab", false},
    {"**/b", "x/ab", false},
    {"a/**/b", "a/b", true},
    {"a/**/b", "a/x/y/b", true},
    {"a/**/b", "a/xb", false},
    {"a/**/**/b", "a/b", true},
    {"a/**/**", "a/x/y", true},
    {"**/test/**", "test", true},
    {"**/test/**", "a/test/b/c", true},
    {"**/test/**", "a/tests/b/c", false},
    {"*.yaml", "a.yaml", true},
    {"*.yaml", "b/a.yaml", false},
    {"*.yaml", ".yaml", true},
    {"a*b*c", "aXbYc", true},
    {"a*b*c", "abbc", true},
    {"a*b*c", "ab/c", false},
    {"a**b", "axxb", true},
    {"a**b", "ax/b", false},
    {"apps/*/prod", "apps/shop/prod", true},
    {"apps/*/prod", "apps/shop/x/prod", false},
    {"a?c", "abc", true},
    {"a?c", "a\u00e9c", true},
    {"a?c",
     "a\xff"
     "c",
     true},
    {"a?c", "a/c", false},
    {"a?c", "ac", false},
    {"[a-c]x", "bx", true},
    {"[a-c]x", "dx", false},
    {"[!a-c]x", "dx", true},
    {"[^a-c]x", "ax", false},
    {"[!a]x", "/x", false},
    {"[]a]x", "]x", true},
    {"[a-]x", "-x", true},
    {"[\u00e0-\u00ff]x", "\u00e9x", true},
    {"[\\]]x", "]x", true},
    {"\\*", "*", true},
    {"\\*", "a", false},
    {"a\\[b", "a[b", true},
    {"a[b", "a[b", true},
    {"a\\", "a\\", true},
    {"", "", true},
    {"", "a", false},
};

constexpr GlobCase kNameGlobs[] = {
    {"*", "", true},
    {"*", "a/b", true},
    {"ConfigMap/*/ca-*", "ConfigMap/shop/ca-bundle", true},
    {"ConfigMap/*/ca-*", "ConfigMap/shop/xca-bundle", false},
    {"team-*", "team-shop", true},
    {"team-*", "a-team-shop", false},
    {"**/b", "ab/b", true},
    {"**/b", "b", false},
    {"a/**", "a", false},
    {"a[/]b", "a/b", true},
};

TEST(Glob, PathsStopAtSlashes) {
  for (const GlobCase& c : kPathGlobs) {
    EXPECT_EQ(Glob(c.pattern).matches(c.text), c.fits) << c.pattern << " on " << c.text;
  }
}

TEST(Glob, NamesDoNot) {
  for (const GlobCase& c : kNameGlobs) {
    EXPECT_EQ(Glob(c.pattern, GlobKind::Name).matches(c.text), c.fits)
        << c.pattern << " on " << c.text;
  }
}

TEST(Glob, HostilePatternsTakeLinearTime) {
  std::string pattern, text(20'000, 'a');
  for (int i = 0; i < 300; ++i) pattern += "a*";
  EXPECT_FALSE(Glob(pattern + "b").matches(text));
  std::string deep, path;
  for (int i = 0; i < 200; ++i) deep += "**/a/";
  for (int i = 0; i < 1'000; ++i) path += "a/";
  EXPECT_FALSE(Glob(deep + "b").matches(path));
}

TEST(Glob, NamesWhatIsWrong) {
  EXPECT_EQ(glob_problem("a/**/[a-z]?\\["), "");
  EXPECT_EQ(glob_problem("\\\\[a"), "a `[` is not closed");
  EXPECT_EQ(glob_problem("[]"), "a `[` is not closed");
  EXPECT_EQ(glob_problem("a\\"), "nothing follows the last backslash");
  EXPECT_EQ(glob_problem(""), "the pattern is empty");
  EXPECT_EQ(glob_problem(std::string(1001, 'a')), "the pattern is longer than 1,000 bytes");
}

TEST(Suggest, CountsTypingErrors) {
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("namspace", "namespace"), 1u);
  EXPECT_EQ(edit_distance("hcekc", "check"), 2u);
  EXPECT_EQ(edit_distance("Check", "check"), 0u);
}

TEST(Suggest, OnlyNearWords) {
  constexpr std::string_view kKnown[] = {"name", "namespace", "path", "cluster", "owner"};
  EXPECT_EQ(nearest("namspace", kKnown), "namespace");
  EXPECT_EQ(nearest("clsuter", kKnown), "cluster");
  EXPECT_EQ(nearest("Path", kKnown), "path");
  EXPECT_EQ(nearest("values", kKnown), "");
  EXPECT_EQ(nearest("", kKnown), "");
  EXPECT_EQ(nearest(std::string(1'000'000, 'n'), kKnown), "");
  EXPECT_EQ(did_you_mean("ower", kKnown), "; did you mean `owner`?");
  EXPECT_EQ(did_you_mean("whatever", kKnown), "");
}

}  // namespace
}  // namespace drydock
