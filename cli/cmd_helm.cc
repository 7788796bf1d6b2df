#include "cli/cmd_helm.h"

#include <cstdlib>
#include <ostream>
#include <vector>

#include "cli/helm_template.h"
#include "cli/helm_version.h"
#include "core/error.h"
#include "core/suggest.h"

namespace drydock::cli {
namespace {

// clang-format off
const HelmVerb kVerbs[] = {
    {"template", "locally render templates",               run_helm_template},
    {"version",  "print the helm version information",     run_helm_version},
};
// clang-format on

/// Flags before the verb that take a value in the next word.
bool takes_value(std::string_view word) {
  if (word == "-n") return true;
  if (!word.starts_with("--") || word.find('=') != std::string_view::npos) return false;
  for (std::string_view without :
       {"--debug", "--kube-insecure-skip-tls-verify", "--help", "--allow-network"}) {
    if (word == without) return false;
  }
  return true;
}

/// Where the verb is among the words; their number when there is none.
size_t find_verb(std::span<const std::string> args) {
  for (size_t i = 0; i < args.size(); ++i) {
    if (!args[i].starts_with('-')) return i;
    if (takes_value(args[i])) ++i;
  }
  return args.size();
}

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
  size_t at = find_verb(args);
  if (at == args.size()) return print_overview(call.session.out);
  std::vector<std::string> rest(args.begin(), args.end());
  std::string word = std::move(rest[at]);
  rest.erase(rest.begin() + static_cast<ptrdiff_t>(at));
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
