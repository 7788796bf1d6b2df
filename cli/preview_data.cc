#include "cli/preview_data.h"

#include <map>

#include "cli/diff_targets.h"
#include "cli/field_origins.h"
#include "cli/live_diff.h"
#include "cli/manifest_view.h"
#include "cli/plan_sides.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/json/stream.h"
#include "report/diff_json.h"
#include "report/ownership_map.h"

namespace drydock::cli {
namespace {

constexpr size_t kMostObjects = 5000;    // of a project, with their manifests
constexpr size_t kMostBytes = 16 << 20;  // of these
constexpr size_t kMostFindings = 20000;
constexpr size_t kMostSides = 4;  // of a conflict

void write_place(JsonStream& json, const SourcePos& where) {
  json.begin_object();
  json.key("file").text(where.path());
  json.key("line").number(where.line);
  json.key("column").number(where.column);
  json.end_object();
}

void write_diagnostic(JsonStream& json, const Diagnostic& d, Excerpts& excerpts) {
  json.begin_object();
  json.key("severity").text(severity_name(d.severity));
  json.key("rule").text(d.rule);
  json.key("message").text(d.message);
  if (d.where.file) {
    json.key("place");
    write_place(json, d.where);
    json.key("lines").text(excerpts.lines(d.where));
  }
  json.key("help").text(d.help);
  json.key("notes").begin_array();
  for (const Diagnostic& note : d.notes) write_diagnostic(json, note, excerpts);
  json.end_array();
  json.end_object();
}

void write_diagnostics(JsonStream& json, const std::vector<Diagnostic>& all) {
  Excerpts excerpts;
  json.begin_array();
  for (const Diagnostic& one : all) write_diagnostic(json, one, excerpts);
  json.end_array();
}

const LiveProject& project_named(const LiveFleet& fleet, std::string_view name) {
  const LiveProject* found = fleet.is_open() ? fleet.find(name) : nullptr;
  if (!found) fail("", fmt::format("there is no project {}", name));
  return *found;
}

/// Numbers for files, so that thousands of fields name theirs in short.
class FileNumbers {
 public:
  int of(const SourceFile* file) {
    if (!file) return -1;
    auto [known, is_new] = numbers_.try_emplace(file->path, static_cast<int>(names_.size()));
    if (is_new) names_.push_back(file->path);
    return known->second;
  }
  const std::vector<std::string>& names() const { return names_; }

 private:
  std::map<std::string, int> numbers_;
  std::vector<std::string> names_;
};

/// "[line, path, file, line, column, hidden]" for each field, in short.
void write_manifest(JsonStream& json, const ManifestView& view, FileNumbers& files) {
  json.key("text").text(view.text);
  json.key("fields").begin_array();
  for (const ManifestField& field : view.fields) {
    json.begin_array();
    json.number(field.line).text(field.path).number(files.of(field.set.file));
    json.number(field.set.line).number(field.set.column).boolean(field.is_hidden);
    json.end_array();
  }
  json.end_array();
}

void write_objects(JsonStream& json, const LiveFleet& fleet, const RenderedProject& shown) {
  plan::Kinds kinds;
  add_fleet_kinds(fleet.shown_fleet(), kinds, nullptr);
  FileNumbers files;
  size_t count = 0, bytes = 0;
  json.key("objects").begin_array();
  for (const Resource& resource : shown.set.resources) {
    json.begin_object();
    json.key("resource").text(fleet.shown_fleet().resource_id(resource, *shown.project));
    json.key("kind").text(resource.gvk.kind);
    json.key("name").text(resource.name);
    json.key("namespace").text(fleet.shown_fleet().namespace_of(resource, *shown.project));
    if (++count <= kMostObjects && bytes < kMostBytes) {
      ManifestView view = view_manifest(shown, resource, kinds);
      bytes += view.text.size();
      write_manifest(json, view, files);
    }
    json.end_object();
  }
  json.end_array();
  json.key("files").begin_array();
  for (const std::string& name : files.names()) json.text(name);
  json.end_array();
}

std::string_view noise_name(plan::Noise noise) {
  switch (noise) {
    case plan::Noise::None:
      return "";
    case plan::Noise::Checksum:
      return "checksum";
    case plan::Noise::HashSuffix:
      return "hash";
    case plan::Noise::Certificate:
      return "certificate";
  }
  return "";
}

void write_diffs(JsonStream& json, const std::vector<plan::ObjectDiff>& diffs) {
  json.begin_array();
  for (const plan::ObjectDiff& diff : diffs) {
    json.begin_object();
    json.key("resource").text(diff.resource);
    json.key("project").text(diff.project);
    json.key("cluster").text(diff.cluster);
    json.key("action").text(diff.action == plan::DiffAction::Create         ? "create"
                            : diff.action == plan::DiffAction::Delete       ? "delete"
                            : diff.change.verdict == plan::Verdict::Replace ? "replace"
                                                                            : "update");
    json.key("verdict").text(plan::verdict_name(diff.change.verdict));
    json.key("renamedFrom").text(diff.renamed_from);
    json.key("rollsPods").boolean(diff.change.rolls_pods);
    json.key("differences").begin_array();
    for (const plan::Difference& one : diff.differences) {
      json.begin_object();
      json.key("noise").text(noise_name(one.noise));
      const Node* node = one.after ? one.after : one.before;
      if (node && node->file && node->line > 0) {
        json.key("place");
        write_place(json, node->where());
      }
      json.key("difference");
      report::write_difference(json, one);
      json.end_object();
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

void write_base_diff(JsonStream& json, const LiveFleet& fleet, std::string_view project) {
  json.key("diff");
  if (!fleet.base()) {
    json.null();
    return;
  }
  LiveDiff diff;
  compare_fleets(
      *fleet.base(), fleet.shown_fleet(), [&](std::string_view name) { return name == project; },
      diff);
  write_diffs(json, diff.diffs);
}

/// What the report says about projects, by name.
struct ProjectMarks {
  size_t errors = 0, warnings = 0, changes = 0;
  bool dangerous = false;
  std::string owner;
};

std::map<std::string_view, ProjectMarks> marks_of(const LiveFleet& fleet) {
  std::map<std::string_view, ProjectMarks> marks;
  if (!fleet.report()) return marks;
  const report::CheckReport& report = fleet.report()->report;
  for (size_t i = 0; i < report.findings.size(); ++i) {
    if (report.status(i) == report::Status::Waived) continue;
    for (const std::string& project : report.findings[i].projects) {
      Severity severity = report.findings[i].diagnostic.severity;
      marks[project].errors += severity == Severity::Error;
      marks[project].warnings += severity == Severity::Warning;
    }
  }
  for (const report::ChangeRow& row : report.changes) {
    ++marks[row.project].changes;
    marks[row.project].dangerous |= row.dangerous;
  }
  // The names of the report's own rows may be older than the fleet: only their text counts.
  for (const report::ProjectRow& row : report.projects) {
    marks[row.project->name].owner = row.owner;
  }
  return marks;
}

void write_project_row(JsonStream& json, const LiveProject& live, const ProjectMarks& marks) {
  const Project& project = *live.now.project;
  json.begin_object();
  json.key("name").text(project.name);
  json.key("path").text(project.path);
  json.key("cluster").text(project.cluster);
  json.key("namespace").text(project.namespace_name);
  json.key("owner").text(project.owner.empty() ? marks.owner : project.owner);
  json.key("renderer").text(renderer_name(project.renderer));
  json.key("why").text(project.why);
  if (std::optional<size_t> objects = live.objects()) {
    json.key("objects").number(static_cast<int64_t>(*objects));
  }
  json.key("broken").boolean(live.is_broken());
  json.key("old").boolean(live.good.has_value());
  json.key("version").number(static_cast<int64_t>(live.version));
  json.key("errors").number(static_cast<int64_t>(marks.errors));
  json.key("warnings").number(static_cast<int64_t>(marks.warnings));
  json.key("changes").number(static_cast<int64_t>(marks.changes));
  json.key("dangerous").boolean(marks.dangerous);
  json.end_object();
}

void write_about(JsonStream& json, const report::CheckReport& report, size_t index,
                 std::string_view print) {
  const Finding& finding = report.findings[index];
  json.key("id").text(print);
  json.key("stage").text(stage_name(finding.rule().stage));
  json.key("rule").text(finding.diagnostic.rule);
  json.key("severity").text(severity_name(finding.diagnostic.severity));
  json.key("message").text(finding.diagnostic.message);
  json.key("resource").text(finding.resource);
  json.key("cluster").text(finding.cluster);
  json.key("field").text(finding.field);
  json.key("status").text(report::status_name(report.status(index)));
  json.key("fixable").boolean(report.has_fix(index));
  json.key("projects").begin_array();
  for (const std::string& project : finding.projects) json.text(project);
  json.end_array();
  if (const SourcePos* where = report::first_place(finding)) {
    json.key("place");
    write_place(json, *where);
  }
}

/// The object of a finding as a project renders it; null when it does not.
const Resource* object_of(const LiveFleet& fleet, const RenderedProject& rendered,
                          const Finding& finding) {
  for (const Resource& resource : rendered.set.resources) {
    if (fleet.shown_fleet().resource_id(resource, *rendered.project) == finding.resource) {
      return &resource;
    }
  }
  // A claim of another sort: the object is the one around the line.
  for (const Resource& resource : rendered.set.resources) {
    for (const SourcePos& where : finding.locations) {
      const Node& root = *resource.root;
      const Node* metadata = root.find("metadata");
      bool same = where.file && root.file == where.file;
      if (same && metadata && std::abs(static_cast<int>(root.line) - where.line) < 3) {
        return &resource;
      }
    }
  }
  return nullptr;
}

void write_sides(JsonStream& json, const LiveFleet& fleet, const Finding& finding) {
  plan::Kinds kinds;
  add_fleet_kinds(fleet.shown_fleet(), kinds, nullptr);
  size_t shown = 0;
  json.key("sides").begin_array();
  for (const std::string& name : finding.projects) {
    const LiveProject* live = fleet.find(name);
    const Resource* resource = live ? object_of(fleet, live->shown(), finding) : nullptr;
    if (!resource || ++shown > kMostSides) continue;
    ManifestView view = view_manifest(live->shown(), *resource, kinds);
    json.begin_object();
    json.key("project").text(name);
    json.key("resource").text(fleet.shown_fleet().resource_id(*resource, *live->shown().project));
    json.key("old").boolean(live->good.has_value());
    FileNumbers files;
    write_manifest(json, view, files);
    json.key("files").begin_array();
    for (const std::string& file : files.names()) json.text(file);
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

void write_sources(JsonStream& json, const report::ExplainedField& field) {
  Excerpts excerpts;
  json.key("sources").begin_array();
  for (const report::FieldSource& source : field.sources) {
    json.begin_object();
    json.key("role").text(source.role == report::SourceRole::Value      ? "value"
                          : source.role == report::SourceRole::Template ? "template"
                                                                        : "earlier");
    if (source.where.file) {
      json.key("place");
      write_place(json, source.where);
      if (!field.is_hidden && source.where.line > 0) {
        json.key("lines").text(excerpts.lines(source.where));
      }
    }
    if (!source.value.empty() && !field.is_hidden) json.key("value").text(source.value);
    json.end_object();
  }
  json.end_array();
}

void write_field(JsonStream& json, const report::ExplainedField& field, bool is_old) {
  json.begin_object();
  json.key("path").text(field.path);
  json.key("hidden").boolean(field.is_hidden);
  json.key("old").boolean(is_old);
  if (!field.is_hidden) json.key("value").text(field.value);
  write_sources(json, field);
  json.end_object();
}

}  // namespace

std::string preview_state(const LiveFleet& fleet) {
  JsonStream json;
  json.begin_object();
  json.key("version").number(static_cast<int64_t>(fleet.version()));
  json.key("root").text(fleet.options().folder);
  json.key("base").text(fleet.options().base);
  json.key("baseTrouble").text(fleet.base_trouble());
  json.key("rendered").boolean(fleet.is_rendered());
  json.key("judged").boolean(fleet.report() != nullptr);
  json.key("trouble");
  write_diagnostics(json, fleet.trouble());
  json.key("projects").begin_array();
  if (fleet.is_open()) {
    std::map<std::string_view, ProjectMarks> marks = marks_of(fleet);
    for (const auto& live : fleet.projects()) {
      write_project_row(json, *live, marks[live->now.project->name]);
    }
  }
  json.end_array();
  json.end_object();
  return json.take();
}

std::string preview_project(const LiveFleet& fleet, std::string_view name) {
  const LiveProject& live = project_named(fleet, name);
  const RenderedProject& shown = live.shown();
  JsonStream json;
  json.begin_object();
  json.key("version").number(static_cast<int64_t>(live.version));
  json.key("name").text(name);
  json.key("path").text(live.now.project->path);
  json.key("rendered").boolean(live.is_rendered);
  json.key("old").boolean(live.good.has_value());
  json.key("broken").boolean(live.is_broken());
  json.key("problems");
  write_diagnostics(json, live.now.problems);
  write_objects(json, fleet, shown);
  write_base_diff(json, fleet, name);
  json.key("inputs").begin_array();
  for (const std::string& file : live.now.inputs.files()) json.text(file);
  json.end_array();
  json.end_object();
  return json.take();
}

std::string preview_field(const LiveFleet& fleet, std::string_view name, size_t object,
                          std::string_view path) {
  const LiveProject& live = project_named(fleet, name);
  const RenderedProject& shown = live.shown();
  if (object >= shown.set.resources.size()) fail("", "there is no such object");
  FoundObject found{&shown, &shown.set.resources[object]};
  FieldOrigins origins(fleet.repository(), found);
  JsonStream json;
  for (const plan::ObjectField& field : origins.all_fields()) {
    if (field.path != path) continue;
    write_field(json, origins.explain(field), live.good.has_value());
    return json.take();
  }
  fail("", fmt::format("there is no field {}", path));
}

std::string preview_findings(const LiveFleet& fleet) {
  JsonStream json;
  json.begin_object();
  json.key("judged").boolean(fleet.report() != nullptr);
  json.key("findings").begin_array();
  size_t total = 0;
  if (fleet.report()) {
    const report::CheckReport& report = fleet.report()->report;
    std::vector<std::string> prints = report.fingerprints();
    total = report.findings.size();
    size_t written = 0;
    for (size_t i : report.by_importance()) {
      if (++written > kMostFindings) break;
      json.begin_object();
      write_about(json, report, i, prints[i]);
      json.end_object();
    }
  }
  json.end_array();
  json.key("total").number(static_cast<int64_t>(total));
  json.key("plan").begin_array();
  if (fleet.report()) {
    for (const report::ChangeRow& row : fleet.report()->report.changes) {
      json.begin_object();
      json.key("action").text(row.action);
      json.key("resource").text(row.resource);
      json.key("project").text(row.project);
      json.key("cluster").text(row.cluster);
      json.key("dangerous").boolean(row.dangerous);
      json.key("notes").begin_array();
      for (const std::string& note : row.notes) json.text(note);
      json.end_array();
      json.end_object();
    }
  }
  json.end_array();
  json.end_object();
  return json.take();
}

std::string preview_finding(const LiveFleet& fleet, std::string_view fingerprint) {
  if (!fleet.report()) fail("", "nothing is checked yet");
  const report::CheckReport& report = fleet.report()->report;
  std::vector<std::string> prints = report.fingerprints();
  auto at = std::find(prints.begin(), prints.end(), fingerprint);
  if (at == prints.end()) fail("", "this finding is gone");
  auto index = static_cast<size_t>(at - prints.begin());
  const Finding& finding = report.findings[index];
  Excerpts excerpts;
  JsonStream json;
  json.begin_object();
  write_about(json, report, index, *at);
  json.key("help").text(finding.help());
  const Rule& rule = finding.rule();
  json.key("url").text(find_rule(rule.id) == &rule ? rule_url(rule) : "");
  json.key("places").begin_array();
  for (const SourcePos& where : finding.locations) {
    if (!where.file) continue;
    json.begin_object();
    json.key("place");
    write_place(json, where);
    json.key("lines").text(excerpts.lines(where));
    json.end_object();
  }
  json.end_array();
  json.key("notes").begin_array();
  for (const Diagnostic& note : finding.diagnostic.notes) write_diagnostic(json, note, excerpts);
  json.end_array();
  json.key("waiver").text(report.waiver(index) ? report.waiver(index)->reason : "");
  if (finding.rule().stage == Stage::Conflict) write_sides(json, fleet, finding);
  json.end_object();
  return json.take();
}

std::string preview_map(const LiveFleet& fleet) {
  std::vector<report::MapProject> projects;
  std::vector<report::MapLink> links;
  if (!fleet.is_open()) return report::ownership_map(projects, links);
  std::map<std::string_view, ProjectMarks> marks = marks_of(fleet);
  std::map<std::string_view, size_t> numbers;
  std::deque<std::string> owners;  // the map refers to them
  for (const auto& live : fleet.projects()) {
    const Project& project = *live->now.project;
    ProjectMarks& mark = marks[project.name];
    numbers.emplace(project.name, projects.size());
    projects.push_back({project.name, project.cluster,
                        owners.emplace_back(report::owner_on_map(
                            project.owner.empty() ? mark.owner : project.owner, project.path)),
                        live->objects().value_or(0),
                        mark.errors || live->is_broken() ? 3
                        : mark.warnings                  ? 2
                                                         : 0});
  }
  if (fleet.report()) {
    const report::CheckReport& report = fleet.report()->report;
    std::set<std::pair<size_t, size_t>> pairs;
    constexpr size_t kMostLinks = 300;
    for (size_t i = 0; i < report.findings.size() && pairs.size() < kMostLinks; ++i) {
      const Finding& finding = report.findings[i];
      bool counts = finding.rule().stage == Stage::Conflict && finding.projects.size() == 2 &&
                    report.status(i) != report::Status::Waived;
      if (!counts) continue;
      auto from = numbers.find(finding.projects[0]), to = numbers.find(finding.projects[1]);
      if (from != numbers.end() && to != numbers.end()) pairs.emplace(from->second, to->second);
    }
    for (const auto& pair : pairs) links.push_back({pair.first, pair.second});
  }
  return report::ownership_map(projects, links);
}

std::string preview_compare(const LiveFleet& fleet, const std::string& left,
                            const std::string& right) {
  if (!fleet.is_rendered()) fail("", "not everything is rendered yet");
  plan::Side all = side_of(fleet.shown_fleet());
  const std::vector<Project>& projects = fleet.repository().projects;
  plan::Side before = target_side(projects, all, left);
  plan::Side after = target_side(projects, all, right);
  plan::Kinds kinds;
  add_fleet_kinds(fleet.shown_fleet(), kinds, nullptr);
  Arena arena;
  std::vector<plan::ObjectDiff> diffs = plan::diff_sides(before, after, kinds, nullptr, arena);
  drop_namespaces(diffs);
  JsonStream json;
  json.begin_object();
  json.key("left").text(left);
  json.key("right").text(right);
  json.key("same").number(
      static_cast<int64_t>(std::min(before.objects.size(), after.objects.size())));
  json.key("diff");
  write_diffs(json, diffs);
  json.end_object();
  return json.take();
}

}  // namespace drydock::cli
