#include "cli/commands.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <istream>
#include <ostream>

#include "cli/cmd_argocd.h"
#include "cli/cmd_check.h"
#include "cli/cmd_completion.h"
#include "cli/cmd_diff.h"
#include "cli/cmd_edit.h"
#include "cli/cmd_explain.h"
#include "cli/cmd_flux.h"
#include "cli/cmd_functions.h"
#include "cli/cmd_helm.h"
#include "cli/cmd_help.h"
#include "cli/cmd_init.h"
#include "cli/cmd_kustomize.h"
#include "cli/cmd_lint.h"
#include "cli/cmd_log.h"
#include "cli/cmd_lsp.h"
#include "cli/cmd_plan.h"
#include "cli/cmd_policy.h"
#include "cli/cmd_preview.h"
#include "cli/cmd_projects.h"
#include "cli/cmd_publish.h"
#include "cli/cmd_render.h"
#include "cli/cmd_report.h"
#include "cli/cmd_rules.h"
#include "cli/cmd_schema.h"
#include "cli/cmd_template.h"
#include "cli/cmd_validate.h"
#include "cli/cmd_version.h"
#include "cli/cmd_watch.h"
#include "cli/command.h"
#include "cli/descriptor_buffer.h"
#include "cli/flags.h"
#include "cli/process_memory.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/suggest.h"
#include "core/tree.h"

namespace drydock::cli {
namespace {

// clang-format off
constexpr Command kCommands[] = {
    {"check",      "Look at a repository", "find conflicts between projects and faults in their files", configure_check},
    {"merge",      "Look at a repository", "check the shards of a repository together, as one `check` would", configure_merge},
    {"plan",       "Look at a repository", "say what an applier has to create, change and delete, and what is dangerous about it", configure_plan},
    {"diff",       "Look at a repository", "show what differs from a base, or between two folders or targets", configure_diff},
    {"explain",    "Look at a repository", "say which lines set the fields of an object, and who wrote them", configure_explain},
    {"log",        "Look at a repository", "list the commits that changed what is rendered of an object", configure_log},
    {"preview",    "Look at a repository", "show in a browser what every project renders, again after each save", configure_preview},
    {"watch",      "Look at a repository", "say after each save what is rendered differently, and what is wrong with it", configure_watch},
    {"lsp",        "Look at a repository", "serve editors: findings while typing, what is rendered, completion", configure_lsp},
    {"projects",   "Look at a repository", "show the projects of the repository and why they are projects", configure_projects},
    {"lint",       "Look at a repository", "look at charts: what Helm's lint says, and what it does not see", configure_lint},
    {"policy",     "Look at a repository", "write, test, list and measure policies in Lua", configure_policy},
    {"report",     "Look at a repository", "put reports on a merge request as a note", configure_report},
    {"validate",   "Look at a repository", "check manifests against schemas, with kubeconform's flags and outputs", nullptr, run_validate},
    {"kubeconform", "Look at a repository", "the same under the original's name: `drydock validate`", nullptr, run_kubeconform},
    {"template",   "Render", "render one template file with Helm's functions", configure_template},
    {"render",     "Render", "print the manifests of projects as the cluster gets them", configure_render},
    {"publish",    "Render", "commit what is rendered here to a common repository, without conflicts and without losing a race", configure_publish},
    {"kustomize",  "Render", "build kustomizations, with the flags of the original", nullptr, run_kustomize},
    {"helm",       "Render", "as the program helm: Helm 4, or 3 with DRYDOCK_HELM=3", nullptr, run_helm},
    {"helm3",      "Render", "as the program helm, version 3", nullptr, run_helm3},
    {"helm4",      "Render", "as the program helm, version 4", nullptr, run_helm4},
    {"argocd",     "Render", "expand ApplicationSets and render Applications as Argo CD would", nullptr, run_argocd},
    {"flux",       "Render", "build Kustomizations and HelmReleases of Flux, with the flags of the original", nullptr, run_flux},
    {"functions",  "Render", "list the template functions, or explain one", configure_functions},
    {"edit",       "Change a repository", "set images, values and labels where files say them, for pipelines; can commit", configure_edit},
    {"init",       "Set up",               "write drydock.yaml with the projects that were found", configure_init},
    {"schema",     "Set up",               "print the JSON Schema of drydock.yaml, judge JSON by schemas, pack definitions of kinds", configure_schema},
    {"completion", "Set up",               "print a completion script for bash, zsh or fish", configure_completion},
    {"rules",      "Learn more",           "list the rules, or explain one", configure_rules},
    {"help",       "Learn more",           "explain a command", configure_help},
    {"version",    "Learn more",           "print the version", configure_version},
};
// clang-format on

struct Parsed {
  CLI::App app{"Renders, checks and plans what a GitOps repository puts into Kubernetes clusters.",
               "drydock"};
  GlobalFlags flags;
  CLI::App* verb = nullptr;  // the one the user wants; null when none
  std::function<int(Session&)> body;
};

void add_global_flags(CLI::App& app, GlobalFlags& values) {
  Flags flags(app);
  flags.text("-C,--directory", values.directory, "work as if started in DIR")
      .value_name("DIR")
      .group("Everywhere");
  flags.number("-j,--jobs", values.jobs, "threads; 0 is one for each core")
      .value_name("N")
      .between(0, 1024)
      .group("Everywhere");
  flags.text("--color", values.color, "colours: auto, always or never")
      .value_name("WHEN")
      .one_of({"auto", "always", "never"})
      .group("Everywhere");
  flags
      .texts("--source", values.sources,
             "where the repository of a URL is checked out, for definitions of Argo CD and Flux "
             "(also `sources` in drydock.yaml)")
      .value_name("URL=DIR")
      .group("Everywhere");
  flags
      .texts("--argocd-config", values.argocd_config,
             "argocd-cm and argocd-cmd-params-cm of the Argo CD that deploys, in place of those "
             "in the repository")
      .value_name("FILE|DIR")
      .group("Everywhere");
  flags
      .toggle("--allow-network", values.allow_network,
              "fetch charts that definitions of Argo CD and Flux name, and keep them")
      .group("Everywhere");
}

void build_parser(Parsed& parsed, const Command* wanted) {
  CLI::App& app = parsed.app;
  app.set_help_flag("-h,--help", "explain this command")->group("Everywhere");
  app.set_version_flag("--version", std::string("drydock ") + DRYDOCK_VERSION)->group("Everywhere");
  add_global_flags(app, parsed.flags);
  if (!wanted) return;
  // Only this one: building the flags of all would be half of the time to start.
  CLI::App* verb = app.add_subcommand(std::string(wanted->name), std::string(wanted->summary));
  if (wanted->run_as_original) {
    verb->set_help_flag();  // the original has its own
    verb->prefix_command();
    parsed.verb = verb;
    return;
  }
  verb->set_help_flag("-h,--help", "explain this command")->group("Everywhere");
  verb->allow_extras();  // so that we can word the refusal: explain_extra
  add_global_flags(*verb, parsed.flags);
  parsed.verb = verb;
  Flags flags(*verb);
  parsed.body = wanted->configure(flags);
}

/// The verb the user gave, if any: the first word that is no flag nor the value of one.
std::string_view first_word(const std::vector<std::string>& args) {
  for (size_t i = 0; i < args.size(); ++i) {
    if (!args[i].starts_with('-')) return args[i];
    bool takes_value = args[i] == "-C" || args[i] == "--directory" || args[i] == "-j" ||
                       args[i] == "--jobs" || args[i] == "--color" || args[i] == "--source" ||
                       args[i] == "--argocd-config";
    if (takes_value) ++i;
  }
  return "";
}

int refuse(std::ostream& err, const std::string& message, std::string_view try_help) {
  err << "drydock: " << printable(message) << "\n"
      << "Try `drydock help" << (try_help.empty() ? "" : " ") << try_help << "`.\n";
  return kExitUsage;
}

/// What is wrong with a word that no flag or argument of the verb takes.
std::string explain_extra(const CLI::App& verb, const std::string& word) {
  if (!word.starts_with('-')) return fmt::format("unexpected argument `{}`", word);
  std::vector<std::string> names;
  for (const CLI::Option* option : verb.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
  }
  std::vector<std::string_view> known(names.begin(), names.end());
  return fmt::format("unknown flag `{}`{}", word, did_you_mean(word, known));
}

int unknown_command(std::string_view word, std::ostream& err) {
  std::vector<std::string_view> names;
  for (const Command& command : kCommands) names.push_back(command.name);
  return refuse(err, fmt::format("there is no command `{}`{}", word, did_you_mean(word, names)),
                "");
}

const Command* find_command(std::string_view word) {
  for (const Command& command : kCommands) {
    if (command.name == word) return &command;
  }
  return nullptr;
}

/// The exit code of a command, of those that fail too.
template <class Body>
int guarded(std::ostream& err, Body body) {
  try {
    return body();
  } catch (const Error& error) {
    err << "drydock: " << Excerpts().describe(error.diagnostic());
    return kExitUsage;
  } catch (const std::bad_alloc&) {
    err << "drydock: out of memory\n";
    return kExitUsage;
  }
}

/// One project, in one thread; the others may have many.
bool runs_once(const Command& command) {
  auto run = command.run_as_original;
  return run == run_kustomize || run == run_helm || run == run_helm3 || run == run_helm4 ||
         run == run_flux;
}

}  // namespace

std::span<const Command> commands() { return kCommands; }

bool Session::use_color() const {
  if (flags.color != "auto") return flags.color == "always";
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  bool dumb = term && std::string_view(term) == "dumb";
  return out_is_terminal && !dumb && !(no_color && *no_color);
}

int run(const std::vector<std::string>& args, std::istream& in, std::ostream& out,
        std::ostream& err, bool out_is_terminal, bool err_is_terminal) {
  std::string_view word = first_word(args);
  if (args.empty()) {
    err << overview();
    return kExitUsage;
  }
  const Command* command = find_command(word);
  if (!word.empty() && !command) return unknown_command(word, err);
  if (command && command->run_as_original && word.data() == args[0].data()) {
    // It reads all its flags itself.
    Session session{{}, in, out, err, out_is_terminal, err_is_terminal};
    return guarded(err,
                   [&] { return command->run_as_original(session, std::span(args).subspan(1)); });
  }
  Parsed parsed;
  build_parser(parsed, command);
  try {
    parsed.app.parse(std::vector<std::string>(args.rbegin(), args.rend()));
  } catch (const CLI::CallForHelp&) {
    out << (word.empty() ? overview() : parsed.app.help());
    return kExitClean;
  } catch (const CLI::CallForVersion& version) {
    out << version.what() << "\n";
    return kExitClean;
  } catch (const CLI::ParseError& error) {
    return refuse(err, error.what(), word);
  }
  if (!parsed.verb) return refuse(err, "a command is needed", "");
  bool original = command->run_as_original != nullptr;
  std::vector<std::string> rest = parsed.verb->remaining();
  if (!original && !rest.empty()) {
    return refuse(err, explain_extra(*parsed.verb, rest.front()), word);
  }
  Session session{parsed.flags, in, out, err, out_is_terminal, err_is_terminal, args};
  return guarded(err, [&] {
    return original ? command->run_as_original(session, rest) : parsed.body(session);
  });
}

int run_program(int argc, char** argv) {
  std::vector<std::string> args(argv + 1, argv + argc);
  // Under the name of a program that a verb stands in for (a symlink), it is that program.
  std::string_view name = argc > 0 ? file_name(argv[0]) : std::string_view();
  const Command* named = find_command(name);
  if (named && named->run_as_original) args.insert(args.begin(), std::string(name));
  const Command* command = find_command(first_word(args));
  if (command && runs_once(*command)) expect_one_run();
  DescriptorBuffer buffers[] = {DescriptorBuffer(STDIN_FILENO), DescriptorBuffer(STDOUT_FILENO),
                                DescriptorBuffer(STDERR_FILENO)};
  std::istream in(&buffers[0]);
  std::ostream out(&buffers[1]);
  std::ostream err(&buffers[2]);
  err << std::unitbuf;
  int code = run(args, in, out, err, isatty(STDOUT_FILENO) == 1, isatty(STDERR_FILENO) == 1);
  out.flush();
  // A full disk or a closed pipe must not pass for a clean result.
  return out.fail() && code == kExitClean ? kExitUsage : code;
}

}  // namespace drydock::cli
