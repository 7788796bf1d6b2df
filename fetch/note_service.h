#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/value.h"
#include "fetch/api_client.h"

namespace drydock::fetch {

/// The merge request that a note is for.
struct NotePlace {
  std::string api_path;  // path of the API's address, without '/' at its end
  std::string project;   // as the service names it
  std::string request;   // its number
  bool by_job = false;   // the token is one of GitLab's for a job, which is no person's
};

/// A comment that is there already.
struct Note {
  std::string id;
  std::string thread;  // what is resolved; "" when it cannot be
  std::string body;
  std::string author;  // as NoteService::author_of names it
  bool by_app = false;
  bool resolved = false;
};

/// Whose notes may be replaced when the service does not say who the token is.
enum class UnknownAuthor {
  Nobody,   // the run fails
  Apps,     // those of apps; people cannot have them
  Refused,  // any: the service itself lets only the author change a note
};

/// One service with merge requests. A new one is a new file and a row in `note_services`.
struct NoteService {
  std::string_view name;   // for the command line
  std::string_view title;  // for messages
  std::string_view default_api;
  std::string_view request_word;  // what it calls a merge request
  std::string_view rights;        // what a token needs: a sentence
  size_t most_bytes = 0;          // of a note
  bool takes_html = true;         // comments and <details> in Markdown
  bool tells_resolved = true;     // a list says which notes are
  UnknownAuthor unknown_author = UnknownAuthor::Nobody;
  std::span<const std::pair<std::string_view, std::string_view>> headers = {};

  std::string (*author_path)(const NotePlace& place);  // asks who the token is
  std::string (*author_of)(const Value& answer);
  std::string (*list_path)(const NotePlace& place);
  /// Appends the notes of one page -> the next page's query when the page itself has it.
  std::string (*read_page)(const Value& page, std::vector<Note>& notes);
  ApiRequest (*create)(const NotePlace& place, std::string_view body);
  ApiRequest (*update)(const NotePlace& place, const Note& note, std::string_view body);
  ApiRequest (*remove)(const NotePlace& place, const Note& note);
  ApiRequest (*resolve)(const NotePlace& place, const Note& note, bool resolved);
};

extern const NoteService kGitlabNotes;
extern const NoteService kGithubNotes;
extern const NoteService kBitbucketNotes;

std::span<const NoteService* const> note_services();

// What the rows share.

/// The two parts of a project OWNER/NAME, percent-encoded.
std::string owner_and_name(const NotePlace& place);
/// A member of a JSON object as text, also of a number; "" when it is missing or something else.
std::string json_text(const Value& object, std::string_view key);
/// A member that is an object; nil when it is missing or something else.
Value json_object(const Value& object, std::string_view key);
/// The objects of a list.
std::vector<Value> json_objects(const Value& list);
bool json_flag(const Value& object, std::string_view key);
/// {"KEY": "TEXT"}
std::string json_body(std::string_view key, std::string_view text);

}  // namespace drydock::fetch
