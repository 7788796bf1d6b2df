#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>
#include <fstream>
#include <iterator>
#include <regex>

#include "core/base_encoding.h"
#include "fetch/digest.h"
#include "report/html_page.h"
#include "report/markdown.h"
#include "report/ownership_map.h"
#include "report/safe_text.h"
#include "tests/report_fixture.h"
#include "tests/source_dir.h"

namespace drydock::report {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string extension_of(std::string_view format) {
  if (format == "checkstyle" || format == "junit") return fmt::format("{}.xml", format);
  if (format == "json" || format == "gitlab") return fmt::format("{}.json", format);
  if (format == "github-review" || format == "gitlab-discussions") {
    return fmt::format("{}.json", format);
  }
  if (format == "markdown") return "md";
  if (format == "text" || format == "github") return fmt::format("{}.txt", format);
  return std::string(format);
}

/// testdata/reports/fleet.EXT is what each format makes of tests/report_fixture.h.
/// DRYDOCK_UPDATE_GOLDEN=1 rewrites them; read the diff before committing it.
/// tests/cli/report_readers has them read by other programs.
TEST(ReportFormats, AreAsRecorded) {
  ReportFixture fixture;
  for (const CheckFormat& format : check_formats()) {
    SCOPED_TRACE(format.name);
    std::string path = source_path("testdata/reports/fleet." + extension_of(format.name));
    std::string text = format.write(fixture.report, {});
    if (std::getenv("DRYDOCK_UPDATE_GOLDEN")) std::ofstream(path, std::ios::binary) << text;
    std::ifstream in(path, std::ios::binary);
    std::string golden(std::istreambuf_iterator<char>(in), {});
    EXPECT_EQ(golden, text);
  }
}

TEST(ReportFormats, NoneShowsASecretOrDrivesATerminal) {
  ReportFixture fixture;
  for (const CheckFormat& format : check_formats()) {
    SCOPED_TRACE(format.name);
    std::string text = format.write(fixture.report, {});
    EXPECT_THAT(text, Not(HasSubstr(ReportFixture::kSecretValue)));
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_THAT(text, Not(HasSubstr("\n::error::x")));
    EXPECT_THAT(text, Not(HasSubstr("##[")));
    bool is_markup = format.name == "html" || format.name == "markdown" || format.name == "junit" ||
                     format.name == "checkstyle";
    if (!is_markup) continue;
    EXPECT_THAT(text, Not(HasSubstr("<img")));
    EXPECT_THAT(text, Not(HasSubstr("<script>alert")));
  }
}

TEST(ReportFormats, AnEmptyReportIsWellFormed) {
  for (const CheckFormat& format : check_formats()) {
    SCOPED_TRACE(format.name);
    EXPECT_EQ(format.write(CheckReport(), {}).empty(), format.name == "patch");
  }
}

struct MarkdownCase {
  const char* text;
  const char* safe;
};

constexpr MarkdownCase kMarkdown[] = {
    {"a_b *c*", "a\\_b \\*c\\*"},
    {"<b> & [x](y)", "&lt;b&gt; &amp; \\[x\\](y)"},
    {"@team and #12, !3 or # 4", "@&#8203;team and \\#&#8203;12, \\!&#8203;3 or \\# 4"},
    {"http://a.b www.c.d GH-7", "http\\:&#8203;//a.b w&#8203;ww.c.d G&#8203;H-7"},
    {"a\nb", "a\u240Ab"},
};

TEST(SafeText, MarkdownFormatsLinksAndMentionsNothing) {
  for (const MarkdownCase& one : kMarkdown) EXPECT_EQ(safe_markdown(one.text), one.safe);
  EXPECT_EQ(markdown_code("a`b"), "``a`b``");
  EXPECT_EQ(markdown_code("`a"), "`` `a ``");
  EXPECT_EQ(markdown_code(""), "` `");
  EXPECT_EQ(markdown_code_block("a ``` b\n", "text"), "````text\na ``` b\n````\n");
}

TEST(SafeText, NoLineIsACommandToAService) {
  EXPECT_EQ(without_commands("a ::b\n  ::error::c\n##[d] ##vso[e]\n"),
            "a ::b\n  : :error::c\n# #[d] # #vso[e]\n");
  EXPECT_EQ(path_uri("a b/\xC3\xA9:%.yaml"), "a%20b/%C3%A9%3A%25.yaml");
}

TEST(Markdown, IsCutWithAPointerAndKeepsTheWorst) {
  ReportFixture fixture;
  CheckReport& report = fixture.report;
  for (int i = 0; i < 3000; ++i) {
    Finding copy = report.findings[i % 2 ? 1 : 2];
    copy.diagnostic.message += std::string(static_cast<size_t>(i % 50) * 40, 'x');
    report.findings.push_back(copy);
    report.statuses.push_back(Status::New);
    report.waivers.push_back(nullptr);
  }
  std::string text = write_markdown(report, {});
  EXPECT_LT(text.size(), 65536U);
  EXPECT_GT(text.size(), 40000U);
  EXPECT_TRUE(text.starts_with("<!-- drydock:report -->\n"));
  EXPECT_THAT(text, HasSubstr("found a tab"));
  EXPECT_THAT(text, HasSubstr(" more** ("));
  EXPECT_THAT(text, HasSubstr("The whole report: `report.html`"));
  EXPECT_THAT(text, HasSubstr("data-loss")) << "changes keep their room";
}

TEST(OwnershipMap, EveryProjectHasAFieldWithinThePicture) {
  std::deque<std::string> names;
  std::vector<MapProject> projects;
  for (size_t i = 0; i < 1000; ++i) {
    names.push_back(fmt::format("apps/service-{}", i));
    projects.push_back({names.back(), i % 3 ? "a" : "b", i % 7 ? "team" : "", i % 50 ? i : 0, 0});
  }
  std::string picture = ownership_map(projects, {{0, 999}});
  std::regex field(
      "<rect class=\"m0\" x=\"([0-9.]+)\" y=\"([0-9.]+)\" width=\"([0-9.]+)\" "
      "height=\"([0-9.]+)\"/>");
  size_t fields = 0;
  for (std::sregex_iterator at(picture.begin(), picture.end(), field), end; at != end; ++at) {
    ++fields;
    EXPECT_LE(std::stod((*at)[1]) + std::stod((*at)[3]), 1200.5);
    EXPECT_LE(std::stod((*at)[2]) + std::stod((*at)[4]), 1100.5);
    EXPECT_GE(std::stod((*at)[3]), 4);
    EXPECT_GE(std::stod((*at)[4]), 4);
  }
  EXPECT_EQ(fields, 1000U);
  EXPECT_THAT(ownership_map({}, {}), HasSubstr("</svg>"));
}

TEST(OwnershipMap, NamesThatEndAlikeAreToldApart) {
  std::vector<MapProject> projects;
  for (const char* name : {"a/one/live", "b/one/live", "c/two/live", "d/alone", "live"}) {
    projects.push_back({name, "", "", 9, 0});
  }
  std::string picture = ownership_map(projects, {});
  for (const char* label : {">a/one/live<", ">b/one/live<", ">two/live<", ">alone<", ">live<"}) {
    EXPECT_THAT(picture, HasSubstr(label));
  }
}

TEST(Html, ThePolicyOfThePageAllowsItsScript) {
  std::string hex = fetch::sha256_hex(html_script());
  std::string bytes;
  for (size_t i = 0; i < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  EXPECT_EQ(html_script_hash(), "sha256-" + encode_base64(bytes));
}

}  // namespace
}  // namespace drydock::report
