// A repository that stays open: what is rendered again, what stays, what is freed, what is told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <malloc.h>
#include <unistd.h>

#include <sstream>

#include "cli/live_loop.h"
#include "cli/preview_data.h"
#include "cli/watch_log.h"
#include "core/error.h"
#include "core/yaml/emit.h"
#include "tests/git_sandbox.h"
#include "tests/temp_folder.h"

namespace drydock::cli {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAre;

std::string config_map(const std::string& name, const std::string& value) {
  return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + "}\ndata:\n  a: \"" + value +
         "\"\n";
}

class Live : public testing::Test {
 protected:
  void SetUp() override {
    folder_.write("drydock.yaml",
                  "apiVersion: drydock/v1\nprojects:\n"
                  "- {name: prod, path: shop/prod, cluster: prod, namespace: shop}\n"
                  "- {name: staging, path: shop/staging, cluster: staging, namespace: shop}\n"
                  "- {name: app, path: app, cluster: prod, helm: {values: [prod.yaml]}}\n"
                  "- {name: other, path: other, cluster: prod}\n");
    folder_.write("shop/base/map.yaml", config_map("web", "1"));
    folder_.write("shop/base/kustomization.yaml", "resources: [map.yaml]\n");
    folder_.write("shop/prod/kustomization.yaml",
                  "resources: [../base]\nnamePrefix: p-\nsecretGenerator:\n- name: login\n"
                  "  literals: [pin=s3cr3t]\n");
    folder_.write("shop/staging/kustomization.yaml", "resources: [../base]\nnamePrefix: s-\n");
    folder_.write("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n");
    folder_.write("app/values.yaml", "color: red\n");
    folder_.write("app/prod.yaml", "color: blue\n");
    folder_.write("app/templates/map.yaml",
                  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app}\ndata:\n"
                  "  color: {{ .Values.color }}\n");
    folder_.write("other/map.yaml", config_map("other", "1"));
  }

  LiveFleet make_fleet(const std::string& base = "", bool keeps_replaced = false) {
    LiveOptions options;
    options.folder = folder_.path();
    options.base = base;
    options.jobs = 1;
    options.keeps_replaced = keeps_replaced;
    return LiveFleet(std::move(options));
  }

  /// Names of the projects that a change of files renders again.
  static std::vector<std::string> touched(LiveFleet& fleet, std::vector<TreeChange> changes) {
    uint64_t before = fleet.version();
    fleet.render(changes);
    std::vector<std::string> names;
    for (const auto& project : fleet.projects()) {
      if (project->version > before) names.push_back(project->now.project->name);
    }
    return names;
  }

  static std::string text_of(const LiveFleet& fleet, std::string_view project) {
    std::string text;
    for (const Resource& resource : fleet.find(project)->shown().set.resources) {
      append_yaml(text, *resource.root);
    }
    return text;
  }

  TempFolder folder_;
};

TEST_F(Live, RendersWhatReadTheChangedFile) {
  LiveFleet fleet = make_fleet();
  ASSERT_TRUE(fleet.open());
  ASSERT_TRUE(fleet.judge());
  EXPECT_EQ(fleet.projects().size(), 4u);
  folder_.write("shop/base/map.yaml", config_map("web", "2"));
  EXPECT_THAT(touched(fleet, {{"shop/base/map.yaml", ""}}),
              UnorderedElementsAre("prod", "staging"));
  EXPECT_THAT(text_of(fleet, "prod"), HasSubstr("a: \"2\""));
  folder_.write("app/prod.yaml", "color: green\n");
  EXPECT_THAT(touched(fleet, {{"app/prod.yaml", ""}}), UnorderedElementsAre("app"));
  EXPECT_THAT(text_of(fleet, "app"), HasSubstr("color: green"));
  EXPECT_TRUE(touched(fleet, {{"README.md", "README.md"}}).empty());
  // A file that was looked for in vain, and one that a folder of a chart gets.
  folder_.write("app/templates/more.yaml", config_map("more", "1"));
  EXPECT_THAT(touched(fleet, {{"app/templates/more.yaml", "app/templates/more.yaml"}}),
              UnorderedElementsAre("app"));
  EXPECT_THAT(text_of(fleet, "app"), HasSubstr("name: more"));
  ASSERT_TRUE(fleet.judge());
  EXPECT_EQ(fleet.report()->report.projects.size(), 4u);
}

TEST_F(Live, KeepsTheLastGoodResultOfWhatFails) {
  LiveFleet fleet = make_fleet();
  ASSERT_TRUE(fleet.open() && fleet.judge());
  folder_.write("shop/base/map.yaml", "apiVersion: v1\n\tkind: x\n");
  fleet.render(std::vector<TreeChange>{{"shop/base/map.yaml", ""}});
  ASSERT_TRUE(fleet.judge());
  const LiveProject& prod = *fleet.find("prod");
  EXPECT_TRUE(prod.is_broken());
  EXPECT_THAT(text_of(fleet, "prod"), HasSubstr("name: p-web"));
  std::string json = preview_project(fleet, "prod");
  EXPECT_THAT(json, HasSubstr("\"old\": true"));
  EXPECT_THAT(json, HasSubstr("\"file\": \"shop/base/map.yaml\""));
  folder_.write("shop/base/map.yaml", config_map("web", "3"));
  fleet.render(std::vector<TreeChange>{{"shop/base/map.yaml", ""}});
  EXPECT_FALSE(fleet.find("prod")->good.has_value());
  EXPECT_THAT(text_of(fleet, "prod"), HasSubstr("a: \"3\""));
}

TEST_F(Live, SettingsThatCannotBeUsedLeaveEverythingAsItWas) {
  LiveFleet fleet = make_fleet();
  ASSERT_TRUE(fleet.open() && fleet.judge());
  std::string good = folder_.read("drydock.yaml");
  folder_.write("drydock.yaml", "projects: 7\n");
  fleet.render(std::vector<TreeChange>{{"drydock.yaml", ""}});
  EXPECT_FALSE(fleet.judge());
  EXPECT_EQ(fleet.trouble().size(), 1u);
  EXPECT_EQ(fleet.projects().size(), 4u);
  EXPECT_THAT(preview_state(fleet), HasSubstr("\"file\": \"drydock.yaml\""));
  folder_.write("drydock.yaml", good + "- {name: more, path: more}\n");
  folder_.write("more/map.yaml", config_map("more", "1"));
  fleet.render(std::vector<TreeChange>{{"drydock.yaml", ""}, {"more/map.yaml", "more"}});
  EXPECT_TRUE(fleet.judge());
  EXPECT_TRUE(fleet.trouble().empty());
  EXPECT_THAT(text_of(fleet, "more"), HasSubstr("name: more"));
}

TEST_F(Live, FindsProjectsThatComeAndGo) {
  LiveFleet fleet = make_fleet();
  ASSERT_TRUE(fleet.open() && fleet.judge());
  folder_.write("late/map.yaml", config_map("late", "1"));
  fleet.render(std::vector<TreeChange>{{"late/map.yaml", "late"}});
  ASSERT_TRUE(fleet.judge());
  ASSERT_TRUE(fleet.find("late"));
  folder_.remove("late");
  fleet.render(std::vector<TreeChange>{{"late/map.yaml", "late"}});
  ASSERT_TRUE(fleet.judge());
  EXPECT_FALSE(fleet.find("late"));
}

TEST_F(Live, WhatIsNotSavedCounts) {
  LiveFleet fleet = make_fleet();
  ASSERT_TRUE(fleet.open() && fleet.judge());
  fleet.set_unsaved("other/map.yaml", config_map("other", "typed"));
  EXPECT_THAT(touched(fleet, {{"other/map.yaml", ""}}), UnorderedElementsAre("other"));
  EXPECT_THAT(text_of(fleet, "other"), HasSubstr("a: typed"));
  fleet.set_unsaved("other/map.yaml", std::nullopt);
  touched(fleet, {{"other/map.yaml", ""}});
  EXPECT_THAT(text_of(fleet, "other"), HasSubstr("a: \"1\""));
}

TEST_F(Live, ManySavesLeaveMemoryWhereItWas) {
  auto in_use = [] {
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
  };
  LiveFleet fleet = make_fleet();
  ASSERT_TRUE(fleet.open() && fleet.judge());
  std::string padding(20000, '#');
  auto save = [&](int i) {
    const char* paths[] = {"shop/base/map.yaml", "other/map.yaml", "app/templates/map.yaml"};
    std::string path = paths[i % 3];
    folder_.write(path, config_map("n" + std::to_string(i % 7), std::to_string(i)) + padding);
    fleet.render(std::vector<TreeChange>{{path, ""}});
    ASSERT_TRUE(fleet.judge());
    fleet.tidy();
  };
  for (int i = 0; i < 20; ++i) save(i);
  size_t before = in_use();
  if (before == 0) GTEST_SKIP() << "this allocator does not say what is in use";
  for (int i = 20; i < 320; ++i) save(i);
  // Each save reads 20 kB twice: 12 MB if nothing were freed.
  EXPECT_LT(in_use(), before + (2 << 20));
  EXPECT_LT(fleet.views(), 10u);
  EXPECT_THAT(text_of(fleet, "other"), HasSubstr("a: \"319\""));
}

TEST_F(Live, NothingOfASecretIsShown) {
  if (!has_git()) GTEST_SKIP() << "needs git";
  commit_all(folder_.path(), "first");
  LiveFleet fleet = make_fleet("main");
  ASSERT_TRUE(fleet.open());
  folder_.write("shop/prod/kustomization.yaml",
                "resources: [../base]\nnamePrefix: p-\nsecretGenerator:\n- name: login\n"
                "  literals: [pin=an0ther]\n");
  fleet.render(std::vector<TreeChange>{{"shop/prod/kustomization.yaml", ""}});
  ASSERT_TRUE(fleet.judge());
  ASSERT_TRUE(fleet.base());
  std::string all = preview_state(fleet) + preview_project(fleet, "prod") +
                    preview_findings(fleet) + preview_map(fleet) +
                    preview_compare(fleet, "prod", "staging");
  const RenderedProject& prod = fleet.find("prod")->now;
  for (size_t i = 0; i < prod.set.resources.size(); ++i) {
    if (prod.set.resources[i].gvk.kind == "Secret") {
      all += preview_field(fleet, "prod", i, "data.pin");
    }
  }
  EXPECT_THAT(all, HasSubstr("(hidden)"));
  EXPECT_THAT(all, HasSubstr("\"hidden\": true"));
  for (const char* secret : {"s3cr3t", "czNjcjN0", "an0ther", "YW4wdGhlcg"}) {
    EXPECT_THAT(all, Not(HasSubstr(secret)));
  }
  EXPECT_THROW(preview_field(fleet, "prod", 99, "data"), Error);
  EXPECT_THROW(preview_project(fleet, "none"), Error);
  EXPECT_THROW(preview_compare(fleet, "prod", "nowhere"), Error);
}

TEST_F(Live, FieldsSayWhoSetThem) {
  LiveFleet fleet = make_fleet();
  ASSERT_TRUE(fleet.open() && fleet.judge());
  std::string field = preview_field(fleet, "app", 0, "data.color");
  EXPECT_THAT(field, HasSubstr("\"file\": \"app/prod.yaml\""));
  EXPECT_THAT(field, HasSubstr("\"role\": \"template\""));
  EXPECT_THAT(field, HasSubstr("\"file\": \"app/values.yaml\""));
}

TEST_F(Live, FollowsTheBase) {
  if (!has_git()) GTEST_SKIP() << "needs git";
  commit_all(folder_.path(), "first");
  folder_.write("other/map.yaml", config_map("other", "2"));
  LiveFleet fleet = make_fleet("HEAD");
  ASSERT_TRUE(fleet.open() && fleet.judge());
  EXPECT_EQ(fleet.report()->report.changes.size(), 1u);
  EXPECT_FALSE(fleet.base_has_moved());
  commit_all(folder_.path(), "second");
  EXPECT_TRUE(fleet.base_has_moved());
  ASSERT_TRUE(fleet.judge());
  EXPECT_TRUE(fleet.report()->report.changes.empty());
}

TEST_F(Live, WatchTellsWhatASaveChanged) {
  std::istringstream in;
  std::ostringstream out, err;
  Session session{{}, in, out, err};
  LiveFleet fleet = make_fleet("", true);
  WatchLog log(fleet, session);
  auto step = [&](const std::string& path, const std::string& text) {
    folder_.write(path, text);
    out.str("");
    fleet.render(std::vector<TreeChange>{{path, ""}});
    fleet.judge() ? log.judged() : log.trouble();
    fleet.forget_replaced();
    return out.str();
  };
  ASSERT_TRUE(fleet.open() && fleet.judge());
  log.judged();
  EXPECT_THAT(err.str(), HasSubstr("watching 4 projects with"));
  EXPECT_EQ(out.str(), "");
  std::string told = step("other/map.yaml", config_map("other", "2"));
  EXPECT_THAT(told, HasSubstr("data.a"));
  EXPECT_THAT(told, Not(HasSubstr("web")));
  EXPECT_EQ(step("other/map.yaml", config_map("other", "2")), "");
  told = step("other/map.yaml", "apiVersion: v1\n\tkind: x\n");
  EXPECT_THAT(told, HasSubstr("other/map.yaml:2"));
  told = step("other/map.yaml", config_map("other", "3"));
  EXPECT_THAT(told, HasSubstr("mended: "));
  EXPECT_THAT(step("drydock.yaml", "projects: 7\n"), HasSubstr("drydock.yaml:1"));
  EXPECT_EQ(step("drydock.yaml", "projects: 7\n"), "");
}

class Watch : public testing::TestWithParam<size_t> {
 protected:
  Watch() : watch_(folder_.path(), GetParam()) {
    folder_.write("a/x.yaml", "1\n");
    folder_.write("a/y.yaml", "1\n");
    watch_.watch({"", "a", "b"});
  }

  std::vector<std::string> changes() {
    std::vector<std::string> found;
    for (const TreeChange& one : watch_.wait(3000).files) {
      found.push_back(one.entry.empty() ? one.path : one.path + " of " + one.entry);
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
  }

  TempFolder folder_;
  FolderWatch watch_;
};

TEST_P(Watch, TellsWhatChanged) {
  using testing::ElementsAre;
  folder_.write("a/x.yaml", "22\n");
  EXPECT_THAT(changes(), ElementsAre("a/x.yaml"));
  // An editor's dance: a copy, a rename over it, a file of its own that goes again.
  folder_.write("a/.x.yaml.swp", "swap");
  folder_.write("a/x.yaml~", "333\n");
  std::filesystem::rename(folder_.path() + "/a/x.yaml~", folder_.path() + "/a/x.yaml");
  folder_.remove("a/.x.yaml.swp");
  EXPECT_THAT(changes(), ElementsAre("a/x.yaml"));
  folder_.remove("a/y.yaml");
  EXPECT_THAT(changes(), ElementsAre("a/y.yaml of a/y.yaml"));
  folder_.write("b/c/z.yaml", "1\n");
  EXPECT_THAT(changes(), ElementsAre("b of b", "b/c/z.yaml of b"));
  watch_.watch({"", "a", "b", "b/c"});
  std::filesystem::rename(folder_.path() + "/b", folder_.path() + "/d");
  EXPECT_THAT(changes(), ElementsAre("b of b", "b/c/z.yaml of b", "d of d", "d/c/z.yaml of d"));
  EXPECT_FALSE(watch_.wait(20).any());
}

TEST_P(Watch, AFolderThroughALinkHasTwoPaths) {
  folder_.link("l", "a");
  watch_.wait(3000);
  watch_.watch({"", "a", "l"});
  folder_.write("a/x.yaml", "longer\n");
  EXPECT_THAT(changes(), testing::ElementsAre("a/x.yaml", "l/x.yaml"));
}

TEST_P(Watch, SaysThatTheFolderIsGoneAndBack) {
  std::string moved = folder_.path() + "-moved";
  std::filesystem::rename(folder_.path(), moved);
  EXPECT_TRUE(watch_.wait(3000).gone);
  std::filesystem::rename(moved, folder_.path());
  EXPECT_TRUE(watch_.wait(3000).all);
  // Another one in its place.
  std::filesystem::rename(folder_.path(), moved);
  folder_.write("a/x.yaml", "1\n");
  EXPECT_TRUE(watch_.wait(3000).all);
  folder_.write("a/x.yaml", "longer\n");
  EXPECT_THAT(changes(), testing::ElementsAre("a/x.yaml"));
  std::filesystem::remove_all(moved);
}

INSTANTIATE_TEST_SUITE_P(Ways, Watch, testing::Values(SIZE_MAX, 0),
                         [](const auto& way) { return way.param == 0 ? "Polling" : "Inotify"; });

TEST_F(Live, LoopFollowsTheFolder) {
  LiveFleet fleet = make_fleet();
  FolderWatch watch(folder_.path());
  std::vector<LiveEvent> events;
  LiveLoop loop(fleet, watch, [&](LiveEvent event) { events.push_back(event); });
  loop.start();
  // Files that were written at the same moment may be taken for changed.
  ASSERT_FALSE(events.empty());
  EXPECT_EQ(events.front(), LiveEvent::Listed);
  EXPECT_EQ(events.at(1), LiveEvent::Rendered);
  EXPECT_EQ(events.back(), LiveEvent::Judged);
  events.clear();
  folder_.write("other/map.yaml", config_map("other", "2"));
  EXPECT_TRUE(loop.step(3000, -1));
  EXPECT_THAT(text_of(fleet, "other"), HasSubstr("a: \"2\""));
  EXPECT_THAT(events, testing::ElementsAre(LiveEvent::Rendered, LiveEvent::Judged));
  // A chart's folder, which looking for projects does not enter.
  folder_.write("app/templates/map.yaml", config_map("app", "new"));
  EXPECT_TRUE(loop.step(3000, -1));
  EXPECT_THAT(text_of(fleet, "app"), HasSubstr("a: new"));
  // Thousands of files at once are as good as a new folder.
  for (int i = 0; i < 2500; ++i) {
    folder_.write("many/f" + std::to_string(i) + ".txt", "x");
  }
  folder_.write("many/map.yaml", config_map("many", "1"));
  while (loop.step(300, -1)) {
  }
  EXPECT_TRUE(fleet.find("many"));
  events.clear();
  folder_.remove("");
  while (loop.step(300, -1) && events.empty()) {
  }
  EXPECT_FALSE(fleet.trouble().empty());
  EXPECT_EQ(fleet.find("other") != nullptr, true);
}

}  // namespace
}  // namespace drydock::cli
