#include "cli/cmd_schema.h"

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "cli/write_file.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "projects/settings_schema.h"
#include "schemas/schema_eval.h"
#include "validate/schema_import.h"

namespace drydock::cli {
namespace {

struct SchemaFlags {
  std::string what;
  std::string remotes;
  std::vector<std::string> paths;  // import: what to pack
  std::string output = "schemas.ddsc";
};

int run_import(const SchemaFlags& options, Session& session) {
  if (options.paths.empty()) fail("", "name the files and folders to import");
  validate::ImportResult result = validate::import_schemas(options.paths);
  for (const std::string& problem : result.problems) {
    session.err << "drydock: " << printable(problem) << "\n";
  }
  if (result.versions == 0) fail("", "there is no definition of a kind in these files");
  write_file(options.output, result.catalog);
  session.out << fmt::format("{}: {} versions of kinds from {} files, {} KB\n", options.output,
                             result.versions, result.files, (result.catalog.size() + 1023) / 1024);
  return result.problems.empty() ? kExitClean : kExitFindings;
}

int run_schema(const SchemaFlags& options, Session& session) {
  if (options.what == "config") {
    session.out << projects::settings_json_schema();
    return kExitClean;
  }
  if (options.what == "import") return run_import(options, session);
  if (!options.paths.empty()) fail("", "only `schema import` takes files");
  std::string error;
  if (schemas::evaluate_schemas(session.in, session.out, options.remotes, error)) return kExitClean;
  session.err << "drydock: " << printable(error) << "\n";
  return kExitUsage;
}

}  // namespace

std::function<int(Session&)> configure_schema(Flags& flags) {
  auto options = std::make_shared<SchemaFlags>();
  flags
      .text("WHAT", options->what,
            "config: print the JSON Schema of drydock.yaml; eval: judge JSON by schemas, one "
            "request for each line of stdin; import: pack definitions of kinds into one file")
      .value_name("")
      .required()
      .one_of({"config", "eval", "import"});
  flags.text("--remotes", options->remotes, "eval: folder that stands for http://localhost:1234/")
      .value_name("DIR");
  flags.texts("PATH", options->paths, "import: files and folders with definitions").value_name("");
  flags.text("-o,--output", options->output, "import: the file to write; default: schemas.ddsc")
      .value_name("FILE");
  return [options](Session& session) { return run_schema(*options, session); };
}

}  // namespace drydock::cli
