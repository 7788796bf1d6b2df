#include <gtest/gtest.h>

#include "core/source.h"

namespace drydock {
namespace {

TEST(LineIndex, SplitsAtEveryKindOfLineBreak) {
  LineIndex index("a\nb\r\nc\rd");
  ASSERT_EQ(index.line_count(), 4);
  EXPECT_EQ(index.line(1), "a");
  EXPECT_EQ(index.line(2), "b");
  EXPECT_EQ(index.line(3), "c");
  EXPECT_EQ(index.line(4), "d");
  EXPECT_EQ(index.line(5), "");
  EXPECT_EQ(index.line(0), "");
}

TEST(LineIndex, CountsColumnsInCodePoints) {
  LineIndex index("x: é!\n");
  EXPECT_EQ(index.offset(1, 4), 3u);
  EXPECT_EQ(index.offset(1, 5), 5u);
  EXPECT_EQ(index.offset(1, 99), 6u);
}

}  // namespace
}  // namespace drydock
