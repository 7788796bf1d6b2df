#include "cli/blame.h"

#include <charconv>
#include <chrono>

#include "core/error.h"
#include "core/git/program.h"

namespace drydock::cli {
namespace {

template <class Number>
Number number_in(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  Number number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// Seconds since 1970 and "+0130" as the day that it was there.
std::string day_of(int64_t seconds, std::string_view zone) {
  int offset = number_in<int>(zone);
  seconds += (offset / 100 * 60 + offset % 100) * 60;
  auto days = std::chrono::floor<std::chrono::days>(
      std::chrono::sys_seconds(std::chrono::seconds(seconds)));
  std::chrono::year_month_day day(days);
  return fmt::format("{:04}-{:02}-{:02}", int(day.year()), unsigned(day.month()),
                     unsigned(day.day()));
}

/// What is said of a commit where it is named first.
struct CommitNotes {
  std::string author, zone;
  int64_t seconds = 0;

  void read(std::string_view line) {
    auto rest = [&](std::string_view key) { return line.substr(key.size()); };
    if (line.starts_with("author ")) author = rest("author ");
    if (line.starts_with("author-time ")) seconds = number_in<int64_t>(rest("author-time "));
    if (line.starts_with("author-tz ")) zone = rest("author-tz ");
  }
};

bool is_commit_line(std::string_view line) {
  size_t digits = line.find_first_not_of("0123456789abcdef");
  return digits != line.npos && digits >= 40 && line[digits] == ' ';
}

}  // namespace

Blame::Blame(std::string folder, const Tree& tree) : folder_(std::move(folder)), tree_(tree) {
  GitOutput inside = run_git({"-C", folder_, "rev-parse", "--is-inside-work-tree"});
  if (inside.exit_code < 0) fail("", "--blame needs the program git, which cannot be started");
  if (inside.exit_code != 0) {
    fail("git-repository", fmt::format("{} is in no Git repository: {}", folder_, inside.errors));
  }
}

void Blame::add(const SourcePos& where) {
  if (where.file && where.line > 0) lines_[where.file->path].insert(where.line);
}

void Blame::run() {
  for (const auto& [path, lines] : lines_) {
    if (tree_.kind(path) == EntryKind::File) run_file(path, lines);
  }
}

void Blame::run_file(const std::string& path, const std::set<int>& lines) {
  std::vector<std::string> arguments = {
      "-C",    folder_,         "-c",         "core.fsmonitor=false", "-c", "blame.ignoreRevsFile=",
      "blame", "--no-textconv", "--porcelain"};
  for (int line : lines) {
    arguments.push_back("-L");
    arguments.push_back(fmt::format("{},{}", line, line));
  }
  arguments.push_back("--");
  arguments.push_back(path);
  GitOutput output = run_git(arguments);
  if (output.exit_code == 0) return read(path, output.output);
  // "no such path in HEAD", or "no such ref: HEAD" before the first commit.
  if (output.errors.find("no such") == output.errors.npos) return;
  for (int line : lines) authors_[{path, line}] = {};
}

void Blame::read(const std::string& path, const std::string& porcelain) {
  std::map<std::string, CommitNotes, std::less<>> commits;
  std::string commit;
  int line_number = 0;
  std::string_view rest = porcelain;
  while (!rest.empty()) {
    size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.starts_with('\t')) {
      const CommitNotes& notes = commits[commit];
      bool committed = commit.find_first_not_of('0') != commit.npos;
      report::LineAuthor& author = authors_[{path, line_number}];
      if (committed) author = {commit, notes.author, day_of(notes.seconds, notes.zone)};
    } else if (is_commit_line(line)) {
      size_t id = line.find(' ');
      size_t original = line.find(' ', id + 1);
      commit = line.substr(0, id);
      line_number = original == line.npos ? 0 : number_in<int>(line.substr(original + 1));
    } else {
      commits[commit].read(line);
    }
  }
}

std::optional<report::LineAuthor> Blame::find(const SourcePos& where) const {
  if (!where.file) return std::nullopt;
  auto found = authors_.find({where.file->path, where.line});
  return found == authors_.end() ? std::nullopt : std::optional<report::LineAuthor>(found->second);
}

}  // namespace drydock::cli
