#include "cli/cmd_helm.h"

#include <cstdlib>
#include <ostream>
#include <vector>

#include "cli/cmd_helm_dependency.h"
#include "cli/cmd_helm_package.h"
#include "cli/cmd_helm_show.h"
#include "cli/helm_flags.h"
#include "core/error.h"
#include "core/suggest.h"

namespace drydock::cli {
namespace {

struct HelmVerb {
  std::string_view name;
  int (*run)(Session& session, int helm_version, std::span<const std::string> args);
};

constexpr HelmVerb kVerbs[] = {
    {"dependency", run_helm_dependency},
    {"dep", run_helm_dependency},
    {"dependencies", run_helm_dependency},
    {"package", run_helm_package},
    {"show", run_helm_show},
    {"inspect", run_helm_show},
};

int run_verb(Session& session, int helm_version, std::span<const std::string> args) {
  size_t at = find_verb(args);
  if (at == args.size()) {
    session.err << "Error: a verb of Helm is needed\n";
    return 1;
  }
  std::vector<std::string> rest(args.begin(), args.end());
  rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(at));
  for (const HelmVerb& verb : kVerbs) {
    if (verb.name == args[at]) return verb.run(session, helm_version, rest);
  }
  session.err << fmt::format("Error: unknown command \"{}\" for \"helm\"\n", args[at]);
  return 1;
}

int run_version(Session& session, int helm_version, std::span<const std::string> args) {
  try {
    return run_verb(session, helm_version, args);
  } catch (const Error& error) {
    session.err << "Error: " << error.what() << "\n";
    return 1;
  }
}

}  // namespace

int run_helm3(Session& session, std::span<const std::string> args) {
  return run_version(session, 3, args);
}

int run_helm4(Session& session, std::span<const std::string> args) {
  return run_version(session, 4, args);
}

int run_helm(Session& session, std::span<const std::string> args) {
  const char* wanted = std::getenv("DRYDOCK_HELM");
  return run_version(session, wanted && std::string_view(wanted) == "3" ? 3 : 4, args);
}

}  // namespace drydock::cli
