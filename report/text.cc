#include "report/text.h"

#include <map>

#include "core/excerpt.h"
#include "report/cases.h"
#include "report/safe_text.h"

namespace drydock::report {
namespace {

enum class Ink { Plain, Bold, Red, Yellow, Blue, Green };

class Writer {
 public:
  explicit Writer(const TextStyle& style) : style_(style) {}

  std::string take() { return std::move(out_); }

  void group_heading(const Finding& finding) {
    if (!out_.empty()) out_ += '\n';
    std::string heading;
    for (const std::string& project : finding.projects) {
      heading += heading.empty() ? "" : " + ";
      heading += printable(project);
    }
    if (heading.empty()) heading = "repository";
    out_ += ink(Ink::Bold, heading);
    if (!finding.cluster.empty()) out_ += fmt::format("  (cluster {})", printable(finding.cluster));
    out_ += '\n';
  }

  void finding(const Finding& finding, Status status, bool has_fix) {
    const Diagnostic& d = finding.diagnostic;
    std::string_view name = severity_name(d.severity);
    out_ +=
        fmt::format("\n{}: {} [{}]", ink(ink_for(d.severity), name), printable(d.message), d.rule);
    if (status == Status::Known) out_ += " (also in the base)";
    if (status == Status::Waived) out_ += " (waived)";
    out_ += '\n';
    size_t shown = 0;
    for (const SourcePos& where : finding.locations) {
      if (++shown > kMostPlaces) break;
      place(where, "");
    }
    if (finding.locations.size() > kMostPlaces) {
      out_ += fmt::format("  … and {} more places\n", finding.locations.size() - kMostPlaces);
    }
    notes(d, 0);
    if (!finding.help().empty()) {
      out_ += fmt::format("  {} {}\n", ink(Ink::Green, "what to do:"), printable(finding.help()));
    }
    if (has_fix) {
      out_ += fmt::format(
          "  {} {} (`drydock check --fix` does)\n", ink(Ink::Green, "fix:"),
          printable(finding.fix.text.empty() ? "as the rule offers" : finding.fix.text));
    }
  }

  void changes(const CheckReport& report) {
    if (report.changes.empty()) return;
    if (!out_.empty()) out_ += '\n';
    out_ += fmt::format("{}: {}\n", ink(Ink::Bold, "what changes"), change_counts(report));
    constexpr size_t kMostTotals = 20;
    std::vector<ChangeTotals> all = change_totals(report);
    for (size_t i = 0; i < std::min(all.size(), kMostTotals); ++i) {
      out_ += fmt::format("  {} (cluster {}): {}\n", printable(all[i].project),
                          printable(all[i].cluster), all[i].words);
    }
    if (all.size() > kMostTotals) {
      out_ += fmt::format("  … and {} more projects\n", all.size() - kMostTotals);
    }
  }

  void summary(const CheckReport& report) {
    if (!out_.empty()) out_ += '\n';
    out_ += fmt::format("{}, {}: ", counted(report.projects.size(), "project"),
                        counted(report.resources(), "object"));
    size_t errors = report.count(Severity::Error);
    size_t warnings = report.count(Severity::Warning);
    size_t infos = report.count(Severity::Info);
    if (errors + warnings + infos == 0) {
      out_ += ink(Ink::Green, "nothing found");
    } else {
      out_ += counted(errors, "error") + ", " + counted(warnings, "warning");
      if (infos > 0) out_ += ", " + counted(infos, "info");
    }
    if (report.waived() > 0) out_ += fmt::format(", {} waived", report.waived());
    out_ += '\n';
  }

 private:
  static constexpr size_t kMostPlaces = 10;

  static Ink ink_for(Severity severity) {
    return severity == Severity::Error     ? Ink::Red
           : severity == Severity::Warning ? Ink::Yellow
                                           : Ink::Blue;
  }

  std::string ink(Ink color, std::string_view text) const {
    constexpr std::string_view kCodes[] = {"",           "\x1b[1m",    "\x1b[1;31m",
                                           "\x1b[1;33m", "\x1b[1;34m", "\x1b[32m"};
    if (!style_.color) return std::string(text);
    return fmt::format("{}{}\x1b[0m", kCodes[static_cast<size_t>(color)], text);
  }

  void place(const SourcePos& where, std::string_view label) {
    if (!where.file) return;
    out_ += "  " + ink(Ink::Bold, position_text(where));
    if (!label.empty()) out_ += fmt::format(": {}", label);
    out_ += '\n';
    std::string lines = excerpts_.lines(where);
    for (size_t begin = 0; begin < lines.size();) {
      size_t end = lines.find('\n', begin) + 1;
      out_ += "  ";
      out_.append(lines, begin, end - begin);
      begin = end;
    }
  }

  void notes(const Diagnostic& diagnostic, int depth) {
    constexpr int kDeepest = 20;
    for (const Diagnostic& note : diagnostic.notes) {
      if (note.where.file) {
        place(note.where, "note: " + printable(note.message));
      } else {
        out_ += fmt::format("  note: {}\n", printable(note.message));
      }
      if (depth < kDeepest) notes(note, depth + 1);
    }
  }

  TextStyle style_;
  Excerpts excerpts_;
  std::string out_;
};

}  // namespace

std::string write_text(const CheckReport& report, const TextStyle& style) {
  std::map<std::pair<std::vector<std::string>, std::string>, std::vector<size_t>> groups;
  for (size_t i = 0; i < report.findings.size(); ++i) {
    const Finding& finding = report.findings[i];
    groups[{finding.projects, finding.cluster}].push_back(i);
  }
  Writer writer(style);
  for (const auto& [key, members] : groups) {
    writer.group_heading(report.findings[members.front()]);
    for (size_t i : members)
      writer.finding(report.findings[i], report.status(i), report.has_fix(i));
  }
  writer.changes(report);
  writer.summary(report);
  return without_commands(writer.take());
}

}  // namespace drydock::report
