#include "cli/cmd_rules.h"

#include <memory>
#include <ostream>

#include "core/error.h"
#include "core/json/stream.h"
#include "core/rules.h"
#include "core/suggest.h"

namespace drydock::cli {
namespace {

struct Options {
  std::string id;
  std::string format = "text";
};

void write_json(std::ostream& out, std::span<const Rule> rules) {
  JsonStream json;
  json.begin_array();
  for (const Rule& rule : rules) {
    json.begin_object();
    json.key("id").text(rule.id);
    json.key("stage").text(stage_name(rule.stage));
    json.key("severity").text(severity_name(rule.severity));
    json.key("title").text(rule.title);
    json.key("help").text(rule.help);
    json.end_object();
  }
  json.end_array();
  out << json.take();
}

void write_list(std::ostream& out) {
  out << fmt::format("{:<28} {:<9} {:<8} {}\n", "RULE", "STAGE", "SEVERITY", "WHAT IS WRONG");
  for (const Rule& rule : all_rules()) {
    out << fmt::format("{:<28} {:<9} {:<8} {}\n", rule.id, stage_name(rule.stage),
                       severity_name(rule.severity), rule.title);
  }
}

const Rule& rule_named(const std::string& id) {
  if (const Rule* rule = find_rule(id)) return *rule;
  std::vector<std::string_view> ids;
  for (const Rule& rule : all_rules()) ids.push_back(rule.id);
  fail("", fmt::format("there is no rule `{}`{}", id, did_you_mean(id, ids)));
}

int run_rules(const Options& options, Session& session) {
  if (options.id.empty()) {
    options.format == "json" ? write_json(session.out, all_rules()) : write_list(session.out);
    return kExitClean;
  }
  const Rule& rule = rule_named(options.id);
  if (options.format == "json") {
    write_json(session.out, {&rule, 1});
  } else {
    session.out << fmt::format("{}: {} (stage {}, {})\n\n{}\n", rule.id, rule.title,
                               stage_name(rule.stage), severity_name(rule.severity), rule.help);
  }
  return kExitClean;
}

}  // namespace

std::function<int(Session&)> configure_rules(Flags& flags) {
  auto options = std::make_shared<Options>();
  flags.text("ID", options->id, "explain this rule only").value_name("");
  flags.text("--format", options->format, "text or json")
      .value_name("FORMAT")
      .one_of({"text", "json"});
  return [options](Session& session) { return run_rules(*options, session); };
}

}  // namespace drydock::cli
