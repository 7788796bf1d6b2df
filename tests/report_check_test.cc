#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/json.h"
#include "report/text.h"

namespace drydock::report {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Two projects, one conflict, one broken file with a hostile name.
class CheckReports : public testing::Test {
 protected:
  CheckReports() {
    shop_.name = shop_.path = "shop";
    payments_.name = payments_.path = "payments";
    report_.projects = {{&payments_, 1}, {&shop_, 2}};
    report_.findings = {conflict(), broken()};
  }

  Finding conflict() {
    Diagnostic d;
    d.rule = "duplicate-object";
    d.message = "2 projects define ConfigMap/shop/settings";
    d.where = {&first_, 4, 9, 8};
    Finding f = make_finding(d, "main", {"payments", "shop"});
    f.resource = "ConfigMap/shop/settings";
    f.locations.push_back({&second_, 1, 1, 1});
    return f;
  }

  Finding broken() {
    Diagnostic d;
    d.rule = "yaml-syntax";
    d.message = "found a tab \x1b[2J\n::error::x";
    d.where = {&hostile_, 1, 1, 1};
    return make_finding(d, "main", {"shop"});
  }

  SourceFile first_{"payments/a.yaml",
                    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n"};
  SourceFile second_{"shop/b.yaml", "apiVersion: v1\n"};
  SourceFile hostile_{"shop/\x1b[31m\n.yaml", "\t\x07\n"};
  Project shop_, payments_;
  CheckReport report_;
};

TEST_F(CheckReports, TextGroupsByProjectsAndShowsBothPlaces) {
  std::string text = write_text(report_, {});
  EXPECT_THAT(text,
              HasSubstr("payments + shop  (cluster main)\n\n"
                        "error: 2 projects define ConfigMap/shop/settings [duplicate-object]\n"
                        "  payments/a.yaml:4:9\n"
                        "    4 |   name: settings\n"
                        "      |         ^~~~~~~~\n"
                        "  shop/b.yaml:1:1\n"));
  EXPECT_THAT(text, HasSubstr("2 projects, 3 objects: 2 errors, 0 warnings\n"));
}

TEST_F(CheckReports, TextIsSafeForTerminals) {
  std::string text = write_text(report_, {});
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\n::error")));
  EXPECT_THAT(write_text(report_, {true}), HasSubstr("\x1b[1;31merror\x1b[0m"));
}

TEST_F(CheckReports, JsonHasTheDocumentedShape) {
  auto json = nlohmann::json::parse(write_json(report_, {}));
  EXPECT_EQ(json["version"], 1);
  EXPECT_EQ(json["summary"]["errors"], 2);
  EXPECT_EQ(json["summary"]["resources"], 3);
  EXPECT_EQ(json["projects"][1]["name"], "shop");
  auto finding = json["findings"][0];
  for (const char* key :
       {"stage", "rule", "severity", "message", "resource", "cluster", "projects", "locations",
        "field", "type", "fingerprint", "status", "waiver", "help", "fix"}) {
    EXPECT_TRUE(finding.contains(key)) << key;
  }
  EXPECT_EQ(finding["stage"], "conflict");
  EXPECT_EQ(finding["status"], "new");
  EXPECT_EQ(finding["locations"][1],
            nlohmann::json({{"file", "shop/b.yaml"}, {"line", 1}, {"column", 1}}));
  EXPECT_EQ(json["findings"][1]["locations"][0]["file"], "shop/\x1b[31m\n.yaml");
}

TEST_F(CheckReports, FingerprintsSurviveLineMovesAndTellTwinsApart) {
  Finding moved = conflict();
  moved.locations[0].line = moved.diagnostic.where.line = 40;
  EXPECT_EQ(fingerprint(moved), fingerprint(conflict()));
  report_.findings = {broken(), broken()};
  auto json = nlohmann::json::parse(write_json(report_, {}));
  EXPECT_NE(json["findings"][0]["fingerprint"], json["findings"][1]["fingerprint"]);
}

TEST_F(CheckReports, NothingFoundSaysSo) {
  report_.findings.clear();
  EXPECT_EQ(write_text(report_, {}), "2 projects, 3 objects: nothing found\n");
}

}  // namespace
}  // namespace drydock::report
