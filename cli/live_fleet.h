#pragma once

#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <shared_mutex>
#include <span>
#include <string>
#include <vector>

#include "cli/pipeline.h"
#include "report/model.h"
#include "validate/fleet.h"
#include "validate/project_facts.h"

namespace drydock::cli {

struct LiveOptions {
  std::string folder;  // the root, absolute
  std::string base;    // the revision to compare with; empty: none
  int jobs = 0;
  CacheFlags cache;
  bool keeps_replaced = false;  // see LiveFleet::replaced
};

/// One look at the folder, and what was read through it. Goes away when nothing uses it any more.
struct LiveView {
  std::unique_ptr<Repository> repository;
  LiveView* under = nullptr;  // whose files it shares
  size_t users = 0;           // projects that were rendered through it, and views over it
};

/// A project as it was rendered last, and, while that has errors, as it was before.
struct LiveProject {
  RenderedProject now;
  std::optional<RenderedProject> good;
  LiveView* home = nullptr;
  LiveView* good_home = nullptr;
  uint64_t version = 0;          // of the fleet, when this was rendered
  bool is_stale = false;         // to be rendered again by the next check
  bool is_rendered = true;       // false: see `LiveFleet::open`
  validate::ProjectFacts facts;  // of `now`, from the last check

  bool is_broken() const;
  const RenderedProject& shown() const { return good ? *good : now; }
  /// How many it has; nothing when that is not known yet.
  std::optional<size_t> objects() const;
};

/// What was rendered of a project before it was rendered again.
struct ReplacedProject {
  Project project;
  RenderedProject before;
  LiveView* home = nullptr;
};

/// What checking the whole fleet gave. Refers to the fleet's state at that version.
struct LiveReport {
  uint64_t version = 0;
  std::deque<Waiver> annotated;
  report::CheckReport report;
};

/// The base that the folder is compared with, rendered and checked once.
struct LiveBase;

/// A repository that stays open while its files change. Knows what each project read, renders again
/// only what a change touches, and keeps the last good result of what fails. One thread changes it;
/// others read while they hold `read_lock`. What is replaced is freed: texts of files stay until
/// they are a sixteenth of all memory, then everything is read anew.
class LiveFleet {
 public:
  explicit LiveFleet(LiveOptions options);
  ~LiveFleet();

  /// Reads and renders everything. False, with `trouble` set and everything left as it was, when
  /// there is no such folder, or when its drydock.yaml is unusable.
  ///
  /// The first time `listed` is called before anything is rendered: then all projects are there
  /// without objects, and with a cache also what earlier runs know of them and of the whole fleet.
  bool open(const std::function<void()>& listed = {});
  /// Renders the projects that read one of the files, and says how many. Changes of drydock.yaml,
  /// new projects and those that are gone wait for `judge`.
  size_t render(std::span<const TreeChange> changes);
  /// Looks for projects again and checks the fleet. False as `open` says.
  bool judge();
  /// Whether the base is another commit than the one that was rendered: somebody committed, fetched
  /// or switched branches.
  bool base_has_moved() const;
  /// Reads everything anew when too much has been replaced.
  void tidy();

  /// The text that an editor has for a file and has not saved; nothing: that on disk counts again.
  void set_unsaved(const std::string& path, std::optional<std::string> text);

  std::shared_lock<std::shared_mutex> read_lock() const { return std::shared_lock(mutex_); }
  // Under the lock, or in the thread that changes the fleet:
  uint64_t version() const { return version_; }
  Repository& repository() const { return *view_->repository; }
  bool is_open() const { return view_ != nullptr; }
  /// False while there are projects of which nothing but their names is known.
  bool is_rendered() const { return is_rendered_; }
  std::span<const std::unique_ptr<LiveProject>> projects() const { return projects_; }
  const LiveProject* find(std::string_view project) const;
  /// Of what was rendered last, and of the last good results.
  const validate::Fleet& fleet() const { return *fleet_; }
  const validate::Fleet& shown_fleet() const { return *shown_fleet_; }
  /// Null while nothing was checked since everything was read.
  const LiveReport* report() const { return report_.get(); }
  /// Null without a base, or before it is rendered.
  const validate::Fleet* base() const;
  /// Why the folder or its settings cannot be used now; what there is is older. Empty: they can.
  const std::vector<Diagnostic>& trouble() const { return trouble_; }
  /// Why there is no base although one was asked for; empty otherwise.
  const std::string& base_trouble() const { return base_trouble_; }
  /// Whether there is a cache that takes nothing, such as on a full disk.
  bool cache_is_full() const { return cache_is_full_; }
  const LiveOptions& options() const { return options_; }
  /// With `keeps_replaced`: what was replaced since it was forgotten, oldest first.
  const std::deque<ReplacedProject>& replaced() const { return replaced_; }
  void forget_replaced();

  /// How many looks at the folder are kept, for tests.
  size_t views() const;

 private:
  struct Epoch;

  std::unique_ptr<LiveView> make_view() const;
  std::unique_ptr<Tree> make_tree(Repository& repository) const;
  std::unique_ptr<Tree> put_over(std::unique_ptr<Tree> disk, Repository& repository) const;
  LiveView* look_again();
  LiveView* open_again(LiveView& similar);
  bool settings_are_usable();
  void list(LiveView& root);
  std::vector<RenderedProject> render_rest(LiveView& root) const;
  void take_rest(LiveView& root, std::vector<RenderedProject> rendered);
  void forget_all();
  void take_rendered(LiveView& view, std::vector<RenderedProject> rendered);
  void replace(LiveProject& project, RenderedProject rendered, LiveView& home);
  void release(LiveView*& home);
  void finish_swap(LiveView& view);
  void drop_views();
  void check();
  CheckOptions check_options() const;
  static std::unique_ptr<LiveReport> report_of(CheckRun run, std::span<const size_t> objects,
                                               const Repository& repository,
                                               const std::set<std::string>& known);
  void open_base();
  std::string base_commit() const;
  bool fail_open(Diagnostic why);
  size_t garbage_limit() const;

  LiveOptions options_;
  mutable std::shared_mutex mutex_;
  uint64_t version_ = 0;
  std::unique_ptr<Epoch> epoch_;
  LiveView* view_ = nullptr;    // the last one
  LiveView* opened_ = nullptr;  // whose settings and projects count
  LiveView* report_home_ = nullptr;
  std::map<std::string, std::string, std::less<>> unsaved_;
  std::map<std::string, TreeChange, std::less<>> changed_;  // since the epoch began
  bool settings_changed_ = false;                           // since they were read
  bool is_rendered_ = false;
  bool cache_is_full_ = false;
  bool looks_at_cache_ = false;  // once, when everything has been written to it
  bool keeps_notes_ = false;     // the next check says to the cache what it finds
  std::vector<std::unique_ptr<LiveProject>> projects_;
  std::map<std::string_view, LiveProject*> by_name_;
  std::unique_ptr<validate::Fleet> fleet_, shown_fleet_;
  std::unique_ptr<LiveReport> report_;
  std::vector<TreeChange> base_changes_;
  std::unique_ptr<LiveBase> base_;
  std::vector<Diagnostic> trouble_;
  std::deque<SourceFile> trouble_files_;
  std::string base_trouble_;
  std::deque<ReplacedProject> replaced_;
  size_t fresh_bytes_ = 0;  // of memory, when the epoch had been checked
  size_t updates_ = 0;      // in the epoch
};

/// Whether something of it could not be rendered.
bool has_errors(const RenderedProject& rendered);

}  // namespace drydock::cli
