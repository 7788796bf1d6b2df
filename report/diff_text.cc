#include "report/diff_text.h"

#include <algorithm>

#include "report/diff_words.h"
#include "report/safe_text.h"

namespace drydock::report {
namespace {

using plan::ObjectDiff;

std::string colored(char sign, std::string_view text, bool color) {
  std::string_view code = sign == '-'   ? "\x1b[31m"
                          : sign == '+' ? "\x1b[32m"
                          : sign == '@' ? "\x1b[36m"
                                        : "";
  if (!color || code.empty()) return std::string(text);
  return fmt::format("{}{}\x1b[0m", code, text);
}

}  // namespace

std::string write_diff_text(std::span<const ObjectDiff> diffs, const TextStyle& style) {
  std::string out;
  for (const ObjectDiff* one : diffs_in_order(diffs)) {
    const ObjectDiff& diff = *one;
    std::string heading = fmt::format("{} {}", diff_sign(diff.action), diff_heading(diff));
    out += style.color ? fmt::format("\x1b[1m{}\x1b[0m\n", heading) : heading + "\n";
    for (const DiffLine& line : shown_lines(diff)) {
      std::string text =
          line.sign == '@' ? "    " + line.text : fmt::format("      {} {}", line.sign, line.text);
      out += colored(line.sign, text, style.color) + "\n";
    }
    std::string folded = folded_words(diff.differences);
    if (!folded.empty()) out += fmt::format("    and {} that follow\n", folded);
    out += '\n';
  }
  return out + diff_summary(diffs) + "\n";
}

namespace {

/// A fence that no line can close.
std::string fence_for(const std::vector<DiffLine>& lines) {
  size_t longest = 3;
  for (const DiffLine& line : lines) {
    size_t run = 0;
    for (char c : line.text) {
      run = c == '~' ? run + 1 : 0;
      longest = std::max(longest, run);
    }
  }
  return std::string(longest + 1, '~');
}

}  // namespace

std::string write_diff_markdown(std::span<const ObjectDiff> diffs) {
  std::string out = fmt::format("## Differences\n\n{}\n", diff_summary(diffs));
  for (const ObjectDiff* one : diffs_in_order(diffs)) {
    const ObjectDiff& diff = *one;
    std::vector<DiffLine> lines = shown_lines(diff);
    std::string fence = fence_for(lines);
    out += fmt::format("\n<details><summary>{} {}</summary>\n\n{}diff\n", diff_sign(diff.action),
                       safe_markdown(diff_heading(diff)), fence);
    for (const DiffLine& line : lines) {
      out += line.sign == '@' ? fmt::format("@@ {} @@\n", line.text)
                              : fmt::format("{} {}\n", line.sign, line.text);
    }
    out += fence + "\n";
    std::string folded = folded_words(diff.differences);
    if (!folded.empty()) out += fmt::format("\nAnd {} that follow.\n", folded);
    out += "\n</details>\n";
  }
  return out;
}

}  // namespace drydock::report
