#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/note_target.h"
#include "core/error.h"
#include "fetch/api_client.h"
#include "fetch/note_service.h"
#include "report/note.h"
#include "tests/temp_folder.h"

namespace drydock {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ApiRetry, WaitsAsServicesSay) {
  struct Case {
    int status;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    int attempt;
    std::optional<int64_t> delay;
  };
  const Case kCases[] = {
      {200, {}, "", 0, std::nullopt},
      {401, {{"Retry-After", "5"}}, "", 0, std::nullopt},
      {404, {}, "", 0, std::nullopt},
      {501, {}, "", 0, std::nullopt},
      {429, {{"retry-after", "7"}}, "", 0, 7},
      {429, {{"RateLimit-Reset", "1030"}}, "", 0, 30},
      {429, {{"RateLimit-Reset", "900"}}, "", 0, 1},
      {429, {{"Retry-After", "soon"}}, "", 2, 4},
      {429, {}, "", 0, 1},
      {403, {}, "", 0, std::nullopt},
      {403, {{"X-RateLimit-Remaining", "12"}, {"X-RateLimit-Reset", "1030"}}, "", 0, std::nullopt},
      {403, {{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "1030"}}, "", 0, 30},
      {403, {{"Retry-After", "9"}}, "", 0, 9},
      {403, {}, "You have exceeded a secondary rate limit.", 0, 60},
      {500, {}, "", 3, 8},
      {502, {{"X-RateLimit-Reset", "5000"}}, "", 0, 1},
      {503, {{"Retry-After", "2"}}, "", 0, 2},
      {504, {}, "", 60, 30},
      {0, {}, "", 1, 2},
  };
  for (const Case& one : kCases) {
    fetch::HttpResponse response;
    response.status = one.status;
    response.headers = one.headers;
    response.body = one.body;
    EXPECT_EQ(fetch::retry_delay(response, one.attempt, 1000), one.delay)
        << one.status << " " << one.attempt;
  }
}

TEST(ApiPages, FindsTheNext) {
  using fetch::next_query;
  EXPECT_EQ(next_query(R"(<https://a/b?page=2>; rel="next", <https://a/b?page=9>; rel="last")"),
            "page=2");
  EXPECT_EQ(next_query(R"(<https://a/b?page=1>; rel="first",<https://a/b?c=d&page=3>;rel="next")"),
            "c=d&page=3");
  EXPECT_EQ(next_query(R"(<https://a/b?page=1>; rel="prev")"), "");
  EXPECT_EQ(next_query(""), "");
  EXPECT_EQ(next_query("<https://a"), "");
}

TEST(NoteServices, HaveThePathsOfTheirApis) {
  struct Case {
    const fetch::NoteService& service;
    std::string api_path;
    std::string project;
    std::string list;
    std::string resolve;
  };
  const Case kCases[] = {
      {fetch::kGitlabNotes, "/api/v4", "a/b",
       "/api/v4/projects/a%2Fb/merge_requests/5/discussions?per_page=100",
       "PUT /api/v4/projects/a%2Fb/merge_requests/5/discussions/t?resolved=true"},
      {fetch::kGithubNotes, "", "a/b c", "/repos/a/b%20c/issues/5/comments?per_page=100",
       "POST /graphql"},
      {fetch::kGithubNotes, "/api/v3", "a/b", "/api/v3/repos/a/b/issues/5/comments?per_page=100",
       "POST /api/graphql"},
      {fetch::kBitbucketNotes, "/2.0", "a/b",
       "/2.0/repositories/a/b/pullrequests/5/comments?pagelen=100",
       "POST /2.0/repositories/a/b/pullrequests/5/comments/1/resolve"},
  };
  fetch::Note note;
  note.id = "1";
  note.thread = "t";
  for (const Case& one : kCases) {
    fetch::NotePlace place;
    place.api_path = one.api_path;
    place.project = one.project;
    place.request = "5";
    EXPECT_EQ(one.service.list_path(place), one.list);
    fetch::ApiRequest request = one.service.resolve(place, note, true);
    EXPECT_EQ(request.method + " " + request.path, one.resolve);
    EXPECT_FALSE(one.service.create(place, "x").repeatable);
  }
}

struct Environment {
  std::map<std::string, std::string> values;
  std::string operator()(const char* name) const {
    auto found = values.find(name);
    return found == values.end() ? "" : found->second;
  }
};

TEST(NoteTarget, ComesFromTheVariablesOfTheJob) {
  TempFolder folder;
  folder.write("pull.json", R"({"pull_request": {"number": 6}})");
  folder.write("comment.json", R"({"issue": {"number": 7, "pull_request": {}}})");
  folder.write("issue.json", R"({"issue": {"number": 7}})");
  folder.write("run.json", R"({"workflow_run": {"pull_requests": [{"number": 8}]}})");
  std::string base = folder.path() + "/";
  struct Case {
    std::string service;
    std::map<std::string, std::string> variables;
    std::string project;
    std::string request;
    std::string api;
  };
  const Case kCases[] = {
      {"gitlab",
       {{"CI_PROJECT_ID", "1"}, {"CI_MERGE_REQUEST_IID", "5"}, {"CI_JOB_TOKEN", "t"}},
       "1",
       "5",
       "https://gitlab.com/api/v4"},
      {"gitlab",
       {{"CI_PROJECT_ID", "1"},
        {"CI_MERGE_REQUEST_PROJECT_ID", "2"},
        {"CI_MERGE_REQUEST_IID", "5"},
        {"GITLAB_TOKEN", "t"},
        {"CI_API_V4_URL", "https://git.example/x/api/v4/"}},
       "2",
       "5",
       "https://git.example/x/api/v4"},
      {"github",
       {{"GITHUB_REPOSITORY", "a/b"},
        {"GITHUB_TOKEN", "t"},
        {"GITHUB_EVENT_PATH", base + "pull.json"}},
       "a/b",
       "6",
       "https://api.github.com"},
      {"github",
       {{"GITHUB_REPOSITORY", "a/b"},
        {"GH_TOKEN", "t"},
        {"GITHUB_EVENT_PATH", base + "comment.json"}},
       "a/b",
       "7",
       "https://api.github.com"},
      {"github",
       {{"GITHUB_REPOSITORY", "a/b"}, {"GH_TOKEN", "t"}, {"GITHUB_EVENT_PATH", base + "run.json"}},
       "a/b",
       "8",
       "https://api.github.com"},
      {"github",
       {{"GITHUB_REPOSITORY", "a/b"},
        {"GH_TOKEN", "t"},
        {"GITHUB_EVENT_PATH", base + "issue.json"},
        {"GITHUB_REF", "refs/pull/9/merge"}},
       "a/b",
       "9",
       "https://api.github.com"},
      {"bitbucket",
       {{"BITBUCKET_WORKSPACE", "w"},
        {"BITBUCKET_REPO_SLUG", "r"},
        {"BITBUCKET_PR_ID", "3"},
        {"DRYDOCK_TOKEN", "t"}},
       "w/r",
       "3",
       "https://api.bitbucket.org/2.0"},
  };
  for (const Case& one : kCases) {
    cli::NoteFlags flags;
    flags.service = one.service;
    cli::NoteTarget target = cli::note_target(flags, Environment{one.variables});
    EXPECT_EQ(target.place.project, one.project);
    EXPECT_EQ(target.place.request, one.request);
    EXPECT_EQ(target.api.text(), one.api);
    EXPECT_EQ(target.token.secret, "t");
  }
}

TEST(NoteTarget, RefusesWhatIsWrong) {
  using Changes = std::map<std::string, std::string>;
  const std::pair<Changes, std::string> kCases[] = {
      {{{"CI_MERGE_REQUEST_IID", ""}}, "CI_MERGE_REQUEST_IID names none"},
      {{{"CI_MERGE_REQUEST_IID", "5/notes"}}, "no number"},
      {{{"CI_PROJECT_ID", ""}}, "which project"},
      {{{"CI_PROJECT_ID", "a/../b"}}, "no project"},
      {{{"CI_API_V4_URL", "http://git.example/api/v4"}}, "not encrypted"},
      {{{"CI_API_V4_URL", "https://git.example/api/v4?x=y"}}, "no address of an API"},
      {{{"CI_API_V4_URL", "https://a:b@git.example/api/v4"}}, "no address of an API"},
      {{{"GITLAB_TOKEN", ""}}, "no token for GitLab"},
      {{{"GITLAB_TOKEN", "a\r\nX: y"}}, "characters that no token has"},
  };
  for (const auto& [changes, message] : kCases) {
    Environment environment{
        {{"CI_PROJECT_ID", "1"}, {"CI_MERGE_REQUEST_IID", "5"}, {"GITLAB_TOKEN", "t"}}};
    for (const auto& change : changes) environment.values[change.first] = change.second;
    cli::NoteFlags flags;
    flags.service = "gitlab";
    try {
      cli::note_target(flags, environment);
      ADD_FAILURE() << message;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr(message));
    }
  }
}

constexpr std::string_view kReport =
    "<!-- drydock:report -->\n<!-- drydock:new 2 failing 1 -->\n### drydock: 2 errors\n\n"
    "#### error\n\n````text\n  1 | ```\n</details>\n\n````\n\n"
    "<details><summary>Waived: 1</summary>\n\n- one\n\n- two\n</details>\n";

TEST(Note, ReadsTheStateOfAReport) {
  auto state = report::read_note_state(kReport);
  ASSERT_TRUE(state);
  EXPECT_EQ(state->found, 2u);
  EXPECT_EQ(state->failing, 1u);
  for (std::string_view text :
       {"", "<!-- drydock:report -->", "<!-- drydock:report -->\n### x\n",
        "<!-- drydock:report -->\n<!-- drydock:new x failing 1 -->\n",
        "<!-- drydock:report -->\n<!-- drydock:new 1 failing 1", "## Plan\n"}) {
    EXPECT_FALSE(report::read_note_state(text)) << text;
  }
}

TEST(Note, IsMadeForItsService) {
  std::string report(kReport);
  report::NoteStyle style;
  std::string note = report::make_note({&report, 1}, "", style);
  EXPECT_TRUE(note.starts_with("<!-- drydock:report -->\n### drydock: 2 errors\n"));
  EXPECT_TRUE(
      report::make_note({&report, 1}, "x", style).starts_with("<!-- drydock:report x -->\n"));
  style.html = false;
  note = report::make_note({&report, 1}, "", style);
  EXPECT_TRUE(note.starts_with("[//]: # (drydock:report)\n\n### drydock")) << note;
  EXPECT_THAT(note, HasSubstr("  1 | ```\n</details>\n\n````\n")) << "code stays as it is";
  EXPECT_THAT(note, HasSubstr("\n#### Waived: 1\n"));
  EXPECT_THAT(note, Not(HasSubstr("- two\n</details>")));
}

TEST(Note, IsCutBetweenParagraphs) {
  std::string report(kReport);
  report::NoteStyle style;
  style.run_url = "https://ci.example/1";
  std::string whole = report::make_note({&report, 1}, "", style);
  for (size_t most = 180; most < whole.size(); ++most) {
    style.most_bytes = most;
    std::string note = report::make_note({&report, 1}, "", style);
    EXPECT_LE(note.size(), most);
    EXPECT_TRUE(note.starts_with("<!-- drydock:report -->\n"));
    EXPECT_THAT(note, HasSubstr("\n**The rest does not fit into a note.** The whole report: "
                                "<https://ci.example/1>\n"));
    EXPECT_THAT(note, Not(HasSubstr("<details>")));
    EXPECT_EQ(note.find("````text") == std::string::npos,
              note.find("\n````\n") == std::string::npos);
  }
}

}  // namespace
}  // namespace drydock
