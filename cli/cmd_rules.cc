#include "cli/cmd_rules.h"

#include <memory>
#include <ostream>

#include "cli/write_file.h"
#include "core/error.h"
#include "core/json/stream.h"
#include "core/rule_page.h"
#include "core/rules.h"
#include "core/suggest.h"

namespace drydock::cli {
namespace {

struct RulesFlags {
  std::string id;
  std::string format = "text";
  std::string docs;
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
    if (const RulePage* page = find_rule_page(rule.id)) {
      json.key("meaning").text(page->meaning);
      json.key("example").text(page->example);
    }
    json.key("waive").text(how_to_waive(rule));
    json.key("url").text(rule_url(rule));
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
  fail("", fmt::format("there is no rule `{}`{}; `drydock policy explain` knows those of policies",
                       id, did_you_mean(id, ids)));
}

void write_docs(const std::string& folder) {
  std::vector<std::pair<std::string, std::string>> files = {
      {folder + "/README.md", rule_index_markdown()}};
  for (const Rule& rule : all_rules()) {
    files.emplace_back(fmt::format("{}/{}.md", folder, rule.id), rule_page_markdown(rule));
  }
  write_files(files);
}

int run_rules(const RulesFlags& options, Session& session) {
  if (!options.docs.empty()) {
    write_docs(options.docs);
    return kExitClean;
  }
  if (options.id.empty()) {
    options.format == "json" ? write_json(session.out, all_rules()) : write_list(session.out);
    return kExitClean;
  }
  const Rule& rule = rule_named(options.id);
  if (options.format == "json") {
    write_json(session.out, {&rule, 1});
  } else {
    session.out << rule_page_text(rule);
  }
  return kExitClean;
}

}  // namespace

std::function<int(Session&)> configure_rules(Flags& flags) {
  auto options = std::make_shared<RulesFlags>();
  flags.text("ID", options->id, "explain this rule only").value_name("");
  flags.text("--format", options->format, "text or json")
      .value_name("FORMAT")
      .one_of({"text", "json"});
  flags
      .text("--docs", options->docs,
            "write the page of each rule to this folder, as docs/rules/ has them")
      .value_name("DIR");
  return [options](Session& session) { return run_rules(*options, session); };
}

}  // namespace drydock::cli
