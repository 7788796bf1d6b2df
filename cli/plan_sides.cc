#include "cli/plan_sides.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <ostream>

#include "core/error.h"
#include "core/excerpt.h"
#include "core/yaml/read.h"

namespace drydock::cli {
namespace {

namespace fs = std::filesystem;

bool is_folder(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

bool print_problems(Session& session, const OpenedSide& opened) {
  Excerpts excerpts;
  bool failed = false;
  auto tell = [&](const Diagnostic& problem) {
    failed |= problem.severity == Severity::Error;
    session.err << excerpts.describe(problem);
  };
  for (const Diagnostic& problem : opened.repository->problems) tell(problem);
  for (const RenderedProject& project : opened.rendered) {
    for (const Diagnostic& problem : project.problems) tell(problem);
  }
  return failed;
}

void read_file(Session& session, const Tree& tree, const std::string& path,
               const std::string& shown, RenderedProject& out) {
  const SourceFile& file = session.sources.add(shown, tree.read(path));
  YamlDocuments documents = read_yaml(file, out.set.arena);
  if (!documents.go_error.empty()) throw Error(documents.problems.front());
  for (Node* root : documents.roots) {
    if (root) add_resources(out.set, root);
  }
}

bool is_manifest(std::string_view name) {
  return name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".json");
}

void read_folder(Session& session, const Tree& tree, const std::string& folder,
                 const std::string& shown, RenderedProject& out) {
  for (const TreeEntry& entry : tree.list(folder)) {
    std::string path = folder.empty() ? entry.name : folder + "/" + entry.name;
    std::string name = shown + "/" + entry.name;
    if (entry.kind == EntryKind::Folder) {
      read_folder(session, tree, path, name, out);
    } else if (entry.kind == EntryKind::File && is_manifest(entry.name)) {
      read_file(session, tree, path, name, out);
    }
  }
}

}  // namespace

plan::PlanObject plan_object(const validate::Fleet& fleet, const Project& project,
                             const Resource& resource) {
  plan::PlanObject object;
  object.gvk = resource.gvk;
  object.namespace_name = fleet.namespace_of(resource, project);
  object.name = resource.name;
  object.project = project.name;
  object.cluster = project.cluster;
  object.root = resource.root;
  object.dialect = validate::dialect_of(project);
  object.is_chart = project.renderer == Renderer::Helm;
  return object;
}

std::string below_start(const Session& session, const std::string& path) {
  if (session.flags.directory.empty() || path.starts_with('/')) return path;
  return session.flags.directory + "/" + path;
}

plan::Side side_of(const validate::Fleet& fleet,
                   const std::function<bool(const RenderedProject&)>& takes) {
  plan::Side side;
  for (const RenderedProject& rendered : fleet.projects()) {
    if (takes && !takes(rendered)) continue;
    const Project& project = *rendered.project;
    side.projects.push_back(project.name);
    for (const Resource& resource : rendered.set.resources) {
      side.objects.push_back(plan_object(fleet, project, resource));
    }
  }
  std::sort(side.projects.begin(), side.projects.end());
  return side;
}

std::unique_ptr<OpenedSide> open_unjudged_side(Session& session, const std::string& place) {
  auto opened = std::make_unique<OpenedSide>();
  std::string folder = below_start(session, place);
  if (place.empty() || is_folder(folder)) {
    opened->kind = "directory";
    std::string root =
        place.empty() ? find_root(session.flags.directory) : fs::canonical(folder).string();
    opened->repository = open_repository_tree(session, root, open_disk_tree(root));
  } else {
    opened->kind = "git";
    opened->revision = place;
    std::string root = find_root(session.flags.directory);
    opened->repository = open_repository_tree(session, root, open_git_tree(root, place));
  }
  if (!opened->repository) return nullptr;
  opened->rendered = render_projects(*opened->repository, session.flags.jobs);
  opened->fleet = std::make_unique<validate::Fleet>(opened->rendered, opened->repository->settings);
  opened->side = side_of(*opened->fleet);
  return opened;
}

std::unique_ptr<OpenedSide> open_side(Session& session, const std::string& place, bool& failed) {
  std::unique_ptr<OpenedSide> opened = open_unjudged_side(session, place);
  if (opened) failed |= print_problems(session, *opened);
  return opened;
}

std::unique_ptr<OpenedSide> read_manifests(Session& session, const std::string& path) {
  auto opened = std::make_unique<OpenedSide>();
  opened->kind = "directory";
  Project& project = opened->own_projects.emplace_back();
  project.name = "";
  RenderedProject& rendered = opened->rendered.emplace_back();
  rendered.project = &project;
  std::string place = below_start(session, path);
  std::error_code error;
  fs::path found = fs::canonical(place, error);
  if (error) fail("file-missing", fmt::format("there is no file or folder {}", path));
  if (fs::is_directory(found)) {
    read_folder(session, *open_disk_tree(found.string()), "", path, rendered);
  } else {
    read_file(session, *open_disk_tree(found.parent_path().string()), found.filename().string(),
              path, rendered);
  }
  opened->fleet = std::make_unique<validate::Fleet>(opened->rendered, opened->no_settings);
  opened->side = side_of(*opened->fleet);
  return opened;
}

void add_definitions(const plan::Side& side, plan::Kinds& kinds, ServerJudge& judge) {
  for (const plan::PlanObject& object : side.objects) {
    if (!object.root || !object.gvk.kind.ends_with("ResourceDefinition")) continue;
    kinds.add(*object.root, object.dialect, object.cluster);
    judge.catalog.add_document(*object.root, "");
  }
}

}  // namespace drydock::cli
