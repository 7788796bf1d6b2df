#include "cli/cmd_init.h"

#include <filesystem>
#include <memory>
#include <ostream>

#include "cli/pipeline.h"
#include "cli/write_file.h"
#include "core/error.h"
#include "projects/write_settings.h"

namespace drydock::cli {
namespace {

struct Options {
  std::string directory;
  bool print = false;
  bool force = false;
};

int run_init(const Options& options, Session& session) {
  if (!options.directory.empty()) session.flags.directory = options.directory;
  std::unique_ptr<Repository> repository = open_repository(session);
  if (!repository) return kExitUsage;
  std::string text = projects::write_settings(repository->projects);
  if (options.print) {
    session.out << text;
    return kExitClean;
  }
  std::string path = repository->folder + "/drydock.yaml";
  if (repository->settings_file && !options.force) {
    fail("",
         fmt::format("{} exists; --force replaces it, --print shows what would be written", path));
  }
  write_file(path, text);
  session.err << fmt::format("wrote {} with {} projects; `drydock check` reads it from now on\n",
                             path, repository->projects.size());
  return kExitClean;
}

}  // namespace

std::function<int(Session&)> configure_init(Flags& flags) {
  auto options = std::make_shared<Options>();
  flags.text("DIR", options->directory, "the repository, or a folder in it; default: here")
      .value_name("");
  flags.toggle("--print", options->print, "print it instead of writing drydock.yaml");
  flags.toggle("--force", options->force, "replace a drydock.yaml that exists");
  return [options](Session& session) { return run_init(*options, session); };
}

}  // namespace drydock::cli
