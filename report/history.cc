#include "report/history.h"

#include "core/excerpt.h"
#include "core/json/stream.h"
#include "report/diff_json.h"
#include "report/diff_lines.h"

namespace drydock::report {
namespace {

std::string_view action_name(plan::DiffAction action) {
  switch (action) {
    case plan::DiffAction::Create:
      return "create";
    case plan::DiffAction::Change:
      return "change";
    case plan::DiffAction::Delete:
      return "delete";
  }
  return "";
}

/// What a commit did but for changing fields; empty for nothing.
std::string remark_of(const ObjectCommit& commit) {
  std::string project = printable(commit.project);
  if (commit.action == plan::DiffAction::Create) return "created in the project " + project;
  if (commit.action == plan::DiffAction::Delete) return "removed from the project " + project;
  if (commit.moved_from.empty()) return "";
  return fmt::format("moved from the project {} to {}", printable(commit.moved_from), project);
}

std::string colored(char sign, std::string text, bool color) {
  std::string_view code = sign == '-' ? "\x1b[31m" : sign == '+' ? "\x1b[32m" : "";
  return color && !code.empty() ? fmt::format("{}{}\x1b[0m", code, text) : text;
}

void append_changes(std::string& out, const ObjectCommit& commit, const TextStyle& style) {
  for (const plan::Difference& one : commit.differences) {
    if (plan::is_noise(one)) continue;
    for (const DiffLine& line : diff_lines(one)) {
      std::string text =
          line.sign == '@' ? "    " + line.text : fmt::format("      {} {}", line.sign, line.text);
      out += colored(line.sign, std::move(text), style.color) + "\n";
    }
  }
  std::string folded = folded_words(commit.differences);
  if (!folded.empty()) out += fmt::format("    {} that follow\n", folded);
}

}  // namespace

std::string write_history_text(std::span<const ObjectCommit> commits, const TextStyle& style) {
  std::string out;
  for (const ObjectCommit& commit : commits) {
    std::string id = commit.commit.substr(0, 10);
    out += fmt::format("{} {} {}: {}\n", style.color ? "\x1b[33m" + id + "\x1b[0m" : id,
                       commit.date, printable(commit.author), printable(commit.subject));
    std::string remark = remark_of(commit);
    if (!remark.empty()) out += fmt::format("    {}\n", remark);
    append_changes(out, commit, style);
    out += '\n';
  }
  return out;
}

std::string write_history_json(std::span<const ObjectCommit> commits) {
  JsonStream json;
  json.begin_array();
  for (const ObjectCommit& commit : commits) {
    json.begin_object();
    json.key("commit").text(commit.commit);
    json.key("author").text(commit.author);
    json.key("date").text(commit.date);
    json.key("subject").text(commit.subject);
    json.key("project").text(commit.project);
    if (!commit.moved_from.empty()) json.key("movedFrom").text(commit.moved_from);
    json.key("action").text(action_name(commit.action));
    json.key("changes").begin_array();
    for (const plan::Difference& one : commit.differences) write_difference(json, one);
    json.end_array();
    json.end_object();
  }
  json.end_array();
  return json.take();
}

}  // namespace drydock::report
