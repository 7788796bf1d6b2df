#include "report/note.h"

#include <fmt/format.h>

#include <charconv>

#include "report/markdown.h"

namespace drydock::report {
namespace {

constexpr std::string_view kState = "<!-- drydock:new ";
constexpr std::string_view kFailing = " failing ";
constexpr std::string_view kSummary = "<details><summary>";
constexpr std::string_view kSummaryEnd = "</summary>";

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

std::string_view behind_line(std::string_view text) {
  return text.substr(std::min(text.find('\n'), text.size() - 1) + 1);
}

bool take_number(std::string_view& text, size_t& number) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return true;
}

/// The report without its marker and state.
std::string_view content_of(std::string_view report) { return behind_line(behind_line(report)); }

/// Follows blocks of code through the lines of a text.
class Fences {
 public:
  /// Whether the line is code or the fence around it.
  bool take(std::string_view line) {
    size_t ticks = line.find_first_not_of('`');
    if (ticks == std::string_view::npos) ticks = line.size();
    if (open_ == 0) {
      if (ticks >= 3) open_ = ticks;
      return open_ > 0;
    }
    if (ticks >= open_ && ticks == line.size()) open_ = 0;
    return true;
  }
  bool inside() const { return open_ > 0; }

 private:
  size_t open_ = 0;  // backticks of the fence
};

/// Headings in the place of what only HTML can fold.
std::string without_html(std::string_view markdown) {
  std::string out;
  Fences fences;
  while (!markdown.empty()) {
    std::string_view line = first_line(markdown);
    markdown = behind_line(markdown);
    bool code = fences.take(line);
    if (!code && line.starts_with(kSummary) && line.ends_with(kSummaryEnd)) {
      line.remove_prefix(kSummary.size());
      line.remove_suffix(kSummaryEnd.size());
      out += fmt::format("#### {}\n", line);
    } else if (code || line != "</details>") {
      out += fmt::format("{}\n", line);
    }
  }
  return out;
}

/// Where the text can be cut so that at most so many bytes are left: in front of a paragraph that
/// is in no block of code and in no <details>.
size_t cut_at(std::string_view text, size_t most) {
  size_t cut = first_line(text).size() + 1;  // the marker stays in any case
  Fences fences;
  bool folded = false;
  bool blank = false;
  for (size_t at = 0; at < text.size() && at <= most;) {
    std::string_view line = first_line(text.substr(at));
    if (blank && !folded && !fences.inside()) cut = at;
    if (!fences.take(line)) {
      if (line.starts_with(kSummary)) folded = true;
      if (line == "</details>") folded = false;
    }
    blank = line.empty();
    at += line.size() + 1;
  }
  return cut;
}

}  // namespace

std::string note_state_line(const NoteState& state) {
  return fmt::format("{}{}{}{} -->\n", kState, state.found, kFailing, state.failing);
}

std::optional<NoteState> read_note_state(std::string_view markdown) {
  if (!markdown.starts_with(kReportMarker)) return std::nullopt;
  std::string_view line = markdown.substr(kReportMarker.size());
  NoteState state;
  if (!line.starts_with(kState)) return std::nullopt;
  line.remove_prefix(kState.size());
  if (!take_number(line, state.found) || !line.starts_with(kFailing)) return std::nullopt;
  line.remove_prefix(kFailing.size());
  if (!take_number(line, state.failing) || !line.starts_with(" -->\n")) return std::nullopt;
  return state;
}

std::string note_marker(std::string_view name, bool html) {
  std::string id = fmt::format("drydock:report{}{}", name.empty() ? "" : " ", name);
  // A definition that nothing refers to is shown by no reader of Markdown.
  return html ? fmt::format("<!-- {} -->", id) : fmt::format("[//]: # ({})", id);
}

std::string make_note(std::span<const std::string> reports, std::string_view name,
                      const NoteStyle& style) {
  std::string note = note_marker(name, style.html) + (style.html ? "\n" : "\n\n");
  for (size_t i = 0; i < reports.size(); ++i) {
    if (i > 0) note += "\n---\n\n";
    std::string_view content = content_of(reports[i]);
    note += style.html ? std::string(content) : without_html(content);
  }
  if (note.size() <= style.most_bytes) return note;
  std::string rest = "\n**The rest does not fit into a note.**";
  if (!style.run_url.empty()) rest += fmt::format(" The whole report: <{}>", style.run_url);
  rest += '\n';
  note.resize(cut_at(note, style.most_bytes - rest.size()));
  return note + rest;
}

}  // namespace drydock::report
