#include "report/diff_text.h"

#include <algorithm>

#include "core/excerpt.h"
#include "report/diff_lines.h"
#include "report/safe_text.h"

namespace drydock::report {
namespace {

using plan::DiffAction;
using plan::ObjectDiff;

std::string place_of(const ObjectDiff& diff) {
  std::string out;
  if (!diff.project.empty()) out += " of " + printable(diff.project);
  if (diff.cluster != "default" && !diff.cluster.empty()) {
    out += fmt::format(" (cluster {})", printable(diff.cluster));
  }
  return out;
}

/// What comes of a change: "replaced: the server refuses spec.selector".
std::string consequence(const ObjectDiff& diff) {
  std::string causes;
  for (const plan::Cause& cause : diff.change.causes) {
    causes += (causes.empty() ? "" : ", ") + printable(cause.field);
  }
  switch (diff.change.verdict) {
    case plan::Verdict::None:
      return "";
    case plan::Verdict::Update:
      return diff.change.rolls_pods ? "pods are replaced" : "";
    case plan::Verdict::Replace:
      return "must be deleted and created: " + causes + " cannot change";
    case plan::Verdict::Refused:
      return "the server refuses it: " + causes;
    case plan::Verdict::Invalid:
      return "wrong by itself: " + causes;
  }
  return "";
}

std::string heading_of(const ObjectDiff& diff) {
  std::string out = printable(diff.resource) + place_of(diff);
  if (!diff.renamed_from.empty()) out += ", was " + printable(diff.renamed_from);
  if (diff.action != DiffAction::Change) return out;
  std::string words = consequence(diff);
  return words.empty() ? out : out + " — " + words;
}

/// Deletions first, then what changes, then what comes.
template <class Tell>
void in_order(std::span<const ObjectDiff> diffs, Tell tell) {
  for (DiffAction action : {DiffAction::Delete, DiffAction::Change, DiffAction::Create}) {
    for (const ObjectDiff& diff : diffs) {
      if (diff.action == action) tell(diff);
    }
  }
}

std::string summary_of(std::span<const ObjectDiff> diffs) {
  size_t counts[3] = {};
  for (const ObjectDiff& diff : diffs) ++counts[static_cast<size_t>(diff.action)];
  if (diffs.empty()) return "No difference.";
  return fmt::format("{} changed, {} added, {} removed",
                     counts[static_cast<size_t>(DiffAction::Change)],
                     counts[static_cast<size_t>(DiffAction::Create)],
                     counts[static_cast<size_t>(DiffAction::Delete)]);
}

std::string colored(char sign, std::string_view text, bool color) {
  std::string_view code = sign == '-'   ? "\x1b[31m"
                          : sign == '+' ? "\x1b[32m"
                          : sign == '@' ? "\x1b[36m"
                                        : "";
  if (!color || code.empty()) return std::string(text);
  return fmt::format("{}{}\x1b[0m", code, text);
}

/// Everything that is shown of an object, but for what is folded.
std::vector<DiffLine> lines_of(const ObjectDiff& diff) {
  if (diff.action == DiffAction::Create) return object_lines(*diff.after, '+');
  if (diff.action == DiffAction::Delete) return object_lines(*diff.before, '-');
  std::vector<DiffLine> lines;
  for (const plan::Difference& one : diff.differences) {
    if (plan::is_noise(one)) continue;
    for (DiffLine& line : diff_lines(one)) lines.push_back(std::move(line));
  }
  return lines;
}

char sign_of(DiffAction action) {
  return action == DiffAction::Delete ? '-' : action == DiffAction::Create ? '+' : '~';
}

}  // namespace

std::string write_diff_text(std::span<const ObjectDiff> diffs, const TextStyle& style) {
  std::string out;
  in_order(diffs, [&](const ObjectDiff& diff) {
    std::string heading = fmt::format("{} {}", sign_of(diff.action), heading_of(diff));
    out += style.color ? fmt::format("\x1b[1m{}\x1b[0m\n", heading) : heading + "\n";
    for (const DiffLine& line : lines_of(diff)) {
      std::string text =
          line.sign == '@' ? "    " + line.text : fmt::format("      {} {}", line.sign, line.text);
      out += colored(line.sign, text, style.color) + "\n";
    }
    std::string folded = folded_words(diff.differences);
    if (!folded.empty()) out += fmt::format("    and {} that follow\n", folded);
    out += '\n';
  });
  return out + summary_of(diffs) + "\n";
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
  std::string out = fmt::format("## Differences\n\n{}\n", summary_of(diffs));
  in_order(diffs, [&](const ObjectDiff& diff) {
    std::vector<DiffLine> lines = lines_of(diff);
    std::string fence = fence_for(lines);
    out += fmt::format("\n<details><summary>{} {}</summary>\n\n{}diff\n", sign_of(diff.action),
                       safe_markdown(heading_of(diff)), fence);
    for (const DiffLine& line : lines) {
      out += line.sign == '@' ? fmt::format("@@ {} @@\n", line.text)
                              : fmt::format("{} {}\n", line.sign, line.text);
    }
    out += fence + "\n";
    std::string folded = folded_words(diff.differences);
    if (!folded.empty()) out += fmt::format("\nAnd {} that follow.\n", folded);
    out += "\n</details>\n";
  });
  return out;
}

}  // namespace drydock::report
