#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include "cli/remote_repositories.h"
#include "core/error.h"
#include "fetch/git_fetch.h"
#include "fetch/git_modules.h"
#include "fetch/run_program.h"
#include "overlays/build.h"
#include "tests/git_sandbox.h"
#include "tests/temp_folder.h"

namespace drydock {
namespace {

using fetch::GitCheckout;
using fetch::GitFetch;
using fetch::GitLimits;
using fetch::GitRequest;

std::string refusal(const GitFetch& git, const GitRequest& request) {
  try {
    git.fetch(request, {});
    return "";
  } catch (const Error& error) {
    return error.diagnostic().message;
  }
}

class FetchGit : public testing::Test {
 protected:
  void SetUp() override {
    if (!has_git()) GTEST_SKIP() << "needs git";
    work.write("source/base/kustomization.yaml", "resources: [a.yaml]\n");
    work.write("source/base/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n");
    work.link("source/link", "base/a.yaml");
    first = commit_all(work.path() + "/source", "one");
    git(work.path() + "/source", "tag", "v1");
    work.write("source/base/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: two}\n");
    second = commit_all(work.path() + "/source", "two");
    url = "file://" + work.path() + "/source";
  }

  std::string cache() const { return work.path() + "/cache"; }

  TempFolder work;
  std::string first;
  std::string second;
  std::string url;
};

TEST_F(FetchGit, FindsBranchesTagsAndCommits) {
  GitFetch git(cache());
  EXPECT_EQ(git.fetch({url, ""}, {}).commit, second);
  EXPECT_EQ(git.fetch({url, "main"}, {}).commit, second);
  EXPECT_EQ(git.fetch({url, "v1"}, {}).commit, first);
  GitCheckout checkout = git.fetch({url, first}, {});
  EXPECT_EQ(checkout.commit, first);
  EXPECT_EQ(work.read("cache/git/" + first + "/link"),
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n");
  work.remove("source");
  EXPECT_EQ(git.fetch({url, first}, {}).folder, checkout.folder) << "a commit needs no network";
  EXPECT_NE(refusal(git, {url, "v1"}), "");
}

TEST_F(FetchGit, RefusesWhatGitMightTakeForSomethingElse) {
  GitFetch git(cache());
  for (const char* ref : {"-upload-pack=x", "a:b", "+main", "^main", "a b", "a\nb", "*"}) {
    EXPECT_NE(refusal(git, {url, ref}).find("no branch, tag or commit"), std::string::npos) << ref;
  }
  for (const char* bad : {"-x", "ext::sh -c true", "fd::0", ""}) {
    EXPECT_NE(refusal(git, {bad, ""}).find("no address of a repository"), std::string::npos) << bad;
  }
  EXPECT_NE(refusal(git, {url, "nope"}), "");
  EXPECT_NE(refusal(git, {url + "x", ""}), "");
}

TEST_F(FetchGit, KeepsLimits) {
  work.write("source/large", std::string(200'000, 'x'));
  commit_all(work.path() + "/source", "large");
  GitLimits limits;
  limits.max_bytes = 150'000;
  EXPECT_NE(refusal(GitFetch(cache(), limits), {url, ""}).find("larger than"), std::string::npos);
  limits = GitLimits();
  limits.max_files = 2;
  EXPECT_NE(refusal(GitFetch(cache(), limits), {url, ""}).find("more than 2 files"),
            std::string::npos);
}

/// The user's own configuration names programs for hooks and filters; a clone runs both.
TEST_F(FetchGit, RunsNoHooksAndNoFilters) {
  work.write("source/.gitattributes", "* filter=evil\n");
  work.write("source/base/b.txt", "plain\n");
  commit_all(work.path() + "/source", "filters");
  std::string mark = work.path() + "/ran-";
  for (std::string hook : {"post-checkout", "reference-transaction"}) {
    work.write("hooks/" + hook, "#!/bin/sh\ntouch " + mark + "hook\n");
    std::filesystem::permissions(work.path() + "/hooks/" + hook, std::filesystem::perms::owner_all);
  }
  work.write("config", "[core]\n\thooksPath = " + work.path() + "/hooks\n[filter \"evil\"]\n" +
                           "\tsmudge = \"touch " + mark + "filter; cat\"\n");
  setenv("GIT_CONFIG_GLOBAL", (work.path() + "/config").c_str(), 1);
  GitCheckout checkout = GitFetch(cache()).fetch({url, ""}, {});
  EXPECT_EQ(work.read("cache/git/" + checkout.commit + "/base/b.txt"), "plain\n");
  EXPECT_FALSE(std::filesystem::exists(mark + "hook"));
  EXPECT_FALSE(std::filesystem::exists(mark + "filter"));
  git(work.path(), "clone", "-q", url, work.path() + "/clone");
  unsetenv("GIT_CONFIG_GLOBAL");
  EXPECT_TRUE(std::filesystem::exists(mark + "hook"));
  EXPECT_TRUE(std::filesystem::exists(mark + "filter"));
}

TEST_F(FetchGit, TakesSubmodulesAlong) {
  work.write("sub/s.txt", "from the submodule\n");
  commit_all(work.path() + "/sub", "sub");
  git(work.path() + "/source", "submodule", "add", "-q", "../sub", "parts/sub");
  commit_all(work.path() + "/source", "with submodule");
  GitFetch fetch(cache());
  std::string commit = fetch.fetch({url, ""}, {}).commit;
  EXPECT_EQ(work.read("cache/git/" + commit + "/parts/sub/s.txt"), "from the submodule\n");
  GitCheckout bare = fetch.fetch({url, "", false}, {});
  EXPECT_FALSE(std::filesystem::exists(bare.folder + "/parts/sub/s.txt"));
}

TEST_F(FetchGit, FetchesFromADaemon) {
  std::string port = std::to_string(20000 + getpid() % 20000);
  pid_t daemon = fork();
  if (daemon == 0) {
    std::string base = "--base-path=" + work.path();
    std::string flag = "--port=" + port;
    execlp("git", "git", "daemon", base.c_str(), "--export-all", "--listen=127.0.0.1", flag.c_str(),
           nullptr);
    _exit(127);
  }
  GitRequest request{"git://127.0.0.1:" + port + "/source", "v1"};
  GitFetch fetch(cache());
  std::string problem;
  for (int i = 0; i < 50; ++i) {
    problem = refusal(fetch, request);
    if (problem.empty()) break;
    usleep(100'000);
  }
  kill(daemon, SIGTERM);
  EXPECT_EQ(problem, "");
  EXPECT_TRUE(std::filesystem::exists(cache() + "/git/" + first));
}

TEST_F(FetchGit, BuildsABaseOfAnotherRepository) {
  auto tree =
      make_memory_tree({{"kustomization.yaml", "resources:\n- " + url + "//base?ref=v1\n"}});
  Sources sources;
  SourceCache files(*tree, sources);
  cli::RemoteRepositories remote(cache(), sources, cli::download_file);
  auto names = [&](overlays::RemoteSources* from) {
    overlays::BuildOptions options;
    options.remote = from;
    ResourceSet set;
    std::vector<Diagnostic> warnings;
    overlays::build(files, "", options, set, warnings);
    return std::string(set.resources.at(0).name);
  };
  EXPECT_EQ(names(&remote), "one");
  try {
    names(nullptr);
    FAIL() << "fetched without being allowed to";
  } catch (const Error& error) {
    EXPECT_EQ(error.diagnostic().rule, "overlay-remote");
    EXPECT_EQ(error.diagnostic().where.line, 2);
  }
}

TEST(RunProgram, KillsWhatTakesTooLong) {
  fetch::ProgramRun run;
  run.arguments = {"sleep", "60"};
  run.timeout_seconds = 0;
  EXPECT_EQ(run_program(run).end, fetch::ProgramEnd::TimedOut);
  run.timeout_seconds = 60;
  run.may_go_on = [] { return false; };
  EXPECT_EQ(run_program(run).end, fetch::ProgramEnd::Stopped);
  run.arguments = {"there-is-no-such-program"};
  EXPECT_EQ(run_program(run).end, fetch::ProgramEnd::NotStarted);
}

TEST(GitModules, ReadsPathsAndAddresses) {
  auto modules = fetch::parse_git_modules(
      "# c\n[submodule \"a\"]\n\tpath = x/a # c\n\turl = \"../a.git\"\n[core]\n\tpath = no\n"
      "[submodule \"b\"]\n\tpath = b\n");
  ASSERT_EQ(modules.size(), 1u);
  EXPECT_EQ(modules[0].path, "x/a");
  EXPECT_EQ(modules[0].url, "../a.git");
  constexpr std::string_view kUrls[][3] = {
      {"https://h/org/repo.git", "../a.git", "https://h/org/a.git"},
      {"https://h/org/repo/", "../../x/a", "https://h/x/a"},
      {"git@h:org/repo", "../a", "git@h:org/a"},
      {"git@h:repo", "../a", "git@h:a"},
      {"https://h/r", "https://other/a", "https://other/a"},
      {"https://h/r", "./a", "https://h/r/a"},
  };
  for (auto [base, module, expected] : kUrls) {
    EXPECT_EQ(fetch::resolve_module_url(base, module), expected);
  }
}

}  // namespace
}  // namespace drydock
