#include "report/diff_json.h"

#include "core/json/write.h"

namespace drydock::report {
namespace {

void write_names(JsonStream& json, std::span<const std::string> names) {
  json.begin_array();
  for (const std::string& name : names) json.text(name);
  json.end_array();
}

}  // namespace

void write_difference(JsonStream& json, const plan::Difference& one) {
  json.begin_object();
  json.key("path").text(one.path);
  if (one.is_order) {
    json.key("order").begin_object();
    json.key("old");
    write_names(json, one.old_order);
    json.key("new");
    write_names(json, one.new_order);
    json.end_object();
  } else if (one.is_secret) {
    json.key("secret").text(!one.before ? "added" : !one.after ? "removed" : "changed");
  } else {
    if (one.before) json.key("old").json(plan::json_of(*one.before));
    if (one.after) json.key("new").json(plan::json_of(*one.after));
  }
  json.end_object();
}

namespace {

std::string_view verdict_of(const plan::ObjectDiff& diff) {
  if (diff.action == plan::DiffAction::Create) return "create";
  if (diff.action == plan::DiffAction::Delete) return "delete";
  return plan::verdict_name(diff.change.verdict);
}

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text, false);
  return out;
}

}  // namespace

std::string write_diff_json(std::span<const plan::ObjectDiff> diffs) {
  JsonStream json;
  json.begin_array();
  for (const plan::ObjectDiff& diff : diffs) {
    json.begin_object();
    json.key("resource").text(diff.resource);
    json.key("project").text(diff.project);
    json.key("cluster").text(diff.cluster);
    json.key("verdict").text(verdict_of(diff));
    if (!diff.renamed_from.empty()) json.key("renamedFrom").text(diff.renamed_from);
    json.key("rolls_pods").boolean(diff.change.rolls_pods);
    json.key("changes").begin_array();
    for (const plan::Difference& one : diff.differences) write_difference(json, one);
    json.end_array();
    json.end_object();
  }
  json.end_array();
  return json.take();
}

std::string write_pair_verdict(std::string_view name, std::string_view resource,
                               const plan::ObjectChange& change) {
  std::string out = fmt::format(R"({{"case":{},"resource":{},"verdict":"{}","causes":[)",
                                quoted(name), quoted(resource), plan::verdict_name(change.verdict));
  for (size_t i = 0; i < change.causes.size(); ++i) {
    out += fmt::format(R"({}{{"type":{},"field":{}}})", i == 0 ? "" : ",",
                       quoted(change.causes[i].type), quoted(change.causes[i].field));
  }
  out += R"(],"changed":[)";
  for (size_t i = 0; i < change.changed.size(); ++i) {
    out += (i == 0 ? "" : ",") + quoted(change.changed[i]);
  }
  return out + fmt::format(R"(],"rolls_pods":{}}})", change.rolls_pods) + "\n";
}

}  // namespace drydock::report
