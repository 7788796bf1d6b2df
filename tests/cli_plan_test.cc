#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli_outcome.h"
#include "tests/temp_folder.h"

namespace drydock::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kSettings =
    "apiVersion: drydock/v1\nprojects: [{name: shop, path: shop, namespace: shop}]\n"
    "discovery: {enabled: false}\n";
constexpr std::string_view kSecret =
    "---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: hunter2}\n";
constexpr std::string_view kClaim =
    "---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {accessModes: "
    "[ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n";

/// A base and a head in folders: the claim leaves, the Secret changes.
class Plans : public testing::Test {
 protected:
  Plans() {
    folder_.write("base/drydock.yaml", kSettings);
    folder_.write("base/shop/a.yaml", std::string(kSecret) + std::string(kClaim));
    folder_.write("head/drydock.yaml", kSettings);
    std::string secret(kSecret);
    secret.replace(secret.find("hunter2"), 7, "hunter3");
    folder_.write("head/shop/a.yaml", secret);
  }

  Outcome run_here(std::vector<std::string> args) {
    args.insert(args.end(), {"-C", folder_.path()});
    return drydock(args);
  }
  Outcome plan(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"plan", "--base", "base", "--head", "head"});
    return run_here(more);
  }

  TempFolder folder_;
};

TEST_F(Plans, FailOnDangersThatNobodyAccepted) {
  Outcome plain = plan();
  EXPECT_EQ(plain.code, 1);
  EXPECT_THAT(plain.out,
              HasSubstr("deletes PersistentVolumeClaim/shop/data: the data goes with it"));
  EXPECT_EQ(plan({"--accept", "data-loss:PersistentVolumeClaim/shop/data"}).code, 0);
  EXPECT_EQ(plan({"--accept", "data-los:PersistentVolumeClaim/shop/data"}).code, 2);
}

TEST_F(Plans, NeverShowValuesOfSecrets) {
  for (const char* format : {"text", "json", "markdown"}) {
    Outcome of_plan = plan({"--format", format});
    EXPECT_THAT(of_plan.out + of_plan.err, Not(HasSubstr("hunter"))) << format;
  }
  for (const char* format : {"text", "side-by-side", "json", "markdown", "html"}) {
    Outcome of_diff = run_here({"diff", "--base", "base", "--head", "head", "--format", format});
    EXPECT_THAT(of_diff.out + of_diff.err, Not(HasSubstr("hunter"))) << format;
    EXPECT_THAT(of_diff.out, HasSubstr("password")) << format;
  }
}

TEST(Differences, StandSideBySideAndOnAPage) {
  TempFolder folder;
  folder.write("old.yaml",
               "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n"
               "data: {a: '1', gone: '</td><script>alert(1)</script>', same: x}\n");
  folder.write("new.yaml",
               "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n"
               "data: {a: \"\\e[31m2\", same: x}\n");
  auto diff = [&](const char* format) {
    return drydock({"diff", "old.yaml", "new.yaml", "-C", folder.path(), "--format", format,
                    "--width", "80"})
        .out;
  };
  std::string columns = diff("side-by-side");
  EXPECT_THAT(columns, HasSubstr(" | \"\\u001b[31m2\"\n    data.gone\n"));
  EXPECT_THAT(columns, HasSubstr(" <\n\n1 changed, 0 added, 0 removed\n"));
  std::string page = diff("html");
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, HasSubstr("<td class=\"old\"><del>&#34;1&#34;</del></td>"));
}

TEST_F(Plans, AreVerifiedAgainstTheReviewedOne) {
  folder_.write("plan.json", plan({"--format", "json"}).out);
  EXPECT_THAT(plan({"--verify", "plan.json"}).err, Not(HasSubstr("differs")));
  folder_.write("head/shop/b.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n");
  Outcome other = plan({"--verify", "plan.json"});
  EXPECT_EQ(other.code, 1);
  EXPECT_THAT(other.err, HasSubstr("differs from the reviewed one"));
  folder_.write("plan.json", "{}");
  EXPECT_EQ(plan({"--verify", "plan.json"}).code, 2);
}

TEST_F(Plans, TakeTheInventoryOfTheRunBefore) {
  run_here({"plan", "--base", "base", "--head", "base", "--write-inventory", "inventory.json"});
  Outcome next =
      run_here({"plan", "--inventory", "inventory.json", "--head", "head", "--format", "json"});
  auto summary = nlohmann::json::parse(next.out)["summary"];
  EXPECT_EQ(summary["delete"], 1);
  EXPECT_EQ(summary["update"], 1);
  folder_.write("inventory.json", "{\"version\": 1, \"objects\": [");
  EXPECT_EQ(run_here({"plan", "--inventory", "inventory.json", "--head", "head"}).code, 2);
}

struct Unusable {
  const char* name;
  const char* file;
  const char* text;
  std::vector<std::string> args;
  const char* message;
};

const Unusable kUnusable[] = {
    {"an inventory that is half written",
     "i.json",
     R"({"version": 1, "objects": [{"resource": "ConfigMap/shop/a", "clus)",
     {"--inventory", "i.json"},
     "i.json:1:66: error: unexpected end of JSON input [json-syntax]\n  1 | "},
    {"an empty inventory",
     "i.json",
     "",
     {"--inventory", "i.json"},
     "i.json:1:1: error: unexpected end of JSON input"},
    {"an inventory of another version",
     "i.json",
     R"({"version": 3, "objects": []})",
     {"--inventory", "i.json"},
     "i.json:1:13: error: this program reads inventories of version 1, not 3"},
    {"a name that somebody has written by hand",
     "i.json",
     R"({"version": 1, "objects": [{"resource": "ConfigMap a", "cluster": "c", "project": "p"}]})",
     {"--inventory", "i.json"},
     "i.json:1:41: error: `ConfigMap a` names no object; it should be Kind.group/namespace/name"},
    {"a field that somebody has mistyped",
     "i.json",
     R"({"version": 1, "objects": [{"resource": "ConfigMap/s/a", "cluster": "c", "proyect": "p"}]})",
     {"--inventory", "i.json"},
     "i.json:1:28: error: an object of the inventory has no `project`"},
    {"no inventory", "x", "", {"--inventory", "i.json"}, "there is no file i.json"},
    {"a dump that is half written",
     "live.yaml",
     "kind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a",
     {"--live", "live.yaml"},
     "live.yaml:5:13: note: the mapping opens here"},
    {"a text that is no dump",
     "live.yaml",
     "Error from server (Forbidden)\n",
     {"--live", "live.yaml"},
     "there is no Kubernetes object in live.yaml; it should be what `kubectl get -o yaml` writes"},
    {"a base that is nowhere", "x", "", {"--base", "v1.0"}, "is in no Git repository"},
    {"a reviewed plan that is half written",
     "plan.json",
     "{\"digest",
     {"--base", "base", "--verify", "plan.json"},
     "plan.json:1:9: error: unexpected end of JSON input"},
    {"a file that is no plan",
     "plan.json",
     "{}",
     {"--base", "base", "--verify", "plan.json"},
     "it has no digest; write one with `drydock plan --format json`"},
    {"an inventory that cannot be written",
     "x",
     "",
     {"--base", "base", "--accept", "data-loss:PersistentVolumeClaim/shop/data",
      "--write-inventory", "none/i.json"},
     "none/i.json: No such file or directory"},
};

TEST_F(Plans, SayWhatIsWrongWithWhatTheyAreGiven) {
  for (const Unusable& one : kUnusable) {
    folder_.write(one.file, one.text);
    std::vector<std::string> args = {"plan", "--head", "head"};
    args.insert(args.end(), one.args.begin(), one.args.end());
    Outcome outcome = run_here(args);
    EXPECT_EQ(outcome.code, 2) << one.name << outcome.err;
    EXPECT_EQ(outcome.out, "") << one.name;
    EXPECT_THAT(outcome.err, HasSubstr(one.message)) << one.name;
    folder_.remove(one.file);
  }
}

/// What `kubectl get -o yaml` writes of a cluster: fields of the server, lists in lists, rubbish.
TEST_F(Plans, TakeDumpsAsTheyCome) {
  std::string events;
  for (int i = 0; i < 3000; ++i) {
    events += fmt::format(
        "- {{apiVersion: v1, kind: Event, metadata: {{name: e{}, namespace: shop}}, note: {}}}\n",
        i, std::string(200, 'x'));
  }
  folder_.write("live.yaml",
                "apiVersion: v1\nkind: List\nitems:\n" + events +
                    "- apiVersion: v1\n  kind: List\n  items:\n"
                    "  - apiVersion: v1\n    kind: PersistentVolumeClaim\n"
                    "    metadata:\n      name: data\n      namespace: shop\n      uid: u\n"
                    "      managedFields: [{manager: kubectl, fieldsV1: {'f:spec': {}}}]\n"
                    "    spec:\n      accessModes: [ReadWriteOnce]\n      volumeName: pv-1\n"
                    "      resources: {requests: {storage: 1Gi}}\n    status: {phase: Bound}\n"
                    "- {metadata: {name: nobody}}\n- {kind: ConfigMap}\n- text\n- 5\n");
  Outcome outcome = run_here({"plan", "--head", "base", "--live", "live.yaml", "--format", "json"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.err,
              HasSubstr("4 items of live.yaml have no kind or name and were passed over"));
  auto changes = nlohmann::json::parse(outcome.out)["changes"];
  ASSERT_EQ(changes.size(), 1u) << changes;
  EXPECT_EQ(changes[0]["resource"], "Secret/shop/s");
}

/// Of two projects that have one object in the base, one lets it go: it stays.
TEST(SharedObjects, StayWhileOneOwnerHasThem) {
  TempFolder folder;
  constexpr std::string_view kMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\n";
  for (const char* side : {"base", "head", "none"}) {
    folder.write(fmt::format("{}/drydock.yaml", side),
                 "apiVersion: drydock/v1\nprojects: [{name: a, path: a}, {name: b, path: b}]\n"
                 "discovery: {enabled: false}\n");
  }
  for (const char* file : {"base/a/m.yaml", "base/b/m.yaml", "head/a/m.yaml"}) {
    folder.write(file, kMap);
  }
  folder.write("head/b/README", "");
  folder.write("none/a/README", "");
  folder.write("none/b/README", "");
  auto changes = [&](const char* head) {
    Outcome outcome = drydock(
        {"plan", "-C", folder.path(), "--base", "base", "--head", head, "--format", "json"});
    return nlohmann::json::parse(outcome.out)["changes"];
  };
  auto kept = changes("head");
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(kept[0]["action"], "keep");
  EXPECT_EQ(kept[0]["ownedBy"], nlohmann::json::array({"a"}));
  auto gone = changes("none");
  ASSERT_EQ(gone.size(), 1u);
  EXPECT_EQ(gone[0]["action"], "delete");
}

TEST_F(Plans, AreNotMadeFromHalfARepository) {
  folder_.write("head/shop/b.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: [\n");
  Outcome broken = plan();
  EXPECT_EQ(broken.code, 2);
  EXPECT_THAT(broken.err, HasSubstr("cannot be rendered whole"));
  EXPECT_EQ(broken.out, "");
}

}  // namespace
}  // namespace drydock::cli
