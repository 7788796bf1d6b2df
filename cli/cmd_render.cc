#include "cli/cmd_render.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <ostream>

#include "cli/pipeline.h"
#include "cli/write_file.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/suggest.h"
#include "core/yaml/emit.h"
#include "projects/render_project.h"

namespace drydock::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<std::string> wanted;  // names of projects, or folders
  std::string output;
};

/// The folder that a word names, relative to the repository's root; nothing when it names none
/// there.
std::optional<std::string> folder_named(const std::string& word, const Repository& repository,
                                        const Session& session) {
  std::error_code error;
  fs::path base = session.flags.directory.empty() ? "." : session.flags.directory;
  fs::path found = fs::canonical(base / word, error);
  if (error) return std::nullopt;
  std::string relative = found.lexically_relative(repository.folder).string();
  if (relative == ".") return "";
  if (relative.empty() || relative.starts_with("..")) return std::nullopt;
  return relative;
}

/// Marks the projects that a word means: the one of that name, or those of a folder.
void select(const std::string& word, const Repository& repository, const Session& session,
            std::vector<bool>& selected) {
  const std::vector<Project>& projects = repository.projects;
  std::optional<std::string> folder = folder_named(word, repository, session);
  bool any = false;
  for (size_t i = 0; i < projects.size(); ++i) {
    if (projects[i].name != word && !(folder && is_below(projects[i].path, *folder))) continue;
    selected[i] = any = true;
  }
  if (any) return;
  std::vector<std::string_view> names;
  for (const Project& project : projects) names.push_back(project.name);
  fail("", fmt::format("there is no project `{}`{}", word, did_you_mean(word, names)));
}

/// Only what was asked for, in the order of the repository.
void keep_wanted(const Options& options, Repository& repository, const Session& session) {
  if (options.wanted.empty()) return;
  std::vector<bool> selected(repository.projects.size());
  for (const std::string& word : options.wanted) select(word, repository, session, selected);
  std::vector<Project> kept;
  for (size_t i = 0; i < selected.size(); ++i) {
    if (selected[i]) kept.push_back(std::move(repository.projects[i]));
  }
  repository.projects = std::move(kept);
}

std::string manifests_of(const RenderedProject& rendered) {
  std::string text;
  for (const Resource& resource : rendered.set.resources) {
    if (!text.empty()) text += "---\n";
    append_yaml(text, *resource.root);
  }
  return text;
}

/// A path for a project's file that stays within the folder of the output.
std::string file_of(const Project& project) {
  std::string name = project.name.empty() ? "project" : project.name;
  if (name.find("..") != name.npos || name.starts_with('/')) {
    std::replace(name.begin(), name.end(), '/', '-');
    std::replace(name.begin(), name.end(), '.', '-');
  }
  return name + ".yaml";
}

void write_project(const Options& options, const RenderedProject& rendered, bool first,
                   Session& session) {
  std::string text = manifests_of(rendered);
  if (!options.output.empty()) {
    fs::path file = fs::path(options.output) / file_of(*rendered.project);
    fs::create_directories(file.parent_path());
    write_file(file.string(), text);
  } else if (!text.empty()) {
    session.out << (first ? "" : "---\n") << text;
  }
}

int run_render(const Options& options, Session& session) {
  std::unique_ptr<Repository> repository = open_repository(session);
  if (!repository) return kExitUsage;
  keep_wanted(options, *repository, session);
  std::vector<RenderedProject> rendered = render_projects(*repository, session.flags.jobs);
  Excerpts excerpts;
  bool failed = false;
  bool first = true;
  for (const RenderedProject& project : rendered) {
    for (const Diagnostic& problem : project.problems) {
      failed |= problem.severity == Severity::Error;
      session.err << excerpts.describe(problem);
    }
    std::string_view note = projects::renderer_note(project.project->renderer);
    if (!note.empty()) session.err << printable(project.project->name) << ": " << note << "\n";
    write_project(options, project, first, session);
    first &= project.set.resources.empty();
  }
  return failed ? kExitFindings : kExitClean;
}

}  // namespace

std::function<int(Session&)> configure_render(Flags& flags) {
  auto options = std::make_shared<Options>();
  flags
      .texts("PROJECT", options->wanted,
             "names of projects, or folders with some; default: all of the repository")
      .value_name("");
  flags.text("-o,--output", options->output, "write a file for each project into DIR")
      .value_name("DIR");
  return [options](Session& session) { return run_render(*options, session); };
}

}  // namespace drydock::cli
