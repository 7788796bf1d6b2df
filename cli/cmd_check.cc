#include "cli/cmd_check.h"

#include <memory>
#include <ostream>
#include <set>

#include "cli/apply_fixes.h"
#include "cli/base_revision.h"
#include "cli/pipeline.h"
#include "cli/report_flags.h"
#include "cli/run_time.h"
#include "cli/write_file.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "projects/code_owners.h"
#include "report/model.h"
#include "schemas/kubernetes.h"
#include "validate/waivers.h"

namespace drydock::cli {
namespace {

constexpr int kMostFixRounds = 10;

struct Options {
  std::string directory;
  ReportFlags report;
  std::vector<std::string> stages;
  std::string kubernetes_version;
  std::string base;
  bool no_merge = false;
  bool trust_head = false;
  std::string as_project;
  std::string as_owner;
  std::string today;
  std::string generate_waivers;
  bool fix = false;
  bool dry_run = false;
  int fix_rounds = 0;  // made already: what is mended can bring to light what it hid
};

report::CheckReport make_report(Repository& repository,
                                const std::vector<RenderedProject>& rendered, CheckRun run,
                                const std::set<std::string>& known) {
  report::CheckReport report;
  projects::CodeOwners owners = projects::read_code_owners(*repository.files);
  for (size_t i = 0; i < rendered.size(); ++i) {
    const Project& project = repository.projects[i];
    std::string owner = project.owner.empty() ? owners.owners_of(project.path) : project.owner;
    report.projects.push_back({&project, rendered[i].set.resources.size(), std::move(owner)});
  }
  report.findings = std::move(run.findings);
  report.fixes = fixes_of(report.findings);
  report.waivers = std::move(run.waivers);
  std::vector<std::string> prints = report.fingerprints();
  for (size_t i = 0; i < prints.size(); ++i) {
    bool is_known = known.count(prints[i]) > 0;
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

/// What --base names, else the target of the merge request that a CI job runs for; null for none.
std::unique_ptr<BaseRevision> open_base(const Options& options, Session& session) {
  BaseOptions base{options.base, !options.no_merge, options.trust_head};
  if (base.revision == "none") return nullptr;
  bool from_ci = base.revision.empty();
  if (from_ci) base.revision = base_of_merge_request();
  if (base.revision.empty()) return nullptr;
  try {
    return std::make_unique<BaseRevision>(find_root(session.flags.directory), std::move(base));
  } catch (Error& error) {
    // A folder of its own in a job for something else.
    if (from_ci && error.diagnostic().rule == "git-repository") return nullptr;
    if (from_ci && error.diagnostic().rule == "git-revision") {
      error.diagnostic().help =
          "It is the target of this merge request, as the CI job's environment says. Fetch it "
          "before the check (git fetch origin BRANCH), or turn the comparison off: --base none.";
    }
    throw;
  }
}

/// Refers to the base and the repository.
validate::ChangeRequest change_request(const Options& options, const BaseRevision& base,
                                       Repository& repository) {
  validate::ChangeRequest change;
  change.changes = base.changes();
  change.owner_of_path = [owners = projects::read_code_owners(*repository.files)](
                             std::string_view path) { return owners.owners_of(path); };
  change.position_of = [&repository](const std::string& path) -> SourcePos {
    SourcePos where = repository.files->position_of(path);
    where.line = where.column = 1;
    return where;
  };
  change.as_project = options.as_project;
  change.as_owner = options.as_owner;
  return change;
}

/// The patch takes the place of the report on stdout; the exit code stays that of the check.
int show_fixes(report::CheckReport& report, const Options& options,
               const std::vector<ReportFile>& files, Session& session) {
  ReportFlags values = options.report;
  values.format = "patch";
  return finish_report(report, values, files, session);
}

int run_check(const Options& options, Session& session) {
  if (options.dry_run && !options.fix) fail("", "--dry-run says what --fix would do: give both");
  if (!options.directory.empty()) session.flags.directory = options.directory;
  std::vector<ReportFile> files = report_files(options.report);
  std::unique_ptr<BaseRevision> base = open_base(options, session);
  std::unique_ptr<Repository> repository =
      base ? open_repository_tree(session, find_root(session.flags.directory), base->take_merged())
           : open_repository(session);
  if (!repository) return kExitUsage;
  if (!options.kubernetes_version.empty()) set_target(*repository, options.kubernetes_version);
  CheckOptions how;
  how.stages = options.stages;
  how.jobs = session.flags.jobs;
  how.now = run_time(options.today, repository->folder);
  std::vector<RenderedProject> rendered = render_projects(*repository, session.flags.jobs);
  if (base && !base->check(session, *repository, rendered, how)) return kExitUsage;
  validate::ChangeRequest change;
  if (base) {
    how.findings = base->merge_findings(*repository);
    change = change_request(options, *base, *repository);
    how.change = &change;
  }
  validate::Fleet fleet(rendered, repository->settings);
  CheckRun run = check_projects(*repository, fleet, how);
  session.err << printable_lines(run.printed);
  tell_unmatched(session, *repository, run);
  if (!options.generate_waivers.empty()) {
    constexpr int64_t kDays = 90;
    write_file(options.generate_waivers,
               validate::generate_waivers(run.findings, how.now / 86400 + kDays));
  }
  std::deque<Waiver> annotated = std::move(run.annotated);  // the report refers to them
  report::CheckReport report = make_report(*repository, rendered, std::move(run),
                                           base ? base->known() : std::set<std::string>());
  report.compared = base != nullptr;
  report.fail_on = options.report.fail_on.empty() ? repository->settings.fail_on
                                                  : severity_named(options.report.fail_on);
  if (options.fix && options.dry_run) return show_fixes(report, options, files, session);
  if (options.fix && options.fix_rounds < kMostFixRounds) {
    if (apply_fixes(report, repository->folder, session) > 0) {
      Options again = options;
      ++again.fix_rounds;
      return run_check(again, session);
    }
    if (options.fix_rounds == 0) session.err << "nothing can be fixed for certain\n";
  }
  return finish_report(report, options.report, files, session);
}

}  // namespace

std::function<int(Session&)> configure_check(Flags& flags) {
  auto options = std::make_shared<Options>();
  flags.text("DIR", options->directory, "the repository, or a folder in it; default: here")
      .value_name("");
  add_report_flags(flags, options->report);
  flags
      .texts("--only", options->stages, "only these stages: render, schema, policy, conflict, plan")
      .value_name("STAGE,...")
      .comma_separated()
      .one_of({"render", "schema", "policy", "conflict", "plan"});
  flags
      .text("--kubernetes-version", options->kubernetes_version,
            "judge as if every cluster ran this version; default: what drydock.yaml says")
      .value_name("VERSION");
  flags
      .text("--base", options->base,
            "compare with this revision: what it has already is `known`, and its policies, their "
            "parameters and its waivers count; default: the target of the CI job's merge request; "
            "none: nothing")
      .value_name("REV");
  flags.toggle("--no-merge", options->no_merge,
               "check the folder as it is, not the result of merging it into the base");
  flags.toggle("--trust-head", options->trust_head,
               "take policies, waivers and severities from the folder, not from the base");
  flags
      .text("--as", options->as_project,
            "with a base: the project that the change is for; others may not be written to")
      .value_name("PROJECT");
  flags.text("--as-owner", options->as_owner, "the same for an owner").value_name("OWNER");
  flags
      .text("--today", options->today,
            "the day that waivers and policies see; default: that of the last commit")
      .value_name("YYYY-MM-DD");
  flags
      .text("--generate-waivers", options->generate_waivers,
            "write waivers for all present findings to a file, for a first adoption")
      .value_name("FILE");
  flags.toggle("--fix", options->fix,
               "mend in the sources what can be mended for certain, then check again");
  flags.toggle("--dry-run", options->dry_run, "with --fix: print the patch instead of making it");
  return [options](Session& session) { return run_check(*options, session); };
}

}  // namespace drydock::cli
