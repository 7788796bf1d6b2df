#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ostream>
#include <set>

#include "cli/argocd_diff_sides.h"
#include "cli/cmd_argocd.h"
#include "cli/plan_run.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/json/parse.h"
#include "core/yaml/decode.h"
#include "core/yaml/emit.h"
#include "core/yaml/read.h"
#include "plan/apply.h"
#include "plan/managed_fields.h"
#include "projects/argocd/api_types.h"
#include "projects/argocd/ignored_fields.h"
#include "projects/argocd/tracked_object.h"
#include "projects/argocd/value_paths.h"
#include "report/normal_diff.h"

namespace drydock::cli {
namespace {

namespace argocd = projects::argocd;

struct AppDiffFlags {
  std::string base = "HEAD", live;
  std::string local, local_root, revision;
  std::string app_namespace;
  bool exit_code = true;
  int64_t diff_exit_code = 1;
  bool server_side_generate = false, server_side_diff = false;
  std::vector<std::string> revisions, positions, names;
  int64_t concurrency = -1;
};

/// What only matters to a server is taken and does nothing.
struct IgnoredFlags {
  bool on = false;
  std::string text;
  std::vector<std::string> texts;
  int64_t number = 0;
};

void add_flags(GoFlags& flags, AppDiffFlags& options, IgnoredFlags& ignored) {
  flags.add_text("base", 0, options.base,
                 "`REV|DIR` of the repository that was deployed last, in place of a cluster");
  flags.add_text("live", 0, options.live,
                 "`FILE` with the cluster's objects, as kubectl get -o yaml prints them");
  flags.add_text("local", 0, options.local, "Compare live app to a local manifests in `DIR`");
  flags.add_text("local-repo-root", 0, options.local_root,
                 "`DIR` that paths with a slash at the beginning are below; default: the "
                 "repository around --local");
  flags.add_text("revision", 0, options.revision, "Compare live app to a particular `REV`");
  flags.add_texts("revisions", 0, options.revisions,
                  "Show manifests at specific `REV` for source position in source-positions");
  flags.add_list("source-positions", 0, options.positions,
                 "List of source positions, counting from `1`");
  flags.add_texts("source-names", 0, options.names, "List of source `NAME`s");
  flags.add_text("app-namespace", 'N', options.app_namespace, "`NAMESPACE` of the Application");
  flags.add_switch("exit-code", 0, options.exit_code,
                   "Return non-zero exit code when there is a diff");
  flags.add_number("diff-exit-code", 0, options.diff_exit_code,
                   "Return specified exit `CODE` when there is a diff");
  flags.add_switch("server-side-generate", 0, options.server_side_generate,
                   "Used with --local: Secrets are compared, too");
  flags.add_switch("server-side-diff", 0, options.server_side_diff, "Taken, and does nothing");
  flags.add_number("server-side-diff-concurrency", 0, options.concurrency,
                   "Taken, and does nothing");
  flags.add_number("server-side-diff-max-batch-kb", 0, ignored.number, "Taken, and does nothing");
  flags.add_texts("local-include", 0, ignored.texts, "Taken, and does nothing");
  for (std::string_view name : {"refresh", "hard-refresh"}) {
    flags.add_switch(name, 0, ignored.on, "Taken, and does nothing");
  }
  for (std::string_view name :
       {"core", "grpc-web", "insecure", "plaintext", "port-forward", "prompts-enabled"}) {
    flags.add_switch(name, 0, ignored.on, "");
    flags.hide(name);
  }
  for (std::string_view name : {"ignore-normalizer-jq-execution-timeout",
                                "argocd-context",
                                "auth-token",
                                "client-crt",
                                "client-crt-key",
                                "config",
                                "controller-name",
                                "grpc-web-root-path",
                                "http-retry-max",
                                "kube-context",
                                "logformat",
                                "loglevel",
                                "port-forward-namespace",
                                "redis-compress",
                                "redis-haproxy-name",
                                "redis-name",
                                "repo-server-name",
                                "server",
                                "server-crt",
                                "server-name"}) {
    flags.add_text(name, 0, ignored.text, "");
    flags.hide(name);
  }
  flags.add_texts("header", 'H', ignored.texts, "");
  flags.hide("header");
}

void check(const AppDiffFlags& options) {
  if (!options.names.empty() && !options.positions.empty()) {
    fail("usage", "Only one of source-positions and source-names can be specified.");
  }
  for (const auto& [name, list] : {std::pair("source-positions", &options.positions),
                                   std::pair("source-names", &options.names)}) {
    if (!list->empty() && options.revisions.size() != list->size()) {
      fail("usage", fmt::format("While using --revisions and --{}, length of values for both "
                                "flags should be same.",
                                name));
    }
  }
  if (options.concurrency == 0) {
    fail("usage",
         "invalid value for --server-side-diff-concurrency: 0 is not allowed (use -1 for "
         "unlimited, or a positive number to limit concurrency)");
  }
  if (options.server_side_diff && !options.local.empty() && !options.server_side_generate) {
    fail("usage", "--server-side-diff with --local requires --server-side-generate.");
  }
}

/// A position on the command line, from 1.
int64_t position_of(const std::string& word) {
  int64_t position = 0;
  auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), position);
  if (error != std::errc() || end != word.data() + word.size()) {
    fail("usage", fmt::format("invalid argument \"{}\" for \"--source-positions\" flag", word));
  }
  return position;
}

/// The positions that the flags mean, from 1.
std::vector<int64_t> positions_of(const AppDiffFlags& options, std::span<const Value> sources) {
  std::vector<int64_t> positions;
  for (const std::string& word : options.positions) positions.push_back(position_of(word));
  for (const std::string& name : options.names) {
    auto has_name = [&](Value source) { return argocd::text_of(source, "name") == name; };
    auto found = std::find_if(sources.begin(), sources.end(), has_name);
    if (found == sources.end() || name.empty()) {
      fail("usage", fmt::format("Unknown source name '{}'", name));
    }
    positions.push_back(found - sources.begin() + 1);
  }
  return positions;
}

/// Which sources are compared at other revisions than their own. For an Application with one
/// source that is --revision, for one with several --revisions with their places; Argo CD passes
/// over what does not fit.
SourceRevisions revisions_of(const AppDiffFlags& options, Value application, std::ostream& err) {
  Value spec = argocd::field_of(application, "spec");
  std::span<const Value> sources = argocd::list_of(spec, "sources");
  std::vector<int64_t> positions = positions_of(options, sources);
  SourceRevisions revisions;
  if (sources.empty()) {
    if (!options.revision.empty()) revisions[0] = options.revision;
    return revisions;
  }
  if (options.revisions.empty() || positions.empty()) {
    if (!options.revision.empty()) {
      err << "Warning: --revision means nothing for an Application with several sources; give "
             "--revisions with --source-positions or --source-names\n";
    }
    return revisions;
  }
  for (size_t i = 0; i < positions.size(); ++i) {
    if (positions[i] <= 0 || positions[i] > static_cast<int64_t>(sources.size())) {
      fail("usage",
           "source-position cannot be less than 1 or more than number of sources in the app. "
           "Counting starts at 1.");
    }
    revisions[static_cast<size_t>(positions[i] - 1)] = options.revisions[i];
  }
  return revisions;
}

/// Both sides of a comparison, and all that they refer to.
class AppDiff {
 public:
  AppDiff(const AppDiffFlags& options, Session& session) : options_(options), session_(session) {}

  int run(const std::string& name) {
    open_sides(name);
    std::set<std::string> keys;
    for (const auto* objects : {&targets_, &lives_}) {
      for (const auto& [key, object] : *objects) keys.insert(key);
    }
    const argocd::Definition& definition = target_.definition;
    for (const argocd::IgnoreRule& rule :
         argocd::ignore_rules_of(definition.value, definition.node)) {
      for (const Diagnostic& fault : argocd::faults_of(rule, definition.node->where())) {
        session_.err << Excerpts().describe(fault);
      }
    }
    argocd::IgnoredFields ignored(definition.value, target_.server);
    bool differs = false;
    for (const std::string& key : keys) differs |= compare(key, ignored);
    return differs && options_.exit_code ? static_cast<int>(options_.diff_exit_code) : kExitClean;
  }

 private:
  bool leaves_secrets_out() const { return is_local_ && !options_.server_side_generate; }

  void open_sides(const std::string& name) {
    size_t slash = name.find('/');
    bool has_namespace = slash != std::string::npos;
    std::string app = has_namespace ? name.substr(slash + 1) : name;
    std::string place = has_namespace ? name.substr(0, slash) : options_.app_namespace;
    after_ = open("");
    target_ = find_application(session_, *after_, arena_, app, place);
    SourceRevisions revisions = revisions_of(options_, target_.definition.value, session_.err);
    is_local_ = revisions.empty() && options_.revision.empty() && !options_.local.empty();
    if (!revisions.empty()) {
      targets_ = render_at(session_, *after_, target_, revisions, local_, arena_);
    } else if (is_local_) {
      targets_ = render_local(session_, *after_, target_, options_.local, options_.local_root,
                              local_, arena_);
    } else {
      targets_ = objects_of(*after_, target_);
    }
    add_definitions(after_->side, kinds_, judge_);
    if (!options_.live.empty()) {
      lives_ = objects_of_dump(read_input(session_, options_.live), target_, targets_, dump_);
      return;
    }
    before_ = open(options_.base);
    try {
      DiffedApplication old = find_application(session_, *before_, arena_, app, place);
      lives_ = objects_of(*before_, old);
    } catch (const Error& error) {
      // An Application that is new has nothing yet.
      if (error.diagnostic().rule != "argocd-definition" || error.diagnostic().where.file) throw;
    }
  }

  std::unique_ptr<OpenedSide> open(const std::string& place) {
    std::unique_ptr<OpenedSide> side = open_unjudged_side(session_, place);
    if (!side) fail("settings", "drydock.yaml cannot be used");
    return side;
  }

  /// What the cluster has once the target is applied over what it holds.
  const Node* predicted(const plan::PlanObject& target, const Node* wanted, const Node* stored) {
    if (!stored || options_.live.empty()) return wanted;
    const Node* last = nullptr;
    const Node* metadata = stored->find("metadata");
    const Node* annotations = metadata ? metadata->find("annotations") : nullptr;
    std::string_view text =
        annotations ? annotations->text_of("kubectl.kubernetes.io/last-applied-configuration") : "";
    if (!text.empty()) {
      const SourceFile& file = session_.sources.add("last-applied", std::string(text));
      YamlDocuments documents = read_yaml(file, arena_);
      if (!documents.roots.empty() && documents.roots[0]) {
        last = plan::content_of(*documents.roots[0], YamlDialect::Sigs, arena_);
      }
    }
    plan::KindFacts facts = kinds_.find(target.gvk, target.cluster);
    if (!facts.is_built_in) {
      wanted = plan::with_defaulted_lists(*stored, last ? *last : *wanted, *wanted, arena_);
    }
    return plan::applied(*stored, last ? *last : *plan::fill_in_mapping(arena_), *wanted,
                         facts.shape, arena_);
  }

  Value value_of(const Node& content, std::string_view namespace_name) {
    YamlDecoded decoded = decode_yaml(&content, arena_, {YamlDialect::Sigs, YamlNumbers::Exact});
    if (decoded.problem) throw Error(*decoded.problem);
    Value value = argocd::copy_value(decoded.value, arena_);
    Value metadata = argocd::field_of(value, "metadata");
    if (metadata.is_map()) {
      metadata.as_map().erase("creationTimestamp");
      metadata.as_map().erase("managedFields");
      if (!namespace_name.empty()) {
        metadata.as_map().set("namespace", Value::of_string(arena_.copy(namespace_name)));
      }
    }
    return value;
  }

  Value marked(const Node& content, std::string_view namespace_name) {
    Value value = value_of(content, namespace_name);
    if (value.is_map()) {
      argocd::set_tracking(value, target_.server, target_.instance, target_.namespace_name, arena_);
    }
    return value;
  }

  static const plan::PlanObject* find(const DiffedObjects& objects, const std::string& key) {
    auto found = objects.find(key);
    return found == objects.end() ? nullptr : &found->second;
  }

  /// Prints how an object differs; false when it does not.
  bool compare(const std::string& key, const argocd::IgnoredFields& ignored) {
    const plan::PlanObject* target = find(targets_, key);
    const plan::PlanObject* live = find(lives_, key);
    const plan::PlanObject& either = target ? *target : *live;
    bool is_secret = either.gvk.kind == "Secret" && either.gvk.group.empty();
    if (is_secret && leaves_secrets_out()) {
      if (target) {
        session_.err << fmt::format(
            "Warning: Secret {}/{} is not supported in local diff and will be ignored\n",
            either.namespace_name, either.name);
      }
      return false;
    }
    Node* said = target ? plan::content_of(*target->root, target->dialect, arena_) : nullptr;
    Node* held = live ? plan::content_of(*live->root, live->dialect, arena_) : nullptr;
    if (said && held) {
      plan::KindFacts facts = kinds_.find(target->gvk, target->cluster);
      plan::remove_managed_fields(
          *held, *said, ignored.managers_of(target->gvk, target->name, target->namespace_name),
          facts.shape);
    }
    Value wanted, stored;
    if (said) wanted = marked(*predicted(*target, said, held), target->namespace_name);
    if (held) {
      stored = options_.live.empty() ? marked(*held, live->namespace_name)
                                     : value_of(*held, live->namespace_name);
    }
    if (is_secret) argocd::mask_secrets(wanted, stored, target_.server, arena_);
    for (Value* value : {&wanted, &stored}) {
      if (value->is_map()) ignored.remove_from(*value, either.namespace_name, arena_);
    }
    std::string before = stored.is_nil() ? "" : to_yaml(stored);
    std::string after = wanted.is_nil() ? "" : to_yaml(wanted);
    if (before == after) return false;
    session_.out << fmt::format("\n===== {}/{} {}/{} ======\n{}", either.gvk.group, either.gvk.kind,
                                either.namespace_name, either.name,
                                report::normal_diff(before, after));
    return true;
  }

  const AppDiffFlags& options_;
  Session& session_;
  Arena arena_;
  std::unique_ptr<OpenedSide> before_, after_;
  LocalRender local_;
  bool is_local_ = false;  // what is below --local is compared
  plan::LiveDump dump_;
  plan::Kinds kinds_;
  ServerJudge judge_;
  DiffedApplication target_;
  DiffedObjects targets_, lives_;
};

}  // namespace

int run_argocd_app_diff(Session& session, std::span<const std::string> args) {
  AppDiffFlags options;
  IgnoredFlags ignored;
  GoFlags flags(GoFlags::Library::Pflag);
  add_flags(flags, options, ignored);
  try {
    std::vector<std::string> names;
    try {
      names = flags.parse(args);
    } catch (const Error& error) {
      if (error.diagnostic().message != "help requested") throw;
      session.out << fmt::format(
          "Perform a diff against the target and live state, by files alone.\nReturns the "
          "following exit codes: 2 on general errors, 1 when a diff is found, and 0 when no diff "
          "is found\n\nUsage:\n  drydock argocd app diff APPNAME [flags]\n\nFlags:\n{}",
          flags.usage());
      return kExitClean;
    }
    if (names.size() != 1) fail("usage", "`argocd app diff` takes the name of one Application");
    check(options);
    return AppDiff(options, session).run(names[0]);
  } catch (const Error& error) {
    session.err << Excerpts().describe(error.diagnostic());
    return kExitUsage;
  }
}

}  // namespace drydock::cli
