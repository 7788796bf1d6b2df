#include "report/suggestions.h"

#include "core/excerpt.h"
#include "core/json/stream.h"
#include "report/line_changes.h"
#include "report/patch.h"
#include "report/safe_text.h"

namespace drydock::report {
namespace {

/// What a comment on a line can suggest: one change, of lines that are there.
struct Suggestion {
  const SourceFile* file;
  int first;
  int last;
  std::string text;  // without the last line break
};

bool shows_secret(const LineChange& change, Excerpts& excerpts) {
  int last = change.line + static_cast<int>(change.before.size());
  for (int line = change.line; line < last; ++line) {
    if (excerpts.is_secret(*change.file, line)) return true;
  }
  return false;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line;
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  return text;
}

std::optional<Suggestion> suggestion_of(const std::vector<FileEdit>& edits, Excerpts& excerpts) {
  std::vector<LineChange> changes = line_changes(edits);
  if (changes.size() != 1) return std::nullopt;
  LineChange& change = changes.front();
  if (change.before.empty()) {
    // New lines can only be suggested together with a line that stays.
    std::vector<std::string_view> lines = lines_of(change.file->text);
    if (change.line < 2 || static_cast<size_t>(change.line) > lines.size() + 1) return std::nullopt;
    --change.line;
    std::string_view kept = lines[static_cast<size_t>(change.line) - 1];
    change.before.push_back(kept);
    change.after.insert(change.after.begin(),
                        std::string(kept) + (kept.ends_with('\n') ? "" : "\n"));
  }
  if (shows_secret(change, excerpts)) return std::nullopt;
  return Suggestion{change.file, change.line,
                    change.line + static_cast<int>(change.before.size()) - 1, joined(change.after)};
}

std::string comment(const Finding& finding, const Suggestion& suggestion, std::string_view range,
                    std::string_view print) {
  const Diagnostic& d = finding.diagnostic;
  size_t ticks = 3;
  while (suggestion.text.find(std::string(ticks, '`')) != std::string::npos) ++ticks;
  std::string fence(ticks, '`');
  return fmt::format("<!-- drydock:{} -->\n**{}** {} ({})\n\n{}suggestion{}\n{}{}{}\n", print,
                     severity_name(d.severity), safe_markdown(d.message), markdown_code(d.rule),
                     fence, range, suggestion.text, suggestion.text.empty() ? "" : "\n", fence);
}

/// Calls `write` for each new finding whose fix can be suggested.
template <typename Write>
void each_suggestion(const CheckReport& report, Write write) {
  auto is_empty = [](const std::vector<FileEdit>& fix) { return fix.empty(); };
  if (std::all_of(report.fixes.begin(), report.fixes.end(), is_empty)) return;
  Excerpts excerpts;
  std::vector<std::string> prints = report.fingerprints();
  for (size_t i : report.by_importance()) {
    if (report.status(i) != Status::New) break;
    if (!report.has_fix(i)) continue;
    std::optional<Suggestion> suggestion = suggestion_of(report.fixes[i], excerpts);
    if (suggestion) write(report.findings[i], *suggestion, prints[i]);
  }
}

}  // namespace

std::string write_github_review(const CheckReport& report, const TextStyle&) {
  JsonStream json;
  json.begin_object();
  json.key("event").text("COMMENT");
  json.key("body").text("drydock: " + summary_words(report));
  json.key("comments").begin_array();
  each_suggestion(report,
                  [&](const Finding& finding, const Suggestion& one, std::string_view print) {
                    json.begin_object();
                    json.key("path").text(one.file->path);
                    json.key("side").text("RIGHT");
                    if (one.first < one.last) json.key("start_line").number(one.first);
                    if (one.first < one.last) json.key("start_side").text("RIGHT");
                    json.key("line").number(one.last);
                    json.key("body").text(comment(finding, one, "", print));
                    json.end_object();
                  });
  json.end_array();
  json.end_object();
  return json.take();
}

std::string write_gitlab_discussions(const CheckReport& report, const TextStyle&) {
  JsonStream json;
  json.begin_array();
  each_suggestion(report,
                  [&](const Finding& finding, const Suggestion& one, std::string_view print) {
                    json.begin_object();
                    json.key("body").text(
                        comment(finding, one, fmt::format(":-0+{}", one.last - one.first), print));
                    json.key("position").begin_object();
                    json.key("position_type").text("text");
                    json.key("new_path").text(one.file->path);
                    json.key("new_line").number(one.first);
                    json.end_object();
                    json.end_object();
                  });
  json.end_array();
  return json.take();
}

std::string fix_diff(const CheckReport& report, size_t finding) {
  if (finding >= report.fixes.size()) return "";
  Excerpts excerpts;
  std::string out;
  for (const LineChange& change : line_changes(report.fixes[finding])) {
    if (shows_secret(change, excerpts)) return "";
    auto add = [&](char sign, std::string_view line) {
      out += sign;
      out += line.substr(0, line.find_last_not_of("\r\n") + 1);
      out += '\n';
    };
    for (std::string_view line : change.before) add('-', line);
    for (const std::string& line : change.after) add('+', line);
  }
  return out;
}

}  // namespace drydock::report
