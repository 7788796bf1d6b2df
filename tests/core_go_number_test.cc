#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "core/go_number.h"

namespace drydock {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct FloatText {
  double value;
  char format;
  int precision;
  int bits;
  std::string_view text;
};

constexpr FloatText kFloats[] = {
    {0, 'g', -1, 64, "0"},
    {-0.0, 'g', -1, 64, "-0"},
    {100000, 'g', -1, 64, "100000"},
    {1000000, 'g', -1, 64, "1e+06"},
    {1234567, 'g', -1, 64, "1.234567e+06"},
    {12345678.9, 'g', -1, 64, "1.23456789e+07"},
    {123456.789, 'g', -1, 64, "123456.789"},
    {0.0001, 'g', -1, 64, "0.0001"},
    {0.00001, 'g', -1, 64, "1e-05"},
    {9007199254740993.0, 'g', -1, 64, "9.007199254740992e+15"},
    {5e-324, 'g', -1, 64, "5e-324"},
    {kInfinity, 'g', -1, 64, "+Inf"},
    {-kInfinity, 'f', 2, 64, "-Inf"},
    {123456789.123, 'g', -1, 32, "1.2345679e+08"},
    {0x1p-12, 'g', -1, 32, "0.00024414063"},  // a tie that Go rounds up
    {0x1p-12, 'g', -1, 64, "0.000244140625"},
    {100, 'g', 3, 64, "100"},
    {100000, 'g', 10, 64, "100000"},
    {123456, 'g', 3, 64, "1.23e+05"},
    {1e21, 'G', -1, 64, "1E+21"},
    {1e23, 'f', -1, 64, "100000000000000000000000"},
    {0.5, 'f', 0, 64, "0"},
    {1.5, 'f', 0, 64, "2"},
    {3.14159, 'f', 2, 64, "3.14"},
    {3, 'e', -1, 64, "3e+00"},
    {1234.5, 'E', 2, 64, "1.23E+03"},
    {1, 'b', -1, 64, "4503599627370496p-52"},
    {1.5, 'x', -1, 64, "0x1.8p+00"},
    {-0.1, 'X', 3, 64, "-0X1.99AP-04"},
    {0, 'x', 2, 64, "0x0.00p+00"},
};

TEST(GoNumber, FormatsFloats) {
  for (const FloatText& row : kFloats) {
    EXPECT_EQ(format_go_float(row.value, row.format, row.precision, row.bits), row.text);
  }
  EXPECT_EQ(format_go_float(std::nan("")), "NaN");
}

struct JsonFloat {
  double value;
  std::string_view text;
};

constexpr JsonFloat kJsonFloats[] = {
    {0, "0"},
    {-0.0, "-0"},
    {1000000, "1000000"},
    {1e20, "100000000000000000000"},
    {1e21, "1e+21"},
    {0.000001, "0.000001"},
    {0.0000001, "1e-7"},
    {1.5e-10, "1.5e-10"},
    {1234567.89, "1234567.89"},
};

TEST(GoNumber, FormatsFloatsForJson) {
  for (const JsonFloat& row : kJsonFloats) {
    std::string out;
    append_json_float(out, row.value);
    EXPECT_EQ(out, row.text);
  }
}

TEST(GoNumber, FormatsIntegers) {
  EXPECT_EQ(format_go_int(INT64_MIN), "-9223372036854775808");
  EXPECT_EQ(format_go_int(-255, 16), "-ff");
  EXPECT_EQ(format_go_uint(UINT64_MAX), "18446744073709551615");
  EXPECT_EQ(format_go_uint(35, 36), "z");
  EXPECT_EQ(format_go_uint(5, 2), "101");
}

struct TextFloat {
  std::string_view text;
  double value;
  GoParse status = GoParse::Ok;
};

constexpr TextFloat kTextFloats[] = {
    {"1", 1},
    {"+1.5e3", 1500},
    {"1_000", 1000},
    {".5", 0.5},
    {"5.", 5},
    {"0x1p4", 16},
    {"0x1_0p-4", 1},
    {"0X.8P1", 1},
    {"0x1p-1074", 5e-324},
    {"0x1.8p-1075", 5e-324},
    {"0x1p-1075", 0},  // half way to the smallest one, to even
    {"-Inf", -kInfinity},
    {"infinity", kInfinity},
    {"1e400", kInfinity, GoParse::Range},
    {"-1e400", -kInfinity, GoParse::Range},
    {"0x1p1024", kInfinity, GoParse::Range},
    {"1e-400", 0},
    {"1e-99999999999", 0},
    {"", 0, GoParse::Syntax},
    {".", 0, GoParse::Syntax},
    {"1e", 0, GoParse::Syntax},
    {"1__0", 0, GoParse::Syntax},
    {"_1", 0, GoParse::Syntax},
    {"1_", 0, GoParse::Syntax},
    {"0x1", 0, GoParse::Syntax},  // no exponent
    {"infi", 0, GoParse::Syntax},
    {"1 ", 0, GoParse::Syntax},
    {"1.2.3", 0, GoParse::Syntax},
};

TEST(GoNumber, ParsesFloats) {
  for (const TextFloat& row : kTextFloats) {
    GoParsed<double> parsed = parse_go_float(row.text);
    EXPECT_EQ(parsed.value, row.value) << row.text;
    EXPECT_EQ(parsed.status, row.status) << row.text;
  }
  EXPECT_TRUE(std::isnan(parse_go_float("nAn").value));
  EXPECT_FALSE(parse_go_float("+nan").ok());
  EXPECT_EQ(parse_go_float("0.1", 32).value, 0.1F);
  EXPECT_EQ(parse_go_float("1e39", 32).status, GoParse::Range);
}

struct TextInt {
  std::string_view text;
  int base;
  int bits;
  int64_t value;
  GoParse status = GoParse::Ok;
};

constexpr TextInt kTextInts[] = {
    {"0x1F", 0, 64, 31},
    {"010", 0, 64, 8},
    {"010", 10, 64, 10},
    {"0b11", 0, 64, 3},
    {"-0o7", 0, 64, -7},
    {"1_000", 0, 64, 1000},
    {"0_7", 0, 64, 7},
    {"1_000", 10, 64, 0, GoParse::Syntax},
    {"08", 0, 64, 0, GoParse::Syntax},
    {"0x", 0, 64, 0, GoParse::Syntax},
    {"", 10, 64, 0, GoParse::Syntax},
    {"-", 10, 64, 0, GoParse::Syntax},
    {"9223372036854775808", 10, 64, INT64_MAX, GoParse::Range},
    {"-9223372036854775808", 10, 64, INT64_MIN},
    {"-9223372036854775809", 10, 64, INT64_MIN, GoParse::Range},
    {"300", 10, 8, 127, GoParse::Range},
    {"zz", 36, 64, 1295},
    {"1", 37, 64, 0, GoParse::Base},
};

TEST(GoNumber, ParsesIntegers) {
  for (const TextInt& row : kTextInts) {
    GoParsed<int64_t> parsed = parse_go_int(row.text, row.base, row.bits);
    EXPECT_EQ(parsed.value, row.value) << row.text;
    EXPECT_EQ(parsed.status, row.status) << row.text;
  }
  EXPECT_EQ(parse_go_uint("18446744073709551615").value, UINT64_MAX);
  EXPECT_EQ(parse_go_uint("18446744073709551616").status, GoParse::Range);
  EXPECT_EQ(parse_go_uint("-1").status, GoParse::Syntax);
  EXPECT_TRUE(parse_go_bool("T").value);
  EXPECT_FALSE(parse_go_bool("yes").ok());
}

TEST(GoNumber, ShortestTextReadsBackAsTheSameFloat) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20000; ++i) {
    double value = std::bit_cast<double>(random());
    if (!std::isfinite(value)) continue;
    for (char format : {'g', 'e', 'f', 'x'}) {
      EXPECT_EQ(parse_go_float(format_go_float(value, format)).value, value);
    }
  }
}

}  // namespace
}  // namespace drydock
