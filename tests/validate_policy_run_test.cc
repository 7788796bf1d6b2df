#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/policy_fixture.h"
#include "tests/source_dir.h"
#include "validate/dates.h"
#include "validate/policy/health.h"
#include "validate/policy/packs.h"
#include "validate/policy/policy_tests.h"
#include "validate/waivers.h"

namespace drydock::validate::policy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing_support::kDeployment;
using testing_support::PolicyFixture;
using testing_support::shown;

constexpr char kSimple[] = R"(
policy {
  id = "replicas", title = "not too many replicas",
  match = {kinds = {"apps/Deployment"}},
  params = {max = {type = "integer", default = 2}},
  check = function(res, ctx)
    if res.spec.replicas > ctx.params.max then
      ctx.deny(ctx.at(res, "spec.replicas"), "%d replicas, the most is %d", res.spec.replicas, ctx.params.max)
    end
  end,
}
)";

TEST(PolicyRun, DoesNotDependOnTheNumberOfThreads) {
  PolicyFixture fixture;
  fixture.file("p/a.lua", kSimple);
  std::string many;
  for (int i = 0; i < 300; ++i) many += "---\n" + kDeployment;
  for (const char* name : {"a", "b", "c"}) fixture.fleet().project(name, many);
  std::vector<std::string> one = shown(fixture.run(1).findings);
  EXPECT_THAT(one, SizeIs(900));
  for (int jobs : {2, 5}) EXPECT_EQ(shown(fixture.run(jobs).findings), one);
  EXPECT_THAT(fixture.run(2).matched, ElementsAre(900));
}

struct Matching {
  const char* match;
  bool fits;
};

TEST(PolicyRun, MatchSaysWhichObjects) {
  constexpr Matching kMatches[] = {{"{}", true},
                                   {"{kinds = {'Deployment'}}", true},
                                   {"{kinds = {'apps/Deployment'}}", true},
                                   {"{kinds = {'apps/v1/Deployment'}}", true},
                                   {"{kinds = {'apps/v1beta1/Deployment'}}", false},
                                   {"{kinds = {'Deployment.apps'}}", true},
                                   {"{kinds = {'v1/Deployment'}}", false},
                                   {"{kinds = {'*'}}", true},
                                   {"{kinds = {'!Deployment'}}", false},
                                   {"{kinds = {'!Pod'}}", true},
                                   {"{kinds = {'Pod'}}", false},
                                   {"{kinds = {'Pod'}, pods = true}", true},
                                   {"{pods = true}", true},
                                   {"{namespaces = {'default'}}", true},
                                   {"{namespaces = {'!default'}}", false},
                                   {"{namespaces = {'x-*'}}", false},
                                   {"{names = {'w*'}}", true},
                                   {"{projects = {'a'}}", true},
                                   {"{projects = {'!a'}}", false},
                                   {"{clusters = {'default'}}", true},
                                   {"{clusters = {'prod-*'}}", false},
                                   {"{labels = {app = 'web'}}", true},
                                   {"{labels = {app = true}}", true},
                                   {"{labels = {app = 'x'}}", false},
                                   {"{labels = {tier = true}}", false}};
  for (const Matching& one : kMatches) {
    PolicyFixture fixture;
    fixture.file("p/a.lua", fmt::format("policy {{id = 'a', title = 'x', match = {}, check = "
                                        "function(res, ctx) ctx.deny(res, 'x') end}}",
                                        one.match));
    fixture.fleet().project("a", kDeployment);
    EXPECT_EQ(fixture.run().findings.size(), one.fits ? 1U : 0U) << one.match;
  }
}

struct WrongDefinition {
  const char* lua;
  const char* says;
};

TEST(PolicyRun, WrongDefinitionsAreToldAtTheirLine) {
  constexpr WrongDefinition kWrong[] = {
      {"policy {id = 'A b', title = 'x', check = f}", "the id of a policy is like"},
      {"policy {id = 'a', check = function() end}", "has no title"},
      {"policy {id = 'a', title = 'x'}", "neither `check` nor `claims`"},
      {"policy {id = 'a', title = 'x', severity = 'high', check = function() end}",
       "`severity` is one of error, warning, info, not `high`"},
      {"policy {id = 'a', title = 'x', scope = 'fleet', check = function() end}",
       "`scope` is one of object, project, repo"},
      {"policy {id = 'a', title = 'x', match = {kind = {'Pod'}}, check = function() end}",
       "match has no field `kind`; did you mean `kinds`?"},
      {"policy {id = 'a', title = 'x', match = {kinds = 'Pod'}, check = function() end}",
       "`kinds` of match is a table, not a string"},
      {"policy {id = 'a', title = 'x', params = {p = {type = 'text'}}, check = function() end}",
       "has the type `text`"},
      {"policy {id = 'a', title = 'x', params = {p = {type = 'string[]', default = {1}}}, check = "
       "function() end}",
       "the default of parameter `p` [1] must be a string, not an integer"},
      {"policy {id = 'a', title = 'x', params = {p = {type = 'string', pattern = '('}}, check = "
       "function() end}",
       "missing closing )"},
      {"policy {id = 'yaml-syntax', title = 'x', check = function() end}",
       "the id of a built-in rule"},
      {"policy {id = 'a', title = 'x', data = {'no.yaml'}, check = function() end}",
       "which is not there"},
      {"policy {id = 'a', title = 'x', check = function() end} policy {id = 'a', title = 'x', "
       "check = function() end}",
       "is defined already"},
      {"policy 'x'", "table expected, got string"},
  };
  for (const WrongDefinition& one : kWrong) {
    PolicyFixture fixture;
    fixture.file("p/a.lua", std::string("\n") + one.lua);
    std::vector<std::string> lines = shown(fixture.run().findings);
    ASSERT_THAT(lines, SizeIs(1)) << one.lua;
    EXPECT_THAT(lines[0], HasSubstr("p/a.lua:2:1 error policy-invalid : ")) << one.lua;
    EXPECT_THAT(lines[0], HasSubstr(one.says)) << one.lua;
  }
}

TEST(PolicyRun, ParametersAreChecked) {
  PolicyFixture fixture;
  fixture.file("p/a.lua", kSimple).parameters("replicas: {max: x, mx: 1}\nreplica: {}\n");
  EXPECT_THAT(
      shown(fixture.run().findings),
      ElementsAre(
          HasSubstr("parameter `max` of policy `replicas` must be an integer, not a string"),
          HasSubstr("policy `replicas` has no parameter `mx`; did you mean `max`?"),
          HasSubstr("there is no policy `replica` to take parameters; did you mean `replicas`?")));
}

TEST(PolicyRun, ClaimsOfTwoProjectsAreAConflict) {
  PolicyFixture fixture;
  fixture.file("p/a.lua",
               "policy {id = 'app', title = 'one owner for an app', claims = function(res, ctx) "
               "return {{key = 'app:' .. res.metadata.labels.app, at = res.metadata.labels}} end}");
  fixture.fleet()
      .project("a", kDeployment)
      .project("b", kDeployment)
      .project("c", kDeployment, "other");
  std::vector<Finding> findings = fixture.run().findings;
  EXPECT_THAT(
      shown(findings),
      ElementsAre("a/a.yaml:5:11 error app : 2 projects claim `app:web`: one owner for an app"));
  EXPECT_THAT(findings[0].projects, ElementsAre("a", "b"));
  EXPECT_THAT(findings[0].locations, SizeIs(2));
}

TEST(PolicyRun, ModulesAndDataComeFromTheFolder) {
  PolicyFixture fixture;
  fixture.file("p/lib/x.lua", "local m = {} function m.twice(s) return s .. s end return m");
  fixture.file("p/owners.yaml", "web: team-a\n");
  fixture.file("p/a.lua",
               "local x = require 'lib.x' policy {id = 'a', title = 'x', data = {'owners.yaml'}, "
               "check = function(res, ctx) ctx.deny(res, '%s %s', x.twice('ab'), "
               "ctx.data('owners.yaml')[res.metadata.name]) end}");
  fixture.fleet().project("a", kDeployment);
  EXPECT_THAT(shown(fixture.run().findings), ElementsAre(HasSubstr("abab team-a")));
}

TEST(PolicyRun, ProjectsAndFleetsAreChecked) {
  PolicyFixture fixture;
  fixture.file("p/a.lua", R"(
policy {id = "project", title = "x", scope = "project", check = function(project, ctx)
  for _, res in ipairs(ctx.find {kind = "Deployment"}) do ctx.deny(res, "%s has %s", project.name, res.metadata.name) end
end}
policy {id = "repo", title = "x", scope = "repo", check = function(fleet, ctx)
  ctx.deny(fleet.projects[1], "%d projects, %d objects", #fleet.projects, #ctx.find {})
end}
)");
  fixture.fleet().project("a", kDeployment).project("b", kDeployment);
  EXPECT_THAT(shown(fixture.run().findings), ElementsAre(HasSubstr("project : a has web"),
                                                         HasSubstr("repo : 2 projects, 2 objects"),
                                                         HasSubstr("project : b has web")));
}

TEST(PolicyRun, JsonSchemasArePoliciesToo) {
  PolicyFixture fixture;
  fixture.file(
      "p/replicas.schema.yaml",
      "id: few\ntitle: few replicas\nseverity: warning\nmatch: {kinds: [apps/Deployment]}\nschema: "
      "{properties: {spec: {properties: {replicas: {maximum: 2}}}}}\n");
  fixture.file("p/bad.schema.json", "{\"id\": \"x\", \"titel\": \"x\"}");
  fixture.fleet().project("a", kDeployment);
  EXPECT_THAT(shown(fixture.run().findings),
              ElementsAre(HasSubstr("a/a.yaml:7:13 warning few spec.replicas: "),
                          HasSubstr("p/bad.schema.json:1:13 error policy-invalid : a policy has no "
                                    "field `titel`; did you mean `title`?")));
}

TEST(PolicyPacks, AllLoadAndHaveTheirOwnIds) {
  std::vector<std::string> names;
  for (const Pack& pack : packs()) names.emplace_back(pack.name);
  PolicyFixture fixture;
  const PolicySet& set = fixture.load(names);
  EXPECT_THAT(set.problems, IsEmpty());
  EXPECT_GT(set.policies.size(), 100U);
  for (const Policy& policy : set.policies) {
    EXPECT_TRUE(policy.selected) << policy.id;
    EXPECT_EQ(pack_with_policy(policy.id) != nullptr, true) << policy.id;
  }
}

/// The library's reason for each control.
const std::pair<std::string_view, std::string_view> kReasons[] = {
    {"host-process", "hostProcess"},
    {"host-namespaces", "host namespaces"},
    {"privileged-containers", "privileged"},
    {"default-capabilities", "non-default capabilities"},
    {"host-path", "hostPath volumes"},
    {"host-ports", "hostPort"},
    {"apparmor-profile", "forbidden AppArmor profile"},
    {"selinux-options", "seLinuxOptions"},
    {"proc-mount", "procMount"},
    {"seccomp-profile", "seccompProfile"},
    {"safe-sysctls", "forbidden sysctls"},
    {"volume-types", "restricted volume types"},
    {"privilege-escalation", "allowPrivilegeEscalation != false"},
    {"run-as-non-root", "runAsNonRoot != true"},
    {"run-as-non-root-user", "runAsUser=0"},
    {"seccomp-required", "seccompProfile"},
    {"drop-all-capabilities", "unrestricted capabilities"}};

std::string read_file(const std::string& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(PolicyPacks, AgreeWithThePodSecurityLibraryOnEveryControl) {
  const char* corpus = std::getenv("DRYDOCK_CORPUS");
  if (!corpus) GTEST_SKIP() << "DRYDOCK_CORPUS is not set";
  std::string folder = std::string(corpus) + "/policy/";
  Sources sources;
  Arena arena;
  const Node* verdicts =
      read_yaml(sources.add("verdicts.json", read_file(folder + "pod-security-verdicts.json")),
                arena)
          .roots.at(0);
  size_t compared = 0;
  for (const NodeEntry& fixture_entry : verdicts->pairs()) {
    std::string path(fixture_entry.key->text());
    for (std::string_view level : {"baseline", "restricted"}) {
      PolicyFixture fixture;
      std::vector<std::string> names = {"pod-security-baseline"};
      if (level == "restricted") names.emplace_back("pod-security-restricted");
      fixture.load(names);
      fixture.fleet().project("a", read_file(folder + path));
      std::set<std::string> found;
      for (const Finding& finding : fixture.run().findings) {
        std::string_view rule = finding.diagnostic.rule;
        // What restricted has in the place of a control of baseline.
        bool replaced =
            rule == "host-path" || rule == "default-capabilities" || rule == "seccomp-profile";
        if (level == "restricted" && replaced) continue;
        for (const auto& [id, reason] : kReasons) {
          if (id == rule) found.emplace(reason);
        }
      }
      std::set<std::string> wanted;
      for (const Node* one : fixture_entry.value->find(level)->elements())
        wanted.emplace(one->text_of("reason"));
      EXPECT_EQ(found, wanted) << path << " " << level;
      ++compared;
    }
  }
  EXPECT_EQ(compared, 1920U);
}

constexpr char kTests[] = R"(
cases:
  - name: three replicas
    objects: [{apiVersion: apps/v1, kind: Deployment, metadata: {name: x}, spec: {replicas: 3}}]
    expect: [{deny: "3 replicas", at: spec.replicas}]
  - name: three are fine
    objects: [three.yaml]
    params: {max: 3}
    expect: none
near:
  - {apiVersion: apps/v1, kind: Deployment, metadata: {name: x}, spec: {replicas: 2}}
)";

TEST(PolicyTests, RunCasesAndFixtures) {
  PolicyFixture fixture;
  fixture.file("p/replicas.lua", kSimple)
      .file("p/replicas_test.yaml", kTests)
      .file("p/three.yaml", kDeployment);
  fixture.file("p/replicas/deny/x.yaml", kDeployment).file("p/replicas/allow/x.yaml", kDeployment);
  fixture.load();
  PolicyTestFile tests = read_policy_tests(fixture.cache(), "p/replicas.lua", fixture.arena());
  ASSERT_THAT(tests.problems, IsEmpty());
  PolicyTestReport report = run_policy_tests(fixture.cache(), tests);
  ASSERT_THAT(report.cases, SizeIs(5));
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_THAT(report.lacking, IsEmpty());
  for (const PolicyCaseResult& one : report.cases) {
    if (one.name == "replicas/allow/x.yaml") {
      EXPECT_THAT(one.problems,
                  ElementsAre(HasSubstr("not expected: error at spec.replicas: 3 replicas")));
    } else {
      EXPECT_THAT(one.problems, IsEmpty()) << one.name;
    }
  }
  EXPECT_FALSE(report.passed());
  CoverageSum sum = sum_coverage(report.coverage.files().at("p/replicas.lua"), kSimple);
  EXPECT_EQ(sum.lines, sum.lines_ran);
  EXPECT_EQ(sum.branches, 2U);
  EXPECT_EQ(sum.branches_ran, 2U);
}

/// Runs the tests of one policy file of a fixture -> what failed, in words.
std::string failures_of(PolicyFixture& fixture, const std::string& path) {
  PolicyTestReport report =
      run_policy_tests(fixture.cache(), read_policy_tests(fixture.cache(), path, fixture.arena()));
  std::string all;
  for (const Diagnostic& problem : report.problems)
    all += fmt::format("{}:{}: {}\n", problem.where.path(), problem.where.line, problem.message);
  for (const std::string& lacking : report.lacking) all += lacking + "\n";
  for (const PolicyCaseResult& one : report.cases) {
    for (const std::string& problem : one.problems)
      all += fmt::format("{}: {}\n", one.name, problem);
  }
  return all;
}

TEST(PolicyPacks, PassTheirOwnTests) {
  for (const char* name : {"best-practices", "multi-tenancy", "secrets"}) {
    PolicyFixture fixture;
    fixture.file(fmt::format("p/{}.lua", name), std::string(find_pack(name)->text));
    std::string tests = source_path(fmt::format("testdata/policies/{}_test.yaml", name));
    fixture.file(fmt::format("p/{}_test.yaml", name), read_file(tests)).load();
    EXPECT_EQ(failures_of(fixture, fmt::format("p/{}.lua", name)), "");
  }
}

/// The examples of the page: a line with a path in backquotes, then a block of code.
std::vector<std::pair<std::string, std::string>> examples_of(const std::string& page) {
  std::vector<std::pair<std::string, std::string>> examples;
  for (size_t at = page.find("\n`policies/"); at != std::string::npos;
       at = page.find("\n`policies/", at + 1)) {
    size_t end = page.find('`', at + 2);
    size_t begin = page.find('\n', page.find("```", end)) + 1;
    examples.emplace_back("p/" + page.substr(at + 11, end - at - 11),
                          page.substr(begin, page.find("```", begin) - begin));
  }
  return examples;
}

TEST(PolicyAuthoring, ExamplesOfThePageRun) {
  std::vector<std::pair<std::string, std::string>> examples =
      examples_of(read_file(source_path("docs/policy-authoring.md")));
  ASSERT_GT(examples.size(), 8U);
  PolicyFixture fixture;
  for (const auto& [path, text] : examples) fixture.file(path, text);
  EXPECT_THAT(fixture.load().problems, IsEmpty());
  for (const auto& [path, text] : examples) {
    if (path.ends_with(".lua") && !path.starts_with("p/claims/")) {
      EXPECT_EQ(failures_of(fixture, path), "") << path;
    }
  }
}

TEST(PolicyTests, MutantsThatNobodyNoticesAreTold) {
  PolicyFixture fixture;
  fixture.file("p/replicas.lua", kSimple)
      .file("p/replicas_test.yaml", kTests)
      .file("p/three.yaml", kDeployment);
  fixture.load();
  PolicyTestFile tests = read_policy_tests(fixture.cache(), "p/replicas.lua", fixture.arena());
  std::vector<Mutant> mutants = mutate_policy(fixture.cache(), tests, 100);
  ASSERT_THAT(mutants, SizeIs(2));  // the default, and the comparison
  EXPECT_EQ(mutants[0].what, "`2` becomes `3`");
  EXPECT_FALSE(mutants[0].survived);
  EXPECT_EQ(mutants[1].what, "`>` becomes `<=`");
  EXPECT_FALSE(mutants[1].survived);
}

TEST(PolicyTests, LackingCasesFail) {
  PolicyFixture fixture;
  fixture.file("p/replicas.lua", kSimple);
  fixture.load();
  PolicyTestReport report = run_policy_tests(
      fixture.cache(), read_policy_tests(fixture.cache(), "p/replicas.lua", fixture.arena()));
  EXPECT_THAT(report.lacking, SizeIs(2));
  EXPECT_FALSE(report.passed());
}

TEST(PolicyTests, FindMutantsOutsideOfCommentsAndTexts) {
  std::vector<std::string> whats;
  for (const Mutant& one : find_mutants(
           "-- a == 1\nif x == 'a == b' and not y then return [[1 == 2]] end --[[ 3 ]] z = 4"))
    whats.push_back(one.what);
  EXPECT_THAT(whats, ElementsAre("`==` becomes `~=`", "`'a == b'` becomes `'mutant a == b'`",
                                 "`and` becomes `or`", "`not` goes away", "`4` becomes `5`"));
}

TEST(ArgoScripts, RunUnmodified) {
  Sources sources;
  Arena arena;
  const Node* object =
      read_yaml(
          sources.add(
              "x.yaml",
              "status: {conditions: [{type: Ready, status: 'True'}]}\nspec: {paused: false}\n"),
          arena)
          .roots.at(0);
  const SourceFile& health = sources.add("health.lua", R"(
hs = {}
hs.status = "Progressing"
if obj.status ~= nil and table.getn(obj.status.conditions) > 0 then
  for i, condition in ipairs(obj.status.conditions) do
    if condition.type == "Ready" and condition.status == "True" then
      hs.status = "Healthy"
      hs.message = string.format("%d of %d", i, #obj.status.conditions)
    end
  end
end
return hs)");
  ScriptResult result = run_argo_script(health, *object, {}, 0, arena);
  ASSERT_FALSE(result.failure.has_value()) << result.failure->message;
  EXPECT_EQ(result.status, "Healthy");
  EXPECT_EQ(result.message, "1 of 1");
  const SourceFile& action = sources.add(
      "action.lua", "obj.spec.paused = true obj.spec.by = actionParams['who'] return obj");
  result = run_argo_script(action, *object, {{"who", "me"}}, 0, arena);
  ASSERT_FALSE(result.failure.has_value()) << result.failure->message;
  EXPECT_EQ(result.returned->find("spec")->text_of("by"), "me");
  EXPECT_TRUE(run_argo_script(sources.add("bad.lua", "while true do end"), *object, {}, 0, arena)
                  .failure.has_value());
  const SourceFile& times = sources.add(
      "times.lua",
      "return {status = tostring(os.time({year = '2026', month = 11, day = '26', hour = 1})),\n"
      "        message = tostring(os.time({year = 1970, month = 1, day = 1})) .. ' ' ..\n"
      "                  tostring(pcall(os.time, {year = 2026})) .. ' ' .. tostring(os.time())}");
  result = run_argo_script(times, *object, {}, 7, arena);
  ASSERT_FALSE(result.failure.has_value()) << result.failure->message;
  EXPECT_EQ(result.status, "1795654800");
  EXPECT_EQ(result.message, "43200 false 7");
}

class Waived : public testing::Test {
 protected:
  WaiverResult apply(const std::string& waiver, const std::string& today) {
    fixture_.file("p/a.lua", kSimple);
    fixture_.fleet().project("a", yaml_);
    if (!waiver.empty()) {
      Waiver one;
      one.rule = "replicas";
      one.resource = waiver;
      one.path = path_;
      one.reason = "for now";
      one.until = "2027-03-31";
      fixture_.fleet().settings.waivers.push_back(one);
    }
    findings_ = fixture_.run().findings;
    WaiverOptions options;
    options.today = *day_number(today);
    options.rule = [](std::string_view rule) {
      return rule == "replicas" ? Waivable::Yes : Waivable::Unknown;
    };
    Fleet fleet = fixture_.fleet().fleet();
    return apply_waivers(findings_, fleet, options);
  }

  std::vector<std::string> rules(const WaiverResult& result) {
    std::vector<std::string> ids;
    for (const Finding& finding : result.findings) ids.emplace_back(finding.diagnostic.rule);
    return ids;
  }

  PolicyFixture fixture_;
  std::vector<Finding> findings_;
  std::string yaml_ = kDeployment;
  std::string path_;
};

TEST_F(Waived, UntilTheirLastDay) {
  WaiverResult result = apply("Deployment.apps/*/web", "2027-01-01");
  EXPECT_NE(result.of_finding.at(0), nullptr);
  EXPECT_THAT(rules(result), IsEmpty());
}
TEST_F(Waived, WithAWarningBefore) {
  EXPECT_THAT(rules(apply("*", "2027-03-25")), ElementsAre("waiver-expires"));
}
TEST_F(Waived, NotAfterIt) {
  WaiverResult result = apply("*", "2027-04-01");
  EXPECT_EQ(result.of_finding.at(0), nullptr);
  EXPECT_THAT(rules(result), ElementsAre("waiver-expired"));
}
TEST_F(Waived, NotForTooLong) {
  EXPECT_THAT(rules(apply("*", "2020-01-01")), ElementsAre("waiver-invalid"));
}
TEST_F(Waived, UnusedOnesAreTold) {
  EXPECT_THAT(rules(apply("Deployment/x", "2027-01-01")), ElementsAre("waiver-unused"));
}
TEST_F(Waived, ByPath) {
  path_ = "spec.replicas";
  EXPECT_NE(apply("*", "2027-01-01").of_finding.at(0), nullptr);
}
TEST_F(Waived, NotByAnotherPath) {
  path_ = "spec.template";
  EXPECT_EQ(apply("*", "2027-01-01").of_finding.at(0), nullptr);
}
TEST_F(Waived, ByAnnotation) {
  yaml_.replace(yaml_.find("  labels:"), 0,
                "  annotations: {drydock.dev/waive.replicas: 2027-03-31 load test}\n");
  WaiverResult result = apply("", "2027-01-01");
  ASSERT_NE(result.of_finding.at(0), nullptr);
  EXPECT_EQ(result.of_finding[0]->reason, "load test");
}
TEST_F(Waived, GeneratedOnesCoverWhatIsThere) {
  apply("", "2027-01-01");
  EXPECT_EQ(generate_waivers(findings_, *day_number("2027-02-01")),
            "waivers:\n  - rule: replicas\n    resource: \"Deployment.apps/default/web\"\n"
            "    reason: \"was there when the rule came\"\n    until: 2027-02-01\n");
}

TEST(Dates, AreDaysOfTheCalendar) {
  EXPECT_EQ(day_number("1970-01-02"), 1);
  EXPECT_EQ(date_of_day(*day_number("2024-02-29")), "2024-02-29");
  for (const char* wrong : {"2023-02-29", "2023-1-1", "x", "2023-13-01", ""})
    EXPECT_FALSE(day_number(wrong)) << wrong;
}

}  // namespace
}  // namespace drydock::validate::policy
