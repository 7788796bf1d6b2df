#include "report/json.h"

#include "core/json/stream.h"

namespace drydock::report {
namespace {

void write_summary(JsonStream& json, const CheckReport& report) {
  json.key("summary").begin_object();
  json.key("projects").number(static_cast<int64_t>(report.projects.size()));
  json.key("resources").number(static_cast<int64_t>(report.resources()));
  json.key("errors").number(static_cast<int64_t>(report.count(Severity::Error)));
  json.key("warnings").number(static_cast<int64_t>(report.count(Severity::Warning)));
  json.key("infos").number(static_cast<int64_t>(report.count(Severity::Info)));
  json.key("waived").number(static_cast<int64_t>(report.waived()));
  json.end_object();
}

void write_project(JsonStream& json, const ProjectRow& row) {
  json.begin_object();
  json.key("name").text(row.project->name);
  json.key("path").text(row.project->path);
  json.key("renderer").text(renderer_name(row.project->renderer));
  json.key("cluster").text(row.project->cluster);
  json.key("namespace").text(row.project->namespace_name);
  json.key("owner").text(row.owner);
  json.key("resources").number(static_cast<int64_t>(row.resources));
  json.end_object();
}

void write_location(JsonStream& json, const SourcePos& where) {
  json.begin_object();
  json.key("file").text(where.path());
  json.key("line").number(where.line);
  json.key("column").number(where.column);
  json.end_object();
}

void write_notes(JsonStream& json, const Diagnostic& diagnostic) {
  json.key("notes").begin_array();
  for (const Diagnostic& note : diagnostic.notes) {
    json.begin_object();
    json.key("message").text(note.message);
    json.key("location");
    if (note.where.file) {
      write_location(json, note.where);
    } else {
      json.null();
    }
    json.end_object();
  }
  json.end_array();
}

void write_waiver(JsonStream& json, const Waiver* waiver) {
  json.key("waiver");
  if (!waiver) {
    json.null();
    return;
  }
  json.begin_object();
  json.key("reason").text(waiver->reason);
  json.key("by").text(waiver->by);
  json.key("ticket").text(waiver->ticket);
  json.key("until").text(waiver->until);
  json.end_object();
}

void write_edit(JsonStream& json, const FileEdit& edit) {
  json.begin_object();
  json.key("file").text(edit.file->path);
  json.key("begin").number(static_cast<int64_t>(edit.begin));
  json.key("end").number(static_cast<int64_t>(edit.end));
  json.key("text").text(edit.text);
  json.end_object();
}

void write_fix(JsonStream& json, const Fix& fix, const std::vector<FileEdit>& edits) {
  json.key("fix");
  if (fix.empty()) {
    json.null();
    return;
  }
  json.begin_object();
  json.key("text").text(fix.text);
  json.key("set").begin_object();
  for (const auto& [field, value] : fix.set) json.key(field).text(value);
  json.end_object();
  json.key("edits").begin_array();
  for (const FileEdit& edit : edits) write_edit(json, edit);
  json.end_array();
  json.end_object();
}

void write_finding(JsonStream& json, const CheckReport& report, size_t index,
                   std::string_view print) {
  const Finding& finding = report.findings[index];
  Status status = report.status(index);
  const Waiver* waiver = report.waiver(index);
  const Diagnostic& d = finding.diagnostic;
  json.begin_object();
  json.key("stage").text(stage_name(finding.rule().stage));
  json.key("rule").text(d.rule);
  json.key("severity").text(severity_name(d.severity));
  json.key("message").text(d.message);
  json.key("resource").text(finding.resource);
  json.key("cluster").text(finding.cluster);
  json.key("projects").begin_array();
  for (const std::string& project : finding.projects) json.text(project);
  json.end_array();
  json.key("locations").begin_array();
  for (const SourcePos& where : finding.locations) {
    if (where.file) write_location(json, where);
  }
  json.end_array();
  json.key("field").text(finding.field);
  json.key("type").text(finding.type);
  write_notes(json, d);
  json.key("fingerprint").text(print);
  json.key("status").text(status_name(status));
  write_waiver(json, waiver);
  json.key("help").text(finding.help());
  const Rule& rule = finding.rule();
  json.key("url").text(find_rule(rule.id) == &rule ? rule_url(rule) : "");
  write_fix(json, finding.fix,
            report.has_fix(index) ? report.fixes[index] : std::vector<FileEdit>());
  json.end_object();
}

}  // namespace

std::string write_json(const CheckReport& report, const TextStyle&) {
  JsonStream json;
  json.begin_object();
  json.key("version").number(1);
  write_summary(json, report);
  json.key("projects").begin_array();
  for (const ProjectRow& row : report.projects) write_project(json, row);
  json.end_array();
  json.key("findings").begin_array();
  std::vector<std::string> prints = report.fingerprints();
  for (size_t i = 0; i < report.findings.size(); ++i) {
    write_finding(json, report, i, prints[i]);
  }
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace drydock::report
