#include "cli/cmd_helm.h"

#include <cstdlib>
#include <ostream>
#include <vector>

#include "cli/helm_arguments.h"
#include "cli/helm_dependency.h"
#include "cli/helm_lint.h"
#include "cli/helm_package.h"
#include "cli/helm_show.h"
#include "cli/helm_template.h"
#include "cli/helm_version.h"
#include "core/error.h"
#include "core/suggest.h"

namespace drydock::cli {
namespace {

// clang-format off
constexpr HelmVerb kVerbs[] = {
    {"dependency", "manage a chart's dependencies",      run_helm_dependency},
    {"lint",     "examine a chart for possible issues",  run_helm_lint},
    {"package",  "pack a chart into an archive",         run_helm_package},
    {"show",     "show what a chart holds",              run_helm_show},
    {"template", "locally render templates",               run_helm_template},
    {"version",  "print the helm version information",     run_helm_version},
};
// clang-format on

constexpr std::pair<std::string_view, std::string_view> kAliases[] = {
    {"dep", "dependency"}, {"dependencies", "dependency"}, {"inspect", "show"}};

int print_overview(std::ostream& out) {
  out << "The parts of helm that need no cluster.\n\nUsage:\n  helm [command]\n\nCommands:\n";
  for (const HelmVerb& verb : kVerbs) out << fmt::format("  {:<12}{}\n", verb.name, verb.summary);
  return kExitClean;
}

[[noreturn]] void refuse_verb(const std::string& word) {
  std::vector<std::string_view> names;
  for (const HelmVerb& verb : kVerbs) names.push_back(verb.name);
  fail("usage",
       fmt::format("unknown command \"{}\" for \"helm\"{}", word, did_you_mean(word, names)));
}

int run(HelmCall& call, std::span<const std::string> args) {
  size_t at = find_helm_word(args);
  if (at == args.size()) return print_overview(call.session.out);
  std::vector<std::string> rest(args.begin(), args.end());
  std::string word = std::move(rest[at]);
  rest.erase(rest.begin() + static_cast<ptrdiff_t>(at));
  for (auto [alias, name] : kAliases) {
    if (word == alias) word = name;
  }
  for (const HelmVerb& verb : kVerbs) {
    if (verb.name == word) return verb.run(call, rest);
  }
  refuse_verb(word);
}

int run_version(Session& session, int version, std::span<const std::string> args) {
  HelmCall call{session, version};
  try {
    return run(call, args);
  } catch (const Error& error) {
    return print_helm_error(call, error.diagnostic());
  }
}

}  // namespace

int run_helm(Session& session, std::span<const std::string> args) {
  const char* wanted = std::getenv("DRYDOCK_HELM");
  return run_version(session, wanted && std::string_view(wanted) == "3" ? 3 : 4, args);
}

int run_helm3(Session& session, std::span<const std::string> args) {
  return run_version(session, 3, args);
}

int run_helm4(Session& session, std::span<const std::string> args) {
  return run_version(session, 4, args);
}

}  // namespace drydock::cli
