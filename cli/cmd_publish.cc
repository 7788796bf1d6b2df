#include "cli/cmd_publish.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <ostream>
#include <sstream>
#include <thread>

#include "cli/cmd_check.h"
#include "cli/output_folder.h"
#include "cli/pipeline.h"
#include "cli/publish_target.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "core/tree.h"
#include "core/yaml/emit.h"

namespace drydock::cli {
namespace {

// Of several pipelines that push at once one gets through, so each attempt has fewer rivals.
constexpr int kMaxAttempts = 30;
constexpr std::chrono::milliseconds kPause{50};

struct PublishFlags {
  std::string to;
  std::string project;
  std::string path;
  std::string branch;
  std::string message;
  bool no_check = false;
};

/// What is published: a file for each object, in a folder of its own for each of several projects.
std::vector<OutputFile> files_of(const PublishFlags& options,
                                 const std::vector<RenderedProject>& rendered) {
  std::vector<OutputFile> files;
  for (const RenderedProject& project : rendered) {
    for (const Resource& resource : project.set.resources) {
      std::string words = object_file_name(resource);
      if (rendered.size() > 1) words = project.project->name + "/" + words;
      std::string text;
      append_yaml(text, *resource.root);
      files.push_back({output_path(words, ".yaml"), options.project, std::move(text)});
    }
  }
  return files;
}

/// Renders what is here; nothing, with the reasons printed, when a part of it cannot be.
std::optional<std::vector<OutputFile>> render_here(const PublishFlags& options, Session& session) {
  std::unique_ptr<Repository> repository = open_repository(session);
  if (!repository) return std::nullopt;
  std::vector<RenderedProject> rendered = render_projects(*repository, session.flags.jobs);
  Excerpts excerpts;
  bool failed = false;
  auto tell = [&](const Diagnostic& problem) {
    failed |= problem.severity == Severity::Error;
    session.err << excerpts.describe(problem);
  };
  for (const Diagnostic& problem : repository->problems) tell(problem);
  for (const RenderedProject& project : rendered) {
    for (const Diagnostic& problem : project.problems) tell(problem);
  }
  if (failed) return std::nullopt;
  return files_of(options, rendered);
}

/// Where in the target the project's manifests are.
std::string folder_in_target(const PublishFlags& options) {
  std::string words = options.path.empty() ? options.project : options.path;
  std::optional<std::string> clean = join_path("", words);
  if (!clean || clean->empty() || clean->starts_with(".git")) {
    fail("", fmt::format("`{}` is no folder below the target's root; give one with --path", words));
  }
  return *clean;
}

/// A link in the target could lead the files anywhere.
void refuse_links(const std::string& root, std::string_view folder) {
  namespace fs = std::filesystem;
  for (std::string_view at = folder; !at.empty(); at = parent_path(at)) {
    std::error_code error;
    if (!fs::is_symlink(fs::symlink_status(fs::path(root) / at, error))) continue;
    fail("", fmt::format("{} is a symbolic link in the target: nothing is written through it", at));
  }
}

/// Whether what the target would become has no new findings; else its report is on standard output.
bool passes(const PublishTarget& target, Session& session) {
  std::ostringstream report;
  Session inner{session.flags, session.in, report, session.err};
  int code = check_work_tree(inner, target.folder(), target.has_commit() ? "HEAD" : "");
  if (code == kExitFindings) session.out << report.str();
  if (code != kExitClean) {
    session.err << "nothing was committed: the target would have the findings above\n";
  }
  return code == kExitClean;
}

void tell_kept(const OutputChange& change, const std::string& folder, Session& session) {
  for (const std::string& path : change.kept) {
    session.err << fmt::format(
        "{}/{} is not of this project any more, but somebody changed it: "
        "kept\n",
        folder, printable(path));
  }
}

int run_publish(const PublishFlags& options, Session& session) {
  std::string folder = folder_in_target(options);
  std::optional<std::vector<OutputFile>> files = render_here(options, session);
  if (!files) return kExitFindings;
  std::string message =
      options.message.empty() ? fmt::format("Publish {}", options.project) : options.message;
  PublishTarget target(options.to, options.branch);
  for (int attempt = 1; attempt <= kMaxAttempts; ++attempt) {
    target.refresh();
    refuse_links(target.folder(), folder);
    OutputChange change =
        write_output(target.folder() + "/" + folder, *files,
                     [&](const std::string& project) { return project == options.project; });
    tell_kept(change, folder, session);
    if (!options.no_check && !passes(target, session)) return kExitFindings;
    std::string commit = target.commit(folder, message);
    std::string counts = fmt::format("{} written, {} unchanged, {} removed", change.written,
                                     change.unchanged, change.removed);
    if (commit.empty() || !target.is_remote() || target.push()) {
      session.out << fmt::format("{}: {}{}\n", printable(folder), counts,
                                 commit.empty() ? "" : ", commit " + commit.substr(0, 12));
      return kExitClean;
    }
    session.err << "somebody else pushed in between; once more, on what is there now\n";
    std::this_thread::sleep_for(kPause * attempt);
  }
  fail("", fmt::format("gave up after {} attempts: others push to {} all the time", kMaxAttempts,
                       options.to));
}

}  // namespace

std::function<int(Session&)> configure_publish(Flags& flags) {
  auto options = std::make_shared<PublishFlags>();
  flags
      .text("--to", options->to,
            "a folder, or a Git repository (URL or bare), which is cloned, committed to and pushed")
      .required()
      .value_name("DIR|REPO");
  flags.text("--project", options->project, "the name of what is here in the target")
      .required()
      .value_name("NAME");
  flags.text("--path", options->path, "its folder in the target; default: its name")
      .value_name("FOLDER");
  flags.text("--branch", options->branch, "of the repository; default: its default branch")
      .value_name("NAME");
  flags.text("-m,--message", options->message, "of the commit; default: Publish NAME")
      .value_name("TEXT");
  flags.toggle("--no-check", options->no_check,
               "do not check what the target would become before it is committed");
  return [options](Session& session) { return run_publish(*options, session); };
}

}  // namespace drydock::cli
