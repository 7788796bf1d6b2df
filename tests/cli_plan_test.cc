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

TEST_F(Plans, AreNotMadeFromHalfARepository) {
  folder_.write("head/shop/b.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: [\n");
  Outcome broken = plan();
  EXPECT_EQ(broken.code, 2);
  EXPECT_THAT(broken.err, HasSubstr("cannot be rendered whole"));
  EXPECT_EQ(broken.out, "");
}

}  // namespace
}  // namespace drydock::cli
