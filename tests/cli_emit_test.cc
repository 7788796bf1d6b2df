// `drydock plan --emit`: what is written, and when nothing is. tests/cli/emitters plays it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <sstream>

#include "plan/emit/emission.h"
#include "tests/cli_outcome.h"
#include "tests/source_dir.h"
#include "tests/temp_folder.h"

namespace drydock::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::map<std::string, std::string> files_of(const fs::path& folder) {
  std::map<std::string, std::string> files;
  if (!fs::exists(folder)) return files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    std::string name = entry.path().lexically_relative(folder).string();
    if (!entry.is_directory() && name != ".drydock-rendered") files[name] = text_of(entry.path());
  }
  return files;
}

std::vector<std::string> arguments(const std::string& folder, std::string_view form) {
  return {"plan",           "--base",     "base",
          "--head",         "head",       "-C",
          folder,           "--emit",     std::string(form),
          "--with-secrets", "--repo-url", "https://example.com/fleet.git",
          "--repo-path",    "deploy",     "--out"};
}

/// Each testdata/emit/<case>/ has `base` and `head`, dangers to `accept`, and what every form makes
/// of the plan in `expected`. DRYDOCK_UPDATE_GOLDEN=1 rewrites that; read the diff before
/// committing it.
TEST(Emissions, AreAsRecorded) {
  for (const fs::directory_entry& one : fs::directory_iterator(source_path("testdata/emit"))) {
    for (const plan::Emitter& emitter : plan::emitters()) {
      SCOPED_TRACE(one.path().filename().string() + " " + std::string(emitter.name));
      TempFolder out;
      std::vector<std::string> args = arguments(one.path().string(), emitter.name);
      args.push_back(out.path());
      std::istringstream accepted(text_of(one.path() / "accept"));
      for (std::string line; std::getline(accepted, line);) {
        args.insert(args.end(), {"--accept", line});
      }
      Outcome outcome = drydock(args);
      EXPECT_EQ(outcome.code, 0) << outcome.err;
      fs::path expected = one.path() / "expected" / emitter.name;
      if (std::getenv("DRYDOCK_UPDATE_GOLDEN")) {
        fs::remove_all(expected);
        fs::create_directories(expected.parent_path());
        fs::copy(out.path(), expected, fs::copy_options::recursive);
        fs::remove(expected / ".drydock-rendered");
      }
      EXPECT_EQ(files_of(out.path()), files_of(expected));
      // A second time nothing is touched.
      EXPECT_THAT(drydock(args).err, HasSubstr(": 0 written,"));
    }
  }
}

constexpr std::string_view kSettings =
    "apiVersion: drydock/v1\ndiscovery: {enabled: false}\nprojects:\n"
    "  - {name: a, path: a, namespace: shop}\n  - {name: b, path: b, namespace: shop}\n";
constexpr std::string_view kSecret =
    "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: hunter2}\n";

std::string config_map(std::string_view name, std::string_view more = "") {
  return fmt::format("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {}{}}}\n", name,
                     more);
}

class Emission : public testing::Test {
 protected:
  Emission() {
    for (const char* side : {"base/", "head/"}) {
      folder_.write(std::string(side) + "drydock.yaml", kSettings);
      folder_.write(std::string(side) + "a/a.yaml", config_map("a"));
      folder_.write(std::string(side) + "b/b.yaml", config_map("b"));
    }
  }

  Outcome emit(std::string_view form, std::vector<std::string> more = {}) {
    std::vector<std::string> args = {"plan",   "--head",          "head",  "-C", folder_.path(),
                                     "--emit", std::string(form), "--out", "out"};
    if (std::find(more.begin(), more.end(), "--inventory") == more.end()) {
      args.insert(args.end(), {"--base", "base"});
    }
    args.insert(args.end(), more.begin(), more.end());
    return drydock(args);
  }
  bool has(const std::string& path) const { return fs::exists(folder_.path() + "/" + path); }

  TempFolder folder_;
};

TEST_F(Emission, OfADangerousPlanIsNotWritten) {
  folder_.write("base/a/pvc.yaml",
                "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\n");
  Outcome refused = emit("kubectl", {"--write-inventory", "i.json"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("nothing is written to out"));
  EXPECT_FALSE(has("out") || has("i.json"));
  Outcome accepted = emit("kubectl", {"--accept", "data-loss:PersistentVolumeClaim/shop/data"});
  EXPECT_EQ(accepted.code, 0) << accepted.err;
  EXPECT_TRUE(has("out/default/apply.sh"));
}

TEST_F(Emission, OfAnotherPlanThanTheReviewedOneIsNotWritten) {
  folder_.write("plan.json", drydock({"plan", "--base", "base", "--head", "head", "-C",
                                      folder_.path(), "--format", "json"})
                                 .out);
  folder_.write("head/a/n.yaml", config_map("n"));
  EXPECT_EQ(emit("kubectl", {"--verify", "plan.json"}).code, 1);
  EXPECT_FALSE(has("out"));
}

TEST_F(Emission, LeavesForeignFilesAndTakesItsOwn) {
  folder_.write("head/a/n.yaml", config_map("n"));
  EXPECT_EQ(emit("files").code, 0);
  std::string path = "out/default/config-root/namespaces/shop/a/configmap-n.yaml";
  EXPECT_TRUE(has(path));
  folder_.write("out/default/config-root/namespaces/shop/a/mine.yaml", "mine");
  folder_.remove("head/a/n.yaml");
  EXPECT_THAT(emit("files").err, HasSubstr("0 written, 2 unchanged, 1 removed"));
  EXPECT_FALSE(has(path));
  EXPECT_TRUE(has("out/default/config-root/namespaces/shop/a/mine.yaml"));
  folder_.write(path, "theirs");
  folder_.write("head/a/n.yaml", config_map("n"));
  Outcome refused = emit("files");
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("was not written by this program"));
  EXPECT_EQ(folder_.read(path), "theirs");
}

TEST_F(Emission, KeepsSecretsOutOfRepositories) {
  folder_.write("head/a/s.yaml", kSecret);
  Outcome refused = emit("files");
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("--with-secrets"));
  EXPECT_FALSE(has("out"));
  EXPECT_EQ(emit("files", {"--with-secrets"}).code, 0);
  EXPECT_THAT(emit("flux").err, HasSubstr("values in clear"));
}

TEST_F(Emission, OfOneProjectLeavesTheOthers) {
  for (const char* form : {"flux", "files", "terraform"}) {
    SCOPED_TRACE(form);
    folder_.remove("out");
    folder_.write("head/b/b.yaml", config_map("b"));
    EXPECT_EQ(emit(form).code, 0);
    auto before = files_of(folder_.path() + "/out");
    folder_.write("head/b/b.yaml", config_map("b", ", labels: {x: y}"));
    EXPECT_THAT(emit(form, {"--project", "a"}).err, HasSubstr("0 written"));
    EXPECT_EQ(files_of(folder_.path() + "/out"), before);
  }
  EXPECT_EQ(emit("pulumi", {"--project", "a"}).code, 2);
}

TEST_F(Emission, NeedsAFolderAndArgoCdARepository) {
  EXPECT_EQ(drydock({"plan", "--base", "base", "-C", folder_.path(), "--emit", "flux"}).code, 2);
  EXPECT_EQ(drydock({"plan", "--base", "base", "-C", folder_.path(), "--out", "x"}).code, 2);
  EXPECT_EQ(emit("fluxx").code, 2);
  EXPECT_EQ(emit("flux", {"--flux-source", "GitRepository/x"}).code, 2);
  folder_.write("drydock.yaml", kSettings);
  folder_.write(".git/config",
                "[remote \"other\"]\n\turl = no\n[remote \"origin\"]\n\turl = "
                "https://user:token@example.com/x.git\n[branch \"main\"]\n");
  EXPECT_EQ(emit("argocd").code, 0);
  EXPECT_THAT(folder_.read("out/default/applications/a.yaml"),
              HasSubstr("repoURL: https://example.com/x.git"));
}

TEST_F(Emission, TakesFromAnInventoryWhatMustStay) {
  folder_.write("base/a/kept.yaml",
                config_map("kept", ", annotations: {helm.sh/resource-policy: keep}") +
                    config_map("test", ", annotations: {helm.sh/hook: test}") +
                    "---\napiVersion: example.com/v2\nkind: Widget\nmetadata: {name: w}\n");
  drydock({"plan", "--base", "base", "--head", "base", "-C", folder_.path(), "--write-inventory",
           "i.json"});
  EXPECT_THAT(folder_.read("i.json"), HasSubstr("\"apiVersion\": \"example.com/v2\""));
  EXPECT_EQ(emit("kubectl", {"--inventory", "i.json"}).code, 0);
  std::string all;
  for (const auto& [name, text] : files_of(folder_.path() + "/out")) all += text;
  EXPECT_THAT(all, HasSubstr("apiVersion: example.com/v2\nkind: Widget"));
  EXPECT_THAT(all, testing::Not(testing::AnyOf(HasSubstr("kept"), HasSubstr("name: test"))));
}

}  // namespace
}  // namespace drydock::cli
