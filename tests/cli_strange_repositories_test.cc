// Repositories of every sort, and what is no file in them: the program says what is wrong, or that
// nothing is, and never passes over a manifest in silence.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/cli_outcome.h"
#include "tests/git_sandbox.h"
#include "tests/temp_folder.h"

namespace drydock::cli {
namespace {

using testing::HasSubstr;

constexpr std::string_view kObject =
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: team}\n";
constexpr std::string_view kPointer =
    "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";

void commit_two(const TempFolder& folder) {
  folder.write("shop/a.yaml", kObject);
  folder.write("pay/b.yaml", kObject);
  commit_all(folder.path(), "first");
}

void make_socket(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  ASSERT_LT(path.size(), sizeof address.sun_path);
  std::copy(path.begin(), path.end(), address.sun_path);
  int number = socket(AF_UNIX, SOCK_STREAM, 0);
  EXPECT_EQ(bind(number, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  close(number);
}

struct Case {
  std::string_view name;
  void (*make)(const TempFolder& folder);
  std::vector<std::string> args;  // behind `-C FOLDER`, which may stand in them
  int code;
  std::string_view out, err;  // what they hold
};

const Case kCases[] = {
    {"without commits, no base",
     [](const TempFolder& folder) {
       folder.write("shop/a.yaml", kObject);
       git(folder.path(), "init", "-q", "-b", "main");
     },
     {"check"},
     0,
     "1 project",
     ""},
    {"without commits",
     [](const TempFolder& folder) {
       folder.write("shop/a.yaml", kObject);
       git(folder.path(), "init", "-q", "-b", "main");
     },
     {"check", "--base", "main"},
     2,
     "",
     "which has no commits on its branch yet"},
    {"without commits, from HEAD",
     [](const TempFolder& folder) {
       folder.write("shop/a.yaml", kObject);
       git(folder.path(), "init", "-q", "-b", "main");
     },
     {"projects", "--changed", "--base", "HEAD"},
     2,
     "",
     "has no commits yet"},
    {"bare",
     [](const TempFolder& folder) { git(folder.path(), "init", "-q", "--bare", "."); },
     {"check"},
     2,
     "",
     "is a bare repository, which has no files: check a clone"},
    {"a worktree",
     [](const TempFolder& folder) {
       commit_two(folder);
       git(folder.path(), "worktree", "add", "-q", folder.path() + "/.wt/side", "-b", "side");
       folder.write(".wt/side/pay/b.yaml", "");
       folder.write(".wt/side/news/c.yaml", kObject);
     },
     {"-C", ".wt/side", "check", "--only", "conflict", "--base", "main"},
     1,
     "news/c.yaml",
     ""},
    {"SHA-256",
     [](const TempFolder& folder) {
       git(folder.path(), "init", "-q", "-b", "main", "--object-format=sha256");
       commit_two(folder);
       folder.write("news/c.yaml", kObject);
     },
     {"check", "--only", "conflict", "--base", "HEAD"},
     1,
     "3 projects define",
     ""},
    {"a submodule that is here",
     [](const TempFolder& folder) {
       folder.write(".upstream/a.yaml", kObject);
       commit_all(folder.path() + "/.upstream", "upstream");
       folder.write("pay/b.yaml", kObject);
       git(folder.path(), "init", "-q", "-b", "main");
       git(folder.path(), "submodule", "add", "-q", folder.path() + "/.upstream", "shop");
       folder.write(".gitignore", ".upstream\n");
       commit_all(folder.path(), "first");
     },
     {"check", "--only", "conflict", "--base", "HEAD"},
     0,
     "duplicate-object",
     ""},
    {"a sparse checkout",
     [](const TempFolder& folder) {
       commit_two(folder);
       git(folder.path(), "sparse-checkout", "set", "shop");
     },
     {"check", "--only", "conflict", "--base", "HEAD", "--fail-on", "info"},
     0,
     "pay/b.yaml",
     ""},
    {"a pointer of Git LFS",
     [](const TempFolder& folder) { folder.write("shop/big.yaml", kPointer); },
     {"check", "--fail-on", "warning"},
     1,
     "is a pointer of Git LFS",
     ""},
    {"a pointer of Git LFS among manifests",
     [](const TempFolder& folder) {
       folder.write("shop/a.yaml", kObject);
       folder.write("shop/big.yaml", kPointer);
     },
     {"check", "--fail-on", "warning"},
     1,
     "shop/big.yaml",
     ""},
    {"names that are no UTF-8",
     [](const TempFolder& folder) {
       folder.write("sh\xffop/a.yaml", kObject);
       folder.write("pay/b\xfe.yaml", kObject);
       commit_all(folder.path(), "first");
     },
     {"check", "--only", "conflict", "--base", "HEAD"},
     0,
     "duplicate-object",
     ""},
    {"a pipe in the place of a manifest",
     [](const TempFolder& folder) {
       folder.write("shop/a.yaml", kObject);
       mkfifo((folder.path() + "/shop/pipe.yaml").c_str(), 0600);
     },
     {"check", "--only", "render"},
     1,
     "shop/pipe.yaml: it is no regular file",
     ""},
    {"a pipe alone",
     [](const TempFolder& folder) {
       folder.write("shop/README.md", "");
       mkfifo((folder.path() + "/shop/pipe.yaml").c_str(), 0600);
     },
     {"check", "--only", "render"},
     1,
     "shop/pipe.yaml: it is no regular file",
     ""},
    {"a pipe named by a kustomization",
     [](const TempFolder& folder) {
       folder.write("shop/kustomization.yaml", "resources: [pipe.yaml]\n");
       mkfifo((folder.path() + "/shop/pipe.yaml").c_str(), 0600);
     },
     {"check", "--only", "render"},
     1,
     "no regular file",
     ""},
    {"a pipe that is a kustomization",
     [](const TempFolder& folder) {
       mkdir((folder.path() + "/shop").c_str(), 0700);
       mkfifo((folder.path() + "/shop/kustomization.yaml").c_str(), 0600);
     },
     {"check", "--only", "render"},
     1,
     "no regular file",
     ""},
    {"a pipe in the templates of a chart",
     [](const TempFolder& folder) {
       folder.write("shop/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n");
       folder.write("shop/templates/a.yaml", kObject);
       mkfifo((folder.path() + "/shop/templates/pipe.yaml").c_str(), 0600);
     },
     {"check", "--only", "render"},
     1,
     "pipe.yaml",
     ""},
    {"a socket listed in drydock.yaml",
     [](const TempFolder& folder) {
       folder.write("drydock.yaml", "apiVersion: drydock/v1\nprojects: [{path: s.yaml}]\n");
       make_socket(folder.path() + "/s.yaml");
     },
     {"check", "--only", "render"},
     1,
     "cannot read s.yaml: it is no regular file",
     ""},
    {"a link to a pipe",
     [](const TempFolder& folder) {
       folder.write("shop/a.yaml", kObject);
       mkfifo((folder.path() + "/pipe").c_str(), 0600);
       folder.link("shop/p.yaml", "../pipe");
     },
     {"check", "--only", "render"},
     1,
     "shop/p.yaml: it is no regular file",
     ""},
    {"a pipe in a folder to validate",
     [](const TempFolder& folder) { mkfifo((folder.path() + "/p.yaml").c_str(), 0600); },
     {"validate", "FOLDER"},
     1,
     "it is no regular file",
     ""},
};

TEST(StrangeRepositories, EndInAClearMessage) {
  if (!has_git()) GTEST_SKIP() << "the program git is not there";
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    TempFolder folder;
    c.make(folder);
    std::vector<std::string> args = c.args;
    std::string place = folder.path();
    if (args[0] == "-C") {
      place += "/" + args[1];
      args.erase(args.begin(), args.begin() + 2);
    }
    std::replace(args.begin(), args.end(), std::string("FOLDER"), place);
    args.insert(args.begin(), {"-C", place});
    Outcome outcome = drydock(args);
    EXPECT_EQ(outcome.code, c.code) << outcome.out << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr(c.out)) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(c.err)) << outcome.out;
  }
}

}  // namespace
}  // namespace drydock::cli
