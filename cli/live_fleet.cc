#include "cli/live_fleet.h"

#include <malloc.h>
#include <unistd.h>

#include <sstream>

#include "cli/check_report.h"
#include "cli/kept_check.h"
#include "cli/run_time.h"
#include "core/error.h"
#include "core/git/objects.h"
#include "core/git/outside_files.h"
#include "core/parallel_for.h"
#include "projects/code_owners.h"
#include "projects/packed_file.h"
#include "projects/read_settings.h"

namespace drydock::cli {
namespace {

constexpr size_t kGarbageShare = 16;         // one part in so many of what a fresh start takes
constexpr size_t kLeastGarbage = 1 << 20;    // bytes
constexpr size_t kMostUpdates = 500;         // where memory cannot be measured
constexpr size_t kMostUpdatesBroken = 4000;  // while there are last good results to keep

size_t bytes_in_use() {
  struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

/// Whether a cache can take more; what it cannot take is not kept, silently.
bool takes_writes(const CacheFlags& cache) {
  constexpr size_t kProbe = 64 * 1024;  // bytes, as much as a project may take
  std::string path = cache.folder + "/probe";
  bool written = projects::write_whole(path, std::string(kProbe, ' '));
  unlink(path.c_str());
  return written;
}

/// What a session of a command has, for everything that is read in one epoch.
struct Streams {
  explicit Streams(const LiveOptions& options) : session{{}, in, out, err} {
    session.flags.directory = options.folder;
    session.flags.jobs = options.jobs;
  }
  std::istringstream in;
  std::ostringstream out, err;
  Session session;
};

}  // namespace

/// Everything since all files were read the last time: they are kept as they were then, and what
/// changed is read beside them.
struct LiveFleet::Epoch {
  explicit Epoch(const LiveOptions& options) : streams(options) {}
  Streams streams;
  Tree::Changes left_out;                      // by a sparse checkout
  std::list<std::unique_ptr<LiveView>> views;  // the first one is what the others are made of

  LiveView& root() const { return *views.front(); }
};

struct LiveBase {
  explicit LiveBase(const LiveOptions& options) : streams(options) {}
  std::string commit;
  Streams streams;
  std::unique_ptr<Repository> repository;
  std::vector<RenderedProject> rendered;
  std::unique_ptr<validate::Fleet> fleet;
  std::set<std::string> known;
};

bool has_errors(const RenderedProject& rendered) {
  return std::any_of(rendered.problems.begin(), rendered.problems.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::Error; });
}

bool LiveProject::is_broken() const { return has_errors(now); }

std::optional<size_t> LiveProject::objects() const {
  if (is_rendered) return shown().set.resources.size();
  if (facts.context.empty()) return std::nullopt;
  return facts.traits.resources;
}

LiveFleet::LiveFleet(LiveOptions options) : options_(std::move(options)) {}
LiveFleet::~LiveFleet() = default;

const LiveProject* LiveFleet::find(std::string_view project) const {
  auto found = by_name_.find(project);
  return found == by_name_.end() ? nullptr : found->second;
}

const validate::Fleet* LiveFleet::base() const { return base_ ? base_->fleet.get() : nullptr; }

size_t LiveFleet::views() const { return epoch_ ? epoch_->views.size() : 0; }

void LiveFleet::set_unsaved(const std::string& path, std::optional<std::string> text) {
  if (text) {
    unsaved_[path] = std::move(*text);
  } else {
    unsaved_.erase(path);
  }
}

/// The folder as it is now, with what editors have not saved.
std::unique_ptr<Tree> LiveFleet::make_tree(Repository& repository) const {
  return put_over(open_disk_tree(options_.folder), repository);
}

std::unique_ptr<Tree> LiveFleet::put_over(std::unique_ptr<Tree> disk,
                                          Repository& repository) const {
  Tree::Changes over = epoch_->left_out;
  for (const auto& [path, text] : unsaved_) over[path] = Tree::Item{EntryKind::File, text};
  if (over.empty()) return disk;
  std::unique_ptr<Tree> whole = Tree::with_changes(*disk, std::move(over), options_.folder);
  repository.disk = std::move(disk);
  return whole;
}

bool LiveFleet::fail_open(Diagnostic why) {
  std::unique_lock lock(mutex_);
  // The file that it is about belongs to what is thrown away.
  trouble_.clear();
  trouble_files_.clear();
  if (why.where.file) why.where.file = &trouble_files_.emplace_back(*why.where.file);
  why.notes.clear();
  trouble_.push_back(std::move(why));
  ++version_;
  return false;
}

CheckOptions LiveFleet::check_options() const {
  CheckOptions how;
  how.jobs = options_.jobs;
  how.now = run_time("", options_.folder);
  return how;
}

/// `objects`: counts in the order of the projects.
std::unique_ptr<LiveReport> LiveFleet::report_of(CheckRun run, std::span<const size_t> objects,
                                                 const Repository& repository,
                                                 const std::set<std::string>& known) {
  auto report = std::make_unique<LiveReport>();
  report->annotated = std::move(run.annotated);
  report->report = make_report(repository, objects, std::move(run), known);
  return report;
}

/// Nothing refers to what there was. Under the lock.
void LiveFleet::forget_all() {
  report_.reset();
  report_home_ = nullptr;
  replaced_.clear();
  fleet_.reset();
  shown_fleet_.reset();
  projects_.clear();
  by_name_.clear();
  changed_.clear();
  view_ = opened_ = nullptr;
  settings_changed_ = false;
  is_rendered_ = false;
}

/// What can be said of projects before they are rendered.
void LiveFleet::list(LiveView& root) {
  Repository& repository = *root.repository;
  std::optional<KeptCheck> kept;
  if (repository.cache) kept = check_mostly_kept(repository, check_options());
  keeps_notes_ = repository.cache && !kept;
  std::unique_ptr<LiveReport> report;
  if (kept && options_.base.empty()) {
    report = report_of(std::move(kept->run), kept->resources, repository, {});
  }
  std::unique_lock lock(mutex_);
  for (size_t i = 0; i < repository.projects.size(); ++i) {
    auto one = std::make_unique<LiveProject>();
    if (kept) {
      one->now = std::move(kept->rendered[i]);
      one->facts = std::move(kept->facts[i]);
    }
    one->is_rendered = one->now.project != nullptr;
    one->now.project = &repository.projects[i];
    one->home = &root;
    ++root.users;
    one->version = version_ + 1;
    projects_.push_back(std::move(one));
  }
  opened_ = &root;
  finish_swap(root);
  if (!report) return;
  report->version = version_;
  report_ = std::move(report);
  report_home_ = &root;
}

std::vector<RenderedProject> LiveFleet::render_rest(LiveView& root) const {
  Repository& repository = *root.repository;
  std::vector<RenderedProject> rendered(projects_.size());
  projects::RenderInput input = render_input(repository, *repository.shared);
  parallel_for(rendered.size(), options_.jobs, [&](size_t i) {
    if (projects_[i]->is_rendered) return;
    rendered[i] = projects::render_project(*repository.files, repository.projects[i], input);
  });
  return rendered;
}

/// Of projects that are listed already, what was rendered now. Under the lock.
void LiveFleet::take_rest(LiveView& root, std::vector<RenderedProject> rendered) {
  for (size_t i = 0; i < rendered.size(); ++i) {
    LiveProject& one = *projects_[i];
    if (one.is_rendered) continue;
    one.now = std::move(rendered[i]);
    one.is_rendered = true;
    one.version = version_ + 1;
  }
  finish_swap(root);
}

bool LiveFleet::open(const std::function<void()>& listed) {
  auto epoch = std::make_unique<Epoch>(options_);
  std::swap(epoch_, epoch);  // `epoch` is now what there was, and stays until it is replaced
  bool lists = listed && !view_;
  auto fall_back = [&](Diagnostic why) {
    if (lists && view_) {
      std::unique_lock lock(mutex_);
      forget_all();
    }
    std::swap(epoch_, epoch);
    return fail_open(std::move(why));
  };
  try {
    Session& session = epoch_->streams.session;
    // What is kept between runs is known again by the ids that Git has of files.
    std::unique_ptr<Tree> disk = options_.cache.folder.empty() ? open_disk_tree(options_.folder)
                                                               : open_work_tree(options_.folder);
    epoch_->left_out = files_left_out(*disk, options_.folder);
    if (!settings_are_usable()) {
      std::swap(epoch_, epoch);
      return false;
    }
    auto view = std::make_unique<LiveView>();
    Repository with_disk;
    std::unique_ptr<Tree> tree = put_over(std::move(disk), with_disk);
    OpenOptions how;
    how.cache = options_.cache;
    view->repository = open_repository_tree(session, options_.folder, std::move(tree), how);
    if (!view->repository) fail("", "drydock.yaml cannot be used");
    view->repository->disk = std::move(with_disk.disk);
    LiveView& root = *epoch_->views.emplace_back(std::move(view));
    if (lists) {
      list(root);
      listed();
    }
    std::vector<RenderedProject> rendered =
        lists ? render_rest(root) : render_projects(*root.repository, options_.jobs);
    trim_cache(*root.repository, options_.cache);
    looks_at_cache_ = root.repository->cache != nullptr;
    root.repository->shared->cache = nullptr;  // for starts only, not for each save

    std::unique_lock lock(mutex_);
    if (lists) {
      take_rest(root, std::move(rendered));
    } else {
      forget_all();
      take_rendered(root, std::move(rendered));
      opened_ = &root;
      finish_swap(root);
    }
    is_rendered_ = true;
    trouble_.clear();
    epoch.reset();
    updates_ = fresh_bytes_ = 0;
  } catch (const Error& error) {
    return fall_back(error.diagnostic());
  }
  malloc_trim(0);
  return true;
}

/// Whether drydock.yaml can be read as it is now; sets `trouble` when not.
bool LiveFleet::settings_are_usable() {
  Repository scratch;
  Arena arena;
  std::unique_ptr<Tree> tree = make_tree(scratch);
  if (!tree->kind(kSettingsName)) return true;
  SourceFile file{std::string(kSettingsName), tree->read(kSettingsName)};
  projects::ReadSettings read = projects::read_settings(file, arena);
  return read.problems.empty() || fail_open(std::move(read.problems.front()));
}

/// A new look at the folder, for the same projects as before.
LiveView* LiveFleet::look_again() {
  Repository& root = *epoch_->root().repository;
  const Repository& before = *opened_->repository;
  auto view = std::make_unique<LiveView>();
  view->repository = std::make_unique<Repository>();
  Repository& repository = *view->repository;
  repository.folder = options_.folder;
  repository.tree = make_tree(repository);
  std::set<std::string, std::less<>> different;
  for (const auto& [path, change] : changed_) different.insert(path);
  repository.files =
      std::make_unique<SourceCache>(*repository.tree, *root.files, std::move(different));
  repository.shared = std::make_unique<projects::RenderShared>(epoch_->streams.session.sources);
  repository.settings = before.settings;
  repository.settings_file = before.settings_file;
  repository.filter = std::make_unique<projects::PathFilter>(repository.settings);
  repository.projects = before.projects;
  repository.problems = before.problems;
  return epoch_->views.emplace_back(std::move(view)).get();
}

/// The same look once more, with its settings and projects read. Null with `trouble` set.
LiveView* LiveFleet::open_again(LiveView& similar) {
  if (settings_changed_ && !settings_are_usable()) return nullptr;
  auto view = std::make_unique<LiveView>();
  Repository with_disk;
  std::unique_ptr<Tree> tree = make_tree(with_disk);
  // `render` makes no view of new settings, so the last one has read what was there before.
  std::vector<TreeChange> differences;
  if (settings_changed_) {
    for (const auto& [path, change] : changed_) differences.push_back(change);
  }
  view->repository = open_similar_repository(epoch_->streams.session, *similar.repository,
                                             std::move(tree), differences);
  if (!view->repository) fail("", "drydock.yaml cannot be used");
  view->repository->disk = std::move(with_disk.disk);
  view->under = &similar;
  ++similar.users;
  return epoch_->views.emplace_back(std::move(view)).get();
}

void LiveFleet::release(LiveView*& home) {
  if (home) --home->users;
  home = nullptr;
}

void LiveFleet::replace(LiveProject& project, RenderedProject rendered, LiveView& home) {
  bool was_good = !has_errors(project.now);
  bool is_good = !has_errors(rendered);
  if (is_good && project.good) {
    // What was shown until now is what the new one is compared with.
    std::swap(project.now, *project.good);
    std::swap(project.home, project.good_home);
    project.good.reset();
    release(project.good_home);
    was_good = true;
  }
  if (!is_good && was_good) {
    project.good = std::move(project.now);
    project.good_home = project.home;
    project.home = nullptr;
  } else if (options_.keeps_replaced && was_good && is_good) {
    ReplacedProject& old = replaced_.emplace_back();
    old.project = *project.now.project;
    old.before = std::move(project.now);
    old.before.project = &old.project;
    old.home = project.home;
    project.home = nullptr;
  }
  release(project.home);
  project.now = std::move(rendered);
  project.facts = {};
  project.is_stale = false;
  project.home = &home;
  ++home.users;
  project.version = version_ + 1;
}

void LiveFleet::forget_replaced() {
  std::unique_lock lock(mutex_);
  for (ReplacedProject& old : replaced_) release(old.home);
  replaced_.clear();
  drop_views();
}

/// The projects of a view that was just rendered; those that `reuse` gave come home again.
void LiveFleet::take_rendered(LiveView& view, std::vector<RenderedProject> rendered) {
  std::vector<std::unique_ptr<LiveProject>> taken;
  std::map<std::string, std::unique_ptr<LiveProject>> old;
  for (std::unique_ptr<LiveProject>& one : projects_) {
    std::string name = one->now.project ? one->now.project->name : std::string();
    old.emplace(std::move(name), std::move(one));
  }
  projects_.clear();
  for (RenderedProject& one : rendered) {
    auto known = old.find(one.project->name);
    std::unique_ptr<LiveProject> project;
    if (known != old.end()) {
      project = std::move(known->second);
      old.erase(known);
    } else {
      project = std::make_unique<LiveProject>();
    }
    if (project->now.project == one.project) {  // reused, see `judge`
      project->now = std::move(one);
    } else if (project->now.project) {
      replace(*project, std::move(one), view);
    } else {
      project->now = std::move(one);
      project->home = &view;
      ++view.users;
      project->version = version_ + 1;
    }
    taken.push_back(std::move(project));
  }
  for (auto& [name, gone] : old) {
    release(gone->home);
    release(gone->good_home);
  }
  projects_ = std::move(taken);
}

/// Makes a view the one that counts; projects point to its own afterwards.
void LiveFleet::finish_swap(LiveView& view) {
  view_ = &view;
  ++version_;
  std::unordered_map<std::string_view, const Project*> own;
  for (const Project& project : view.repository->projects) own.emplace(project.name, &project);
  by_name_.clear();
  std::vector<const RenderedProject*> now, shown;
  for (const std::unique_ptr<LiveProject>& one : projects_) {
    const Project* project = own.at(one->now.project->name);
    one->now.project = project;
    if (one->good) one->good->project = project;
    by_name_.emplace(project->name, one.get());
    now.push_back(&one->now);
    shown.push_back(&one->shown());
  }
  fleet_ = std::make_unique<validate::Fleet>(std::move(now), view.repository->settings);
  shown_fleet_ = std::make_unique<validate::Fleet>(std::move(shown), view.repository->settings);
  drop_views();
}

void LiveFleet::drop_views() {
  if (!epoch_ || epoch_->views.empty()) return;
  auto keeps = [&](const LiveView& view) {
    return &view == &epoch_->root() || &view == view_ || &view == opened_ ||
           &view == report_home_ || view.users > 0;
  };
  // The newest first, which are over older ones.
  for (auto at = epoch_->views.end(); at != epoch_->views.begin();) {
    --at;
    if (keeps(**at)) continue;
    if ((*at)->under) --(*at)->under->users;
    at = epoch_->views.erase(at);
  }
}

size_t LiveFleet::render(std::span<const TreeChange> changes) {
  if (!view_) return 0;
  for (const TreeChange& change : changes) {
    changed_[change.path] = change;
    settings_changed_ |= change.path == kSettingsName;
  }
  ++updates_;
  if (settings_changed_) return 0;
  std::vector<LiveProject*> touched;
  for (const std::unique_ptr<LiveProject>& one : projects_) {
    if (!one->now.inputs.depends_on_any(changes)) continue;
    // Those that an object defines are rendered by what reads such objects: see `judge`.
    if (one->now.project->definition) {
      one->is_stale = true;
    } else {
      touched.push_back(one.get());
    }
  }
  LiveView* view = nullptr;
  std::vector<RenderedProject> rendered(touched.size());
  try {
    view = look_again();
  } catch (const Error& error) {
    fail_open(error.diagnostic());
    return 0;
  }
  Repository& repository = *view->repository;
  std::unordered_map<std::string_view, const Project*> own;
  for (const Project& project : repository.projects) own.emplace(project.name, &project);
  projects::RenderInput input = render_input(repository, *repository.shared);
  parallel_for(touched.size(), options_.jobs, [&](size_t i) {
    rendered[i] =
        projects::render_project(*repository.files, *own.at(touched[i]->now.project->name), input);
  });
  std::unique_lock lock(mutex_);
  for (size_t i = 0; i < touched.size(); ++i) replace(*touched[i], std::move(rendered[i]), *view);
  finish_swap(*view);
  return touched.size();
}

namespace {

/// What other repositories have is not watched.
bool may_be_kept(const Repository& repository, const Project& project) {
  return !project.definition || !repository.deployments ||
         repository.deployments->may_be_kept(project);
}

}  // namespace

bool LiveFleet::judge() {
  if (!view_) return open() && judge();
  try {
    LiveView* view = open_again(*view_);
    if (!view) return false;
    Repository& repository = *view->repository;
    if (std::exchange(keeps_notes_, false)) repository.options.cache = options_.cache;
    {
      std::unique_lock lock(mutex_);
      bool all = settings_changed_;
      repository.shared->reuse = [&](const Project& project) -> std::optional<RenderedProject> {
        auto known = by_name_.find(project.name);
        if (all || known == by_name_.end()) return std::nullopt;
        LiveProject& live = *known->second;
        if (live.home == nullptr || live.is_stale || !may_be_kept(repository, project) ||
            projects::render_key(project) != projects::render_key(*live.now.project)) {
          return std::nullopt;
        }
        RenderedProject taken = std::move(live.now);
        taken.project = &project;
        live.now.project = &project;
        return taken;
      };
      std::vector<RenderedProject> rendered = render_projects(repository, options_.jobs);
      repository.shared->reuse = nullptr;
      take_rendered(*view, std::move(rendered));
      settings_changed_ = false;
      trouble_.clear();
      opened_ = view;
      finish_swap(*view);
    }
    open_base();
    check();
    if (std::exchange(looks_at_cache_, false)) cache_is_full_ = !takes_writes(options_.cache);
  } catch (const Error& error) {
    return fail_open(error.diagnostic());
  }
  if (fresh_bytes_ == 0) fresh_bytes_ = bytes_in_use();
  return true;
}

/// The base is where HEAD and the revision parted: what others did since is no change of this one.
std::string LiveFleet::base_commit() const {
  std::string commit = open_git_revision(options_.folder, options_.base).name;
  return find_merge_base(options_.folder, options_.base, "HEAD").value_or(commit);
}

bool LiveFleet::base_has_moved() const {
  if (options_.base.empty() || !base_) return false;
  try {
    return base_->commit != base_commit();
  } catch (const Error&) {
    return false;
  }
}

void LiveFleet::open_base() {
  if (options_.base.empty()) return;
  try {
    std::string commit = base_commit();
    if (!base_ || base_->commit != commit) {
      auto base = std::make_unique<LiveBase>(options_);
      base->commit = commit;
      base->repository = open_repository_tree(base->streams.session, options_.folder,
                                              open_git_tree(options_.folder, commit));
      if (!base->repository) fail("", "the drydock.yaml of the base cannot be used");
      base->rendered = render_projects(*base->repository, options_.jobs);
      base->fleet = std::make_unique<validate::Fleet>(base->rendered, base->repository->settings);
      CheckRun run = check_projects(*base->repository, *base->fleet, check_options());
      for (std::string& print : fingerprints(run.findings)) base->known.insert(std::move(print));
      std::unique_lock lock(mutex_);
      report_.reset();
      // Some of what is known was found beside the one before.
      if (base_) {
        for (const std::unique_ptr<LiveProject>& one : projects_) one->facts = {};
      }
      base_ = std::move(base);
    }
    base_changes_ = tree_changes(*base_->repository->tree, *open_work_tree(options_.folder));
    base_trouble_.clear();
  } catch (const Error& error) {
    std::unique_lock lock(mutex_);
    base_trouble_ = error.diagnostic().message;
  }
}

void LiveFleet::check() {
  Repository& repository = *view_->repository;
  CheckOptions how = check_options();
  validate::ChangeRequest change;
  if (base_ && base_trouble_.empty()) {
    change.changes = base_changes_;
    change.owner_of_path = [owners = projects::read_code_owners(*repository.files)](
                               std::string_view path) { return owners.owners_of(path); };
    change.position_of = [&repository](const std::string& path) {
      return SourcePos{repository.files->position_of(path).file, 1, 1};
    };
    how.base = base_->fleet.get();
    how.base_files = base_->repository->files.get();
    how.change = &change;
  }
  std::vector<validate::ProjectFacts*> facts;
  std::vector<size_t> objects;
  for (const std::unique_ptr<LiveProject>& one : projects_) {
    facts.push_back(&one->facts);
    objects.push_back(one->now.set.resources.size());
  }
  CheckRun run = check_again(repository, *fleet_, facts, how);
  std::unique_ptr<LiveReport> report = report_of(std::move(run), objects, repository,
                                                 how.base ? base_->known : std::set<std::string>());
  report->report.compared = how.base != nullptr;
  std::unique_lock lock(mutex_);
  report->version = ++version_;
  report_ = std::move(report);
  report_home_ = view_;
  drop_views();
}

size_t LiveFleet::garbage_limit() const {
  return std::max(fresh_bytes_ / kGarbageShare, kLeastGarbage);
}

void LiveFleet::tidy() {
  malloc_trim(0);
  if (!view_ || updates_ == 0 || !trouble_.empty()) return;
  bool is_measured = fresh_bytes_ > 0;
  bool is_full =
      is_measured ? bytes_in_use() > fresh_bytes_ + garbage_limit() : updates_ > kMostUpdates;
  bool keeps_good = std::any_of(projects_.begin(), projects_.end(),
                                [](const auto& one) { return one->good.has_value(); });
  if (!is_full || (keeps_good && updates_ < kMostUpdatesBroken)) return;
  if (open()) judge();
}

}  // namespace drydock::cli
