#include <ctime>
#include <ostream>

#include "cli/pipeline.h"
#include "cli/policy_verbs.h"
#include "cli/run_time.h"
#include "cli/write_file.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/json/stream.h"
#include "core/suggest.h"
#include "validate/policy/context.h"
#include "validate/policy/packs.h"
#include "validate/policy/run_policies.h"

namespace drydock::cli {
namespace {

namespace policy = validate::policy;

/// Built-in policies and those of the repository, with what they live in.
struct Library {
  std::unique_ptr<Repository> repository;
  std::unique_ptr<policy::PolicySet> built_in;
  std::unique_ptr<policy::PolicySet> own;  // null without a repository

  std::vector<const policy::Policy*> all() const {
    std::vector<const policy::Policy*> found;
    for (const policy::PolicySet* set : {built_in.get(), own.get()}) {
      for (size_t i = 0; set && i < set->policies.size(); ++i) found.push_back(&set->policies[i]);
    }
    return found;
  }
};

policy::PolicySources all_packs() {
  policy::PolicySources sources;
  for (const policy::Pack& pack : policy::packs()) sources.packs.emplace_back(pack.name);
  return sources;
}

Library open_library(Session& session) {
  Library library;
  library.repository = open_repository(session, only_settings());
  if (!library.repository) fail("", "drydock.yaml is unusable");
  Repository& repository = *library.repository;
  library.built_in = policy::load_policies(*repository.files, all_packs());
  policy::PolicySources sources =
      policy::policy_sources(repository.settings, repository.settings_file);
  sources.packs.clear();
  library.own = policy::load_policies(*repository.files, sources);
  Excerpts excerpts;
  for (const Diagnostic& problem : library.own->problems) {
    if (problem.rule == "policy-invalid") session.err << excerpts.describe(problem);
  }
  return library;
}

std::string_view scope_name(policy::Scope scope) {
  return scope == policy::Scope::Object    ? "object"
         : scope == policy::Scope::Project ? "project"
                                           : "repo";
}

/// "pod-security-baseline" of built-in/pod-security-baseline.lua, or the file.
std::string_view home_of(const policy::Policy& one) {
  std::string_view path = one.where.path();
  if (!path.starts_with("built-in/")) return path;
  path.remove_prefix(9);
  path.remove_suffix(4);
  return path;
}

std::string markdown_of(const policy::Policy& one) {
  std::string out = fmt::format("### {}\n\n{}. Severity {}, scope {}{}.", one.id, one.title,
                                severity_name(one.severity), scope_name(one.scope),
                                one.waivable ? "" : ", may not be waived");
  if (!one.help.empty()) out += " " + one.help;
  out += "\n";
  if (one.params.empty()) return out + "\n";
  out += "\n| parameter | type | default | what it is |\n|---|---|---|---|\n";
  for (const policy::Parameter& parameter : one.params) {
    out += fmt::format("| `{}` | {} | {} | {} |\n", parameter.name, parameter.type,
                       parameter.required ? "required"
                       : parameter.shown_default.empty()
                           ? ""
                           : fmt::format("`{}`", parameter.shown_default),
                       parameter.help);
  }
  return out + "\n";
}

constexpr const policy::ContextFunction* (*kFamilies[])() = {
    policy::report_functions, policy::field_functions, policy::kubernetes_functions,
    policy::value_functions, policy::fleet_functions};

std::string context_page() {
  std::string out = "# What `ctx` has\n\n| call | what it does |\n|---|---|\n";
  for (auto* family : kFamilies) {
    for (const policy::ContextFunction* one = family(); one->name; ++one) {
      std::string help = one->help;
      for (size_t at = help.find('|'); at != std::string::npos; at = help.find('|', at + 2))
        help.insert(at, "\\");
      out += fmt::format("| `ctx.{}({})` | {} |\n", one->name, one->arguments, help);
    }
  }
  return out +
         "| `ctx.params` | the parameters of the policy |\n"
         "| `ctx.project` | {name, path, owner, cluster, namespace, renderer} of the object's "
         "project |\n"
         "| `ctx.cluster` | {name, version, labels} |\n"
         "| `ctx.file` | the source file of the object |\n";
}

/// A type for the language server, by the name that an argument has in the tables.
std::string_view type_of(std::string_view argument) {
  constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
      {"NODE", "drydock.Node|drydock.Field|nil"},
      {"RES", "drydock.Object"},
      {"FORMAT", "string|drydock.Report"},
      {"PATH", "string"},
      {"TEXT", "string"},
      {"PATTERN", "string|string[]"},
      {"KEY...", "string"},
      {"QUERY", "drydock.Query"},
      {"FILE", "string"},
      {"RANGE", "string"},
      {"ADDRESS", "string"},
      {"TYPE", "\"init\"|\"container\"|\"ephemeral\"|nil"}};
  for (const auto& [name, type] : kTypes) {
    if (name == argument) return type;
  }
  return "any";
}

std::string annotation_of(const policy::ContextFunction& one) {
  std::string arguments;
  std::string_view rest = one.arguments;
  while (!rest.empty()) {
    std::string_view word = rest.substr(0, rest.find(", "));
    rest.remove_prefix(std::min(word.size() + 2, rest.size()));
    std::string name;
    for (char c : word) name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (word.ends_with("...")) name = "...";
    arguments += fmt::format("{}{}: {}", arguments.empty() ? "" : ", ", name, type_of(word));
  }
  std::string_view name = one.name;
  bool iterates =
      name == "each" || name == "containers" || name == "images" || name == "references";
  bool says = name == "deny" || name == "warn" || name == "info";
  std::string_view result = iterates ? ": fun(): any, any" : says ? "" : ": any";
  return fmt::format("---@field {} fun({}){} {}\n", one.name, arguments, result, one.help);
}

constexpr std::string_view kTypesHead = R"(---@meta
-- Types of drydock's policies, for the Lua language server: `drydock policy types -o policies/drydock.d.lua`.

---@class drydock.Node
---@field [string] any
---@field [integer] any

---@class drydock.Metadata: drydock.Node
---@field name string
---@field namespace? string
---@field labels? table<string, string>
---@field annotations? table<string, string>

---@class drydock.Object: drydock.Node
---@field apiVersion string
---@field kind string
---@field metadata drydock.Metadata
---@field spec? any

---@class drydock.Field

---@class drydock.Report
---@field message string
---@field help? string
---@field field? string
---@field fix? string|{text?: string, set?: table<string, any>}

---@class drydock.Query
---@field kind? string
---@field group? string
---@field namespace? string
---@field name? string
---@field labels? table
---@field project? string
---@field cluster? string

---@class drydock.Project
---@field name string
---@field path string
---@field owner string
---@field cluster string
---@field namespace string
---@field renderer string

---@class drydock.Match
---@field kinds? string[]
---@field pods? boolean
---@field namespaces? string[]
---@field names? string[]
---@field projects? string[]
---@field clusters? string[]
---@field labels? table<string, string|true>

---@class drydock.Parameter
---@field type string
---@field default? any
---@field help? string
---@field required? boolean
---@field enum? string[]
---@field minimum? number
---@field maximum? number
---@field pattern? string

---@class drydock.Policy
---@field id string
---@field title string
---@field help? string
---@field severity? "error"|"warning"|"info"
---@field scope? "object"|"project"|"repo"
---@field match? drydock.Match
---@field params? table<string, drydock.Parameter|string>
---@field waivable? boolean
---@field data? string[]
---@field check? fun(res: drydock.Object, ctx: drydock.Context)
---@field claims? fun(res: drydock.Object, ctx: drydock.Context): (string|{key: string, at: any})[]|nil

---@param definition drydock.Policy
function policy(definition) end

---@class drydock.Context
---@field params table<string, any>
---@field project drydock.Project
---@field cluster {name: string, version: string, labels: table<string, string>}
---@field file string
)";

/// CPU seconds of this process, of all threads.
double cpu_now() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

}  // namespace

int policy_list(const PolicyOptions& options, Session& session) {
  Library library = open_library(session);
  JsonStream json;
  json.begin_array();
  std::string text =
      fmt::format("{:<30} {:<8} {:<26} {}\n", "POLICY", "SEVERITY", "FROM", "WHAT IT ASKS FOR");
  for (const policy::Policy* one : library.all()) {
    text += fmt::format("{:<30} {:<8} {:<26} {}\n", one->id, severity_name(one->severity),
                        home_of(*one), printable(one->title));
    json.begin_object();
    json.key("id").text(one->id);
    json.key("severity").text(severity_name(one->severity));
    json.key("scope").text(scope_name(one->scope));
    json.key("from").text(home_of(*one));
    json.key("title").text(one->title);
    json.key("waivable").boolean(one->waivable);
    json.end_object();
  }
  json.end_array();
  session.out << (options.format == "json" ? json.take() : text);
  return kExitClean;
}

int policy_explain(const PolicyOptions& options, Session& session) {
  Library library = open_library(session);
  std::vector<std::string_view> known;
  for (const policy::Policy* one : library.all()) {
    known.push_back(one->id);
    if (one->id != options.arguments.front()) continue;
    session.out << fmt::format("{}: {} ({}, scope {}, from {}){}\n", one->id, printable(one->title),
                               severity_name(one->severity), scope_name(one->scope), home_of(*one),
                               one->waivable ? "" : ", may not be waived");
    if (!one->help.empty()) session.out << "\n" << printable(one->help) << "\n";
    for (const policy::Parameter& parameter : one->params) {
      session.out << fmt::format("\n  {} ({}){}{}", parameter.name, parameter.type,
                                 parameter.help.empty() ? "" : ": " + printable(parameter.help),
                                 parameter.required ? "; required"
                                 : parameter.shown_default.empty()
                                     ? ""
                                     : "; default " + printable(parameter.shown_default));
    }
    if (!one->params.empty()) session.out << "\n";
    return kExitClean;
  }
  fail("", fmt::format("there is no policy `{}`{}", options.arguments.front(),
                       did_you_mean(options.arguments.front(), known)));
}

int policy_doc(const PolicyOptions& options, Session& session) {
  if (options.arguments.empty()) {
    session.out << context_page();
    return kExitClean;
  }
  std::unique_ptr<Repository> repository = open_repository(session, only_settings());
  if (!repository) return kExitUsage;
  for (const std::string& name : options.arguments) {
    policy::PolicySources sources;
    const policy::Pack* pack = policy::find_pack(name);
    (pack ? sources.packs : sources.paths).push_back(name);
    std::unique_ptr<policy::PolicySet> set = policy::load_policies(*repository->files, sources);
    if (set->policies.empty() && !set->problems.empty()) throw Error(set->problems.front());
    session.out << fmt::format("## {}\n\n", name);
    if (pack) session.out << pack->summary << ".\n\n";
    for (const policy::Policy& one : set->policies) session.out << markdown_of(one);
  }
  return kExitClean;
}

int policy_types(const PolicyOptions& options, Session& session) {
  std::string out(kTypesHead);
  for (auto* family : kFamilies) {
    for (const policy::ContextFunction* one = family(); one->name; ++one)
      out += annotation_of(*one);
  }
  if (options.output.empty()) {
    session.out << out;
  } else {
    write_file(options.output, out);
  }
  return kExitClean;
}

int policy_bench(const PolicyOptions& options, Session& session) {
  std::unique_ptr<Repository> repository = open_repository(session);
  if (!repository) return kExitUsage;
  std::vector<RenderedProject> rendered = render_projects(*repository, session.flags.jobs);
  validate::Fleet fleet(rendered, repository->settings);
  std::unique_ptr<policy::PolicySet> set = policy::load_policies(
      *repository->files, policy::policy_sources(repository->settings, repository->settings_file));
  int64_t now = run_time("", repository->folder);
  JsonStream json;
  json.begin_array();
  std::string text =
      fmt::format("{:<32} {:>9} {:>9} {:>9}\n", "POLICY", "OBJECTS", "FINDINGS", "CPU MS");
  std::vector<bool> selected;
  for (policy::Policy& one : set->policies) {
    selected.push_back(one.selected);
    one.selected = false;
  }
  double begin = cpu_now();
  policy::run_policies(*set, fleet, {nullptr, now, 1});
  double empty = cpu_now() - begin;  // what a run costs that looks at nothing
  for (size_t i = 0; i < set->policies.size(); ++i) {
    if (!selected[i]) continue;
    set->policies[i].selected = true;
    begin = cpu_now();
    policy::PolicyRun run = policy::run_policies(*set, fleet, {nullptr, now, 1});
    double spent = std::max(0.0, cpu_now() - begin - empty) * 1000;
    set->policies[i].selected = false;
    text += fmt::format("{:<32} {:>9} {:>9} {:>9.2f}\n", set->policies[i].id, run.matched[i],
                        run.findings.size(), spent);
    json.begin_object();
    json.key("policy").text(set->policies[i].id);
    json.key("objects").number(static_cast<int64_t>(run.matched[i]));
    json.key("findings").number(static_cast<int64_t>(run.findings.size()));
    json.key("cpuMicroseconds").number(static_cast<int64_t>(spent * 1000));
    json.end_object();
  }
  json.end_array();
  session.out << (options.format == "json" ? json.take() : text);
  return kExitClean;
}

}  // namespace drydock::cli
