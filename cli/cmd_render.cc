#include "cli/cmd_render.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <ostream>
#include <set>

#include "cli/changed_projects.h"
#include "cli/output_folder.h"
#include "cli/progress.h"
#include "cli/select_projects.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/suggest.h"
#include "core/yaml/emit.h"
#include "projects/render_project.h"

namespace drydock::cli {
namespace {

namespace fs = std::filesystem;

struct RenderFlags {
  std::vector<std::string> wanted;    // names of projects, or folders
  std::vector<std::string> projects;  // globs of names
  std::vector<std::string> clusters;  // globs of names
  ChangeFlags change;
  CacheFlags cache;
  std::string output;
  std::string per = "project";

  bool selects() const { return !wanted.empty() || !projects.empty() || !clusters.empty(); }
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

/// The length of a project's path when it holds the folder; 0 otherwise.
size_t depth_around(const Project& project, const std::string& folder) {
  return is_below(folder, project.path) ? project.path.size() : 0;
}

/// Marks the projects that a word means: the one of that name, those in a folder, else the nearest
/// around it.
void select(const std::string& word, const Repository& repository, const Session& session,
            std::vector<bool>& selected) {
  const std::vector<Project>& projects = repository.projects;
  std::optional<std::string> folder = folder_named(word, repository, session);
  bool any = false;
  size_t nearest = 0;
  for (size_t i = 0; i < projects.size(); ++i) {
    if (folder) nearest = std::max(nearest, depth_around(projects[i], *folder));
    if (projects[i].name != word && !(folder && is_below(projects[i].path, *folder))) continue;
    selected[i] = any = true;
  }
  if (any) return;
  for (size_t i = 0; i < projects.size() && nearest > 0; ++i) {
    if (depth_around(projects[i], *folder) == nearest) selected[i] = any = true;
  }
  if (any) return;
  std::vector<std::string_view> names;
  for (const Project& project : projects) names.push_back(project.name);
  fail("", fmt::format("there is no project `{}`{}", word, did_you_mean(word, names)));
}

/// Only what was asked for, in the order of the repository.
void keep_wanted(const RenderFlags& options, Repository& repository, const Session& session) {
  std::vector<bool> selected(repository.projects.size(), options.wanted.empty());
  for (const std::string& word : options.wanted) select(word, repository, session, selected);
  keep_fitting(options.projects, options.clusters, repository.projects, selected);
  keep_selected(selected, repository.projects);
}

std::string manifests_of(const RenderedProject& rendered) {
  std::string text;
  for (const Resource& resource : rendered.set.resources) {
    if (!text.empty()) text += "---\n";
    append_yaml(text, *resource.root);
  }
  return text;
}

/// What a file of the output remembers of a project.
std::string remembered(const Project& project) { return printable(project.name); }

void add_files(const RenderFlags& options, const RenderedProject& rendered,
               std::vector<OutputFile>& files) {
  const Project& project = *rendered.project;
  if (options.per == "project") {
    files.push_back(
        {output_path(project.name, ".yaml"), remembered(project), manifests_of(rendered)});
    return;
  }
  for (const Resource& resource : rendered.set.resources) {
    std::string text;
    append_yaml(text, *resource.root);
    files.push_back({output_path(project.name + "/" + object_file_name(resource), ".yaml"),
                     remembered(project), std::move(text)});
  }
}

/// Says what is wrong with a project -> whether it could not be rendered.
bool tell_problems(const RenderedProject& rendered, Excerpts& excerpts, Session& session) {
  bool failed = false;
  for (const Diagnostic& problem : rendered.problems) {
    failed |= problem.severity == Severity::Error;
    session.err << excerpts.describe(problem);
  }
  return failed;
}

/// Files outside of all projects that might be manifests, unless only some projects are asked for
/// -> whether one of them is known to be one.
bool tell_unreadable(const RenderFlags& options, const Repository& repository, Excerpts& excerpts,
                     Session& session) {
  bool manifest = false;
  if (options.selects()) return false;
  for (const Diagnostic& problem : repository.problems) {
    manifest |= problem.severity == Severity::Error;
    session.err << excerpts.describe(problem);
  }
  return manifest;
}

using Rows = std::vector<const RenderedProject*>;

void print_all(const Rows& rows, Session& session) {
  bool first = true;
  for (const RenderedProject* row : rows) {
    std::string text = manifests_of(*row);
    if (text.empty()) continue;
    session.out << (first ? "" : "---\n") << text;
    first = false;
  }
}

/// What could not be rendered keeps the files of an earlier run: half a project must not replace
/// it.
void write_all(const RenderFlags& options, const Rows& rows,
               const std::optional<std::set<std::string>>& existing,
               const std::set<std::string>& failed, Session& session) {
  std::vector<OutputFile> files;
  std::set<std::string> written;
  for (const RenderedProject* row : rows) {
    std::string name = remembered(*row->project);
    if (failed.contains(name)) continue;
    written.insert(std::move(name));
    add_files(options, *row, files);
  }
  OutputChange change =
      write_output(options.output, std::move(files), [&](const std::string& project) {
        return written.contains(project) || (existing && !existing->contains(project));
      });
  for (const std::string& name : failed) {
    session.err << fmt::format("{}: not rendered, its files are left as they are\n", name);
  }
  for (const std::string& path : change.kept) {
    session.err << fmt::format("{} is of no project any more, but somebody changed it: kept\n",
                               printable(path));
  }
  session.err << fmt::format("{}: {} written, {} unchanged, {} removed\n", options.output,
                             change.written, change.unchanged, change.removed);
}

int run_render(const RenderFlags& options, Session& session) {
  ComparedRepository compared = open_compared(options.change, session, {"", options.cache});
  if (!compared.repository) return kExitUsage;
  Repository& repository = *compared.repository;
  // Behind a file that cannot be looked at may be a project.
  std::optional<std::set<std::string>> existing;
  if (!options.selects() && repository.problems.empty()) existing.emplace();
  for (const Project& project : repository.projects) {
    if (existing) existing->insert(remembered(project));
  }
  keep_wanted(options, repository, session);
  std::vector<RenderedProject> rendered;
  {
    Progress progress(session.err, session.err_is_terminal, "rendering");
    rendered = render_projects(repository, session.flags.jobs, progress.step());
    trim_cache(repository, options.cache);
  }
  std::vector<bool> asked_for = changed_projects(compared, session, rendered);
  Excerpts excerpts;
  bool unreadable = tell_unreadable(options, repository, excerpts, session);
  Rows rows;
  std::set<std::string> failed;
  for (size_t i = 0; i < rendered.size(); ++i) {
    if (!asked_for[i]) continue;
    rows.push_back(&rendered[i]);
    if (tell_problems(rendered[i], excerpts, session)) {
      failed.insert(remembered(*rendered[i].project));
    }
  }
  if (options.output.empty()) {
    print_all(rows, session);
  } else {
    write_all(options, rows, existing, failed, session);
  }
  return failed.empty() && !unreadable ? kExitClean : kExitFindings;
}

}  // namespace

std::function<int(Session&)> configure_render(Flags& flags) {
  auto options = std::make_shared<RenderFlags>();
  flags
      .texts("PATH", options->wanted,
             "folders, or names of projects: those in there, else the one around; default: all of "
             "the repository")
      .value_name("");
  flags.text("-o,--output", options->output, "write files into DIR instead of printing")
      .value_name("DIR");
  flags.text("--per", options->per, "with -o: a file for each project (the default) or object")
      .value_name("project|object")
      .one_of({"project", "object"});
  flags.texts("--project", options->projects, "only these, by name; globs are possible")
      .value_name("NAME")
      .comma_separated();
  flags.texts("--cluster", options->clusters, "only those that go to these; globs are possible")
      .value_name("NAME")
      .comma_separated();
  add_change_flags(flags, options->change);
  add_cache_flags(flags, options->cache);
  return [options](Session& session) { return run_render(*options, session); };
}

}  // namespace drydock::cli
