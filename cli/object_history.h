#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/commit_list.h"
#include "cli/find_object.h"
#include "plan/field_path.h"
#include "plan/side.h"
#include "report/history.h"

namespace drydock::cli {

struct HistoryOptions {
  std::string since;  // only what came after this revision; empty: everything
  int most = 0;       // so many changes, the newest; 0: all
};

/// Follows one object back through the commits before HEAD. A commit is looked at only when it
/// changes what the object's project reads, or may change what the projects are; then this project
/// is rendered as it was before, and another one only when the object is not in it. What it gave
/// refers to it.
class ObjectHistory {
 public:
  /// Opens HEAD and finds the object there. Throws Error when it is not there.
  ObjectHistory(Session& session, const ObjectChoice& choice);

  std::vector<report::ObjectCommit> run(const HistoryOptions& options);

 private:
  /// The object's project at some commit.
  struct Snapshot {
    std::unique_ptr<Repository> repository;
    std::vector<RenderedProject> projects;
    const RenderedProject* rendered = nullptr;  // null: there was no such project
    std::optional<plan::PlanObject> object;     // none: the project had no such object
  };

  void open_head(const ObjectChoice& choice);
  void step(const Commit& commit, const Tree& older, const Tree& newer);
  bool may_change(const std::vector<TreeChange>& changes) const;
  bool is_same(const Project* before, const std::vector<TreeChange>& changes) const;
  std::unique_ptr<Snapshot> look(std::unique_ptr<Repository> repository, const Project* project,
                                 const std::string& revision);
  bool render(Snapshot& snapshot, const Project& project, const std::string& revision);
  std::string find_moved(Snapshot& snapshot, const std::vector<TreeChange>& changes,
                         const std::string& revision);
  void compare(const Commit& commit, const Snapshot& before, const std::string& moved_from);
  std::vector<plan::Difference> differences(const Snapshot& older, const Snapshot& newer);
  bool has_field(const plan::PlanObject& object);
  void follow(std::unique_ptr<Snapshot> before);

  Session& session_;
  plan::FieldPath field_;
  std::string folder_;
  Repository* head_ = nullptr;  // of the first snapshot
  std::vector<std::unique_ptr<Snapshot>> snapshots_;
  Snapshot* current_ = nullptr;  // of the commit that is looked at
  std::string key_;              // of the object, without its cluster
  std::string stem_;             // its key without the hash of its name; empty: it has none
  std::string cluster_;
  bool by_definition_ = false;               // of Argo CD or Flux
  std::string project_name_, project_path_;  // of the newest commit looked at that has the project
  bool stale_ = false;  // what was before could not be rendered: the next one counts in any case
  Arena arena_;
  std::vector<report::ObjectCommit> found_;
};

}  // namespace drydock::cli
