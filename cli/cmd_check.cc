#include "cli/cmd_check.h"

#include <filesystem>
#include <memory>
#include <ostream>
#include <set>

#include "cli/apply_fixes.h"
#include "cli/base_revision.h"
#include "cli/check_report.h"
#include "cli/index_files.h"
#include "cli/kept_check.h"
#include "cli/pipeline.h"
#include "cli/report_flags.h"
#include "cli/run_record.h"
#include "cli/run_time.h"
#include "cli/write_file.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/git/objects.h"
#include "core/pack.h"
#include "core/tree_id.h"
#include "projects/code_owners.h"
#include "report/model.h"
#include "schemas/kubernetes.h"
#include "validate/waivers.h"

namespace drydock::cli {
namespace {

constexpr int kMostFixRounds = 10;

struct CheckFlags {
  std::string directory;
  ReportFlags report;
  std::vector<std::string> stages;
  std::string kubernetes_version;
  std::string base;
  bool no_merge = false;
  bool trust_head = false;
  bool plans = true;
  std::vector<std::string> merge_with;
  std::string as_project;
  std::string as_owner;
  std::string today;
  std::string generate_waivers;
  bool fix = false;
  bool dry_run = false;
  int fix_rounds = 0;  // made already: what is mended can bring to light what it hid
  CacheFlags cache;
  std::string index;  // to be written
  std::string shard;
  std::string against;              // an index of other repositories
  std::vector<std::string> merged;  // indexes of shards that are read instead of rendering
};

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
std::unique_ptr<BaseRevision> open_base(const CheckFlags& options, Session& session) {
  BaseOptions base{options.base, !options.no_merge, options.trust_head, options.merge_with};
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

/// What is to be checked. `branches` are merged into it when there is no base, which has its own.
std::unique_ptr<Repository> open_head(BaseRevision* base, BranchMerger& branches,
                                      std::vector<BranchConflict>& conflicts, Session& session,
                                      const OpenOptions& options) {
  if (!base && branches.empty()) return open_repository(session, options);
  std::string root = find_root(session.flags.directory);
  std::unique_ptr<Tree> tree =
      base ? base->take_merged() : branches.merge(open_work_tree(root), conflicts);
  return open_repository_tree(session, root, std::move(tree), options);
}

/// Refers to the base and the repository.
validate::ChangeRequest change_request(const CheckFlags& options, const BaseRevision& base,
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
  if (options.against.empty()) change.as_project = options.as_project;
  change.as_owner = options.as_owner;
  return change;
}

/// Renders one shard, and leaves the rest to `drydock merge`.
int write_shard(const CheckFlags& options, Session& session) {
  if (options.index.empty()) fail("", "--shard needs --index FILE, where its projects go");
  if (!options.base.empty() && options.base != "none") {
    fail("", "--shard and --base do not go together: shards are compared with nothing");
  }
  projects::Shard shard = projects::parse_shard(options.shard);
  std::unique_ptr<Repository> repository =
      open_repository(session, {options.kubernetes_version, options.cache});
  if (!repository) return kExitUsage;
  std::vector<RenderedProject> rendered = render_shard(*repository, shard, session.flags.jobs);
  trim_cache(*repository, options.cache);
  write_index(options.index, *repository, shard, rendered);
  session.err << fmt::format("shard {}/{}: {} of {} projects are in {}\n", shard.number,
                             shard.count, rendered.size(), repository->projects.size(),
                             printable(options.index));
  return kExitClean;
}

int run_check(const CheckFlags& options, Session& session);

/// The commits that a run looks at, by their ids. Throws Error when one is not there.
std::vector<std::string> commits_of(const CheckFlags& options, const std::string& root) {
  std::vector<std::string> revisions = options.merge_with;
  std::string base = options.base.empty() ? base_of_merge_request() : options.base;
  if (!base.empty() && base != "none") revisions.push_back(base);
  std::vector<std::string> commits = {open_git_revision(root, "HEAD").name};
  for (const std::string& one : revisions) commits.push_back(open_git_revision(root, one).name);
  return commits;
}

/// Relative to a folder; what it is not below of begins with "..".
std::string path_below(const std::string& folder, const std::string& path) {
  std::error_code error;
  std::filesystem::path whole = std::filesystem::weakly_canonical(path, error);
  return whole.lexically_relative(folder).string();
}

/// All that decides what a run prints and writes; empty when that is not known, or when it does
/// more than that.
std::string key_of_run(const CheckFlags& options, const Session& session,
                       const std::vector<std::string>& written) {
  bool acts = options.fix || !options.generate_waivers.empty() || !options.report.post.empty();
  bool reads_more = !options.index.empty() || !options.against.empty() || !options.merged.empty() ||
                    !session.flags.sources.empty() || !session.flags.argocd_config.empty() ||
                    session.flags.allow_network;
  if (options.cache.folder.empty() || acts || reads_more) return "";
  std::string root = find_root(session.flags.directory);
  PackWriter key;
  try {
    std::unique_ptr<Tree> tree = open_work_tree(root);
    if (tree->kind(".gitmodules")) return "";  // what of them was fetched is not in any tree
    std::set<std::string, std::less<>> own = {path_below(root, options.cache.folder)};
    for (const std::string& file : written) own.insert(path_below(root, file));
    std::string id = tree_id(*tree, own);
    if (id.empty()) return "";
    key.text(id);
    for (const std::string& commit : commits_of(options, root)) key.text(commit);
  } catch (const Error&) {
    return "";
  }
  for (const std::string& word : session.words) key.text(word);
  key.text(root);
  key.text(run_url());
  key.flag(session.use_color());
  key.number(static_cast<uint64_t>(run_time(options.today, root)));
  return key.bytes();
}

/// With --fix: mends and checks again, or shows the patch in place of the report -> the exit code;
/// nothing when there is only to report.
std::optional<int> run_fixes(const CheckFlags& options, Session& session,
                             const Repository& repository, report::CheckReport& report) {
  if (!options.fix) return std::nullopt;
  if (options.dry_run) {
    ReportFlags values = options.report;
    values.format = "patch";
    return finish_report(report, values, report_files(values), session);
  }
  if (options.fix_rounds == kMostFixRounds) return std::nullopt;
  if (apply_fixes(report, repository.folder, session) > 0) {
    CheckFlags again = options;
    ++again.fix_rounds;
    return run_check(again, session);
  }
  if (options.fix_rounds == 0) session.err << "nothing can be fixed for certain\n";
  return std::nullopt;
}

/// What --generate-waivers, --fix, --report and standard output get. `known`: null without a base.
int report_run(const CheckFlags& options, Session& session, const Repository& repository,
               std::span<const size_t> objects, CheckRun run, const std::set<std::string>* known,
               int64_t now) {
  session.err << printable_lines(run.printed);
  tell_unmatched(session, repository, run);
  if (!options.generate_waivers.empty()) {
    constexpr int64_t kDays = 90;
    write_file(options.generate_waivers,
               validate::generate_waivers(run.findings, now / 86400 + kDays));
  }
  std::deque<Waiver> annotated = std::move(run.annotated);  // the report refers to them
  report::CheckReport report =
      make_report(repository, objects, std::move(run), known ? *known : std::set<std::string>());
  report.compared = known != nullptr;
  report.fail_on = options.report.fail_on.empty() ? repository.settings.fail_on
                                                  : severity_named(options.report.fail_on);
  if (std::optional<int> code = run_fixes(options, session, repository, report)) return *code;
  return finish_report(report, options.report, report_files(options.report), session);
}

RunRecord::Outcome check_repository(const CheckFlags& options, Session& session);

int run_check(const CheckFlags& options, Session& session) {
  if (options.dry_run && !options.fix) fail("", "--dry-run says what --fix would do: give both");
  std::vector<std::string> files;  // what is wrong with them is said at once
  for (const ReportFile& file : report_files(options.report)) files.push_back(file.path);
  if (!options.directory.empty()) session.flags.directory = options.directory;
  if (!options.shard.empty()) return write_shard(options, session);
  std::string key = key_of_run(options, session, files);
  if (key.empty()) return check_repository(options, session).code;
  RunRecord record(options.cache.folder, std::move(key), std::move(files));
  if (std::optional<int> code = record.replay(session)) return *code;
  return record.record(session, [&] { return check_repository(options, session); });
}

/// Whether what earlier runs found out of projects can stand for their objects.
bool takes_kept(const CheckFlags& options, const Repository& repository, bool has_base) {
  return repository.cache && !has_base && options.merged.empty() && options.index.empty() &&
         options.against.empty() && options.merge_with.empty();
}

RunRecord::Outcome report_kept(const CheckFlags& options, Session& session, Repository& repository,
                               const CheckOptions& how) {
  KeptCheck kept = check_kept(repository, how);
  trim_cache(repository, options.cache);
  int code = report_run(options, session, repository, kept.resources, std::move(kept.run), nullptr,
                        how.now);
  return {code, repository.settings.sources.empty()};
}

RunRecord::Outcome check_repository(const CheckFlags& options, Session& session) {
  std::unique_ptr<BaseRevision> base =
      options.merged.empty() ? open_base(options, session) : nullptr;
  bool alone = base || options.merge_with.empty();
  BranchMerger branches(alone ? "" : find_root(session.flags.directory),
                        alone ? std::vector<std::string>() : options.merge_with, {"HEAD"});
  std::vector<BranchConflict> conflicts;
  std::unique_ptr<Repository> repository = open_head(base.get(), branches, conflicts, session,
                                                     {options.kubernetes_version, options.cache});
  if (!repository) return {kExitUsage, false};
  std::unique_ptr<ForeignProjects> foreign;
  if (!options.against.empty()) {
    foreign = std::make_unique<ForeignProjects>(session, options.against);
    if (!options.as_project.empty()) foreign->replace(options.as_project, repository->projects);
  }
  CheckOptions how;
  how.stages = options.stages;
  how.jobs = session.flags.jobs;
  how.now = run_time(options.today, repository->folder);
  if (takes_kept(options, *repository, base != nullptr)) {
    return report_kept(options, session, *repository, how);
  }
  std::vector<RenderedProject> rendered = options.merged.empty()
                                              ? render_projects(*repository, session.flags.jobs)
                                              : merge_indexes(session, *repository, options.merged);
  trim_cache(*repository, options.cache);
  if (!options.index.empty()) write_index(options.index, *repository, {}, rendered);
  if (base && !base->check(session, *repository, rendered, how)) return {kExitUsage, false};
  validate::ChangeRequest change;
  how.findings = findings_of(conflicts, *repository->files);
  if (base) {
    how.findings = base->merge_findings(*repository);
    change = change_request(options, *base, *repository);
    how.change = &change;
    how.plans = options.plans;
  }
  std::vector<const RenderedProject*> all;
  for (const RenderedProject& one : rendered) all.push_back(&one);
  if (foreign) {
    for (const RenderedProject* other : foreign->beside(repository->projects)) all.push_back(other);
  }
  validate::Fleet fleet(std::move(all), repository->settings);
  CheckRun run = check_projects(*repository, fleet, how);
  if (foreign) keep_own(run, repository->projects);
  branches.tell_branches(run.findings);
  if (base) base->tell_branches(run.findings);
  int code = report_run(options, session, *repository, object_counts(rendered), std::move(run),
                        base ? &base->known() : nullptr, how.now);
  return {code, repository->settings.sources.empty()};
}

/// What `check` and `merge` take.
void add_judging_flags(Flags& flags, CheckFlags& options) {
  add_report_flags(flags, options.report);
  add_post_flags(flags, options.report);
  flags.texts("--only", options.stages, "only these stages: render, schema, policy, conflict, plan")
      .value_name("STAGE,...")
      .comma_separated()
      .one_of({"render", "schema", "policy", "conflict", "plan"});
  flags
      .text("--kubernetes-version", options.kubernetes_version,
            "judge as if every cluster ran this version; default: what drydock.yaml says")
      .value_name("VERSION");
  flags
      .text("--today", options.today,
            "the day that waivers and policies see; default: that of the last commit")
      .value_name("YYYY-MM-DD");
  flags
      .text("--generate-waivers", options.generate_waivers,
            "write waivers for all present findings to a file, for a first adoption")
      .value_name("FILE");
}

}  // namespace

std::function<int(Session&)> configure_check(Flags& flags) {
  auto options = std::make_shared<CheckFlags>();
  flags.text("DIR", options->directory, "the repository, or a folder in it; default: here")
      .value_name("");
  add_judging_flags(flags, *options);
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
      .texts("--merge-with", options->merge_with,
             "check together with other open branches, as if they had landed, too: conflicts "
             "between merge requests; may be repeated")
      .value_name("REV,...")
      .comma_separated();
  flags
      .text("--as", options->as_project,
            "with a base: the project that the change is for; others may not be written to")
      .value_name("PROJECT");
  flags.text("--as-owner", options->as_owner, "the same for an owner").value_name("OWNER");
  add_cache_flags(flags, options->cache);
  flags
      .text("--index", options->index,
            "also write all that the projects render to a file, for --against in other "
            "repositories; values of Secrets are left out")
      .value_name("FILE");
  flags
      .text("--shard", options->shard,
            "only render the projects of one part, like 1/4, into --index; `drydock merge` judges "
            "all parts together")
      .value_name("NUMBER/COUNT");
  flags
      .text("--against", options->against,
            "also look for conflicts with the projects of an index; --as names the one that is "
            "replaced by what is here")
      .value_name("INDEX");
  flags.toggle("--fix", options->fix,
               "mend in the sources what can be mended for certain, then check again");
  flags.toggle("--dry-run", options->dry_run, "with --fix: print the patch instead of making it");
  return [options](Session& session) { return run_check(*options, session); };
}

std::function<int(Session&)> configure_merge(Flags& flags) {
  auto options = std::make_shared<CheckFlags>();
  flags.texts("FILE", options->merged, "what `drydock check --shard --index FILE` wrote, all parts")
      .required()
      .value_name("");
  add_judging_flags(flags, *options);
  return [options](Session& session) { return run_check(*options, session); };
}

int check_work_tree(Session& session, const std::string& folder, const std::string& base) {
  CheckFlags options;
  options.directory = folder;
  options.base = base.empty() ? "none" : base;
  options.no_merge = true;
  options.plans = false;  // what is published was reviewed where it comes from
  return run_check(options, session);
}

}  // namespace drydock::cli
