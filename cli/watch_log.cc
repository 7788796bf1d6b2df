#include "cli/watch_log.h"

#include <ostream>

#include "cli/live_diff.h"
#include "core/excerpt.h"
#include "report/diff_text.h"

namespace drydock::cli {

void WatchLog::tell_start() {
  size_t objects = 0;
  for (const auto& project : fleet_.projects()) objects += project->now.set.resources.size();
  session_.err << fmt::format("watching {} with {}: {}\n",
                              report::counted(fleet_.projects().size(), "project"),
                              report::counted(objects, "object"),
                              report::summary_words(fleet_.report()->report))
               << std::flush;
}

/// Since the last save.
void WatchLog::tell_differences() {
  std::map<std::string_view, const ReplacedProject*> oldest;
  for (const ReplacedProject& one : fleet_.replaced()) oldest.try_emplace(one.project.name, &one);
  if (oldest.empty()) return;
  std::vector<const RenderedProject*> before;
  for (const auto& project : fleet_.projects()) {
    auto old = oldest.find(project->now.project->name);
    before.push_back(old == oldest.end() ? &project->shown() : &old->second->before);
  }
  validate::Fleet old_fleet(std::move(before), fleet_.repository().settings);
  LiveDiff diff;
  compare_fleets(
      old_fleet, fleet_.shown_fleet(), [&](std::string_view name) { return oldest.contains(name); },
      diff);
  if (diff.diffs.empty()) return;
  session_.out << report::write_diff_text(diff.diffs, {session_.use_color()});
}

/// From the base, of projects whose difference is another than it was.
void WatchLog::tell_base_differences() {
  std::set<std::string_view> touched;
  for (const auto& project : fleet_.projects()) {
    if (project->version > version_) touched.insert(project->now.project->name);
  }
  LiveDiff diff;
  compare_fleets(
      *fleet_.base(), fleet_.shown_fleet(),
      [&](std::string_view name) { return touched.contains(name); }, diff);
  std::map<std::string, std::vector<plan::ObjectDiff>> by_project;
  for (plan::ObjectDiff& one : diff.diffs) {
    by_project[std::string(one.project)].push_back(std::move(one));
  }
  for (std::string_view name : touched) {
    std::string project(name);
    std::string text = report::write_diff_text(by_project[project], {session_.use_color()});
    std::string& told = base_diffs_[project];
    if (text == told) continue;
    told = text;
    if (!began_) continue;
    if (by_project[project].empty()) {
      session_.out << fmt::format("{}: the same as the base again\n", printable(project));
    } else {
      session_.out << text;
    }
  }
}

void WatchLog::tell_findings() {
  const report::CheckReport& report = fleet_.report()->report;
  std::vector<std::string> prints = report.fingerprints();
  std::map<std::string, std::string> now;
  Excerpts excerpts;
  for (size_t i = 0; i < prints.size(); ++i) {
    if (report.status(i) != report::Status::New) continue;
    const Diagnostic& d = report.findings[i].diagnostic;
    now[prints[i]] = fmt::format("{} [{}]", printable(d.message), d.rule);
    if (began_ && !findings_.contains(prints[i])) session_.out << excerpts.describe(d);
  }
  for (const auto& [print, text] : findings_) {
    if (!now.contains(print)) session_.out << "mended: " << text << "\n";
  }
  findings_ = std::move(now);
}

void WatchLog::judged() {
  if (!fleet_.report()) return;
  trouble_.clear();
  if (!fleet_.base_trouble().empty() && !began_) {
    session_.err << fmt::format("note: no base: {}\n", printable(fleet_.base_trouble()));
  }
  if (!began_) tell_start();
  if (fleet_.base()) {
    tell_base_differences();
  } else if (began_) {
    tell_differences();
  }
  tell_findings();
  began_ = true;
  version_ = fleet_.version();
  session_.out << std::flush;
}

void WatchLog::trouble() {
  std::string text;
  Excerpts excerpts;
  for (const Diagnostic& one : fleet_.trouble()) text += excerpts.describe(one);
  if (text == trouble_) return;
  trouble_ = text;
  session_.out << text << std::flush;
}

}  // namespace drydock::cli
