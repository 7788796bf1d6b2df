#include "cli/cmd_check.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>
#include <set>
#include <unordered_map>

#include "cli/base_revision.h"
#include "cli/pipeline.h"
#include "cli/run_time.h"
#include "cli/write_file.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "report/model.h"
#include "schemas/kubernetes.h"
#include "validate/waivers.h"

namespace drydock::cli {
namespace {

struct Options {
  std::string directory;
  std::string format = "text";
  std::vector<std::string> reports;  // FORMAT=FILE
  std::vector<std::string> stages;
  std::string fail_on;
  std::string kubernetes_version;
  std::string base;
  std::string today;
  std::string generate_waivers;
};

const report::CheckFormat& format_named(std::string_view name) {
  for (const report::CheckFormat& format : report::check_formats()) {
    if (format.name == name) return format;
  }
  fail("", fmt::format("there is no report format `{}`", name));
}

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const report::CheckFormat& format : report::check_formats()) names.emplace_back(format.name);
  return names;
}

void write_reports(const Options& options, const report::CheckReport& report) {
  for (const std::string& entry : options.reports) {
    size_t equals = entry.find('=');
    if (equals == std::string::npos)
      fail("", fmt::format("--report takes FORMAT=FILE, not `{}`", entry));
    write_file(entry.substr(equals + 1),
               format_named(entry.substr(0, equals)).write(report, report::TextStyle{}));
  }
}

Severity severity_named(std::string_view name) {
  return name == "info" ? Severity::Info : name == "warning" ? Severity::Warning : Severity::Error;
}

bool fails(const report::CheckReport& report, Severity threshold) {
  for (Severity severity : {Severity::Error, Severity::Warning, Severity::Info}) {
    if (severity >= threshold && report.count(severity) > report.count_known(severity)) return true;
  }
  return false;
}

report::CheckReport make_report(const Repository& repository,
                                const std::vector<RenderedProject>& rendered, CheckRun run,
                                const std::set<std::string>& known) {
  report::CheckReport report;
  for (size_t i = 0; i < rendered.size(); ++i) {
    report.projects.push_back({&repository.projects[i], rendered[i].set.resources.size()});
  }
  report.findings = std::move(run.findings);
  report.waivers = std::move(run.waivers);
  std::unordered_map<std::string, int> seen;
  for (size_t i = 0; i < report.findings.size(); ++i) {
    const Finding& finding = report.findings[i];
    int ordinal = seen[fingerprint(finding)]++;
    bool is_known = !known.empty() && known.count(fingerprint(finding, ordinal)) > 0;
    report.statuses.push_back(report.waivers[i] ? report::Status::Waived
                              : is_known        ? report::Status::Known
                                                : report::Status::New);
  }
  return report;
}

/// As if every cluster ran that version.
void set_target(Repository& repository, const std::string& version) {
  if (!schemas::kubernetes_api().nearest_release(version)) {
    fail("", fmt::format("`{}` is no version of Kubernetes; give one like 1.34", version));
  }
  repository.settings.kubernetes_version = version;
  for (ClusterSettings& cluster : repository.settings.clusters) {
    cluster.kubernetes_version = version;
  }
}

/// A policy that looks at nothing is often one whose `match` is wrong.
void tell_unmatched(Session& session, const Repository& repository, const CheckRun& run) {
  if (!repository.policies) return;
  const auto& policies = repository.policies->policies;
  for (size_t i = 0; i < run.matched.size(); ++i) {
    bool own = policies[i].where.path().substr(0, 9) != "built-in/";
    if (own && policies[i].selected && run.matched[i] == 0) {
      session.err << fmt::format("note: policy `{}` matched no object\n", policies[i].id);
    }
  }
}

std::string printable_lines(const std::string& text) {
  std::string out;
  for (size_t from = 0; from < text.size();) {
    size_t end = std::min(text.find('\n', from), text.size());
    out += printable(std::string_view(text).substr(from, end - from)) + "\n";
    from = end + 1;
  }
  return out;
}

int run_check(const Options& options, Session& session) {
  if (!options.directory.empty()) session.flags.directory = options.directory;
  std::unique_ptr<Repository> repository = open_repository(session);
  if (!repository) return kExitUsage;
  if (!options.kubernetes_version.empty()) set_target(*repository, options.kubernetes_version);
  CheckOptions how;
  how.stages = options.stages;
  how.jobs = session.flags.jobs;
  how.now = run_time(options.today, repository->folder);
  BaseRevision base;
  if (!options.base.empty() && !base.open(session, *repository, options.base, how)) return kExitUsage;
  std::vector<RenderedProject> rendered = render_projects(*repository, session.flags.jobs);
  CheckRun run = check_projects(*repository, rendered, how);
  session.err << printable_lines(run.printed);
  tell_unmatched(session, *repository, run);
  if (!options.generate_waivers.empty()) {
    constexpr int64_t kDays = 90;
    write_file(options.generate_waivers, validate::generate_waivers(run.findings, how.now / 86400 + kDays));
  }
  std::deque<Waiver> annotated = std::move(run.annotated);  // the report refers to them
  report::CheckReport report = make_report(*repository, rendered, std::move(run), base.known());
  write_reports(options, report);
  session.out << format_named(options.format).write(report, {session.use_color()});
  Severity threshold =
      options.fail_on.empty() ? repository->settings.fail_on : severity_named(options.fail_on);
  return fails(report, threshold) ? kExitFindings : kExitClean;
}

}  // namespace

std::function<int(Session&)> configure_check(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("DIR", options->directory, "the repository, or a folder in it; default: here")
      ->type_name("");
  app.add_option("--format", options->format, "what stdout shows: text or json")
      ->type_name("FORMAT")
      ->check(CLI::IsMember(format_names()));
  app.add_option("--report", options->reports, "also write a report to a file; may be repeated")
      ->type_name("FORMAT=FILE")
      ->take_all();
  app.add_option("--only", options->stages,
                 "only these stages: render, schema, policy, conflict, plan")
      ->type_name("STAGE,...")
      ->delimiter(',')
      ->check(CLI::IsMember({"render", "schema", "policy", "conflict", "plan"}));
  app.add_option("--fail-on", options->fail_on,
                 "exit 1 from this severity on: error (default), warning or info")
      ->type_name("SEVERITY")
      ->check(CLI::IsMember({"error", "warning", "info"}));
  app.add_option("--base", options->base,
                 "compare with this revision: what it has already is `known`, and its policies, their "
                 "parameters and its waivers count")
      ->type_name("REV");
  app.add_option("--today", options->today,
                 "the day that waivers and policies see; default: that of the last commit")
      ->type_name("YYYY-MM-DD");
  app.add_option("--generate-waivers", options->generate_waivers,
                 "write waivers for all present findings to a file, for a first adoption")
      ->type_name("FILE");
  app.add_option("--kubernetes-version", options->kubernetes_version,
                 "judge as if every cluster ran this version; default: what drydock.yaml says")
      ->type_name("VERSION");
  return [options](Session& session) { return run_check(*options, session); };
}

}  // namespace drydock::cli
