#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "cli/stop_signal.h"
#include "tests/cli_outcome.h"
#include "tests/git_sandbox.h"
#include "tests/temp_folder.h"

namespace drydock::cli {
namespace {

using testing::HasSubstr;

constexpr char kSettings[] = R"(apiVersion: drydock/v1
discovery: {enabled: false}
projects: [{name: a, path: a, renderer: plain}]
policies: {paths: [policies]}
)";

constexpr char kPod[] =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  hostNetwork: true\n";

class PolicyVerb : public testing::Test {
 protected:
  Outcome run_here(std::vector<std::string> args) {
    args.insert(args.end(), {"-C", folder_.path()});
    return drydock(args);
  }
  nlohmann::json findings(std::vector<std::string> args, int code) {
    args.insert(args.begin(),
                {"check", "--only", "policy", "--format", "json", "--today", "2027-01-01"});
    Outcome outcome = run_here(args);
    EXPECT_EQ(outcome.code, code) << outcome.err;
    return nlohmann::json::parse(outcome.out)["findings"];
  }

  TempFolder folder_;
};

TEST_F(PolicyVerb, NewWritesAPolicyThatPassesItsTests) {
  folder_.write("drydock.yaml", kSettings);
  folder_.write("a/pod.yaml", kPod);
  Outcome made = run_here({"policy", "new", "no-host-network"});
  EXPECT_EQ(made.code, 0) << made.err;
  EXPECT_EQ(run_here({"policy", "new", "no-host-network"}).code, 2);
  EXPECT_EQ(run_here({"policy", "new", "No Name"}).code, 2);
  Outcome test = run_here({"policy", "test", "policies/no-host-network.lua", "--coverage",
                           "--mutate", "--junit", folder_.path() + "/junit.xml"});
  EXPECT_EQ(test.code, 0) << test.out << test.err;
  EXPECT_THAT(test.out, HasSubstr("4 cases, 0 failed"));
  EXPECT_THAT(test.out, HasSubstr("mutants: "));
  EXPECT_THAT(folder_.read("junit.xml"), HasSubstr("failures=\"0\""));
  EXPECT_EQ(run_here({"policy", "test"}).code, 0);
  nlohmann::json found = findings({}, 1);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0]["rule"], "no-host-network");
  EXPECT_EQ(found[0]["stage"], "policy");
  EXPECT_EQ(found[0]["field"], "spec.hostNetwork");
  EXPECT_EQ(found[0]["locations"][0]["line"], 5);
}

/// Until a file has what is waited for; the text of it.
std::string wait_for(const TempFolder& folder, const std::string& file, const std::string& words) {
  for (int i = 0; i < 600; ++i) {
    std::string text = folder.read(file);
    if (text.find(words) != std::string::npos) return text;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return "";
}

TEST_F(PolicyVerb, TestsRunAgainWhenAFileChanges) {
  folder_.write("drydock.yaml", kSettings);
  run_here({"policy", "new", "no-host-network"});
  std::string policy = folder_.read("policies/no-host-network.lua");
  Outcome outcome{};
  StopSignal held;  // the signal is for the thread that waits for it
  std::thread watching([&] {
    // The report lies where changes are looked for, and starts no run.
    outcome =
        run_here({"policy", "test", "--watch", "--junit", folder_.path() + "/policies/junit.xml"});
  });
  EXPECT_NE(wait_for(folder_, "policies/junit.xml", "failures=\"0\""), "");
  folder_.remove("policies/junit.xml");
  std::string broken = policy;
  broken.replace(broken.find("ctx.deny"), 8, "ctx.nope");
  folder_.write("policies/no-host-network.lua", broken);
  EXPECT_NE(wait_for(folder_, "policies/junit.xml", "<failure"), "");
  // Half of a policy, as an editor may save it, does not end the run.
  folder_.write("policies/no-host-network.lua", policy.substr(0, policy.size() / 2));
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  folder_.write("policies/no-host-network.lua", policy);
  EXPECT_NE(wait_for(folder_, "policies/junit.xml", "failures=\"0\""), "");
  kill(getpid(), SIGINT);
  watching.join();
  EXPECT_EQ(outcome.code, 0) << outcome.err;
}

TEST_F(PolicyVerb, ListExplainDocTypesAndBench) {
  folder_.write("drydock.yaml", kSettings);
  folder_.write("a/pod.yaml", kPod);
  folder_.write("policies/x.lua",
                "policy {id = 'x', title = 'mine', params = {p = 'string[]'}, match = {kinds = "
                "{'Nothing'}}, check = function() end}");
  EXPECT_THAT(run_here({"policy", "list"}).out,
              testing::AllOf(HasSubstr("host-path"), HasSubstr("policies/x.lua")));
  EXPECT_GT(nlohmann::json::parse(run_here({"policy", "list", "--format", "json"}).out).size(),
            100u);
  EXPECT_THAT(run_here({"policy", "explain", "image-tag"}).out,
              HasSubstr("exemptImages (string[])"));
  EXPECT_THAT(run_here({"policy", "explain", "image-tga"}).err,
              HasSubstr("did you mean `image-tag`?"));
  EXPECT_THAT(run_here({"policy", "doc", "secrets"}).out, HasSubstr("### plain-secret"));
  EXPECT_THAT(run_here({"policy", "doc"}).out, HasSubstr("ctx.quantity(VALUE)"));
  EXPECT_THAT(run_here({"policy", "types"}).out, HasSubstr("---@field deny fun(node: "));
  EXPECT_THAT(run_here({"policy", "bench"}).out, HasSubstr("x "));
  EXPECT_THAT(run_here({"check"}).err, HasSubstr("note: policy `x` matched no object"));
  EXPECT_EQ(run_here({"policy"}).code, 2);
}

TEST_F(PolicyVerb, HealthRunsScriptsOfArgoCd) {
  folder_.write("pod.yaml", kPod);
  folder_.write("health.lua",
                "return {status = obj.spec.hostNetwork and 'Degraded' or 'Healthy', message = "
                "obj.metadata.name}");
  Outcome health = run_here({"policy", "health", "pod.yaml", "--script", "health.lua"});
  EXPECT_EQ(health.code, 0) << health.err;
  EXPECT_EQ(health.out, "Pod/web: Degraded: web\n");
}

TEST_F(PolicyVerb, TheBaseMakesTheRules) {
  if (!has_git()) GTEST_SKIP();
  folder_.write("drydock.yaml", kSettings);
  folder_.write("a/pod.yaml", kPod);
  folder_.write(
      "policies/p.lua",
      "policy {id = 'net', title = 'x', match = {pods = true}, check = function(res, ctx) if "
      "res.spec.hostNetwork then ctx.deny(res, 'host network of %s', res.metadata.name) end end}");
  commit_all(folder_.path(), "base");
  EXPECT_EQ(findings({"--base", "HEAD"}, 0)[0]["status"], "known");
  // The merge request takes the rule away, waives it, and breaks it once more.
  folder_.write("policies/p.lua",
                "policy {id = 'net', title = 'x', match = {pods = true}, check = function(res, "
                "ctx) ctx.deny(res, 'new') end}");
  folder_.write("drydock.yaml", std::string(kSettings) +
                                    "waivers: [{rule: net, resource: '*', reason: x, until: "
                                    "2027-06-01}]\nseverities: {net: info}\n");
  folder_.write("a/second.yaml",
                "apiVersion: v1\nkind: Pod\nmetadata: {name: second}\nspec: {hostNetwork: true}\n");
  nlohmann::json found = findings({"--base", "HEAD"}, 1);
  size_t errors = 0;
  size_t infos = 0;
  for (const auto& one : found) {
    if (one["severity"] == "error") ++errors;
    if (one["severity"] == "info") ++infos;
    EXPECT_NE(one["status"], "waived");
  }
  EXPECT_EQ(errors, 2u);  // the known one and the new one
  EXPECT_EQ(infos, 2u);   // what the changed policy says
}

TEST_F(PolicyVerb, WaiversAreShownAndGenerated) {
  folder_.write("a/pod.yaml", kPod);
  folder_.write(
      "policies/p.lua",
      "policy {id = 'net', title = 'x', check = function(res, ctx) ctx.deny(res, 'x') end}");
  folder_.write("drydock.yaml", kSettings);
  EXPECT_EQ(run_here({"check", "--only", "policy", "--today", "2027-01-01", "--generate-waivers",
                      folder_.path() + "/w.yaml"})
                .code,
            1);
  folder_.write("drydock.yaml", std::string(kSettings) + folder_.read("w.yaml"));
  nlohmann::json found = findings({}, 0);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0]["status"], "waived");
  EXPECT_EQ(found[0]["waiver"]["until"], "2027-04-01");
}

}  // namespace
}  // namespace drydock::cli
