#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/git/objects.h"
#include "core/tree.h"
#include "tests/git_sandbox.h"
#include "tests/temp_folder.h"

namespace drydock {
namespace {

using testing::HasSubstr;

std::string listed_names(const Tree& tree) {
  std::string names;
  for (const TreeEntry& entry : tree.list("")) names += (names.empty() ? "" : " ") + entry.name;
  return names;
}

class GitTree : public testing::Test {
 protected:
  void SetUp() override {
    if (!has_git()) GTEST_SKIP() << "the program git is not there";
  }

  std::unique_ptr<Tree> open(const std::string& revision, const std::string& below = "") const {
    return open_git_tree(folder_.path() + below, revision);
  }

  Diagnostic failure(const std::string& revision, const std::string& below = "") const {
    try {
      open(revision, below);
    } catch (const Error& error) {
      return error.diagnostic();
    }
    return {};
  }

  TempFolder folder_;
};

struct RevisionCase {
  const char* revision;
  const char* text;  // of a.yaml; null when there is no such revision
};

constexpr RevisionCase kRevisions[] = {
    {"HEAD", "three"},        {"@", "three"},
    {"main", "three"},        {"refs/heads/main", "three"},
    {"HEAD~1", "two"},        {"HEAD^", "two"},
    {"main~2^0", "one"},      {"main^{tree}", "three"},
    {"HEAD:", "three"},       {"v1", "one"},
    {"v1^{}", "one"},         {"tags/v1", "one"},
    {"main@{0}", "three"},    {"main@{1}", "two"},
    {"@{-1}", "two"},  // the branch that was checked out before
    {":/second", "two"},      {"HEAD^{/second}", "two"},
    {"v1-2-g{3}", "three"},  // what git describe prints
    {"{1}", "one"},          // short ids of the commits
    {"{2}", "two"},           {"nope", nullptr},
    {"HEAD~99", nullptr},     {"", nullptr},
    {"--all", nullptr},       {"-h", nullptr},
    {"HEAD:a.yaml", nullptr},  // a blob
    {"main..main", nullptr},  {"0000000000000000000000000000000000000000", nullptr},
};

TEST_F(GitTree, TakesWhatRevParseTakes) {
  std::string ids[4];
  const char* texts[] = {"", "one", "two", "three"};
  const char* messages[] = {"", "first", "the second one", "third"};
  for (int i = 1; i <= 3; ++i) {
    folder_.write("a.yaml", texts[i]);
    ids[i] = commit_all(folder_.path(), messages[i]);
    if (i == 1) git(folder_.path(), "tag", "-a", "-m", "one", "v1");
    if (i == 2) {
      git(folder_.path(), "checkout", "-q", "-b", "side");
      git(folder_.path(), "checkout", "-q", "main");
    }
  }
  for (const RevisionCase& c : kRevisions) {
    std::string revision = c.revision;
    for (int i = 1; i <= 3; ++i) {
      size_t at = revision.find("{" + std::to_string(i) + "}");
      if (at != std::string::npos && (at == 0 || revision[at - 1] == 'g')) {
        revision.replace(at, 3, ids[i].substr(0, 9));
      }
    }
    if (c.text) {
      EXPECT_EQ(failure(revision).message, "") << revision;
      EXPECT_EQ(open(revision)->read("a.yaml"), c.text) << revision;
    } else {
      EXPECT_EQ(failure(revision).rule, "git-revision") << revision;
    }
  }
  EXPECT_EQ(open("main")->describe(), "revision " + ids[3].substr(0, 7));
  EXPECT_THAT(failure("nope").message, HasSubstr("nope"));
}

TEST_F(GitTree, NeedsARepository) {
  Diagnostic diagnostic = failure("HEAD");
  EXPECT_EQ(diagnostic.rule, "git-repository");
  EXPECT_THAT(diagnostic.message, HasSubstr(folder_.path()));
  EXPECT_EQ(failure("HEAD", "/none").rule, "git-repository");
  git(folder_.path(), "init", "-q");
  EXPECT_EQ(failure("HEAD").rule, "git-revision");  // nothing is committed yet
}

TEST_F(GitTree, IsEmptyWhereTheRevisionLacksTheFolder) {
  folder_.write("a.yaml", "a");
  folder_.write("b", "no folder");
  commit_all(folder_.path(), "first");
  std::filesystem::remove(folder_.path() + "/b");
  folder_.write("b/c/new.yaml", "new");
  for (const char* below : {"/b/c", "/b"}) {
    auto tree = open("HEAD", below);
    EXPECT_TRUE(tree->list("").empty());
    EXPECT_EQ(tree->kind(""), EntryKind::Folder);
    EXPECT_EQ(tree->kind("new.yaml"), std::nullopt);
  }
}

TEST_F(GitTree, MapsAbsoluteLinksIntoTheRevision) {
  folder_.write("apps/a.yaml", "old");
  folder_.link("apps/link", folder_.path() + "/apps/a.yaml");
  folder_.link("apps/out", folder_.path() + "/other");
  commit_all(folder_.path(), "first");
  folder_.write("apps/a.yaml", "new");
  EXPECT_EQ(open("HEAD")->read("apps/link"), "old");
  EXPECT_EQ(open("HEAD", "/apps")->read("link"), "old");
  EXPECT_THROW(open("HEAD", "/apps")->read("out"), Error);
}

TEST_F(GitTree, ShowsSubmodulesAsOther) {
  folder_.write("library/a.yaml", "a");
  commit_all(folder_.path() + "/library", "library");
  folder_.write("main/b.yaml", "b");
  commit_all(folder_.path() + "/main", "main");
  git(folder_.path() + "/main", "submodule", "add", "-q", "../library", "vendor");
  commit_all(folder_.path() + "/main", "with submodule");
  auto tree = open("HEAD", "/main");
  EXPECT_EQ(tree->kind("vendor"), EntryKind::Other);
  EXPECT_EQ(tree->kind("vendor/a.yaml"), std::nullopt);
  EXPECT_THROW(tree->list("vendor"), Error);
  EXPECT_THROW(tree->read("vendor"), Error);
  // From within, the submodule is a repository of its own.
  EXPECT_EQ(open("HEAD", "/main/vendor")->read("a.yaml"), "a");
}

TEST_F(GitTree, FetchesWhatAPartialCloneLacks) {
  folder_.write("origin/a.yaml", "one");
  commit_all(folder_.path() + "/origin", "first");
  folder_.write("origin/a.yaml", "two");
  commit_all(folder_.path() + "/origin", "second");
  git(folder_.path() + "/origin", "config", "uploadpack.allowFilter", "true");
  git(folder_.path() + "/origin", "config", "uploadpack.allowAnySHA1InWant", "true");
  git(folder_.path(), "clone", "-q", "--filter=blob:none", "file://" + folder_.path() + "/origin",
      "clone");
  EXPECT_EQ(open("HEAD", "/clone")->read("a.yaml"), "two");
  EXPECT_EQ(open("HEAD~1", "/clone")->read("a.yaml"), "one");

  git(folder_.path(), "clone", "-q", "--no-checkout", "--filter=blob:none",
      "file://" + folder_.path() + "/origin", "cut-off");
  std::filesystem::remove_all(folder_.path() + "/origin");
  try {
    open("HEAD", "/cut-off")->read("a.yaml");
    ADD_FAILURE() << "read what is not there";
  } catch (const Error& error) {
    EXPECT_EQ(error.diagnostic().rule, "file-unreadable");
    EXPECT_THAT(error.diagnostic().message, HasSubstr("cannot read a.yaml"));
  }
}

TEST_F(GitTree, SaysWhenAShallowCloneLacksARevision) {
  folder_.write("origin/a.yaml", "one");
  std::string first = commit_all(folder_.path() + "/origin", "first");
  folder_.write("origin/a.yaml", "two");
  commit_all(folder_.path() + "/origin", "second");
  git(folder_.path(), "clone", "-q", "--depth=1", "file://" + folder_.path() + "/origin", "clone");
  EXPECT_EQ(open("HEAD", "/clone")->read("a.yaml"), "two");
  for (const std::string& revision : {std::string("HEAD~1"), first}) {
    Diagnostic diagnostic = failure(revision, "/clone");
    EXPECT_EQ(diagnostic.rule, "git-revision");
    EXPECT_THAT(diagnostic.message, HasSubstr("shallow"));
  }
}

TEST_F(GitTree, SurvivesDamage) {
  folder_.write("a.yaml", "a");
  folder_.write("b/c.yaml", "c");
  commit_all(folder_.path(), "first");
  for (const char* object : {"HEAD:a.yaml", "HEAD:b"}) {
    std::string id = git(folder_.path(), "rev-parse", object);
    std::string file = ".git/objects/" + id.substr(0, 2) + "/" + id.substr(2);
    std::filesystem::permissions(folder_.path() + "/" + file, std::filesystem::perms::owner_all);
    folder_.write(file, "x\x9cnonsense");
  }
  auto tree = open("HEAD");
  EXPECT_EQ(listed_names(*tree), "a.yaml b");
  EXPECT_THROW(tree->read("a.yaml"), Error);
  EXPECT_THROW(tree->list("b"), Error);
  EXPECT_THROW(tree->read("b/c.yaml"), Error);
}

TEST_F(GitTree, IgnoresNamesThatNoFileCanHave) {
  folder_.write("a.yaml", "a");
  commit_all(folder_.path(), "first");
  std::string blob = git(folder_.path(), "rev-parse", "HEAD:a.yaml");
  std::string entry_end = std::string(1, '\0') + *bytes_of_hex(blob);
  std::string object;
  for (const char* name : {".", "..", ".git", "a/b", "ok", "ok", ""}) {
    object += std::string("100644 ") + name + entry_end;
  }
  folder_.write("object", object);
  std::string id = git(folder_.path(), "hash-object", "-w", "--literally", "-t", "tree", "object");
  EXPECT_EQ(listed_names(*open(id)), "ok");
  EXPECT_EQ(open(id)->read("ok"), "a");
  EXPECT_EQ(open(id)->kind("a/b"), std::nullopt);

  folder_.write("object", object + "100644 cut");
  id = git(folder_.path(), "hash-object", "-w", "--literally", "-t", "tree", "object");
  EXPECT_THROW(open(id)->list(""), Error);
}

TEST_F(GitTree, ReadsThroughAlternates) {
  folder_.write("origin/a.yaml", "a");
  commit_all(folder_.path() + "/origin", "first");
  git(folder_.path(), "clone", "-q", "--shared", "origin", "borrower");
  EXPECT_EQ(open("HEAD", "/borrower")->read("a.yaml"), "a");
}

}  // namespace
}  // namespace drydock
