// GitHub: https://docs.github.com/en/rest/issues/comments. Such comments cannot be resolved, but
// folded with the reason "resolved", which only the GraphQL API does.
#include "core/json/stream.h"
#include "fetch/note_service.h"

namespace drydock::fetch {
namespace {

std::string issues_path(const NotePlace& place) {
  return fmt::format("{}/repos/{}/issues", place.api_path, owner_and_name(place));
}

std::string author_path(const NotePlace& place) { return place.api_path + "/user"; }

std::string author_of(const Value& user) { return json_text(user, "id"); }

std::string list_path(const NotePlace& place) {
  return fmt::format("{}/{}/comments?per_page=100", issues_path(place), place.request);
}

std::string read_page(const Value& page, std::vector<Note>& notes) {
  for (const Value& comment : json_objects(page)) {
    Value user = json_object(comment, "user");
    Note note;
    note.id = json_text(comment, "id");
    note.thread = json_text(comment, "node_id");
    note.body = json_text(comment, "body");
    note.author = author_of(user);
    note.by_app = json_text(user, "type") == "Bot";
    notes.push_back(std::move(note));
  }
  return "";
}

ApiRequest create(const NotePlace& place, std::string_view body) {
  return {"POST", fmt::format("{}/{}/comments", issues_path(place), place.request),
          json_body("body", body), false};
}

std::string comment_path(const NotePlace& place, const Note& note) {
  return fmt::format("{}/comments/{}", issues_path(place), escape_url_part(note.id));
}

ApiRequest update(const NotePlace& place, const Note& note, std::string_view body) {
  return {"PATCH", comment_path(place, note), json_body("body", body)};
}

ApiRequest remove(const NotePlace& place, const Note& note) {
  return {"DELETE", comment_path(place, note), ""};
}

/// GitHub Enterprise Server has REST at /api/v3 and GraphQL at /api/graphql.
std::string graphql_path(const NotePlace& place) {
  std::string path = place.api_path;
  if (path.ends_with("/v3")) path.resize(path.size() - 3);
  return path + "/graphql";
}

ApiRequest fold(const NotePlace& place, const Note& note, bool resolved) {
  constexpr std::string_view kFold =
      "mutation($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: RESOLVED}) "
      "{ minimizedComment { isMinimized } } }";
  constexpr std::string_view kUnfold =
      "mutation($id: ID!) { unminimizeComment(input: {subjectId: $id}) "
      "{ unminimizedComment { isMinimized } } }";
  JsonStream json;
  json.begin_object().key("query").text(resolved ? kFold : kUnfold);
  json.key("variables").begin_object().key("id").text(note.thread).end_object().end_object();
  return {"POST", graphql_path(place), json.take()};
}

constexpr std::pair<std::string_view, std::string_view> kHeaders[] = {
    {"X-GitHub-Api-Version", "2022-11-28"}};

}  // namespace

constinit const NoteService kGithubNotes = {
    "github",
    "GitHub",
    "https://api.github.com",
    "pull request",
    "GITHUB_TOKEN needs `permissions: pull-requests: write` in the workflow, a fine-grained token "
    "the same for the repository; in a pull request from a fork it can only read.",
    65536,
    true,
    false,
    UnknownAuthor::Apps,
    kHeaders,
    author_path,
    author_of,
    list_path,
    read_page,
    create,
    update,
    remove,
    fold,
};

}  // namespace drydock::fetch
