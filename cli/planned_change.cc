#include "cli/planned_change.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "cli/plan_run.h"
#include "cli/plan_sides.h"
#include "core/error.h"
#include "plan/content.h"
#include "plan/plan.h"
#include "report/plan_words.h"

namespace drydock::cli {
namespace {

using plan::Action;
using plan::Change;

bool is_broken(const RenderedProject& rendered) {
  return std::any_of(rendered.problems.begin(), rendered.problems.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::Error; });
}

using ByName = std::unordered_map<std::string_view, const RenderedProject*>;

ByName by_name(const validate::Fleet& fleet) {
  ByName projects;
  for (const RenderedProject& one : fleet.projects()) projects.emplace(one.project->name, &one);
  return projects;
}

/// The projects that a plan can be made of.
class Planned {
 public:
  Planned(const Repository& repository, const validate::Fleet& base, const validate::Fleet& head)
      : base_(by_name(base)) {
    for (const Project& project : repository.projects) own_.insert(&project);
    for (const RenderedProject& one : base.projects()) {
      if (is_broken(one)) broken_.insert(one.project->name);
    }
    for (const RenderedProject& one : head.projects()) {
      if (!own_.count(one.project)) continue;
      auto before = base_.find(one.project->name);
      bool is_same = before != base_.end() && before->second == &one;
      changes_ |= !is_same;
      if (!is_broken(one)) continue;
      is_possible_ &= is_same || broken_.count(one.project->name) > 0;
      broken_.insert(one.project->name);
    }
    changes_ |= base_.size() != own_.size();
    is_possible_ &= std::none_of(repository.problems.begin(), repository.problems.end(),
                                 [](const Diagnostic& d) { return d.severity == Severity::Error; });
  }

  bool is_needed() const { return changes_ && is_possible_; }
  bool takes_base(const RenderedProject& one) const { return !broken_.count(one.project->name); }
  bool takes_head(const RenderedProject& one) const {
    return own_.count(one.project) > 0 && takes_base(one);
  }

 private:
  ByName base_;
  std::set<const Project*> own_;
  std::set<std::string_view> broken_;
  bool changes_ = false;
  bool is_possible_ = true;
};

/// The first line of `after` that is another than in `before`.
int first_difference(std::string_view before, std::string_view after) {
  size_t same = static_cast<size_t>(
      std::mismatch(before.begin(), before.end(), after.begin(), after.end()).second -
      after.begin());
  // Behind the last line there is nothing to show.
  same = std::min(same, after.empty() ? 0 : after.size() - 1);
  return 1 +
         static_cast<int>(std::count(after.begin(), after.begin() + static_cast<long>(same), '\n'));
}

/// Says which line of a change makes an applier do something.
class Causes {
 public:
  Causes(Repository& repository, const validate::Fleet& base, const validate::Fleet& head,
         const CheckOptions& options)
      : files_(*repository.files),
        base_files_(options.base_files),
        changes_(options.change->changes),
        base_(by_name(base)),
        head_(by_name(head)) {}

  SourcePos of(const Change& change, std::string_view danger) {
    if (change.object && change.object->root) {
      return field_of(*change.object->root, danger == "fights-autoscaler"
                                                ? std::vector<std::string>{"spec.replicas"}
                                                : change.fields);
    }
    const Node* root = change.before ? change.before->root : nullptr;
    SourcePos before = root ? root->where() : SourcePos();
    return of_deletion(change.project, before);
  }

  /// Where what makes a project lose objects is. `before`: where they were in the base.
  SourcePos of_deletion(std::string_view project, const SourcePos& before) {
    const TreeChange* cause = cause_of(project, before.path());
    if (!cause) return before;
    const SourceFile* now = read(&files_, cause->path);
    if (!now) return cause->path == before.path() ? before : of_missing(*cause, before);
    const SourceFile* was = read(base_files_, cause->path);
    SourcePos where{now};
    where.line = was ? first_difference(was->text, now->text) : 1;
    where.column = 1;
    return where;
  }

 private:
  /// The node of the first field that the object still has, or of what holds it.
  static SourcePos field_of(const Node& root, const std::vector<std::string>& fields) {
    for (const std::string& field : fields) {
      const Node* node = &root;
      for (std::string_view rest = field; !rest.empty();) {
        std::string_view key = rest.substr(0, rest.find_first_of(".["));
        const Node* next = node->find(key);
        if (!next || next->line == 0 || !next->file) break;
        node = next;
        // Items of lists are named by their keys; the list is near enough.
        if (key.size() == rest.size() || rest[key.size()] == '[') break;
        rest.remove_prefix(key.size() + 1);
      }
      if (node != &root) return node->where();
    }
    return root.where();
  }

  static int rank(std::string_view path) {
    std::string_view name = file_name(path);
    if (name.starts_with("kustomization.") || name == "Kustomization") return 0;
    return name.starts_with("values") || name == "Chart.yaml" ? 1 : 2;
  }

  /// The changed file that an object came from, else what its project reads, else the settings.
  const TreeChange* cause_of(std::string_view project, std::string_view origin) const {
    const TreeChange* best = nullptr;
    for (const TreeChange& change : changes_) {
      if (!origin.empty() && change.path == origin) return &change;
      bool is_read = reads(base_, project, change) || reads(head_, project, change);
      if (is_read && (!best || rank(change.path) < rank(best->path))) best = &change;
    }
    if (best) return best;
    auto settings = std::find_if(changes_.begin(), changes_.end(),
                                 [](const TreeChange& c) { return c.path == kSettingsName; });
    return settings == changes_.end() ? nullptr : &*settings;
  }

  static bool reads(const ByName& side, std::string_view project, const TreeChange& change) {
    auto found = side.find(project);
    return found != side.end() && found->second->inputs.depends_on(change);
  }

  /// Null when there is no such file.
  static const SourceFile* read(SourceCache* files, const std::string& path) {
    if (!files) return nullptr;
    try {
      return &files->read(path);
    } catch (const Error&) {
      return nullptr;
    }
  }

  SourcePos of_missing(const TreeChange& cause, const SourcePos& before) const {
    const SourceFile* was = read(base_files_, cause.path);
    return was ? SourcePos{was, 1, 1} : before;
  }

  SourceCache& files_;
  SourceCache* base_files_;
  std::span<const TreeChange> changes_;
  ByName base_, head_;
};

/// What a danger says of the whole plan or of one change, as a finding.
Finding danger_finding(std::string_view danger, std::string message, SourcePos where,
                       std::string_view cluster, std::string_view project) {
  const Rule* rule = find_rule(danger);
  Diagnostic diagnostic;
  diagnostic.rule = rule ? rule->id : danger;
  diagnostic.severity = rule ? rule->severity : Severity::Warning;
  diagnostic.message = std::move(message);
  diagnostic.where = where;
  std::vector<std::string> projects;
  if (!project.empty()) projects.emplace_back(project);
  return make_finding(std::move(diagnostic), std::string(cluster), std::move(projects));
}

void add_dangers(const plan::Plan& plan, Causes& causes, std::vector<Finding>& findings) {
  for (const plan::PlanDanger& danger : plan.dangers) {
    findings.push_back(danger_finding(danger.danger, report::plan_danger_words(danger),
                                      causes.of_deletion(danger.project, {}), danger.cluster,
                                      danger.project));
  }
  for (const Change& change : plan.changes) {
    for (std::string_view danger : change.dangers) {
      Finding finding = danger_finding(danger, report::danger_sentence(change, danger),
                                       causes.of(change, danger), change.cluster, change.project);
      finding.resource = change.resource;
      SourcePos was =
          change.before && change.before->root ? change.before->root->where() : SourcePos();
      bool goes = !change.object && was.file && was.file != finding.diagnostic.where.file;
      if (goes)
        finding.diagnostic.notes.push_back({Severity::Info, "", "it was here", was, {}, ""});
      findings.push_back(std::move(finding));
    }
  }
}

report::ChangeRow row_of(const Change& change) {
  report::ChangeRow row;
  row.action = plan::action_name(change.action);
  row.resource = change.resource;
  row.project = change.project;
  row.cluster = change.cluster;
  row.dangerous = !change.dangers.empty();
  for (std::string_view danger : change.dangers) {
    row.notes.push_back(report::danger_sentence(change, danger));
  }
  std::string reasons = report::reasons_text(change);
  if (!reasons.empty()) row.notes.push_back(std::move(reasons));
  constexpr size_t kMostFields = 5;
  for (size_t i = 0; i < std::min(change.fields.size(), kMostFields); ++i) {
    row.notes.push_back(change.fields[i]);
  }
  if (change.fields.size() > kMostFields) {
    row.notes.push_back(fmt::format("and {} more fields", change.fields.size() - kMostFields));
  }
  return row;
}

/// Deletions first, then what is replaced; each by cluster and project, in the plan's order.
std::vector<report::ChangeRow> rows_of(const plan::Plan& plan) {
  std::vector<const Change*> shown;
  for (const Change& change : plan.changes) {
    if (change.action != Action::Keep || !change.dangers.empty()) shown.push_back(&change);
  }
  auto rank = [](const Change* change) {
    constexpr int kRanks[] = {2, 3, 1, 0, 4};  // by Action
    return std::make_tuple(kRanks[static_cast<size_t>(change->action)], change->cluster,
                           change->project);
  };
  std::stable_sort(shown.begin(), shown.end(),
                   [&](const Change* a, const Change* b) { return rank(a) < rank(b); });
  std::vector<report::ChangeRow> rows;
  for (const Change* change : shown) rows.push_back(row_of(*change));
  return rows;
}

}  // namespace

PlannedChange plan_change(Repository& repository, const validate::Fleet& base,
                          const validate::Fleet& head, const CheckOptions& options) {
  PlannedChange planned;
  Planned projects(repository, base, head);
  if (!projects.is_needed()) return planned;
  plan::Side before =
      side_of(base, [&](const RenderedProject& one) { return projects.takes_base(one); });
  plan::Side after =
      side_of(head, [&](const RenderedProject& one) { return projects.takes_head(one); });
  plan::Kinds kinds;
  ServerJudge judge;
  add_definitions(after, kinds, judge);
  add_definitions(before, kinds, judge);
  plan::Plan plan = plan::make_plan(before, after, kinds, &judge, references_of(head.settings()),
                                    plan::PlanOptions());
  Causes causes(repository, base, head, options);
  add_dangers(plan, causes, planned.findings);
  planned.rows = rows_of(plan);
  return planned;
}

}  // namespace drydock::cli
