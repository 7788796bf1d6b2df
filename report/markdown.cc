#include "report/markdown.h"

#include "core/excerpt.h"
#include "report/cases.h"
#include "report/note.h"
#include "report/safe_text.h"
#include "report/suggestions.h"

namespace drydock::report {
namespace {

// The services count characters; bytes are never fewer.
constexpr size_t kMostBytes = 65000;
constexpr size_t kReserve = 1000;         // for the lines that say what was left out
constexpr size_t kChangesBudget = 16000;  // what findings leave to the changes
constexpr size_t kLongestMessage = 1000;  // bytes, before what is escaped
constexpr size_t kLongestDiff = 4000;
constexpr size_t kMostPlaces = 3;

std::string shortened(std::string_view text, size_t most) {
  if (text.size() <= most) return std::string(text);
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return std::string(text.substr(0, most)) + "…";
}

std::string_view severity_sign(Severity severity) {
  return severity == Severity::Error ? "🔴" : severity == Severity::Warning ? "🟠" : "🔵";
}

std::string rule_link(const Finding& finding) {
  const Rule& rule = finding.rule();
  std::string id = markdown_code(finding.diagnostic.rule);
  return find_rule(rule.id) == &rule ? fmt::format("[{}]({})", id, rule_url(rule)) : id;
}

/// The text of a registered rule is ours, and Markdown as it is.
std::string help_of(const Finding& finding) {
  const Rule& rule = finding.rule();
  bool is_ours = finding.diagnostic.help.empty() && find_rule(rule.id) == &rule;
  return is_ours ? std::string(rule.help)
                 : safe_markdown(shortened(finding.help(), kLongestMessage));
}

std::string code(std::string_view text) { return markdown_code(shortened(text, 300)); }

class MarkdownWriter {
 public:
  explicit MarkdownWriter(const CheckReport& report) : report_(report) {}

  std::string write() {
    out_ = kReportMarker;
    out_ += note_state_line(new_state());
    out_ += fmt::format("### drydock: {}\n\n", summary_words(report_));
    out_ += fmt::format("{}, {}.", counted(report_.projects.size(), "project"),
                        counted(report_.resources(), "object"));
    if (report_.compared) out_ += " Compared with the base.";
    out_ += '\n';
    size_t reserved = report_.changes.empty() ? 0 : kChangesBudget;
    new_findings(kMostBytes - kReserve - reserved);
    changes();
    others(Status::Known, "Also in the base");
    others(Status::Waived, "Waived");
    return std::move(out_);
  }

 private:
  bool fits(std::string_view block, size_t budget) const {
    return out_.size() + block.size() <= budget;
  }

  NoteState new_state() const {
    NoteState state;
    for (size_t i = 0; i < report_.findings.size(); ++i) {
      if (report_.status(i) == Status::New) ++state.found;
      if (report_.fails(i)) ++state.failing;
    }
    return state;
  }

  void new_findings(size_t budget) {
    size_t left[3] = {};
    bool full = false;
    for (size_t i : report_.by_importance()) {
      if (report_.status(i) != Status::New) break;
      const Finding& finding = report_.findings[i];
      if (!full) {
        std::string text = block(finding, fix_diff(report_, i));
        full = !fits(text, budget);
        if (!full) out_ += text;
      }
      if (full) ++left[static_cast<size_t>(finding.diagnostic.severity)];
    }
    if (!full) return;
    out_ += fmt::format("\n**… and {} more** ({}, {}, {} in all that are left out). {}\n",
                        left[0] + left[1] + left[2], counted(left[2], "error"),
                        counted(left[1], "warning"), counted(left[0], "info"), pointer());
  }

  std::string pointer() const {
    if (report_.page.empty() && report_.run_url.empty()) return "`drydock check` shows them all.";
    std::string out = "The whole report:";
    if (!report_.page.empty()) out += " " + code(report_.page);
    if (!report_.run_url.empty()) {
      out += fmt::format("{}<{}>", report_.page.empty() ? " " : " of ", report_.run_url);
    }
    return out;
  }

  std::string block(const Finding& finding, std::string_view diff) {
    const Diagnostic& d = finding.diagnostic;
    std::string out =
        fmt::format("\n#### {} {}: {}\n\n", severity_sign(d.severity), severity_name(d.severity),
                    safe_markdown(shortened(d.message, kLongestMessage)));
    out += rule_link(finding);
    size_t named = 0;
    for (const std::string& project : finding.projects) {
      if (++named > 5) break;
      out += fmt::format("{}{}", named == 1 ? " in " : ", ", code(project));
    }
    if (finding.projects.size() > 5)
      out += fmt::format(" and {} more", finding.projects.size() - 5);
    if (!finding.cluster.empty()) out += fmt::format(", cluster {}", code(finding.cluster));
    if (!finding.resource.empty()) out += fmt::format(": {}", code(finding.resource));
    out += "\n";
    places(out, finding);
    if (!finding.help().empty()) {
      out += fmt::format("\n**What to do:** {}\n", help_of(finding));
    }
    if (!diff.empty() && diff.size() < kLongestDiff) {
      out += "\n**Fix:**\n" + markdown_code_block(diff, "diff");
    }
    return out;
  }

  void places(std::string& out, const Finding& finding) {
    size_t shown = 0;
    for (const SourcePos& where : finding.locations) {
      if (!where.file || ++shown > kMostPlaces) continue;
      out += fmt::format("\n{}\n", code(position_text(where)));
      std::string lines = excerpts_.lines(where);
      if (!lines.empty()) out += markdown_code_block(lines, "text");
    }
    if (shown > kMostPlaces) out += fmt::format("\n… and {} more places\n", shown - kMostPlaces);
    size_t noted = 0;
    for (const Diagnostic& note : finding.diagnostic.notes) {
      if (++noted > kMostPlaces) break;
      std::string at = note.where.file ? " " + code(position_text(note.where)) : "";
      out += fmt::format("\nNote: {}{}\n", safe_markdown(shortened(note.message, 300)), at);
    }
  }

  void changes() {
    if (report_.changes.empty()) return;
    out_ +=
        fmt::format("\n<details><summary>What changes: {}</summary>\n\n", change_counts(report_));
    totals();
    out_ += "| project | cluster | action | object | notes |\n|---|---|---|---|---|\n";
    size_t left = 0;
    for (const bool dangerous : {true, false}) {
      for (const ChangeRow& change : report_.changes) {
        if (change.dangerous != dangerous) continue;
        std::string row = change_row(change);
        if (left > 0 || !fits(row, kMostBytes - kReserve)) {
          ++left;
        } else {
          out_ += row;
        }
      }
    }
    out_ += "\n</details>\n";
    if (left > 0) out_ += fmt::format("\n… and {} more changes. {}\n", left, pointer());
  }

  void totals() {
    constexpr size_t kMostTotals = 50;
    std::vector<ChangeTotals> all = change_totals(report_);
    for (size_t i = 0; i < std::min(all.size(), kMostTotals); ++i) {
      std::string line = fmt::format("- cluster {}, project {}: {}\n", code(all[i].cluster),
                                     code(all[i].project), all[i].words);
      if (fits(line, kMostBytes - kReserve)) out_ += line;
    }
    if (all.size() > kMostTotals) {
      out_ += fmt::format("- … and {} more\n", all.size() - kMostTotals);
    }
    out_ += '\n';
  }

  static std::string change_row(const ChangeRow& change) {
    std::string notes;
    for (const std::string& note : change.notes) {
      notes += (notes.empty() ? "" : ", ") + safe_markdown(shortened(note, 200));
    }
    return fmt::format("| {} | {} | {}{} | {} | {} |\n", code(change.project), code(change.cluster),
                       change.dangerous ? "⚠ " : "", change.action, code(change.resource),
                       shortened(notes, kLongestMessage));
  }

  /// One line for each; only if there is room.
  void others(Status status, std::string_view title) {
    std::string lines;
    size_t count = 0;
    size_t left = 0;
    for (size_t i : report_.by_importance()) {
      if (report_.status(i) != status) continue;
      ++count;
      std::string line = other_line(report_.findings[i], report_.waiver(i));
      if (left > 0 || !fits(lines, kMostBytes - kReserve - line.size())) {
        ++left;
      } else {
        lines += line;
      }
    }
    if (count == 0) return;
    if (left > 0) lines += fmt::format("- … and {} more\n", left);
    out_ += fmt::format("\n<details><summary>{}: {}</summary>\n\n{}\n</details>\n", title, count,
                        lines);
  }

  static std::string other_line(const Finding& finding, const Waiver* waiver) {
    const Diagnostic& d = finding.diagnostic;
    std::string out = fmt::format("- {}: {} ({})", severity_name(d.severity),
                                  safe_markdown(shortened(d.message, 300)), rule_link(finding));
    if (const SourcePos* where = first_place(finding)) out += " " + code(position_text(*where));
    if (waiver) {
      out += fmt::format(", until {}: {}", safe_markdown(waiver->until),
                         safe_markdown(shortened(waiver->reason, 300)));
    }
    return out + "\n";
  }

  const CheckReport& report_;
  Excerpts excerpts_;
  std::string out_;
};

}  // namespace

std::string write_markdown(const CheckReport& report, const TextStyle&) {
  return MarkdownWriter(report).write();
}

}  // namespace drydock::report
