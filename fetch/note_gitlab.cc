// GitLab: https://docs.gitlab.com/api/discussions/#merge-requests. Only a thread can be resolved,
// so the note is the first of one.
#include "fetch/note_service.h"

namespace drydock::fetch {
namespace {

std::string request_path(const NotePlace& place) {
  return fmt::format("{}/projects/{}/merge_requests/{}", place.api_path,
                     escape_url_part(place.project), place.request);
}

std::string author_path(const NotePlace& place) {
  return place.api_path + (place.by_job ? "/job" : "/user");
}

/// A job names its user; else it is the user.
std::string author_of(const Value& answer) {
  Value user = json_object(answer, "user");
  return json_text(user.is_map() ? user : answer, "id");
}

std::string list_path(const NotePlace& place) {
  return request_path(place) + "/discussions?per_page=100";
}

std::string read_page(const Value& page, std::vector<Note>& notes) {
  for (const Value& thread : json_objects(page)) {
    const Value* members = thread.as_map().find("notes");
    std::vector<Value> of_thread = members ? json_objects(*members) : std::vector<Value>();
    if (of_thread.empty() || json_flag(of_thread[0], "system")) continue;
    const Value& first = of_thread[0];
    Note note;
    note.id = json_text(first, "id");
    if (json_flag(first, "resolvable")) note.thread = json_text(thread, "id");
    note.body = json_text(first, "body");
    note.author = author_of(json_object(first, "author"));
    note.resolved = json_flag(first, "resolved");
    notes.push_back(std::move(note));
  }
  return "";
}

ApiRequest create(const NotePlace& place, std::string_view body) {
  return {"POST", request_path(place) + "/discussions", json_body("body", body), false};
}

std::string note_path(const NotePlace& place, const Note& note) {
  return fmt::format("{}/notes/{}", request_path(place), escape_url_part(note.id));
}

ApiRequest update(const NotePlace& place, const Note& note, std::string_view body) {
  return {"PUT", note_path(place, note), json_body("body", body)};
}

ApiRequest remove(const NotePlace& place, const Note& note) {
  return {"DELETE", note_path(place, note), ""};
}

ApiRequest resolve_thread(const NotePlace& place, const Note& note, bool resolved) {
  return {"PUT",
          fmt::format("{}/discussions/{}?resolved={}", request_path(place),
                      escape_url_part(note.thread), resolved),
          ""};
}

}  // namespace

constinit const NoteService kGitlabNotes = {
    "gitlab",
    "GitLab",
    "https://gitlab.com/api/v4",
    "merge request",
    "A project, group or personal access token needs the scope `api` and the role "
    "Developer; CI_JOB_TOKEN has no right to write notes unless your GitLab gives it one.",
    1000000,
    true,
    true,
    UnknownAuthor::Nobody,
    {},
    author_path,
    author_of,
    list_path,
    read_page,
    create,
    update,
    remove,
    resolve_thread,
};

}  // namespace drydock::fetch
