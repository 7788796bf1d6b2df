#include "report/diff_words.h"

#include "core/excerpt.h"

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

}  // namespace

char diff_sign(DiffAction action) {
  return action == DiffAction::Delete ? '-' : action == DiffAction::Create ? '+' : '~';
}

std::string diff_heading(const ObjectDiff& diff) {
  std::string out = printable(diff.resource) + place_of(diff);
  if (!diff.renamed_from.empty()) out += ", was " + printable(diff.renamed_from);
  if (diff.action != DiffAction::Change) return out;
  std::string words = consequence(diff);
  return words.empty() ? out : out + " — " + words;
}

std::vector<DiffLine> shown_lines(const ObjectDiff& diff) {
  if (diff.action == DiffAction::Create) return object_lines(*diff.after, '+');
  if (diff.action == DiffAction::Delete) return object_lines(*diff.before, '-');
  std::vector<DiffLine> lines;
  for (const plan::Difference& one : diff.differences) {
    if (plan::is_noise(one)) continue;
    for (DiffLine& line : diff_lines(one)) lines.push_back(std::move(line));
  }
  return lines;
}

std::string diff_summary(std::span<const ObjectDiff> diffs) {
  size_t counts[3] = {};
  for (const ObjectDiff& diff : diffs) ++counts[static_cast<size_t>(diff.action)];
  if (diffs.empty()) return "No difference.";
  return fmt::format("{} changed, {} added, {} removed",
                     counts[static_cast<size_t>(DiffAction::Change)],
                     counts[static_cast<size_t>(DiffAction::Create)],
                     counts[static_cast<size_t>(DiffAction::Delete)]);
}

std::vector<const ObjectDiff*> diffs_in_order(std::span<const ObjectDiff> diffs) {
  std::vector<const ObjectDiff*> order;
  for (DiffAction action : {DiffAction::Delete, DiffAction::Change, DiffAction::Create}) {
    for (const ObjectDiff& diff : diffs) {
      if (diff.action == action) order.push_back(&diff);
    }
  }
  return order;
}

std::vector<DiffRow> side_by_side(const std::vector<DiffLine>& lines) {
  std::vector<DiffRow> rows;
  for (size_t i = 0; i < lines.size();) {
    if (lines[i].sign == '@' || lines[i].sign == ' ') {
      bool same = lines[i].sign == ' ';
      rows.push_back({lines[i].sign, lines[i].text, same ? lines[i].text : std::string()});
      ++i;
      continue;
    }
    // What was comes before what is: the first of each beside each other, and so on.
    size_t middle = i;
    while (middle < lines.size() && lines[middle].sign == '-') ++middle;
    size_t end = middle;
    while (end < lines.size() && lines[end].sign == '+') ++end;
    for (size_t left = i, right = middle; left < middle || right < end; ++left, ++right) {
      bool was = left < middle, is = right < end;
      rows.push_back({was && is ? '|'
                      : was     ? '<'
                                : '>',
                      was ? lines[left].text : std::string(),
                      is ? lines[right].text : std::string()});
    }
    i = end;
  }
  return rows;
}

}  // namespace drydock::report
