#include "fetch/post_note.h"

#include <algorithm>

#include "core/arena.h"
#include "core/error.h"
#include "core/json/parse.h"

namespace drydock::fetch {
namespace {

constexpr int kMaxPages = 100;  // of 100 notes
constexpr int kCreations = 3;   // when nobody knows whether the one before was done

[[noreturn]] void refuse(std::string message, std::string help) {
  Diagnostic diagnostic;
  diagnostic.message = std::move(message);
  diagnostic.help = std::move(help);
  throw Error(std::move(diagnostic));
}

/// Lines as a service may have changed them: their ends, and blanks at the end of all.
std::string plain_lines(std::string_view text) {
  std::string out(text);
  out.erase(std::remove(out.begin(), out.end(), '\r'), out.end());
  while (!out.empty() && (out.back() == '\n' || out.back() == ' ')) out.pop_back();
  return out;
}

bool begins_with_line(std::string_view text, std::string_view line) {
  if (!text.starts_with(line)) return false;
  return text.size() == line.size() || text[line.size()] == '\n' || text[line.size()] == '\r';
}

class Poster {
 public:
  Poster(const NoteService& service, const NotePlace& place, const NoteText& text, ApiClient& api)
      : service_(service), place_(place), text_(text), api_(api) {}

  PostOutcome post() {
    ask_author();
    for (int round = 1;; ++round) {
      std::vector<Note> notes = own_notes();
      if (replace(notes)) break;
      if (text_.wish == ThreadWish::Done) break;
      ApiAnswer answer = api_.call(service_.create(place_, text_.body));
      if (answer.ok()) {
        outcome_.result = PostResult::Created;
        break;
      }
      // It may be there all the same: look again before another is made.
      if (!answer.may_be_done() || round == kCreations) refuse_answer(answer, "write the note");
    }
    return std::move(outcome_);
  }

 private:
  void ask_author() {
    ApiAnswer answer = api_.call({"GET", service_.author_path(place_), ""});
    bool refused = answer.status == 403 || answer.status == 404;
    // Bitbucket has 401 for tokens of no person, too.
    if (trusts_service()) refused = refused || answer.status == 401;
    if (refused && service_.unknown_author != UnknownAuthor::Nobody) return;
    require_ok(answer, "say whose the token is");
    Arena arena;
    author_ = service_.author_of(parse(answer, arena));
    if (author_.empty()) refuse_strange();
  }

  bool trusts_service() const { return service_.unknown_author == UnknownAuthor::Refused; }

  bool is_own(const Note& note) const {
    if (!begins_with_line(note.body, text_.marker)) return false;
    if (!author_.empty()) return note.author == author_;
    return trusts_service() || note.by_app;
  }

  std::vector<Note> own_notes() {
    std::vector<Note> notes;
    std::string path = service_.list_path(place_);
    std::string bare = path.substr(0, path.find('?'));
    for (int page = 0; page < kMaxPages; ++page) {
      ApiAnswer answer = api_.call({"GET", path, ""});
      require_ok(answer, "list the notes");
      Arena arena;
      std::vector<Note> found;
      std::string next = service_.read_page(parse(answer, arena), found);
      for (Note& note : found) {
        if (is_own(note)) notes.push_back(std::move(note));
      }
      if (next.empty()) next = answer.next;
      if (next.empty()) return notes;
      bool plain =
          std::all_of(next.begin(), next.end(), [](char c) { return c > 0x20 && c < 0x7f; });
      if (!plain) refuse_strange();
      // Only the query of the link counts, so that it can lead nowhere else.
      path = fmt::format("{}?{}", bare, next);
    }
    refuse(fmt::format("the {} has more than {} notes", service_.request_word, kMaxPages * 100),
           "Nobody can read them all; open another one.");
  }

  /// Changes the first of the notes that can be, and removes those behind it; false: there is none.
  bool replace(const std::vector<Note>& notes) {
    bool replaced = false;
    for (const Note& note : notes) {
      if (replaced) {
        tidy(note);
      } else if (update(note)) {
        replaced = true;
        settle(note);
      }
    }
    return replaced;
  }

  /// False: the note is of somebody else.
  bool update(const Note& note) {
    bool surely_own = !author_.empty() || !trusts_service();
    if (surely_own && plain_lines(note.body) == plain_lines(text_.body)) {
      outcome_.result = PostResult::Unchanged;
      return true;
    }
    ApiAnswer answer = api_.call(service_.update(place_, note, text_.body));
    bool refused = answer.status == 403 && answer.failure.empty();
    if (refused && author_.empty() && trusts_service()) return false;
    require_ok(answer, "change the note");
    outcome_.result = PostResult::Updated;
    return true;
  }

  void settle(const Note& note) {
    bool resolved = text_.wish == ThreadWish::Done;
    if (text_.wish == ThreadWish::Keep || note.thread.empty()) return;
    if (service_.tells_resolved && note.resolved == resolved) return;
    ApiAnswer answer = api_.call(service_.resolve(place_, note, resolved));
    // GraphQL tells failures in an answer of status 200.
    std::string message = api_.message_of(answer);
    if (answer.ok() && message.empty()) return;
    outcome_.remarks.push_back(fmt::format("the note could not be {}: {}",
                                           resolved ? "resolved" : "reopened",
                                           reason_of(answer, message)));
  }

  void tidy(const Note& note) {
    if (author_.empty() && trusts_service()) return;
    ApiAnswer answer = api_.call(service_.remove(place_, note));
    if (answer.ok() || answer.status == 404) return;
    outcome_.remarks.push_back(fmt::format("an older note of drydock could not be removed: {}",
                                           reason_of(answer, api_.message_of(answer))));
  }

  static std::string reason_of(const ApiAnswer& answer, const std::string& message) {
    if (!answer.failure.empty()) return answer.failure;
    if (answer.ok()) return message;
    std::string status = std::to_string(answer.status);
    if (message.starts_with(status)) return message;  // GitLab's "404 Not Found"
    return message.empty() ? status : fmt::format("{}: {}", status, message);
  }

  Value parse(const ApiAnswer& answer, Arena& arena) const {
    JsonParseOptions options;
    options.numbers = JsonNumbers::Exact;
    JsonResult parsed = parse_json(answer.body, arena, options);
    if (!parsed.ok() || !(parsed.value.is_map() || parsed.value.is_list())) refuse_strange();
    return parsed.value;
  }

  [[noreturn]] void refuse_strange() const {
    refuse(
        fmt::format("{} does not answer as the API of {} does", api_.api().text(), service_.title),
        fmt::format("Check the API's address (--api); it is like {}.", service_.default_api));
  }

  void require_ok(const ApiAnswer& answer, std::string_view doing) const {
    if (!answer.ok()) refuse_answer(answer, doing);
  }

  [[noreturn]] void refuse_answer(const ApiAnswer& answer, std::string_view doing) const {
    std::string said = api_.message_of(answer);
    std::string what =
        fmt::format("{} does not {}: {}", service_.title, doing, reason_of(answer, said));
    std::string rights(service_.rights);
    if (!answer.failure.empty()) {
      refuse(what, answer.status == 0 ? "Check the API's address (--api), proxies and certificates."
                                      : "Try again later, or give --max-wait more seconds.");
    }
    switch (answer.status) {
      case 401:
        refuse(what, "The token is wrong, expired, revoked, or for another server. " + rights);
      case 403:
        refuse(what, "The token has no right to it. " + rights);
      case 404:
        refuse(what,
               fmt::format("Either the address {}, the project `{}` or its {} {} is wrong, or "
                           "the token may not see it. {}",
                           api_.api().text(), place_.project, service_.request_word, place_.request,
                           rights));
      case 429:
        refuse(what, "It limits requests: try again later, or give --max-wait more seconds.");
      default:
        break;
    }
    if (answer.status >= 300 && answer.status < 400) {
      refuse(what,
             "It leads to another address, which the token is not sent to: give that with "
             "--api if it is the right one.");
    }
    refuse(what, answer.status >= 500 ? "The service is out of order; try again later." : "");
  }

  const NoteService& service_;
  const NotePlace& place_;
  const NoteText& text_;
  ApiClient& api_;
  std::string author_;  // empty: the service does not say
  PostOutcome outcome_;
};

}  // namespace

PostOutcome post_note(const NoteService& service, const NotePlace& place, const NoteText& text,
                      ApiClient& api) {
  return Poster(service, place, text, api).post();
}

}  // namespace drydock::fetch
