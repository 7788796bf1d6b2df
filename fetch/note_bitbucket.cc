// Bitbucket Cloud: https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests/.
#include "core/json/stream.h"
#include "fetch/note_service.h"

namespace drydock::fetch {
namespace {

std::string comments_path(const NotePlace& place) {
  return fmt::format("{}/repositories/{}/pullrequests/{}/comments", place.api_path,
                     owner_and_name(place), place.request);
}

std::string author_path(const NotePlace& place) { return place.api_path + "/user"; }

std::string author_of(const Value& user) { return json_text(user, "uuid"); }

std::string list_path(const NotePlace& place) { return comments_path(place) + "?pagelen=100"; }

std::string read_page(const Value& page, std::vector<Note>& notes) {
  const Value* values = page.is_map() ? page.as_map().find("values") : nullptr;
  for (const Value& comment : values ? json_objects(*values) : std::vector<Value>()) {
    if (json_flag(comment, "deleted")) continue;
    Note note;
    note.id = json_text(comment, "id");
    note.thread = note.id;
    note.body = json_text(json_object(comment, "content"), "raw");
    note.author = author_of(json_object(comment, "user"));
    note.resolved = json_object(comment, "resolution").is_map();
    notes.push_back(std::move(note));
  }
  std::string next = json_text(page, "next");
  size_t question = next.find('?');
  return question == std::string::npos ? "" : next.substr(question + 1);
}

std::string content(std::string_view body) {
  JsonStream json;
  json.begin_object().key("content").begin_object().key("raw").text(body);
  json.end_object().end_object();
  return json.take();
}

ApiRequest create(const NotePlace& place, std::string_view body) {
  return {"POST", comments_path(place), content(body), false};
}

std::string comment_path(const NotePlace& place, const Note& note) {
  return fmt::format("{}/{}", comments_path(place), escape_url_part(note.id));
}

ApiRequest update(const NotePlace& place, const Note& note, std::string_view body) {
  return {"PUT", comment_path(place, note), content(body)};
}

ApiRequest remove(const NotePlace& place, const Note& note) {
  return {"DELETE", comment_path(place, note), ""};
}

ApiRequest resolve_thread(const NotePlace& place, const Note& note, bool resolved) {
  return {resolved ? "POST" : "DELETE", comment_path(place, note) + "/resolve", ""};
}

}  // namespace

constinit const NoteService kBitbucketNotes = {
    "bitbucket",
    "Bitbucket",
    "https://api.bitbucket.org/2.0",
    "pull request",
    "An access token of the repository, project or workspace needs the scope `pullrequest:write`; "
    "an API token of a person needs `read:pullrequest:bitbucket` and "
    "`write:pullrequest:bitbucket`, and --user with the e-mail address.",
    32768,
    false,
    true,
    UnknownAuthor::Refused,
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
