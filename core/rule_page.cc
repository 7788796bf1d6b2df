#include "core/rule_page.h"

#include <algorithm>

namespace drydock {
namespace {

std::string indented(std::string_view lines) {
  std::string out;
  for (size_t begin = 0; begin < lines.size();) {
    size_t end = std::min(lines.find('\n', begin), lines.size());
    out += "    " + std::string(lines.substr(begin, end - begin)) + "\n";
    begin = end + 1;
  }
  return out;
}

/// Rules about waivers and policies themselves always count.
bool is_waivable(const Rule& rule) {
  return !rule.id.starts_with("waiver-") && !rule.id.starts_with("policy-");
}

std::string waiver_lines(const Rule& rule) {
  return fmt::format(
      "waivers:\n  - rule: {}\n    resource: \"Kind.group/namespace/name\"\n    reason: why it is "
      "fine here\n    by: who says so\n    until: 2027-03-31\n",
      rule.id);
}

std::string severity_lines(const Rule& rule) {
  return fmt::format("severities: {{{}: {}}}\n", rule.id,
                     rule.severity == Severity::Error ? "warning" : "info");
}

constexpr std::string_view kNotWaivable =
    "It cannot be waived: it is about the rules and waivers themselves. Mend it.";
constexpr std::string_view kWaive =
    "In `drydock.yaml`, with a reason and a last day within two years; globs are allowed in "
    "`resource`:";
constexpr std::string_view kAnnotate = "Or on the object, where its file is yours:";
constexpr std::string_view kLowerSeverity =
    "To have it never fail a run, in the whole repository or in one project:";

std::string annotation_line(const Rule& rule) {
  return fmt::format(
      "metadata:\n  annotations:\n    drydock.dev/waive.{}: \"2027-03-31 why it is fine here\"\n",
      rule.id);
}

std::string fenced(std::string_view lines, std::string_view language) {
  return fmt::format("```{}\n{}```\n", language, lines);
}

}  // namespace

const RulePage* find_rule_page(std::string_view id) {
  for (std::span<const RulePage> pages :
       {conflict_rule_pages(), check_rule_pages(), render_rule_pages()}) {
    auto at = std::lower_bound(
        pages.begin(), pages.end(), id,
        [](const RulePage& page, std::string_view wanted) { return page.id < wanted; });
    if (at != pages.end() && at->id == id) return &*at;
  }
  return nullptr;
}

std::string how_to_waive(const Rule& rule) {
  if (!is_waivable(rule)) return std::string(kNotWaivable) + "\n";
  return fmt::format("{}\n\n{}\n{}\n\n{}\n{}\n\n{}", kWaive, indented(waiver_lines(rule)),
                     kAnnotate, indented(annotation_line(rule)), kLowerSeverity,
                     indented(severity_lines(rule)));
}

std::string rule_page_markdown(const Rule& rule) {
  const RulePage* page = find_rule_page(rule.id);
  std::string out = "<!-- Written by `drydock rules --docs`. -->\n\n";
  out += fmt::format(
      "# {}\n\n{}{}.\n\nStage `{}`, severity `{}` unless `drydock.yaml` says otherwise.\n", rule.id,
      static_cast<char>(std::toupper(static_cast<unsigned char>(rule.title[0]))),
      rule.title.substr(1), stage_name(rule.stage), severity_name(rule.severity));
  if (page) {
    out += fmt::format("\n## What it means in a cluster\n\n{}\n", page->meaning);
    out += fmt::format("\n## Example\n\n{}", fenced(page->example, ""));
  }
  out += fmt::format("\n## How to mend it\n\n{}\n\n## How to waive it\n\n", rule.help);
  if (!is_waivable(rule)) return out + std::string(kNotWaivable) + "\n";
  return out + fmt::format("{}\n\n{}\n{}\n\n{}\n{}\n\n{}", kWaive,
                           fenced(waiver_lines(rule), "yaml"), kAnnotate,
                           fenced(annotation_line(rule), "yaml"), kLowerSeverity,
                           fenced(severity_lines(rule), "yaml"));
}

std::string rule_index_markdown() {
  std::string out =
      "<!-- Written by `drydock rules --docs`. -->\n\n# Rules\n\n`drydock rules ID` prints the "
      "page of a rule. "
      "Rules of policies are in [policies.md](../policies.md).\n\n| rule | stage | severity | what "
      "is wrong "
      "|\n|---|---|---|---|\n";
  for (const Rule& rule : all_rules()) {
    out += fmt::format("| [{0}]({0}.md) | {1} | {2} | {3} |\n", rule.id, stage_name(rule.stage),
                       severity_name(rule.severity), rule.title);
  }
  return out;
}

std::string rule_page_text(const Rule& rule) {
  std::string out = fmt::format("{}: {} (stage {}, {})\n", rule.id, rule.title,
                                stage_name(rule.stage), severity_name(rule.severity));
  if (const RulePage* page = find_rule_page(rule.id)) {
    out += fmt::format("\nWhat it means in a cluster\n  {}\n\nExample\n{}", page->meaning,
                       indented(page->example));
  }
  return out + fmt::format("\nHow to mend it\n  {}\n\nHow to waive it\n  {}\n{}\n", rule.help,
                           how_to_waive(rule), rule_url(rule));
}

}  // namespace drydock
