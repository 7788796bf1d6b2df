#include <algorithm>

#include "report/diff_views.h"
#include "report/diff_words.h"

namespace drydock::report {
namespace {

constexpr size_t kLeastWidth = 80;
constexpr std::string_view kRed = "\x1b[31m", kGreen = "\x1b[32m", kCyan = "\x1b[36m";

/// Takes at most `count` characters from the front of a text.
std::string_view take(std::string_view& text, size_t count) {
  size_t end = 0;
  while (end < text.size() && count > 0) {
    ++end;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    --count;
  }
  std::string_view part = text.substr(0, end);
  text.remove_prefix(end);
  return part;
}

size_t characters(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

class Columns {
 public:
  Columns(const TextStyle& style, size_t width)
      : style_(style), column_((std::max(width, kLeastWidth) - 7) / 2) {}

  void add(const DiffRow& row) {
    if (row.sign == '@') {
      out_ += "    " + colored(kCyan, row.before) + "\n";
      return;
    }
    std::string_view left = row.before, right = row.after;
    bool differs = row.sign != ' ';
    do {
      std::string_view was = take(left, column_), is = take(right, column_);
      std::string gap(column_ - characters(was), ' ');
      std::string line = fmt::format("    {}{} {}", differs ? colored(kRed, was) : std::string(was),
                                     gap, row.sign);
      if (!is.empty()) line += " " + (differs ? colored(kGreen, is) : std::string(is));
      while (line.ends_with(' ')) line.pop_back();
      out_ += line + "\n";
    } while (!left.empty() || !right.empty());
  }

  void add_line(const std::string& line) { out_ += line + "\n"; }
  std::string take_text() { return std::move(out_); }

 private:
  std::string colored(std::string_view code, std::string_view text) const {
    if (!style_.color || text.empty()) return std::string(text);
    return fmt::format("{}{}\x1b[0m", code, text);
  }

  TextStyle style_;
  size_t column_;
  std::string out_;
};

}  // namespace

std::string write_diff_columns(std::span<const plan::ObjectDiff> diffs, const TextStyle& style,
                               size_t width) {
  Columns columns(style, width);
  for (const plan::ObjectDiff* diff : diffs_in_order(diffs)) {
    std::string heading = fmt::format("{} {}", diff_sign(diff->action), diff_heading(*diff));
    columns.add_line(style.color ? fmt::format("\x1b[1m{}\x1b[0m", heading) : heading);
    for (const DiffRow& row : side_by_side(shown_lines(*diff))) columns.add(row);
    std::string folded = folded_words(diff->differences);
    if (!folded.empty()) columns.add_line(fmt::format("    and {} that follow", folded));
    columns.add_line("");
  }
  columns.add_line(diff_summary(diffs));
  return columns.take_text();
}

}  // namespace drydock::report
