#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plan/marks.h"
#include "plan/object_change.h"
#include "plan/side.h"

namespace drydock::plan {

enum class Action : uint8_t { Create, Update, Replace, Delete, Keep };
/// "create", "update", "replace", "delete" or "keep".
std::string_view action_name(Action action);

/// One thing that an applier has to do, or must not do. Codes are those of docs/plan.md.
struct Change {
  Action action = Action::Keep;
  std::string resource;
  std::string api_version;
  std::string_view project;
  std::string_view cluster;
  std::optional<int> wave;  // none: nothing is done
  int sync_wave = 0;
  std::vector<std::string_view> reasons;
  std::vector<std::string_view> dangers;
  std::vector<std::string> fields;
  // Facts of their reasons and dangers; empty without them.
  std::string renamed_from, renamed_to, moved_from, moved_to, supersedes, superseded_by;
  std::vector<std::string> owned_by, after, takes, referenced_by, used_by;
  const PlanObject* before = nullptr;
  const PlanObject* object = nullptr;  // of the head; null: it goes
  bool rolls_pods = false;

  bool has_reason(std::string_view code) const;
  bool is_applied() const { return action < Action::Delete; }
  /// The object that the change is about: of the head, else of the base.
  const PlanObject& subject() const { return object ? *object : *before; }
};

/// A danger of the plan as a whole.
struct PlanDanger {
  std::string_view danger;
  std::string_view cluster;
  std::string_view project;  // empty: of the whole cluster
  size_t count = 0;
  size_t of = 0;
};

enum class BaseKind : uint8_t { Manifests, Inventory, Live };

struct PlanOptions {
  BaseKind base = BaseKind::Manifests;
  std::optional<size_t> max_delete;
  std::vector<std::string> prune_namespaces;  // of a dump
  /// Puts states without what a comparison passes over in place of two that differ; null: nothing
  /// is passed over. With a dump only.
  std::function<void(const PlanObject& wanted, Manifest& before, Manifest& after)> pass_over;
  std::function<bool(std::string_view cluster, std::string_view project)> selects;  // null: all
};

/// What one object names; see validate/object_references.h.
struct Reference {
  std::string group, kind, namespace_name, name;
  bool in_pod = false;  // by a pod that the object makes
};
/// Everything that an object names.
using References = std::function<std::vector<Reference>(const PlanObject&)>;

struct Plan {
  std::vector<Change> changes;  // in executable order
  std::vector<PlanDanger> dangers;

  size_t count(Action action) const;
  size_t danger_count() const;
};

/// Compares what there was with what there shall be. The plan refers to both sides.
Plan make_plan(const Side& base, const Side& head, const Kinds& kinds, const Judge* judge,
               const References& references, const PlanOptions& options);

/// Whether a danger is an error by default; the others are warnings.
bool is_error_danger(std::string_view danger);
/// A danger in words: "the data goes with it".
std::string_view danger_words(std::string_view danger);

}  // namespace drydock::plan
