#include "cli/cmd_schema.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

#include "core/excerpt.h"
#include "projects/settings_schema.h"
#include "schemas/schema_eval.h"

namespace drydock::cli {
namespace {

struct Options {
  std::string what;
  std::string remotes;
};

int run_schema(const Options& options, Session& session) {
  if (options.what == "config") {
    session.out << projects::settings_json_schema();
    return kExitClean;
  }
  std::string error;
  if (schemas::evaluate_schemas(session.in, session.out, options.remotes, error)) return kExitClean;
  session.err << "drydock: " << printable(error) << "\n";
  return kExitUsage;
}

}  // namespace

std::function<int(Session&)> configure_schema(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("WHAT", options->what,
                 "config: print the JSON Schema of drydock.yaml; eval: judge JSON by schemas, one "
                 "request for each line of stdin")
      ->type_name("")
      ->required()
      ->check(CLI::IsMember({"config", "eval"}));
  app.add_option("--remotes", options->remotes,
                 "eval: folder that stands for http://localhost:1234/")
      ->type_name("DIR");
  return [options](Session& session) { return run_schema(*options, session); };
}

}  // namespace drydock::cli
