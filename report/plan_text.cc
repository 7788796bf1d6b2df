#include "core/excerpt.h"
#include "report/plan_report.h"
#include "report/plan_words.h"

namespace drydock::report {
namespace {

using plan::Action;
using plan::Change;

enum class Ink { Plain, Bold, Red, Yellow, Green, Blue };

class Writer {
 public:
  Writer(const PlanReport& report, const TextStyle& style) : report_(report), style_(style) {}

  std::string write() {
    const plan::Plan& plan = report_.plan;
    out_ += plan_summary(plan) + "\n";
    dangers();
    section("To delete", [](const Change& c) { return c.action == Action::Delete; });
    section("To replace (deleted and created)",
            [](const Change& c) { return c.action == Action::Replace; });
    section("To create and update", [](const Change& c) {
      return c.action == Action::Create || c.action == Action::Update;
    });
    section("Left alone", [](const Change& c) { return c.action == Action::Keep; });
    return std::move(out_);
  }

 private:
  std::string ink(Ink color, std::string_view text) const {
    constexpr std::string_view kCodes[] = {"",           "\x1b[1m",  "\x1b[1;31m",
                                           "\x1b[1;33m", "\x1b[32m", "\x1b[1;34m"};
    if (!style_.color || color == Ink::Plain) return std::string(text);
    return fmt::format("{}{}\x1b[0m", kCodes[static_cast<size_t>(color)], text);
  }

  void danger(std::string_view code, std::string_view of, const std::string& words) {
    bool accepted = report_.is_accepted(code, of);
    bool error = plan::is_error_danger(code);
    out_ += fmt::format("  {} {}{}\n",
                        ink(accepted ? Ink::Plain
                            : error  ? Ink::Red
                                     : Ink::Yellow,
                            fmt::format("[{}]", code)),
                        words, accepted ? " (accepted)" : "");
  }

  void dangers() {
    if (report_.plan.danger_count() == 0) return;
    out_ += "\n" + ink(Ink::Bold, "Dangers") + "\n";
    for (const plan::PlanDanger& one : report_.plan.dangers) {
      danger(one.danger, one.project.empty() ? one.cluster : one.project, plan_danger_words(one));
    }
    for (bool errors : {true, false}) {
      for (const Change& change : report_.plan.changes) {
        for (std::string_view code : change.dangers) {
          if (plan::is_error_danger(code) != errors) continue;
          danger(code, change.resource, danger_sentence(change, code));
        }
      }
    }
  }

  template <class Fits>
  void section(std::string_view heading, Fits fits) {
    bool any = false;
    std::string_view cluster, project;
    for (const Change& change : report_.plan.changes) {
      if (!fits(change)) continue;
      if (!any) out_ += "\n" + ink(Ink::Bold, heading) + "\n";
      if (!any || change.cluster != cluster || change.project != project) {
        cluster = change.cluster;
        project = change.project;
        out_ +=
            fmt::format("  {} (cluster {})\n", project.empty() ? "no project" : printable(project),
                        printable(cluster));
      }
      any = true;
      row(change);
    }
  }

  void row(const Change& change) {
    constexpr std::string_view kSigns[] = {"+", "~", "±", "-", "="};
    constexpr Ink kInks[] = {Ink::Green, Ink::Yellow, Ink::Red, Ink::Red, Ink::Plain};
    auto action = static_cast<size_t>(change.action);
    out_ += fmt::format("    {} {}  {}\n", ink(kInks[action], kSigns[action]),
                        printable(change.resource), reasons_text(change));
    constexpr size_t kMostFields = 8;
    for (size_t i = 0; i < change.fields.size() && i < kMostFields; ++i) {
      out_ += fmt::format("        {}\n", printable(change.fields[i]));
    }
    if (change.fields.size() > kMostFields) {
      out_ += fmt::format("        … and {} more fields\n", change.fields.size() - kMostFields);
    }
  }

  const PlanReport& report_;
  TextStyle style_;
  std::string out_;
};

}  // namespace

std::string write_plan_text(const PlanReport& report, const TextStyle& style) {
  return Writer(report, style).write();
}

}  // namespace drydock::report
