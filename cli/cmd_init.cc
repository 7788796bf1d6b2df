#include "cli/cmd_init.h"

#include <filesystem>
#include <memory>
#include <ostream>

#include "cli/ci_files.h"
#include "cli/pipeline.h"
#include "cli/write_file.h"
#include "core/error.h"
#include "projects/write_settings.h"

namespace drydock::cli {
namespace {

struct InitFlags {
  std::string directory;
  bool print = false;
  bool force = false;
  std::string ci;
};

const CiFile& file_for(std::string_view service) {
  for (const CiFile& file : ci_files()) {
    if (file.service == service) return file;
  }
  fail("", fmt::format("there is no file for `{}`", service));
}

/// A file that was there is replaced with --force only.
void write_new(const std::string& path, const std::string& text, bool exists, bool force) {
  if (exists && !force) {
    fail("",
         fmt::format("{} exists; --force replaces it, --print shows what would be written", path));
  }
  std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) fail("", fmt::format("cannot make {}: {}", folder.string(), error.message()));
  write_file(path, text);
}

int init_ci(const InitFlags& options, Session& session) {
  const CiFile& file = file_for(options.ci);
  if (options.print) {
    session.out << file.text;
    return kExitClean;
  }
  std::string path = fmt::format("{}/{}", find_root(session.flags.directory), file.path);
  write_new(path, std::string(file.text), std::filesystem::exists(path), options.force);
  session.err << fmt::format("wrote {}\n{}\n", path, file.next);
  return kExitClean;
}

int run_init(const InitFlags& options, Session& session) {
  if (!options.directory.empty()) session.flags.directory = options.directory;
  if (!options.ci.empty()) return init_ci(options, session);
  std::unique_ptr<Repository> repository = open_repository(session);
  if (!repository) return kExitUsage;
  // What definitions deploy is said there already.
  std::erase_if(repository->projects, [](const Project& one) { return one.definition != nullptr; });
  std::string text = projects::write_settings(repository->projects);
  if (options.print) {
    session.out << text;
    return kExitClean;
  }
  std::string path = repository->folder + "/drydock.yaml";
  write_new(path, text, repository->settings_file != nullptr, options.force);
  session.err << fmt::format("wrote {} with {} projects; `drydock check` reads it from now on\n",
                             path, repository->projects.size());
  return kExitClean;
}

}  // namespace

std::function<int(Session&)> configure_init(Flags& flags) {
  auto options = std::make_shared<InitFlags>();
  flags.text("DIR", options->directory, "the repository, or a folder in it; default: here")
      .value_name("");
  flags.toggle("--print", options->print, "print it instead of writing the file");
  flags.toggle("--force", options->force, "replace a file that exists");
  std::vector<std::string> services;
  for (const CiFile& file : ci_files()) {
    if (!file.service.empty()) services.emplace_back(file.service);
  }
  flags
      .text("--ci", options->ci,
            "write what makes a CI service run drydock instead of drydock.yaml")
      .value_name("SERVICE")
      .one_of(services);
  return [options](Session& session) { return run_init(*options, session); };
}

}  // namespace drydock::cli
