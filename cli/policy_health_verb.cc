#include <filesystem>
#include <ostream>

#include "cli/pipeline.h"
#include "cli/policy_verbs.h"
#include "cli/run_time.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/json/stream.h"
#include "core/json/write.h"
#include "core/kinds.h"
#include "core/resource.h"
#include "core/yaml/decode.h"
#include "core/yaml/read.h"
#include "validate/policy/health.h"

namespace drydock::cli {
namespace {

namespace policy = validate::policy;
namespace fs = std::filesystem;

const SourceFile& read_anywhere(Session& session, const std::string& name) {
  fs::path path =
      session.flags.directory.empty() ? fs::path(name) : fs::path(session.flags.directory) / name;
  std::string folder = path.has_parent_path() ? path.parent_path().string() : ".";
  return session.sources.add(name, open_disk_tree(folder)->read(path.filename().string()));
}

std::vector<std::pair<std::string, std::string>> action_params(const PolicyOptions& options) {
  std::vector<std::pair<std::string, std::string>> params;
  for (const std::string& entry : options.action_params) {
    size_t equals = entry.find('=');
    if (equals == std::string::npos)
      fail("", fmt::format("--param takes NAME=VALUE, not `{}`", entry));
    params.emplace_back(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return params;
}

std::string name_of(const Resource& resource) {
  return format_resource_id(resource.gvk.group, resource.gvk.kind, resource.namespace_name,
                            resource.name);
}

/// A health script's answer has a status; anything else is shown as it is.
void show(const PolicyOptions& options, const Resource& resource,
          const policy::ScriptResult& result, Arena& arena, std::ostream& out, JsonStream& json) {
  std::string returned;
  if (result.returned && result.status.empty()) {
    returned = to_indented_json(
        decode_yaml(result.returned, arena, {.numbers = YamlNumbers::Exact}).value, "", "  ");
  }
  json.begin_object();
  json.key("resource").text(name_of(resource));
  json.key("status").text(result.status);
  json.key("message").text(result.message);
  json.key("returned").text(returned);
  json.key("error").text(result.failure ? result.failure->message : "");
  json.end_object();
  if (options.format == "json") return;
  if (result.failure) {
    out << fmt::format("{}: error: {}:{}: {}\n", name_of(resource), result.failure->file,
                       result.failure->line, printable(result.failure->message));
  } else if (!returned.empty()) {
    out << returned << "\n";
  } else {
    out << fmt::format("{}: {}{}\n", name_of(resource),
                       result.status.empty() ? "no status" : printable(result.status),
                       result.message.empty() ? "" : ": " + printable(result.message));
  }
}

}  // namespace

int policy_health(const PolicyOptions& options, Session& session) {
  const SourceFile& script = read_anywhere(session, options.script);
  int64_t now = run_time("", session.flags.directory.empty() ? "." : session.flags.directory);
  bool failed = false;
  JsonStream json;
  json.begin_array();
  for (const std::string& name : options.arguments) {
    ResourceSet set;
    YamlDocuments documents = read_yaml(read_anywhere(session, name), set.arena);
    for (const Diagnostic& problem : documents.problems) {
      session.err << Excerpts().describe(problem);
      failed = failed || problem.severity == Severity::Error;
    }
    for (Node* root : documents.roots) add_resources(set, root);
    for (const Resource& resource : set.resources) {
      policy::ScriptResult result =
          policy::run_argo_script(script, *resource.root, action_params(options), now, set.arena);
      failed = failed || result.failure.has_value();
      show(options, resource, result, set.arena, session.out, json);
    }
  }
  json.end_array();
  if (options.format == "json") session.out << json.take();
  return failed ? kExitFindings : kExitClean;
}

}  // namespace drydock::cli
