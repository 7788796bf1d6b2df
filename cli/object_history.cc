#include "cli/object_history.h"

#include <algorithm>
#include <ostream>

#include "cli/base_revision.h"
#include "cli/plan_sides.h"
#include "core/error.h"
#include "core/excerpt.h"
#include "projects/path_filter.h"

namespace drydock::cli {
namespace {

/// Another project is looked into only when it has to do with the commit; in one that turns the
/// whole repository over these are too many.
constexpr size_t kMostMoves = 50;

/// Files that make a folder a project, or part of another one.
bool makes_projects(std::string_view path) {
  constexpr std::string_view kNames[] = {"kustomization.yaml", "kustomization.yml", "Kustomization",
                                         "Chart.yaml"};
  return std::find(std::begin(kNames), std::end(kNames), file_name(path)) != std::end(kNames);
}

bool touches_settings(const std::vector<TreeChange>& changes) {
  return std::any_of(changes.begin(), changes.end(),
                     [](const TreeChange& one) { return one.path == kSettingsName; });
}

const Project* project_named(const Repository& repository, const std::string& name) {
  for (const Project& project : repository.projects) {
    if (project.name == name) return &project;
  }
  return nullptr;
}

std::string key_without_cluster(plan::PlanObject object) {
  object.cluster = "";
  return object.key();
}

/// Whether a chart printed something below from a value that goes into a Secret as well.
bool prints_secret(const Node& node, const ValuePlaces& values) {
  if (node.is_scalar()) {
    SourcePos set = values.find(node.where());
    return set.file && set.length == 0;
  }
  auto below = [&](const Node* one) { return prints_secret(*one, values); };
  auto below_key = [&](const NodeEntry& one) { return prints_secret(*one.value, values); };
  return std::any_of(node.elements().begin(), node.elements().end(), below) ||
         std::any_of(node.pairs().begin(), node.pairs().end(), below_key);
}

/// Empty when the name has no hash at its end.
std::string stem_of(plan::PlanObject object) {
  object.name = plan::name_without_hash(object.name);
  return object.name.empty() ? std::string() : key_without_cluster(object);
}

}  // namespace

ObjectHistory::ObjectHistory(Session& session, const ObjectChoice& choice)
    : session_(session), field_(choice.field), folder_(find_root(session.flags.directory)) {
  open_head(choice);
}

void ObjectHistory::open_head(const ObjectChoice& choice) {
  auto snapshot = std::make_unique<Snapshot>();
  snapshot->repository = open_repository_tree(session_, folder_, open_git_tree(folder_, "HEAD"));
  if (!snapshot->repository) fail("", "the drydock.yaml of HEAD is unusable");
  head_ = snapshot->repository.get();
  keep_chosen(choice, head_->projects);
  snapshot->projects = render_chosen(*head_, session_);
  validate::Fleet fleet(snapshot->projects, head_->settings);
  FoundObject found = find_object(choice, fleet);
  snapshot->rendered = found.project;
  by_definition_ = found.project->project->definition != nullptr;
  snapshot->object = plan_object(fleet, *found.project->project, *found.resource);
  key_ = key_without_cluster(*snapshot->object);
  stem_ = stem_of(*snapshot->object);
  cluster_ = snapshot->object->cluster;
  follow(std::move(snapshot));
}

void ObjectHistory::follow(std::unique_ptr<Snapshot> before) {
  current_ = before.get();
  if (current_->rendered) {
    project_name_ = current_->rendered->project->name;
    project_path_ = current_->rendered->project->path;
  }
  snapshots_.push_back(std::move(before));
}

std::vector<report::ObjectCommit> ObjectHistory::run(const HistoryOptions& options) {
  std::vector<Commit> commits = list_commits(folder_, options.since);
  std::unique_ptr<Tree> newer = open_git_tree(folder_, "HEAD");
  for (const Commit& commit : commits) {
    if (commit.parent.empty() && is_shallow(folder_)) {
      session_.err << "note: this is a shallow clone, and what came before "
                   << commit.id.substr(0, 10) << " was not fetched\n";
      break;
    }
    std::unique_ptr<Tree> older =
        commit.parent.empty() ? make_memory_tree({}) : open_git_tree(folder_, commit.parent);
    step(commit, *older, *newer);
    if (options.most > 0 && found_.size() >= static_cast<size_t>(options.most)) break;
    newer = std::move(older);
  }
  return std::move(found_);
}

bool ObjectHistory::may_change(const std::vector<TreeChange>& changes) const {
  if (current_->rendered && current_->rendered->inputs.depends_on_any(changes)) return true;
  return std::any_of(changes.begin(), changes.end(), [&](const TreeChange& one) {
    bool came_or_went = !one.entry.empty();
    return one.path == kSettingsName || (came_or_went && makes_projects(one.path)) ||
           (!current_->rendered && is_below(one.path, project_path_));
  });
}

bool ObjectHistory::is_same(const Project* before, const std::vector<TreeChange>& changes) const {
  const RenderedProject* now = current_->rendered;
  if (!before || !now) return !before && !now;
  return renders_alike(*before, *now->project) && !touches_settings(changes) &&
         !now->inputs.depends_on_any(changes);
}

void ObjectHistory::step(const Commit& commit, const Tree& older, const Tree& newer) {
  std::vector<TreeChange> changes = tree_changes(older, newer);
  if (changes.empty() || (!stale_ && !may_change(changes))) return;
  std::unique_ptr<Tree> tree =
      commit.parent.empty() ? make_memory_tree({}) : open_git_tree(folder_, commit.parent);
  std::vector<TreeChange> since = tree_changes(*tree, *head_->tree);
  std::string revision = commit.parent.substr(0, 10);
  OpenOptions how;
  how.definitions = by_definition_;
  std::unique_ptr<Repository> repository =
      open_similar_repository(session_, *head_, std::move(tree), since, how);
  if (!repository) {
    session_.err << "note: the drydock.yaml of " << revision << " is unusable, passed over\n";
    stale_ = true;
    return;
  }
  const Project* project = project_named(*repository, project_name_);
  if (!stale_ && is_same(project, changes)) return;
  std::unique_ptr<Snapshot> before = look(std::move(repository), project, revision);
  stale_ = before == nullptr;
  if (!before) return;
  std::string moved_from;
  if (!before->object) moved_from = find_moved(*before, changes, revision);
  compare(commit, *before, moved_from);
  follow(std::move(before));
}

/// Null when it cannot be rendered.
std::unique_ptr<ObjectHistory::Snapshot> ObjectHistory::look(std::unique_ptr<Repository> repository,
                                                             const Project* project,
                                                             const std::string& revision) {
  auto snapshot = std::make_unique<Snapshot>();
  snapshot->repository = std::move(repository);
  if (project && !render(*snapshot, *project, revision)) return nullptr;
  return snapshot;
}

/// Renders a project, and takes the object when it is there -> whether it can be rendered whole.
bool ObjectHistory::render(Snapshot& snapshot, const Project& project,
                           const std::string& revision) {
  Repository& repository = *snapshot.repository;
  RenderedProject rendered = projects::render_project(*repository.files, project,
                                                      render_input(repository, *head_->shared));
  for (const Diagnostic& problem : rendered.problems) {
    if (problem.severity != Severity::Error) continue;
    session_.err << fmt::format("note: at {} the project {} cannot be rendered whole: {}\n",
                                revision, printable(project.name), printable(problem.message));
    return false;
  }
  snapshot.projects.clear();
  snapshot.projects.push_back(std::move(rendered));
  snapshot.rendered = &snapshot.projects.front();
  validate::Fleet fleet(snapshot.projects, repository.settings);
  for (const Resource& resource : snapshot.rendered->set.resources) {
    plan::PlanObject object = plan_object(fleet, project, resource);
    bool same = key_without_cluster(object) == key_;
    if (!same && (stem_.empty() || stem_of(object) != stem_)) continue;
    snapshot.object = object;
    if (same) break;
  }
  return true;
}

/// Looks for the object in the other projects that a commit touches -> the name of the one that had
/// it, which then is the snapshot's; empty when none had.
std::string ObjectHistory::find_moved(Snapshot& snapshot, const std::vector<TreeChange>& changes,
                                      const std::string& revision) {
  size_t tried = 0;
  for (const Project& project : snapshot.repository->projects) {
    bool touched = std::any_of(changes.begin(), changes.end(), [&](const TreeChange& one) {
      return is_below(one.path, project.path);
    });
    if (project.name == project_name_ || project.cluster != cluster_) continue;
    if (!touched && project.path != project_path_) continue;
    if (++tried > kMostMoves) break;
    Snapshot other;
    other.repository = std::move(snapshot.repository);
    bool found = render(other, project, revision) && other.object;
    snapshot.repository = std::move(other.repository);
    if (!found) continue;
    snapshot.projects = std::move(other.projects);
    snapshot.rendered = &snapshot.projects.front();
    snapshot.object = other.object;
    return project.name;
  }
  return "";
}

void ObjectHistory::compare(const Commit& commit, const Snapshot& before,
                            const std::string& moved_from) {
  report::ObjectCommit one;
  one.commit = commit.id;
  one.author = commit.author;
  one.date = commit.date;
  one.subject = commit.subject;
  const std::optional<plan::PlanObject>&was = before.object, &is = current_->object;
  if (!was && !is) return;
  one.project = std::string(is ? is->project : was->project);
  if (was && is) {
    one.moved_from = moved_from;
    one.differences = differences(before, *current_);
    if (one.differences.empty() && moved_from.empty()) return;
  } else {
    if (!has_field(is ? *is : *was)) return;
    one.action = is ? plan::DiffAction::Create : plan::DiffAction::Delete;
  }
  found_.push_back(std::move(one));
}

/// Those that touch the field that is asked for.
std::vector<plan::Difference> ObjectHistory::differences(const Snapshot& older,
                                                         const Snapshot& newer) {
  const plan::PlanObject &before = *older.object, &after = *newer.object;
  const RenderedProject &was = *older.rendered, &is = *newer.rendered;
  if (before.dialect == after.dialect && plan::same_tree(*before.root, *after.root)) return {};
  plan::Kinds kinds;
  for (const Resource& resource : is.set.resources) {
    if (!resource.gvk.kind.ends_with("ResourceDefinition")) continue;
    kinds.add(*resource.root, after.dialect, after.cluster);
  }
  plan::ComparedPair pair = plan::prepare_pair(before.manifest(), after.manifest(), kinds, arena_);
  std::vector<plan::Difference> all = plan::find_differences(*pair.before, *pair.after, pair.facts);
  std::vector<plan::Difference> wanted;
  for (plan::Difference& one : all) {
    std::vector<plan::FieldStep> steps = plan::FieldPath(one.path).steps();
    if (!field_.touches(steps)) continue;
    one.is_secret = one.is_secret || plan::is_secret_field(after.gvk, steps) ||
                    (one.before && prints_secret(*one.before, was.values)) ||
                    (one.after && prints_secret(*one.after, is.values));
    wanted.push_back(std::move(one));
  }
  return wanted;
}

bool ObjectHistory::has_field(const plan::PlanObject& object) {
  const Node* content = plan::content_of(*object.root, object.dialect, arena_);
  plan::Kinds built_in;
  for (const plan::ObjectField& field :
       plan::list_fields(*content, built_in.find(object.gvk).shape)) {
    if (field_.covers(field.steps)) return true;
  }
  return false;
}

}  // namespace drydock::cli
