#include "validate/foreign_changes.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "core/yaml/compare.h"

namespace drydock::validate {
namespace {

/// The first change of a project's own files; null when there is none.
const TreeChange* own_change(const Project& project, std::span<const TreeChange> changes) {
  for (const TreeChange& change : changes) {
    bool excluded = std::any_of(project.excluded.begin(), project.excluded.end(),
                                [&](const std::string& e) { return is_below(change.path, e); });
    if (is_below(change.path, project.path) && !excluded) return &change;
  }
  return nullptr;
}

/// The objects of a project by their names.
std::map<std::string, const Node*> objects_of(const Fleet& fleet, const RenderedProject& rendered) {
  std::map<std::string, const Node*> objects;
  for (const Resource& resource : rendered.set.resources) {
    objects.emplace(fleet.resource_id(resource, *rendered.project), resource.root);
  }
  return objects;
}

/// "3 objects change (Deployment.apps/shop/web, …)"; empty when none does.
std::string difference(const Fleet& base, const RenderedProject& was, const Fleet& head,
                       const RenderedProject& is) {
  std::map<std::string, const Node*> old = objects_of(base, was);
  std::vector<std::string> changed;
  for (const auto& [id, root] : objects_of(head, is)) {
    auto before = old.find(id);
    bool same = before != old.end() && same_data(*before->second, *root);
    if (before != old.end()) old.erase(before);
    if (!same) changed.push_back(id);
  }
  for (const auto& [id, root] : old) changed.push_back(id);
  if (changed.empty()) return "";
  constexpr size_t kShown = 5;
  std::sort(changed.begin(), changed.end());
  size_t count = changed.size();
  changed.resize(std::min(count, kShown));
  return fmt::format("{} object{} ({}{})", count, count == 1 ? "" : "s", fmt::join(changed, ", "),
                     count > kShown ? ", …" : "");
}

class Search {
 public:
  Search(const Fleet& base, const Fleet& head, const ChangeRequest& request)
      : base_(base), head_(head), request_(request) {
    for (const RenderedProject& rendered : base.projects()) {
      old_.emplace(rendered.project->name, &rendered);
    }
  }

  std::vector<Finding> run() {
    for (const RenderedProject& rendered : head_.projects()) {
      const TreeChange* own = own_change(*rendered.project, request_.changes);
      if (own) {
        add_changed(*rendered.project, *own);
      } else {
        add_affected(rendered);
      }
    }
    return std::move(findings_);
  }

 private:
  std::string owner_of(const Project& project) const {
    return project.owner.empty() ? request_.owner_of_path(project.path) : project.owner;
  }

  bool is_for(const Project& project) const {
    if (!request_.as_project.empty()) return project.name == request_.as_project;
    std::string owner = owner_of(project);
    // CODEOWNERS may name several.
    std::string padded = " " + owner + " ";
    return request_.as_owner.empty() || owner == request_.as_owner ||
           padded.find(" " + request_.as_owner + " ") != std::string::npos;
  }

  void add_changed(const Project& project, const TreeChange& change) {
    if (is_for(project)) return;
    std::string owner = owner_of(project);
    add("foreign-project-changed", Severity::Error, project, change.path,
        fmt::format("{} changes {}, which belongs to project `{}`{}",
                    request_.as_project.empty() ? request_.as_owner : request_.as_project,
                    change.path, project.name,
                    owner.empty() ? std::string() : fmt::format(" of {}", owner)));
  }

  void add_affected(const RenderedProject& rendered) {
    auto old = old_.find(rendered.project->name);
    if (old == old_.end()) return;
    auto cause = std::find_if(request_.changes.begin(), request_.changes.end(),
                              [&](const TreeChange& c) { return rendered.inputs.depends_on(c); });
    if (cause == request_.changes.end()) return;
    std::string owner = owner_of(*rendered.project);
    std::string causing = request_.owner_of_path(cause->path);
    if (!owner.empty() && owner == causing) return;
    std::string what = difference(base_, *old->second, head_, rendered);
    if (what.empty()) return;
    // Where nobody owns anything it is only worth knowing.
    Severity severity = owner.empty() ? Severity::Info : Severity::Warning;
    add("foreign-project-affected", severity, *rendered.project, cause->path,
        fmt::format("a change of {} changes {} of project `{}`{}, no file of which is touched",
                    cause->path, what, rendered.project->name,
                    owner.empty() ? std::string() : fmt::format(" of {}", owner)));
  }

  void add(std::string_view rule, Severity severity, const Project& project,
           const std::string& path, std::string message) {
    Diagnostic diagnostic;
    diagnostic.rule = rule;
    diagnostic.severity = severity;
    diagnostic.message = std::move(message);
    diagnostic.where = request_.position_of(path);
    findings_.push_back(make_finding(std::move(diagnostic), project.cluster, {project.name}));
  }

  const Fleet& base_;
  const Fleet& head_;
  const ChangeRequest& request_;
  std::unordered_map<std::string_view, const RenderedProject*> old_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> find_foreign_changes(const Fleet& base, const Fleet& head,
                                          const ChangeRequest& request) {
  return Search(base, head, request).run();
}

}  // namespace drydock::validate
