#include "cli/cmd_flux.h"

#include <algorithm>
#include <ostream>

#include "cli/flux_helm_release.h"
#include "cli/flux_kustomization.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/suggest.h"

namespace drydock::cli {
namespace {

constexpr std::string_view kFluxVersion = "v2.9.4";

struct BuildVerb {
  std::string_view name;
  std::string_view alias;
  std::string_view summary;
  int (*run)(Session& session, std::span<const std::string> args);
  std::string (*describe_flags)();
};

constexpr BuildVerb kBuildVerbs[] = {
    {"kustomization", "ks", "Build Kustomization", run_flux_build_kustomization,
     describe_flux_build_kustomization},
    {"helmrelease", "hr", "Render the chart of a HelmRelease as the helm-controller would",
     run_flux_build_helm_release, describe_flux_build_helm_release},
};

void print_overview(std::ostream& out) {
  out << "Builds what Flux applies, without a cluster.\n\nUsage:\n  flux [command]\n\n"
         "Available Commands:\n";
  for (const BuildVerb& verb : kBuildVerbs) {
    out << fmt::format("  build {:<14} {}\n", verb.name, verb.summary);
  }
  out << fmt::format("  {:<20} {}\n", "version", "Print the version that is stood in for");
}

const BuildVerb* find_build_verb(std::string_view word) {
  for (const BuildVerb& verb : kBuildVerbs) {
    if (word == verb.name || word == verb.alias) return &verb;
  }
  return nullptr;
}

bool is_help(std::string_view word) { return word == "--help" || word == "-h" || word == "help"; }

int refuse(const Error& error, std::ostream& err) {
  const Diagnostic& diagnostic = error.diagnostic();
  if (diagnostic.rule == "usage") {
    err << "✗ " << printable(diagnostic.message) << "\n";
    if (!diagnostic.help.empty()) err << diagnostic.help << "\n";
  } else {
    err << "✗ " << Excerpts().describe(diagnostic);
  }
  return 1;
}

int run_build(const BuildVerb& verb, Session& session, std::span<const std::string> args) {
  try {
    return verb.run(session, args);
  } catch (const Error& error) {
    const Diagnostic& diagnostic = error.diagnostic();
    if (diagnostic.rule != "usage" || diagnostic.message != "help requested") {
      return refuse(error, session.err);
    }
    session.out << verb.summary << "\n\nUsage:\n  flux build " << verb.name
                << " NAME [flags]\n\nFlags:\n"
                << verb.describe_flags();
    return 0;
  }
}

int refuse_word(std::string_view word, std::ostream& err) {
  std::vector<std::string_view> known{"build", "version"};
  for (const BuildVerb& verb : kBuildVerbs) known.push_back(verb.name);
  err << fmt::format("✗ unknown command \"{}\" for \"flux\"{}\n", printable(word),
                     did_you_mean(word, known));
  return 1;
}

}  // namespace

int run_flux(Session& session, std::span<const std::string> args) {
  if (args.empty() || is_help(args[0])) {
    print_overview(session.out);
    return 0;
  }
  if (args[0] == "version") {
    session.out << "flux: " << kFluxVersion << "\n";
    return 0;
  }
  auto build = std::find(args.begin(), args.end(), "build");
  if (build == args.end()) return refuse_word(args[0], session.err);
  // Flags may stand anywhere.
  for (auto word = build + 1; word != args.end(); ++word) {
    if (const BuildVerb* verb = find_build_verb(*word)) return run_build(*verb, session, args);
  }
  if (build + 1 == args.end() || is_help(build[1])) {
    print_overview(session.out);
    return 0;
  }
  return refuse_word(build[1], session.err);
}

}  // namespace drydock::cli
