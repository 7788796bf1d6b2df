#include <gtest/gtest.h>

#include <tuple>

#include "validate/server/addresses.h"
#include "validate/server/cron.h"
#include "validate/server/names.h"
#include "validate/server/quantity.h"

namespace drydock::validate::server {
namespace {

using Row = std::tuple<std::string, bool>;

template <class Check>
void expect_all(const std::vector<Row>& rows, Check&& is_right) {
  for (const auto& [text, right] : rows) EXPECT_EQ(is_right(text), right) << '"' << text << '"';
}

TEST(ServerForms, Names) {
  expect_all({{"a", true},
              {"a-b", true},
              {"1a", true},
              {"", false},
              {"A", false},
              {"a.b", false},
              {"-a", false},
              {"a-", false},
              {std::string(63, 'a'), true},
              {std::string(64, 'a'), false}},
             [](const std::string& text) { return dns1123_label(text).empty(); });
  expect_all({{"a.b", true},
              {"a..b", false},
              {".a", false},
              {std::string(253, 'a'), true},
              {std::string(254, 'a'), false}},
             [](const std::string& text) { return dns1123_subdomain(text).empty(); });
  expect_all({{"a", true}, {"1a", false}, {"a-1", true}},
             [](const std::string& text) { return dns1035_label(text).empty(); });
  expect_all({{"*.a.b", true}, {"*", false}, {"a.*", false}},
             [](const std::string& text) { return wildcard_dns1123_subdomain(text).empty(); });
}

TEST(ServerForms, Labels) {
  expect_all({{"app", true},
              {"acme.io/App_1", true},
              {"a/b/c", false},
              {"/a", false},
              {"a/", false},
              {"A.io/x", false},
              {"", false},
              {std::string(63, 'a'), true},
              {std::string(64, 'a'), false}},
             [](const std::string& text) { return qualified_name(text).empty(); });
  expect_all(
      {{"", true}, {"A_b.c", true}, {"-a", false}, {"a b", false}, {std::string(64, 'a'), false}},
      [](const std::string& text) { return label_value(text).empty(); });
}

TEST(ServerForms, KeysAndVariables) {
  expect_all(
      {{"a.b_C-1", true}, {"..", false}, {".", false}, {"..a", false}, {"a b", false}, {"", false}},
      [](const std::string& text) { return config_map_key(text).empty(); });
  expect_all(
      {{"A", true}, {"a.b-c", true}, {"1", true}, {"a=b", false}, {"", false}, {"a b", true}},
      [](const std::string& text) { return env_var_name(text).empty(); });
  expect_all({{"http", true},
              {"http-1", true},
              {"1", false},
              {"a--b", false},
              {"-a", false},
              {"abcdefghijklmnop", false},
              {"HTTP", false}},
             [](const std::string& text) { return port_name(text).empty(); });
  expect_all(
      {{"0%", true}, {"100%", true}, {"%", false}, {"-1%", false}, {"1", false}, {"1.5%", false}},
      [](const std::string& text) { return is_percent(text); });
}

TEST(ServerForms, QuantitiesHaveACanonicalForm) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"0", "0"},          {"1", "1"},
      {"1000m", "1"},      {"1.5", "1500m"},
      {"100m", "100m"},    {"1024Ki", "1Mi"},
      {"1.5Gi", "1536Mi"}, {"1e3", "1e3"},
      {"1000", "1k"},      {"12E", "9223372036854775807"},
      {"5E", "5E"},        {"0.1", "100m"},
      {"-1Mi", "-1Mi"},    {"1Ki", "1Ki"},
      {"0.5Ki", "512"},    {"1E3", "1e3"},
      {".5", "500m"},      {"1n", "1n"},
      {"0.1n", "1n"},      {"2000000", "2M"},
  };
  for (const auto& [text, canonical] : rows) {
    auto quantity = Quantity::parse(text);
    ASSERT_TRUE(quantity) << text;
    EXPECT_EQ(quantity->text(), canonical) << text;
  }
  for (const char* wrong : {"", "x", "1x", "1 Gi", "1gi", "1.2.3", "--1", "e3", "1KiB"}) {
    EXPECT_FALSE(Quantity::parse(wrong)) << wrong;
  }
}

TEST(ServerForms, Addresses) {
  expect_all({{"1.2.3.4", true},
              {"1.2.3", false},
              {"256.0.0.1", false},
              {"::1", true},
              {"2001:db8::1", true},
              {"2001:db8:::1", false},
              {"::ffff:1.2.3.4", true},
              {"", false}},
             [](const std::string& text) { return parse_ip(text).has_value(); });
  expect_all({{"10.0.0.0/8", true},
              {"10.0.0.0/33", false},
              {"10.0.0.0", false},
              {"::/0", true},
              {"2001:db8::/129", false},
              {"10.0.0.0/-1", false}},
             [](const std::string& text) { return parse_cidr(text).has_value(); });
  EXPECT_EQ(parse_ip("2001:0db8:0:0:0:0:0:1")->text(), "2001:db8::1");
  EXPECT_TRUE(parse_cidr("10.0.0.0/8")->contains(*parse_ip("10.200.0.1")));
  EXPECT_FALSE(parse_cidr("10.0.0.0/8")->contains(*parse_ip("11.0.0.1")));
}

TEST(ServerForms, Schedules) {
  expect_all({{"* * * * *", true},
              {"*/5 0-3,7 1 JAN-MAR mon", true},
              {"@daily", true},
              {"@every 1h30m", true},
              {"60 * * * *", false},
              {"* * * *", false},
              {"* * * * * *", false},
              {"@never", false},
              {"@every x", false},
              {"5-1 * * * *", false},
              {"*/0 * * * *", false},
              {"* * 0 * *", false},
              {"* * * 13 *", false},
              {"* * * * 7", false},
              {"? ? ? ? ?", true},
              {"a * * * *", false},
              {"1/2 * * * *", true},
              {"", false}},
             [](const std::string& text) { return !cron_problem(text).has_value(); });
}

}  // namespace
}  // namespace drydock::validate::server
