#include "core/json/stream.h"
#include "report/plan_report.h"

namespace drydock::report {
namespace {

using plan::Action;
using plan::Change;

void write_source(JsonStream& json, const PlanSource& source) {
  json.begin_object();
  json.key("kind").text(source.kind);
  if (!source.revision.empty()) json.key("revision").text(source.revision);
  json.end_object();
}

void write_codes(JsonStream& json, std::string_view key, std::span<const std::string_view> codes) {
  json.key(key).begin_array();
  for (std::string_view code : codes) json.text(code);
  json.end_array();
}

void write_names(JsonStream& json, std::string_view key, const std::vector<std::string>& names) {
  if (names.empty()) return;
  json.key(key).begin_array();
  for (const std::string& name : names) json.text(name);
  json.end_array();
}

void write_name(JsonStream& json, std::string_view key, const std::string& name) {
  if (!name.empty()) json.key(key).text(name);
}

void write_location(JsonStream& json, std::string_view side, const plan::PlanObject* object) {
  if (!object || !object->root || !object->root->file) return;
  SourcePos where = object->root->where();
  json.begin_object();
  json.key("side").text(side);
  json.key("file").text(where.path());
  json.key("line").number(where.line);
  json.key("column").number(where.column);
  json.end_object();
}

void write_change(JsonStream& json, const Change& change) {
  json.begin_object();
  json.key("action").text(action_name(change.action));
  json.key("resource").text(change.resource);
  json.key("apiVersion").text(change.api_version);
  json.key("project").text(change.project);
  json.key("cluster").text(change.cluster);
  json.key("wave");
  change.wave ? json.number(*change.wave) : json.null();
  json.key("syncWave").number(change.sync_wave);
  write_codes(json, "reasons", change.reasons);
  write_codes(json, "dangers", change.dangers);
  write_name(json, "renamedFrom", change.renamed_from);
  write_name(json, "renamedTo", change.renamed_to);
  write_name(json, "movedFrom", change.moved_from);
  write_name(json, "movedTo", change.moved_to);
  write_name(json, "supersedes", change.supersedes);
  write_name(json, "supersededBy", change.superseded_by);
  write_names(json, "ownedBy", change.owned_by);
  write_names(json, "after", change.after);
  write_names(json, "takes", change.takes);
  write_names(json, "referencedBy", change.referenced_by);
  write_names(json, "usedBy", change.used_by);
  json.key("fields").begin_array();
  for (const std::string& field : change.fields) json.text(field);
  json.end_array();
  json.key("locations").begin_array();
  write_location(json, "base", change.before);
  write_location(json, "head", change.object);
  json.end_array();
  json.end_object();
}

void write_summary(JsonStream& json, const plan::Plan& plan) {
  json.begin_object();
  for (Action action :
       {Action::Create, Action::Update, Action::Replace, Action::Delete, Action::Keep}) {
    json.key(action_name(action)).number(static_cast<int64_t>(plan.count(action)));
  }
  json.key("dangers").number(static_cast<int64_t>(plan.danger_count()));
  json.end_object();
}

}  // namespace

std::string write_plan_json(const PlanReport& report) {
  JsonStream json;
  json.begin_object();
  json.key("version").number(1);
  json.key("base");
  write_source(json, report.base);
  json.key("head");
  write_source(json, report.head);
  json.key("digest").text(report.digest);
  json.key("summary");
  write_summary(json, report.plan);
  json.key("changes").begin_array();
  for (const Change& change : report.plan.changes) write_change(json, change);
  json.end_array();
  json.key("dangers").begin_array();
  for (const plan::PlanDanger& danger : report.plan.dangers) {
    json.begin_object();
    json.key("danger").text(danger.danger);
    json.key("cluster").text(danger.cluster);
    if (!danger.project.empty()) json.key("project").text(danger.project);
    json.key("count").number(static_cast<int64_t>(danger.count));
    json.key("of").number(static_cast<int64_t>(danger.of));
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace drydock::report
