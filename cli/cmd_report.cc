#include "cli/cmd_report.h"

#include <fstream>
#include <istream>
#include <iterator>
#include <memory>

#include "cli/post_report.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "report/note.h"

namespace drydock::cli {
namespace {

struct ReportVerbFlags {
  NoteFlags note;
  std::vector<std::string> files;
};

std::string read_report(const std::string& path, Session& session) {
  std::ifstream file;
  bool is_stdin = path == "-";
  if (!is_stdin) file.open(path, std::ios::binary);
  std::istream& in = is_stdin ? session.in : file;
  std::string text;
  if (in) text.assign(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  if (!is_stdin && (!file || file.bad())) {
    fail("", fmt::format("{} cannot be read", printable(path)));
  }
  if (!report::read_note_state(text)) {
    fail("", fmt::format("{} is not what `drydock check --report markdown=FILE` writes",
                         is_stdin ? "standard input" : printable(path)));
  }
  return text;
}

int run_post(const ReportVerbFlags& options, Session& session) {
  std::vector<std::string> reports;
  for (const std::string& path : options.files) reports.push_back(read_report(path, session));
  post_reports(options.note, reports, session);
  return kExitClean;
}

void add_note_flags(Flags& flags, NoteFlags& note) {
  flags.text("SERVICE", note.service, "gitlab, github or bitbucket")
      .value_name("")
      .required()
      .one_of(note_service_names());
  flags.text("--request", note.request, "number of the merge request; default: that of the CI job")
      .value_name("N");
  flags
      .text("--project", note.project,
            "its project: GitLab's ID or path, else OWNER/NAME; default: that of the CI job")
      .value_name("PROJECT");
  flags
      .text("--api", note.api,
            "address of the API; default: that of the CI job, else the public one")
      .value_name("URL");
  flags
      .text("--token-variable", note.token_variable,
            "the variable with the token; default: DRYDOCK_TOKEN, then those of the service")
      .value_name("NAME");
  flags.text("--token-file", note.token_file, "a file with the token").value_name("FILE");
  flags.text("--user", note.user, "whose the token is, where the service wants both")
      .value_name("NAME");
  flags
      .text("--name", note.name,
            "the note's name, when several jobs write one each on the same merge request")
      .value_name("NAME");
  constexpr int kHour = 3600;
  flags
      .number("--max-wait", note.max_wait,
              "seconds to wait in all when the service limits or is down")
      .value_name("SECONDS")
      .between(0, kHour);
  flags.number("--timeout", note.timeout, "seconds to wait for each answer")
      .value_name("SECONDS")
      .between(1, kHour);
  flags.toggle("--plain-http", note.plain_http, "the API may be asked without encryption");
}

}  // namespace

std::function<int(Session&)> configure_report(Flags& flags) {
  auto options = std::make_shared<ReportVerbFlags>();
  Flags post = flags.verb(
      "post",
      "write or update drydock's note on a merge request, and resolve it when all is mended",
      [] {});
  post.texts("--file", options->files,
             "what `drydock check --report markdown=FILE` wrote, `-` for stdin; may be repeated")
      .value_name("FILE")
      .required();
  add_note_flags(post, options->note);
  return [options](Session& session) { return run_post(*options, session); };
}

}  // namespace drydock::cli
