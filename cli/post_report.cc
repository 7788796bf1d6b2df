#include "cli/post_report.h"

#include <algorithm>
#include <chrono>
#include <ostream>
#include <thread>

#include "cli/report_flags.h"
#include "cli/web_settings.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "fetch/post_note.h"
#include "report/note.h"

namespace drydock::cli {
namespace {

int64_t seconds_now() {
  auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

fetch::ApiPatience make_patience(const NoteFlags& flags, std::ostream& err) {
  fetch::ApiPatience patience;
  patience.max_wait_seconds = flags.max_wait;
  patience.now = seconds_now;
  patience.sleep = [](int64_t seconds) {
    std::this_thread::sleep_for(std::chrono::seconds(seconds));
  };
  patience.tell = [&err](const std::string& line) {
    err << "note: " << line << "\n";
    err.flush();
  };
  return patience;
}

fetch::ThreadWish wish_of(std::span<const std::string> reports) {
  report::NoteState all;
  for (const std::string& text : reports) {
    report::NoteState one = report::read_note_state(text).value_or(report::NoteState());
    all.found += one.found;
    all.failing += one.failing;
  }
  return all.failing > 0 ? fetch::ThreadWish::Open
         : all.found > 0 ? fetch::ThreadWish::Keep
                         : fetch::ThreadWish::Done;
}

std::string_view result_words(fetch::PostResult result) {
  switch (result) {
    case fetch::PostResult::Nothing:
      return "there is nothing to say, and no note to change";
    case fetch::PostResult::Created:
      return "the note is written";
    case fetch::PostResult::Updated:
      return "the note is brought up to date";
    case fetch::PostResult::Unchanged:
      break;
  }
  return "the note says it already";
}

void check_name(const std::string& name) {
  bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' ||
           c == '.';
  });
  if (!plain || name.size() > 60) {
    fail("", "--name takes up to 60 letters, digits, `_` and `.`");
  }
}

void post(const NoteFlags& flags, std::span<const std::string> reports, std::ostream& out,
          std::ostream& err) {
  check_name(flags.name);
  NoteTarget target = note_target(flags, [](const char* name) { return environment_text({name}); });
  const fetch::NoteService& service = *target.service;
  fetch::NoteText text;
  text.marker = report::note_marker(flags.name, service.takes_html);
  text.body =
      report::make_note(reports, flags.name, {service.most_bytes, service.takes_html, run_url()});
  text.wish = wish_of(reports);
  fetch::HttpSettings http = web_settings();
  http.timeout_seconds = flags.timeout;
  fetch::ApiClient api(target.api, target.token, {service.headers.begin(), service.headers.end()},
                       std::move(http), make_patience(flags, err));
  fetch::PostOutcome outcome = fetch::post_note(service, target.place, text, api);
  for (const std::string& remark : outcome.remarks) err << "warning: " << remark << "\n";
  out << fmt::format("{} {} of {}: {}\n", service.request_word, target.place.request,
                     printable(target.place.project), result_words(outcome.result));
}

}  // namespace

std::vector<std::string> note_service_names() {
  std::vector<std::string> names;
  for (const fetch::NoteService* service : fetch::note_services()) {
    names.emplace_back(service->name);
  }
  return names;
}

void post_reports(const NoteFlags& flags, std::span<const std::string> reports, Session& session) {
  post(flags, reports, session.out, session.err);
}

bool post_checked(const std::string& service, std::string report, Session& session) {
  NoteFlags flags;
  flags.service = service;
  try {
    post(flags, {&report, 1}, session.err, session.err);
    return true;
  } catch (const Error& error) {
    session.err << "drydock: the note could not be posted\n"
                << Excerpts().describe(error.diagnostic());
    return false;
  }
}

}  // namespace drydock::cli
