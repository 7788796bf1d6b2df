#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/commands.h"
#include "tests/temp_folder.h"

namespace drydock::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

struct Outcome {
  int code;
  std::string out;
  std::string err;
};

Outcome drydock(const std::vector<std::string>& args, const std::string& input = "") {
  std::istringstream in(input);
  std::ostringstream out, err;
  int code = run(args, in, out, err, false);
  return {code, out.str(), err.str()};
}

const std::string kConfigMap = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n";

/// A repository on disk with two projects, `a` and `b`.
class Repositories : public testing::Test {
 protected:
  Repositories() { folder_.write("drydock.yaml", "apiVersion: drydock/v1\n"); }

  Outcome in_repository(std::vector<std::string> args) {
    args.insert(args.end(), {"-C", folder_.path()});
    return drydock(args);
  }

  TempFolder folder_;
};

TEST(Commands, TheOverviewNamesEveryCommand) {
  Outcome help = drydock({"help"});
  EXPECT_EQ(help.code, 0);
  for (const char* name : {"check", "projects", "init", "rules", "completion", "version"}) {
    EXPECT_THAT(help.out, HasSubstr(std::string("\n  ") + name));
  }
  EXPECT_EQ(drydock({"--help"}).out, help.out);
  Outcome nothing = drydock({});
  EXPECT_EQ(nothing.code, 2);
  EXPECT_THAT(nothing.out, IsEmpty());
  EXPECT_EQ(nothing.err, help.out);
}

TEST(Commands, EveryCommandExplainsItself) {
  for (const char* name :
       {"check", "projects", "init", "rules", "schema", "completion", "version"}) {
    Outcome help = drydock({"help", name});
    EXPECT_EQ(help.code, 0);
    EXPECT_THAT(help.out, HasSubstr(name));
    EXPECT_EQ(drydock({name, "--help"}).out, help.out);
  }
}

TEST(Commands, MistypedWordsGetASuggestion) {
  Outcome verb = drydock({"chekc"});
  EXPECT_EQ(verb.code, 2);
  EXPECT_THAT(verb.out, IsEmpty());
  EXPECT_THAT(verb.err, HasSubstr("there is no command `chekc`; did you mean `check`?"));
  Outcome flag = drydock({"check", "--fromat", "json"});
  EXPECT_EQ(flag.code, 2);
  EXPECT_THAT(flag.err, HasSubstr("unknown flag `--fromat`; did you mean `--format`?"));
  EXPECT_THAT(drydock({"rules", "duplicate-objet"}).err,
              HasSubstr("did you mean `duplicate-object`?"));
  EXPECT_EQ(drydock({"check", "--format", "xml"}).code, 2);
}

TEST(Commands, VersionAndRules) {
  EXPECT_THAT(drydock({"version"}).out, StartsWith("drydock "));
  EXPECT_EQ(drydock({"--version"}).out, drydock({"version"}).out);
  EXPECT_THAT(drydock({"rules"}).out, HasSubstr("duplicate-crd"));
  EXPECT_THAT(drydock({"rules", "duplicate-crd"}).out, HasSubstr("removing a definition deletes"));
  auto rows = nlohmann::json::parse(drydock({"rules", "--format", "json"}).out);
  EXPECT_GT(rows.size(), 20u);
}

TEST(Commands, SchemaEvalAnswersEachLine) {
  Outcome answers = drydock({"schema", "eval"},
                            R"({"draft":"2020-12","format":false,"schema":{"type":"integer"},)"
                            R"("tests":[1,"x"]})"
                            "\n");
  EXPECT_EQ(answers.code, 0);
  EXPECT_EQ(nlohmann::json::parse(answers.out)["valid"], nlohmann::json({true, false}));
  EXPECT_EQ(drydock({"schema", "eval"}, "[]\n").code, 2);
  EXPECT_TRUE(nlohmann::json::parse(drydock({"schema", "config"}).out).contains("properties"));
}

TEST(Commands, CompletionKnowsCommandsAndFlags) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    Outcome script = drydock({"completion", shell});
    EXPECT_EQ(script.code, 0);
    EXPECT_THAT(script.out, HasSubstr("projects"));
    EXPECT_THAT(script.out, HasSubstr("fail-on"));
  }
  EXPECT_EQ(drydock({"completion", "tcsh"}).code, 2);
}

TEST_F(Repositories, TemplateRendersOneFile) {
  folder_.write("t.yaml", "name: {{ include \"n\" . }}\ncount: {{ .Values.count }}\n");
  folder_.write("_h.tpl", "{{ define \"n\" }}{{ .Values.a.b | upper }}{{ end }}");
  folder_.write("v.yaml", "a: {b: x}\ncount: 1000000\n");
  std::vector<std::string> args = {"template", "t.yaml", "_h.tpl", "-f", "v.yaml"};
  EXPECT_EQ(in_repository(args).out, "name: X\ncount: 1e+06\n");
  args.back() = "-";
  args.insert(args.end(), {"-C", folder_.path()});
  EXPECT_EQ(drydock(args, "a: {b: yy}").out, "name: YY\ncount: \n");

  folder_.write("t.yaml", "x: {{ .Values.ingress.tls.host }}\n");
  Outcome broken = in_repository({"template", "t.yaml"});
  EXPECT_EQ(broken.code, 1);
  EXPECT_THAT(broken.out, IsEmpty());
  EXPECT_THAT(broken.err, HasSubstr("t.yaml:1:"));
  EXPECT_THAT(broken.err, HasSubstr("  1 | x: {{ .Values.ingress.tls.host }}\n"));
  EXPECT_EQ(in_repository({"template", "nowhere.yaml"}).code, 1);
}

TEST_F(Repositories, RandomFunctionsOfTemplateFollowTheSeed) {
  folder_.write("t.yaml", "{{ randAlphaNum 20 }}{{ uuidv4 }}");
  std::string first = in_repository({"template", "t.yaml"}).out;
  EXPECT_EQ(in_repository({"template", "t.yaml"}).out, first);
  EXPECT_NE(in_repository({"template", "t.yaml", "--seed", "other"}).out, first);
}

TEST(Commands, FunctionsExplainsThem) {
  EXPECT_THAT(drydock({"functions"}).out, HasSubstr("\ntrunc "));
  EXPECT_THAT(drydock({"functions", "trunc"}).out, HasSubstr("func(int, string) string"));
  EXPECT_THAT(drydock({"functions", "trnuc"}).err, HasSubstr("did you mean `trunc`?"));
}

TEST_F(Repositories, CheckFindsConflictsAndExitsWithOne) {
  folder_.write("a/x.yaml", kConfigMap);
  folder_.write("b/x.yaml", kConfigMap);
  Outcome check = in_repository({"check"});
  EXPECT_EQ(check.code, 1);
  EXPECT_THAT(check.out, HasSubstr("2 projects define ConfigMap/default/x"));
  EXPECT_THAT(check.out, HasSubstr("  a/x.yaml:4:9\n    4 |   name: x\n"));
  EXPECT_THAT(check.err, IsEmpty());
  EXPECT_THAT(check.out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(in_repository({"check", "--color", "always"}).out, HasSubstr("\x1b[1;31merror"));

  auto json = nlohmann::json::parse(in_repository({"check", "--format", "json"}).out);
  EXPECT_EQ(json["summary"]["errors"], 1);
  EXPECT_EQ(json["findings"][0]["locations"][1]["file"], "b/x.yaml");
}

TEST_F(Repositories, CheckOnlyAndFailOnLimitARun) {
  folder_.write("a/x.yaml", "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: space\n");
  folder_.write("b/x.yaml", "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: space\n");
  EXPECT_EQ(in_repository({"check"}).code, 0);  // equal content: a warning
  EXPECT_EQ(in_repository({"check", "--fail-on", "warning"}).code, 1);
  EXPECT_EQ(in_repository({"check", "--fail-on", "warning", "--only", "render"}).code, 0);
}

TEST_F(Repositories, BrokenFilesAreFindingsAndTheOthersAreChecked) {
  folder_.write("a/broken.yaml", "apiVersion: v1\nkind: ConfigMap\n\tname: x\n");
  folder_.write("a/x.yaml", kConfigMap);
  folder_.write("b/x.yaml", kConfigMap);
  Outcome check = in_repository({"check"});
  EXPECT_EQ(check.code, 1);
  EXPECT_THAT(check.out, HasSubstr("a/broken.yaml:3:1"));
  EXPECT_THAT(check.out, HasSubstr("[yaml-syntax]"));
  EXPECT_THAT(check.out, HasSubstr("[duplicate-object]"));
}

/// Each file gives one finding with its place, and those beside it are checked.
TEST_F(Repositories, EverySortOfBrokenFileIsOneFinding) {
  std::string bomb = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\na: &a [x, x, x, x]\n";
  for (char c = 'b'; c <= 'p'; ++c) {
    char last = static_cast<char>(c - 1);
    bomb += fmt::format("{0}: &{0} [*{1}, *{1}, *{1}, *{1}]\n", c, last);
  }
  std::string deep = kConfigMap + std::string("d: ") + std::string(10001, '[');
  folder_.write("a/binary.yaml", std::string_view("\0\1\2kind: ConfigMap\n", 19));
  folder_.write("a/bomb.yaml", bomb);
  folder_.write("a/deep.yaml", deep);
  folder_.write("a/half.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x");
  folder_.write("a/latin.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: caf\xE9}\n");
  folder_.write("a/twice.yaml",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: t}\ndata: {}\ndata: {}\n");
  folder_.write("a/empty.yaml", "");
  folder_.write("a/bom.yaml",
                "\xEF\xBB\xBF"
                "apiVersion: v1\r\nkind: ConfigMap\r\nmetadata: {name: m}\r\n");
  folder_.link("a/loop.yaml", "loop.yaml");
  folder_.link("a/out.yaml", "/etc/hostname");
  folder_.link("a/self", ".");
  folder_.write("a/x.yaml", kConfigMap);
  folder_.write("b/x.yaml", kConfigMap);
  Outcome check = in_repository({"check", "--only", "render,conflict", "--format", "json"});
  EXPECT_EQ(check.code, 1);
  std::string seen;
  auto report = nlohmann::json::parse(check.out);
  for (const auto& finding : report["findings"]) {
    const auto& place = finding["locations"][0];
    seen += fmt::format("{}:{} {}\n", place["file"].get<std::string>(), place["line"].get<int>(),
                        finding["rule"].get<std::string>());
  }
  EXPECT_EQ(seen,
            "a/binary.yaml:1 yaml-encoding\na/bomb.yaml:9 yaml-limit\na/deep.yaml:5 yaml-limit\n"
            "a/half.yaml:4 yaml-syntax\na/latin.yaml:3 yaml-encoding\na/loop.yaml:0 symlink-loop\n"
            "a/out.yaml:0 path-escape\na/twice.yaml:5 yaml-duplicate-key\n"
            "a/x.yaml:4 duplicate-object\n");
}

TEST_F(Repositories, UnusableSettingsEndTheRun) {
  folder_.write("drydock.yaml", "apiVersion: drydock/v1\nprojcts: []\n");
  Outcome check = in_repository({"check"});
  EXPECT_EQ(check.code, 2);
  EXPECT_THAT(check.out, IsEmpty());
  EXPECT_THAT(check.err, HasSubstr("drydock.yaml:2:1"));
  EXPECT_THAT(check.err, HasSubstr("did you mean `projects`?"));
}

TEST_F(Repositories, AMissingFolderEndsTheRun) {
  Outcome check = drydock({"check", "-C", folder_.path() + "/nowhere"});
  EXPECT_EQ(check.code, 2);
  EXPECT_THAT(check.err, HasSubstr("there is no folder"));
}

TEST_F(Repositories, ReportsGoToFilesWhole) {
  folder_.write("a/x.yaml", kConfigMap);
  std::string path = folder_.path() + "/report.json";
  EXPECT_EQ(in_repository({"check", "--report", "json=" + path}).code, 0);
  EXPECT_EQ(nlohmann::json::parse(folder_.read("report.json"))["summary"]["projects"], 1);
  Outcome full = in_repository({"check", "--report", "json=" + folder_.path() + "/no/such/folder"});
  EXPECT_EQ(full.code, 2);
  EXPECT_THAT(full.err, HasSubstr("/no/such/folder"));
}

TEST_F(Repositories, InitWritesWhatWasFoundAndNothingChanges) {
  folder_.remove("drydock.yaml");
  folder_.write(".git/HEAD", "");
  folder_.write("a/x.yaml", kConfigMap);
  folder_.write("clusters/prod/b/x.yaml", kConfigMap);
  std::string before = in_repository({"projects", "--format", "json"}).out;
  EXPECT_EQ(in_repository({"init"}).code, 0);
  EXPECT_THAT(folder_.read("drydock.yaml"), HasSubstr("cluster: prod"));
  auto strip = [](const std::string& text) {
    auto rows = nlohmann::json::parse(text);
    for (auto& row : rows) {
      row.erase("why");
      row.erase("clusterFrom");
    }
    return rows;
  };
  EXPECT_EQ(strip(in_repository({"projects", "--format", "json"}).out), strip(before));
  Outcome again = in_repository({"init"});
  EXPECT_EQ(again.code, 2);
  EXPECT_THAT(again.err, HasSubstr("--force"));
}

TEST_F(Repositories, ProjectsSaysWhy) {
  folder_.write("clusters/staging/shop/x.yaml", kConfigMap);
  Outcome projects = in_repository({"projects"});
  EXPECT_EQ(projects.code, 0);
  EXPECT_THAT(projects.out, HasSubstr("clusters/staging/shop"));
  EXPECT_THAT(projects.out, HasSubstr("cluster from the folder"));
}

TEST_F(Repositories, AValueOfASecretIsNeverShown) {
  folder_.write("a/s.yaml",
                "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  k: hunter2\n  "
                "k: hunter3\n");
  folder_.write("b/s.yaml",
                "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata:\n  k: hunter4\n\tx\n");
  for (const char* format : {"text", "json"}) {
    Outcome check = in_repository({"check", "--format", format});
    EXPECT_EQ(check.code, 1);
    EXPECT_THAT(check.out, Not(HasSubstr("hunter")));
  }
}

}  // namespace
}  // namespace drydock::cli
