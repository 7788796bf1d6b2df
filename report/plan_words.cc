#include "report/plan_words.h"

#include "core/excerpt.h"

namespace drydock::report {
namespace {

using plan::Action;
using plan::Change;

std::string names(const std::vector<std::string>& list) {
  constexpr size_t kMost = 5;
  std::string out;
  for (size_t i = 0; i < list.size() && i < kMost; ++i) {
    out += (i == 0 ? "" : ", ") + printable(list[i]);
  }
  if (list.size() > kMost) out += fmt::format(" and {} more", list.size() - kMost);
  return out;
}

void add_fact(std::string& out, std::string_view label, const std::string& value) {
  if (!value.empty()) out += fmt::format("; {} {}", label, printable(value));
}

}  // namespace

std::string plan_summary(const plan::Plan& plan) {
  std::string out;
  auto add = [&](Action action, std::string_view words) {
    size_t count = plan.count(action);
    if (count > 0) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count, words);
  };
  add(Action::Delete, "to delete");
  add(Action::Replace, "to replace");
  add(Action::Create, "to create");
  add(Action::Update, "to update");
  add(Action::Keep, "to leave alone");
  if (out.empty()) return "Nothing to do.";
  size_t dangers = plan.danger_count();
  if (dangers == 0) return out + "; no dangers";
  return out + fmt::format("; {} danger{}", dangers, dangers == 1 ? "" : "s");
}

std::string danger_sentence(const Change& change, std::string_view danger) {
  constexpr std::string_view kVerbs[] = {"creates", "updates", "replaces", "deletes", "leaves"};
  std::string out = fmt::format("{} {}: {}", kVerbs[static_cast<size_t>(change.action)],
                                printable(change.resource), plan::danger_words(danger));
  if (danger == "takes-objects") out += ": " + names(change.takes);
  if (danger == "still-referenced") out += ": " + names(change.referenced_by);
  if (danger == "pods-not-rolled") out += ": " + names(change.used_by);
  return out;
}

std::string plan_danger_words(const plan::PlanDanger& danger) {
  std::string place = danger.project.empty()
                          ? fmt::format("cluster {}", printable(danger.cluster))
                          : fmt::format("project {} (cluster {})", printable(danger.project),
                                        printable(danger.cluster));
  return fmt::format("{} of {} objects of {} are deleted: {}", danger.count, danger.of, place,
                     plan::danger_words(danger.danger));
}

std::string reasons_text(const Change& change) {
  std::string out;
  for (std::string_view reason : change.reasons) {
    out += out.empty() ? "" : ", ";
    out += reason;
  }
  add_fact(out, "was", change.renamed_from);
  add_fact(out, "is now", change.renamed_to);
  add_fact(out, "from", change.moved_from);
  add_fact(out, "to", change.moved_to);
  add_fact(out, "in place of", change.supersedes);
  add_fact(out, "now", change.superseded_by);
  if (!change.owned_by.empty()) out += "; owned by " + names(change.owned_by);
  if (!change.after.empty()) out += "; after " + names(change.after);
  return out;
}

}  // namespace drydock::report
