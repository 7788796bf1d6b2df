#include "projects/flux/definition_checks.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "core/semver.h"
#include "core/suggest.h"
#include "projects/flux/node_text.h"

namespace drydock::projects::flux {
namespace {

class Checks {
 public:
  Checks(const Definitions& definitions, const SourceFinder& finder,
         std::vector<Diagnostic>& problems)
      : definitions_(definitions), finder_(finder), problems_(problems) {}

  void run() {
    for (const Definition& definition : definitions_.all()) {
      if (!definition.given) continue;
      check_dependencies(definition);
      check_circle(definition);
      check_chart_version(definition);
      check_moving(definition);
      check_suspended(definition);
    }
    check_same();
  }

 private:
  Diagnostic& add(std::string_view rule, Severity severity, std::string message, SourcePos where) {
    Diagnostic& diagnostic = problems_.emplace_back();
    diagnostic.rule = rule;
    diagnostic.severity = severity;
    diagnostic.message = std::move(message);
    diagnostic.where = where;
    return diagnostic;
  }

  const Definition* target(const Definition& definition, const Dependency& wanted) const {
    std::string_view place = wanted.namespace_name;
    if (place.empty()) place = definition.namespace_name;
    return definitions_.find(definition.cluster, definition.kind(), place, wanted.name.value);
  }

  void check_dependencies(const Definition& definition) {
    for (const Dependency& wanted : definition.depends_on()) {
      if (target(definition, wanted)) continue;
      std::vector<std::string_view> known;
      for (const Definition& other : definitions_.all()) {
        if (other.cluster == definition.cluster && other.kind() == definition.kind()) {
          known.push_back(other.name);
        }
      }
      add("flux-depends-on", Severity::Error,
          fmt::format("the {} `{}` depends on `{}` of namespace `{}`, which nothing defines{}",
                      definition.kind(), definition.name, wanted.name.value,
                      wanted.namespace_name.empty() ? std::string_view(definition.namespace_name)
                                                    : wanted.namespace_name.value,
                      did_you_mean(wanted.name.value, known)),
          (wanted.node ? *wanted.node : *definition.node).where());
    }
  }

  /// Told once, at the member that was defined first.
  void check_circle(const Definition& start) {
    if (in_circle_.contains(&start)) return;
    std::map<const Definition*, const Definition*> came_from;
    std::vector<const Definition*> pending = {&start};
    while (!pending.empty()) {
      const Definition* at = pending.back();
      pending.pop_back();
      for (const Dependency& wanted : at->depends_on()) {
        const Definition* next = target(*at, wanted);
        if (!next) continue;
        if (next == &start) return report_circle(start, at, came_from);
        if (came_from.try_emplace(next, at).second) pending.push_back(next);
      }
    }
  }

  void report_circle(const Definition& start, const Definition* last,
                     const std::map<const Definition*, const Definition*>& came_from) {
    std::string names;
    for (const Definition* at = last; at && at != &start;) {
      in_circle_.insert(at);
      names = fmt::format(" → `{}`{}", at->name, names);
      auto before = came_from.find(at);
      at = before == came_from.end() ? nullptr : before->second;
    }
    in_circle_.insert(&start);
    add("flux-cycle", Severity::Error,
        fmt::format("{}s depend on each other in a circle: `{}`{} → `{}`", start.kind(), start.name,
                    names, start.name),
        start.node->where());
  }

  void check_chart_version(const Definition& definition) {
    const ChartTemplate* chart =
        definition.release ? definition.release->chart_template() : nullptr;
    if (!chart || chart->source.kind.value != "HelmRepository") return;
    std::string_view version = chart->version.value;
    std::string_view number = version.starts_with('v') ? version.substr(1) : version;
    if (SemVersion::is_strict(number)) return;
    const Node* node = chart->version.node ? chart->version.node : chart->chart.node;
    add("flux-chart-version", Severity::Warning,
        version.empty() || version == "*"
            ? fmt::format("the HelmRelease `{}` takes whatever version of the chart is newest",
                          definition.name)
            : fmt::format("the HelmRelease `{}` takes any version of the chart that fits `{}`",
                          definition.name, version),
        (node ? *node : *definition.node).where());
  }

  /// A source of elsewhere that changes without a commit here; told once for each.
  void check_moving(const Definition& definition) {
    const HelmReleaseSpec* release = definition.release ? &definition.release->spec : nullptr;
    const ChartTemplate* chart = release ? definition.release->chart_template() : nullptr;
    const SourceReference* reference = definition.kustomization
                                           ? &definition.kustomization->spec.source
                                       : chart                         ? &chart->source
                                       : release && release->chart_ref ? &*release->chart_ref
                                                                       : nullptr;
    if (!reference) return;
    FoundSource found = finder_.find(*reference, definition);
    if (found.here || !found.object || found.artifact) return;
    std::string_view kind = reference->kind.value;
    if (kind != "GitRepository" && kind != "OCIRepository") return;
    if (!moving_.insert(found.object->node).second) return;
    const Node* spec = found.object->node->find("spec");
    const Node* ref = spec ? spec->find("ref") : nullptr;
    auto says = [&](std::string_view field) { return ref && !ref->text_of(field).empty(); };
    bool pinned =
        says("commit") || says("digest") || (says("tag") && ref->text_of("tag") != "latest");
    if (pinned && !says("semver")) return;
    if (says("name") && ref->text_of("name").starts_with("refs/tags/")) return;
    bool in_production = definition.cluster.find("prod") != std::string::npos;
    add("flux-moving-source", in_production ? Severity::Warning : Severity::Info,
        fmt::format("{} is not pinned: {}", found.key,
                    says("semver")   ? "any version of a range will do"
                    : says("branch") ? "it follows a branch"
                                     : "it follows whatever is newest"),
        (ref ? *ref : *found.object->node).where());
  }

  void check_suspended(const Definition& definition) {
    if (!definition.suspended()) return;
    const Node* spec = definition.node->find("spec");
    const Node* suspend = spec ? spec->find("suspend") : nullptr;
    add("flux-suspended", Severity::Info,
        fmt::format("the {} `{}` is suspended: what changes here does not reach its cluster",
                    definition.kind(), definition.name),
        (suspend ? *suspend : *definition.node).where());
  }

  /// All of a Kustomization that decides what it applies and where.
  std::string deployed_by(const Definition& definition) const {
    const Node* spec = definition.node->find("spec");
    std::optional<std::string> path = path_in_source(definition.kustomization->spec.path.value);
    std::string key = definition.cluster + "\n" +
                      finder_.find(definition.kustomization->spec.source, definition).key + "\n" +
                      path.value_or("..") + "\n";
    for (std::string_view field : {"targetNamespace", "namePrefix", "nameSuffix", "postBuild",
                                   "patches", "components", "kubeConfig"}) {
      const Node* value = spec ? spec->find(field) : nullptr;
      key += fmt::format("{}: {}\n", field, value ? node_text(*value) : "");
    }
    return key;
  }

  void check_same() {
    std::map<std::string, const Definition*> seen;
    for (const Definition& definition : definitions_.all()) {
      if (!definition.given || !definition.kustomization) continue;
      auto [known, is_new] = seen.try_emplace(deployed_by(definition), &definition);
      if (is_new) continue;
      Diagnostic& diagnostic =
          add("flux-same-path", Severity::Error,
              fmt::format("the Kustomizations `{}` and `{}` deploy the same path to the same place",
                          known->second->name, definition.name),
              definition.node->where());
      Diagnostic note;
      note.severity = Severity::Info;
      note.message = "the other one is here";
      note.where = known->second->node->where();
      diagnostic.notes.push_back(std::move(note));
    }
  }

  const Definitions& definitions_;
  const SourceFinder& finder_;
  std::vector<Diagnostic>& problems_;
  std::set<const Definition*> in_circle_;
  std::set<const Node*> moving_;
};

}  // namespace

void check_definitions(const Definitions& definitions, const SourceFinder& finder,
                       std::vector<Diagnostic>& problems) {
  Checks(definitions, finder, problems).run();
}

}  // namespace drydock::projects::flux
