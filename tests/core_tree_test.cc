#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>

#include "core/error.h"
#include "core/parallel_for.h"
#include "core/tree.h"
#include "tests/git_sandbox.h"
#include "tests/temp_folder.h"

namespace drydock {
namespace {

using testing::HasSubstr;

using Texts = std::vector<std::pair<std::string, std::string>>;

const Texts kFiles = {
    {"top.yaml", "top"},
    {"apps/shop/a.yaml", "a"},
    {"apps/shop/binary", std::string("\0\xff\n", 3)},
    {"apps/shop/empty", ""},
    {"apps/shop.d/b.yaml", "b"},
    {"apps/shop/ümläut.yaml", "u"},
    {"common/base/base.yaml", "base"},
};

const Texts kLinks = {
    {"apps/common", "../common"},
    {"apps/shop/link.yaml", "a.yaml"},
    {"apps/shop/twice.yaml", "link.yaml"},
    {"apps/shop/through", "base/../base/base.yaml"},
    {"apps/shop/base", "../common/base"},
    {"apps/shop/self", "."},
    {"dangling", "nowhere/at/all"},
    {"below-file", "top.yaml/x"},
    {"up", ".."},
    {"up-and-back", "../elsewhere/top.yaml"},
    {"apps/far", "../../../../etc/passwd"},
    {"absolute", "/etc/passwd"},
    {"loop", "loop"},
    {"ping", "pong"},
    {"pong", "ping"},
    {"empty-steps", "apps//./shop///a.yaml"},
};

void write_all(const TempFolder& folder) {
  for (const auto& [path, text] : kFiles) folder.write(path, text);
  for (const auto& [path, target] : kLinks) folder.link(path, target);
}

std::unique_ptr<Tree> make_disk(TempFolder& folder) {
  write_all(folder);
  return open_disk_tree(folder.path());
}

std::unique_ptr<Tree> make_memory(TempFolder&) { return make_memory_tree(kFiles, kLinks); }

/// The checkout is emptied, to show that nothing is read from there.
std::unique_ptr<Tree> make_git(TempFolder& folder) {
  write_all(folder);
  commit_all(folder.path(), "all");
  for (const char* name : {"apps", "common", "top.yaml"}) {
    std::filesystem::remove_all(folder.path() + "/" + name);
  }
  return open_git_tree(folder.path(), "HEAD");
}

std::unique_ptr<Tree> make_git_bare(TempFolder& folder) {
  write_all(folder);
  commit_all(folder.path(), "all");
  git(folder.path(), "gc", "-q");
  git(folder.path(), "clone", "-q", "--bare", ".", "bare.git");
  return open_git_tree(folder.path() + "/bare.git", "main");
}

std::unique_ptr<Tree> make_git_worktree(TempFolder& folder) {
  write_all(folder);
  commit_all(folder.path(), "all");
  git(folder.path(), "worktree", "add", "-q", "other", "-b", "other");
  return open_git_tree(folder.path() + "/other", "HEAD");
}

std::unique_ptr<Tree> make_git_subfolder(TempFolder& folder) {
  for (const auto& [path, text] : kFiles) folder.write("deep/down/" + path, text);
  for (const auto& [path, target] : kLinks) folder.link("deep/down/" + path, target);
  commit_all(folder.path(), "all");
  return open_git_tree(folder.path() + "/deep/down", "HEAD");
}

/// libgit2 refuses this format, so that the program git is asked.
std::unique_ptr<Tree> make_git_sha256(TempFolder& folder) {
  write_all(folder);
  git(folder.path(), "init", "-q", "--object-format=sha256");
  commit_all(folder.path(), "all");
  return open_git_tree(folder.path(), "HEAD");
}

/// One way to get a tree with kFiles and kLinks.
struct Maker {
  const char* name;
  std::unique_ptr<Tree> (*make)(TempFolder& folder);
  bool needs_git;
};

constexpr Maker kMakers[] = {
    {"disk", make_disk, false},
    {"memory", make_memory, false},
    {"git", make_git, true},
    {"git_bare", make_git_bare, true},
    {"git_worktree", make_git_worktree, true},
    {"git_subfolder", make_git_subfolder, true},
    {"git_sha256", make_git_sha256, true},
};

class EveryTree : public testing::TestWithParam<Maker> {
 protected:
  void SetUp() override {
    if (GetParam().needs_git && !has_git()) GTEST_SKIP() << "the program git is not there";
    tree_ = GetParam().make(folder_);
  }

  TempFolder folder_;
  std::unique_ptr<Tree> tree_;
};

INSTANTIATE_TEST_SUITE_P(Trees, EveryTree, testing::ValuesIn(kMakers),
                         [](const auto& info) { return std::string(info.param.name); });

/// What an action failed with; an empty rule when it did not.
template <class Action>
Diagnostic failure_of(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error.diagnostic();
  }
  return {};
}

struct ReadCase {
  const char* path;
  const char* rule;  // "" when it can be read
  const char* text;  // the file's, or a part of the message
};

constexpr ReadCase kReads[] = {
    {"top.yaml", "", "top"},
    {"apps/shop/a.yaml", "", "a"},
    {"apps/shop/empty", "", ""},
    {"apps/shop/ümläut.yaml", "", "u"},
    {"apps/common/base/base.yaml", "", "base"},
    {"apps/shop/link.yaml", "", "a"},
    {"apps/shop/twice.yaml", "", "a"},
    {"apps/shop/through", "", "base"},
    {"apps/shop/base/base.yaml", "", "base"},
    {"apps/shop/self/self/self/a.yaml", "", "a"},
    {"empty-steps", "", "a"},
    {"./apps//shop/../shop/a.yaml", "", "a"},
    {"apps/shop/base/../../top.yaml", "", "top"},  // up from where the link led to
    {"apps/shop/base/../../../top.yaml", "path-escape", "leaves the repository"},
    {"", "file-unreadable", "the root folder"},
    {"apps", "file-unreadable", "apps: it is a folder"},
    {"apps/", "file-unreadable", "apps: it is a folder"},
    {"apps/common", "file-unreadable", "common: it is a folder"},
    {"missing.yaml", "file-missing", "there is no file missing.yaml"},
    {"missing/a.yaml", "file-missing", "missing/a.yaml"},
    {"top.yaml/a", "file-missing", "top.yaml/a"},
    {"top.yaml/..", "file-missing", "top.yaml/.."},
    {"dangling", "file-missing", "symbolic link dangling leads to nothing"},
    {"below-file", "file-missing", "below-file"},
    {"..", "path-escape", "the path .. leaves"},
    {"../x", "path-escape", "../x"},
    {"apps/../../x", "path-escape", "leaves"},
    {"up", "path-escape", "link up leaves the repository: it points to .."},
    {"up-and-back", "path-escape", "up-and-back"},
    {"up/x", "path-escape", "link up leaves"},
    {"apps/far", "path-escape", "link apps/far leaves"},
    {"absolute", "path-escape", "points to /etc/passwd"},
    {"loop", "symlink-loop", "cannot follow loop"},
    {"ping/x", "symlink-loop", "cannot follow ping/x"},
    {".git/config", "file-missing", ""},
    {".git", "file-missing", ""},
};

TEST_P(EveryTree, ReadsWhatItHasAndNothingElse) {
  for (const ReadCase& c : kReads) {
    std::string text;
    Diagnostic failure = failure_of([&] { text = tree_->read(c.path); });
    EXPECT_EQ(failure.rule, c.rule) << c.path << ": " << failure.message;
    if (failure.rule.empty()) {
      EXPECT_EQ(text, c.text) << c.path;
    } else {
      EXPECT_THAT(failure.message, HasSubstr(c.text)) << c.path;
    }
  }
  EXPECT_EQ(tree_->read("apps/shop/binary"), std::string("\0\xff\n", 3));
}

struct KindCase {
  const char* path;
  std::optional<EntryKind> kind;
  const char* real;
};

constexpr KindCase kKinds[] = {
    {"", EntryKind::Folder, ""},
    {".", EntryKind::Folder, ""},
    {"apps", EntryKind::Folder, "apps"},
    {"apps/", EntryKind::Folder, "apps"},
    {"apps/common", EntryKind::Folder, "common"},
    {"apps/common/base", EntryKind::Folder, "common/base"},
    {"apps/shop/twice.yaml", EntryKind::File, "apps/shop/a.yaml"},
    {"apps/shop/self/self", EntryKind::Folder, "apps/shop"},
    {"apps/shop/self/binary", EntryKind::File, "apps/shop/binary"},
    {"missing", std::nullopt, ""},
    {"top.yaml/x", std::nullopt, ""},
    {"dangling", std::nullopt, ""},
    {"dangling/x", std::nullopt, ""},
    {".git", std::nullopt, ""},
    {"apps/.git/x", std::nullopt, ""},
};

TEST_P(EveryTree, KnowsKindsAndRealPaths) {
  for (const KindCase& c : kKinds) {
    for (int round = 0; round < 2; ++round) {  // the second time from what it remembers
      EXPECT_EQ(tree_->kind(c.path), c.kind) << c.path;
      EXPECT_EQ(tree_->resolve(c.path).value_or(""), c.real) << c.path;
    }
  }
  EXPECT_EQ(tree_->kind(std::string_view("top.yaml\0x", 10)), std::nullopt);
  EXPECT_EQ(tree_->kind(std::string(100'000, 'x')), std::nullopt);
  EXPECT_EQ(failure_of([&] { tree_->kind("up"); }).rule, "path-escape");
  EXPECT_EQ(failure_of([&] { tree_->resolve("loop/x"); }).rule, "symlink-loop");
}

std::string listed(const Tree& tree, std::string_view folder) {
  constexpr std::array kMarks = {"", "/", "@", "?"};
  std::string result;
  for (const TreeEntry& entry : tree.list(folder)) {
    result += (result.empty() ? "" : " ") + entry.name + kMarks[static_cast<int>(entry.kind)];
  }
  return result;
}

TEST_P(EveryTree, ListsInByteOrderWithoutFollowing) {
  EXPECT_EQ(listed(*tree_, "apps"), "common@ far@ shop/ shop.d/");
  EXPECT_EQ(listed(*tree_, "apps/shop"),
            "a.yaml base@ binary empty link.yaml@ self@ through@ twice.yaml@ ümläut.yaml");
  EXPECT_EQ(listed(*tree_, "apps/shop/base"), "base.yaml");
  EXPECT_EQ(listed(*tree_, "apps/common/"), "base/");
  EXPECT_THAT(listed(*tree_, ""), HasSubstr("absolute@ apps/"));
  EXPECT_THAT(listed(*tree_, ""), testing::Not(HasSubstr(".git/")));
  EXPECT_EQ(failure_of([&] { tree_->list("nope"); }).rule, "file-missing");
  EXPECT_EQ(failure_of([&] { tree_->list("top.yaml"); }).rule, "file-missing");
  EXPECT_EQ(failure_of([&] { tree_->list(".git"); }).rule, "file-missing");
  EXPECT_EQ(failure_of([&] { tree_->list("up"); }).rule, "path-escape");
}

TEST_P(EveryTree, ServesManyThreads) {
  constexpr size_t kRounds = 400;
  std::vector<int> wrong(kRounds);
  parallel_for(kRounds, 8, [&](size_t i) {
    const auto& [path, text] = kFiles[i % kFiles.size()];
    wrong[i] = tree_->read(path) != text || tree_->read("apps/common/base/base.yaml") != "base" ||
               tree_->list("apps/shop").size() != 9;
  });
  EXPECT_EQ(std::count(wrong.begin(), wrong.end(), 1), 0);
}

TEST(DiskTree, FollowsAbsoluteLinksThatStayInside) {
  TempFolder folder;
  folder.write("a/b.yaml", "b");
  folder.write("a-more/c.yaml", "c");
  folder.link("inside", folder.path() + "/a/b.yaml");
  folder.link("root", folder.path());
  folder.link("a/beside", folder.path() + "-more");
  auto tree = open_disk_tree(folder.path());
  EXPECT_EQ(tree->read("inside"), "b");
  EXPECT_EQ(tree->resolve("root/a/b.yaml"), "a/b.yaml");
  EXPECT_EQ(failure_of([&] { tree->read("a/beside"); }).rule, "path-escape");
  auto narrow = open_disk_tree(folder.path() + "/a-more");
  EXPECT_EQ(narrow->describe(), "folder " + folder.path() + "/a-more");
}

TEST(DiskTree, IsOpenedThroughLinks) {
  TempFolder folder;
  folder.write("real/a.yaml", "a");
  folder.link("link", "real");
  auto tree = open_disk_tree(folder.path() + "/link");
  EXPECT_EQ(tree->read("a.yaml"), "a");
  EXPECT_EQ(tree->describe(), "folder " + folder.path() + "/real");
}

TEST(DiskTree, NeedsAFolder) {
  TempFolder folder;
  folder.write("a.yaml", "a");
  Diagnostic missing = failure_of([&] { open_disk_tree(folder.path() + "/none"); });
  EXPECT_EQ(missing.rule, "file-missing");
  EXPECT_THAT(missing.message, HasSubstr("No such file"));
  EXPECT_EQ(failure_of([&] { open_disk_tree(folder.path() + "/a.yaml"); }).rule, "file-missing");
}

TEST(DiskTree, NeverWaitsForPipesDevicesAndSockets) {
  TempFolder folder;
  std::string pipe = folder.path() + "/pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0644), 0);
  int server = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::string name = folder.path() + "/socket";
  std::copy(name.begin(), name.end(), address.sun_path);
  ASSERT_EQ(bind(server, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  auto tree = open_disk_tree(folder.path());
  EXPECT_EQ(listed(*tree, ""), "pipe? socket?");
  for (const char* path : {"pipe", "socket"}) {
    EXPECT_EQ(tree->kind(path), EntryKind::Other);
    Diagnostic failure = failure_of([&] { tree->read(path); });
    EXPECT_EQ(failure.rule, "file-unreadable");
    EXPECT_THAT(failure.message, HasSubstr("no regular file"));
  }
  close(server);
  auto devices = open_disk_tree("/dev");
  EXPECT_EQ(devices->kind("zero"), EntryKind::Other);
  EXPECT_EQ(failure_of([&] { devices->read("zero"); }).rule, "file-unreadable");
}

TEST(DiskTree, ReadsFilesWhoseSizeIsNotKnownBefore) {
  auto tree = open_disk_tree("/proc/self");
  EXPECT_THAT(tree->read("status"), HasSubstr("VmRSS"));
}

TEST(DiskTree, RefusesHugeFiles) {
  TempFolder folder;
  folder.write("huge.yaml", "");
  folder.write("large.yaml", "");
  std::filesystem::resize_file(folder.path() + "/huge.yaml", Tree::kMaxFileSize + 1);
  std::filesystem::resize_file(folder.path() + "/large.yaml", 8 * 1024 * 1024);
  auto tree = open_disk_tree(folder.path());
  Diagnostic failure = failure_of([&] { tree->read("huge.yaml"); });
  EXPECT_EQ(failure.rule, "file-too-large");
  EXPECT_EQ(failure.message, "huge.yaml is larger than the limit of 512 MiB");
  EXPECT_EQ(tree->read("large.yaml").size(), 8u * 1024 * 1024);
}

/// Runs as somebody who is nobody, so that permissions count even when root runs the tests.
class AsNobody {
 public:
  AsNobody() : changed_(geteuid() == 0 && seteuid(65534) == 0) {}
  ~AsNobody() {
    if (changed_ && seteuid(0) != 0) std::abort();
  }

 private:
  bool changed_;
};

TEST(DiskTree, SaysWhatMayNotBeRead) {
  TempFolder folder;
  folder.write("secret.yaml", "s");
  folder.write("closed/a.yaml", "a");
  folder.write("open.yaml", "o");
  chmod(folder.path().c_str(), 0755);
  chmod((folder.path() + "/secret.yaml").c_str(), 0);
  chmod((folder.path() + "/closed").c_str(), 0);
  {
    AsNobody nobody;
    auto tree = open_disk_tree(folder.path());
    Diagnostic failure = failure_of([&] { tree->read("secret.yaml"); });
    EXPECT_EQ(failure.rule, "file-unreadable");
    EXPECT_EQ(failure.message, "cannot read secret.yaml: Permission denied");
    EXPECT_EQ(tree->kind("secret.yaml"), EntryKind::File);
    EXPECT_EQ(tree->kind("closed"), EntryKind::Folder);
    EXPECT_EQ(failure_of([&] { tree->list("closed"); }).rule, "file-unreadable");
    EXPECT_EQ(failure_of([&] { tree->read("closed/a.yaml"); }).rule, "file-unreadable");
    EXPECT_EQ(failure_of([&] { tree->kind("closed/a.yaml"); }).rule, "file-unreadable");
    EXPECT_EQ(tree->read("open.yaml"), "o");
  }
  chmod((folder.path() + "/closed").c_str(), 0755);
}

TEST(DiskTree, SurvivesTheDeepestFolders) {
  TempFolder folder;
  std::string path;
  for (int i = 0; i < 200; ++i) path += "d/";
  folder.write(path + "a.yaml", "a");
  auto tree = open_disk_tree(folder.path());
  EXPECT_EQ(tree->read(path + "a.yaml"), "a");
  std::string too_deep;
  for (int i = 0; i < 100'000; ++i) too_deep += "d/";
  EXPECT_EQ(tree->kind(too_deep), std::nullopt);
}

TEST(MemoryTree, TakesOnlyPathsThatMakeSense) {
  EXPECT_EQ(failure_of([] { make_memory_tree({{"../a", ""}}); }).rule, "path-escape");
  EXPECT_EQ(failure_of([] { make_memory_tree({{"a", ""}, {"a", ""}}); }).rule, "path-escape");
  EXPECT_EQ(failure_of([] { make_memory_tree({{"a", ""}, {"a/b", ""}}); }).rule, "path-escape");
  EXPECT_EQ(make_memory_tree({{"./a//b", "x"}})->read("a/b"), "x");
  EXPECT_TRUE(make_memory_tree({})->list("").empty());
}

TEST(MemoryTree, BoundsChainsOfLinks) {
  Texts links;
  for (int i = 0; i < 60; ++i) links.push_back({std::to_string(i), std::to_string(i + 1)});
  auto tree = make_memory_tree({{"60", "end"}}, links);
  EXPECT_EQ(tree->read("20"), "end");
  EXPECT_EQ(failure_of([&] { tree->read("19"); }).rule, "symlink-loop");
  auto wide = make_memory_tree({}, {{"a", std::string(5000, 'b')}});
  EXPECT_EQ(failure_of([&] { wide->read("a"); }).rule, "file-unreadable");
}

TEST(TreePaths, JoinLexically) {
  EXPECT_EQ(join_path("a/b", "../c"), "a/c");
  EXPECT_EQ(join_path("", "a/./b//c/"), "a/b/c");
  EXPECT_EQ(join_path("a", ".."), "");
  EXPECT_EQ(join_path("a", ""), "a");
  EXPECT_EQ(join_path("a", "../.."), std::nullopt);
  EXPECT_EQ(join_path("", "../a"), std::nullopt);
  EXPECT_EQ(join_path("a", "/b"), std::nullopt);
  EXPECT_EQ(parent_path("a/b/c"), "a/b");
  EXPECT_EQ(parent_path("a"), "");
  EXPECT_EQ(file_name("a/b/c"), "c");
  EXPECT_EQ(file_name("a"), "a");
  EXPECT_EQ(file_name(""), "");
}

}  // namespace
}  // namespace drydock
