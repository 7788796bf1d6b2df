#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/git/objects.h"
#include "core/source_cache.h"
#include "core/tree_changes.h"
#include "tests/git_sandbox.h"
#include "tests/temp_folder.h"

namespace drydock {
namespace {

using Files = std::vector<std::pair<std::string, std::string>>;
using testing::ElementsAre;
using testing::IsEmpty;

std::string all_files(const Tree& tree, const std::string& folder = "") {
  std::string text;
  for (const TreeEntry& entry : tree.list(folder)) {
    std::string path = folder.empty() ? entry.name : folder + "/" + entry.name;
    if (entry.kind == EntryKind::Folder) {
      text += all_files(tree, path);
    } else {
      text += fmt::format("{}={};", path, tree.item(path)->content);
    }
  }
  return text;
}

std::vector<std::string> paths_of(const std::vector<TreeChange>& changes) {
  std::vector<std::string> paths;
  for (const TreeChange& change : changes) {
    paths.push_back(change.path + (change.entry.empty() ? "" : "-" + change.entry));
  }
  return paths;
}

TEST(TreeChanges, AreFilesAndLinksThatDiffer) {
  auto before = make_memory_tree({{"a", "1"}, {"b/c", "2"}, {"b/d", "3"}, {"e", "4"}, {"g/h", "5"}},
                                 {{"l", "a"}, {"m", "a"}});
  auto after = make_memory_tree({{"a", "1"}, {"b/c", "x"}, {"e/f", "4"}, {"g/h", "5"}, {"l", "1"}},
                                {{"m", "e"}});
  EXPECT_THAT(paths_of(tree_changes(*before, *after)),
              ElementsAre("b/c", "b/d-b/d", "e-e", "e/f-e", "l", "m"));
  EXPECT_THAT(tree_changes(*after, *after), IsEmpty());
}

TEST(TreeChanges, OfAWorkingFolderNeedNoReading) {
  if (!has_git()) GTEST_SKIP() << "the program git is not there";
  TempFolder folder;
  folder.write("a.yaml", "1");
  folder.write("b/c.yaml", "1");
  folder.write("b/d.yaml", "1");
  commit_all(folder.path(), "first");
  auto base = open_git_tree(folder.path(), "HEAD");
  auto tree = open_work_tree(folder.path());
  EXPECT_EQ(tree->content_id("a.yaml"), base->content_id("a.yaml"));
  EXPECT_THAT(tree_changes(*base, *tree), IsEmpty());
  folder.write("b/c.yaml", "2");  // of the same size, perhaps of the same moment
  folder.write("new/e.yaml", "1");
  auto changed = open_work_tree(folder.path());
  EXPECT_THAT(paths_of(tree_changes(*base, *changed)), ElementsAre("b/c.yaml", "new/e.yaml-new"));
  auto below = open_work_tree(folder.path() + "/b");
  auto base_below = open_git_tree(folder.path() + "/b", "HEAD");
  EXPECT_THAT(paths_of(tree_changes(*base_below, *below)), ElementsAre("c.yaml"));
}

struct MergeRow {
  const char* what;
  Files was, theirs, ours;
  std::string merged;     // "path=content;" of all files
  std::string conflicts;  // "path: why;"
};

TEST(MergeTrees, TakesWhatOneSideChanged) {
  std::string lines = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
  std::string first = "x\n2\n3\n4\n5\n6\n7\n8\n9\n";
  std::string last = "1\n2\n3\n4\n5\n6\n7\n8\ny\n";
  const MergeRow rows[] = {
      {"theirs alone", {{"a", "1"}}, {{"a", "2"}, {"n/m", "3"}}, {{"a", "1"}}, "a=2;n/m=3;", ""},
      {"ours alone", {{"a", "1"}}, {{"a", "1"}}, {{"a", "2"}, {"u", ""}}, "a=2;u=;", ""},
      {"the same twice", {{"a", "1"}}, {{"a", "2"}}, {{"a", "2"}}, "a=2;", ""},
      {"removed there",
       {{"a", "1"}, {"d/b", "2"}},
       {{"a", "1"}},
       {{"a", "1"}, {"d/b", "2"}},
       "a=1;",
       ""},
      {"removed twice", {{"a", "1"}, {"b", "2"}}, {{"a", "1"}}, {{"a", "1"}}, "a=1;", ""},
      {"two places of a file",
       {{"a", lines}},
       {{"a", first}},
       {{"a", last}},
       "a=x\n2\n3\n4\n5\n6\n7\n8\ny\n;",
       ""},
      {"one place of a file",
       {{"a", "1\n"}},
       {{"a", "2\n"}},
       {{"a", "3\n"}},
       "a=3\n;",
       "a: both change the same lines;"},
      {"added twice",
       {},
       {{"a", "2\n"}},
       {{"a", "3\n"}},
       "a=3\n;",
       "a: both change the same lines;"},
      {"removed there, changed here",
       {{"a", "1"}},
       {},
       {{"a", "2"}},
       "a=2;",
       "a: the base removes it, and here it is changed;"},
      {"changed there, removed here",
       {{"a", "1"}},
       {{"a", "2"}},
       {},
       "",
       "a: the base changes it, and here it is removed;"},
      {"moved there, changed here", {{"a/x", "1"}}, {{"b/x", "1"}}, {{"a/x", "2"}}, "b/x=2;", ""},
      {"a folder for a file", {{"a", "1"}}, {{"a/b", "1"}}, {{"a", "1"}}, "a/b=1;", ""},
  };
  for (const MergeRow& row : rows) {
    auto ancestor = make_memory_tree(row.was);
    auto theirs = make_memory_tree(row.theirs);
    auto ours = make_memory_tree(row.ours);
    Merge merge = merge_trees(*ancestor, *theirs, *ours, "");
    EXPECT_EQ(all_files(*merge.tree), row.merged) << row.what;
    std::string conflicts;
    for (const MergeConflict& c : merge.conflicts) conflicts += c.path + ": " + c.why + ";";
    EXPECT_EQ(conflicts, row.conflicts) << row.what;
    for (const auto& [path, content] : row.was) {
      // By path as by list.
      EXPECT_EQ(merge.tree->kind(path).has_value(), row.merged.find(path) != std::string::npos)
          << row.what << path;
    }
  }
}

TEST(MergeTrees, TakesABranchThatLagsBehind) {
  if (!has_git()) GTEST_SKIP() << "the program git is not there";
  TempFolder folder;
  folder.write("shop/a.yaml", "1");
  folder.write("pay/b.yaml", "1");
  commit_all(folder.path(), "first");
  git(folder.path(), "checkout", "-q", "-b", "side");
  folder.write("pay/b.yaml", "2");
  commit_all(folder.path(), "side");
  git(folder.path(), "checkout", "-q", "main");
  folder.write("shop/a.yaml", "2");
  commit_all(folder.path(), "main");
  git(folder.path(), "checkout", "-q", "side");
  folder.write("pay/new.yaml", "3");  // untracked

  std::optional<std::string> fork = find_merge_base(folder.path(), "main", "HEAD");
  ASSERT_TRUE(fork);
  auto ancestor = open_git_tree(folder.path(), *fork);
  auto theirs = open_git_tree(folder.path(), "main");
  EXPECT_THAT(paths_of(tree_changes(*ancestor, *theirs)), ElementsAre("shop/a.yaml"));
  auto ours = open_disk_tree(folder.path());
  Merge merge = merge_trees(*ancestor, *theirs, *ours, folder.path());
  EXPECT_THAT(merge.conflicts, IsEmpty());
  EXPECT_EQ(merge.tree->read("shop/a.yaml"), "2");
  EXPECT_EQ(merge.tree->read("pay/b.yaml"), "2");
  EXPECT_EQ(merge.tree->read("pay/new.yaml"), "3");
  EXPECT_FALSE(find_merge_base(folder.path(), "main", "main^{tree}"));
}

TEST(InputLog, KnowsWhatAChangeTouches) {
  Files files = {{"app/a.yaml", "1"}, {"app/b.yaml", "1"}, {"base/c.yaml", "1"}, {"other", "1"}};
  auto before = make_memory_tree(files, {{"app/link.yaml", "../base/c.yaml"}});
  Sources sources;
  SourceCache whole(*before, sources);
  InputLog log;
  SourceCache view(whole, log);
  view.list("app");
  view.read("app/a.yaml");
  view.read("app/link.yaml");
  EXPECT_FALSE(view.tree().kind("app/values.yaml"));
  EXPECT_THROW(view.read("gone/x.yaml"), Error);
  view.note_all("chart");

  struct Row {
    std::string path, entry;
    bool depends;
  };
  const Row rows[] = {
      {"app/a.yaml", "", true},
      {"app/b.yaml", "", false},
      {"app/b.yaml", "app/b.yaml", true},  // another list
      {"app/n/x.yaml", "app/n", true},
      {"app/n/x.yaml", "app/n/x.yaml", false},
      {"base/c.yaml", "", true},
      {"app/link.yaml", "", true},
      {"other", "", false},
      {"gone/x.yaml", "gone", true},
      {"chart/t/x.yaml", "", true},
      {"charts/x.yaml", "charts", false},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(log.depends_on({row.path, row.entry}), row.depends) << row.path << " " << row.entry;
  }
}

}  // namespace
}  // namespace drydock
