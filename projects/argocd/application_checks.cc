#include "projects/argocd/application_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/json/write.h"
#include "core/path_match.h"
#include "core/tree.h"
#include "projects/argocd/api_types.h"
#include "projects/argocd/application.h"
#include "projects/cluster_guess.h"
#include "schemas/kubernetes.h"

namespace drydock::projects::argocd {
namespace {

SourcePos place_at(const Node* node, std::initializer_list<std::string_view> path) {
  const Node* found = node;
  for (std::string_view key : path) {
    const Node* below = found ? found->find(key) : nullptr;
    if (!below) break;
    found = below;
  }
  return found ? found->where() : SourcePos{};
}

void add(std::vector<Diagnostic>& problems, Severity severity, std::string_view rule,
         std::string message, SourcePos where, std::string help = {}) {
  Diagnostic& problem = problems.emplace_back();
  problem.severity = severity;
  problem.rule = rule;
  problem.message = std::move(message);
  problem.where = where;
  problem.help = std::move(help);
}

/// The words of a name or a path.
bool speaks_of_production(std::string_view text) {
  std::string word;
  auto is_it = [&] { return word == "prod" || word == "production" || word == "prd"; };
  for (char c : text) {
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter) {
      if (is_it()) return true;
      word.clear();
    } else {
      word += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
  }
  return is_it();
}

bool is_commit_or_version(std::string_view revision) {
  bool hex = revision.size() >= 7 && revision.size() <= 64 &&
             revision.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  bool digits = revision.find_first_of("0123456789") != std::string_view::npos;
  bool version = digits && revision.find('.') != std::string_view::npos;
  return hex || version || revision.starts_with("refs/tags/");
}

bool is_range(std::string_view version) {
  return version.empty() || version == "*" ||
         version.find_first_of("*^~<>|x, ") != std::string_view::npos;
}

void check_revision(const CheckedApplication& application, Value source, const Node* node,
                    std::vector<Diagnostic>& problems) {
  std::string_view revision = text_of(source, "targetRevision");
  std::string_view chart = text_of(source, "chart");
  SourcePos where = place_at(node, {"targetRevision"});
  if (!chart.empty()) {
    if (!is_range(revision)) return;
    add(problems, Severity::Warning, "argocd-chart-range",
        fmt::format("the version `{}` of the chart {} is a range: a release of the chart changes "
                    "what is deployed",
                    revision, chart),
        where);
    return;
  }
  const Definition& definition = application.definition;
  bool production = speaks_of_production(definition.name) ||
                    speaks_of_production(application.destination.name) ||
                    speaks_of_production(application.namespace_name) ||
                    speaks_of_production(text_of(source, "path"));
  // The branch of the repository itself moves by merge requests, which are seen here.
  if (!production || is_commit_or_version(revision)) return;
  if (application.is_here(text_of(source, "repoURL"))) return;
  add(problems, Severity::Warning, "argocd-moving-revision",
      fmt::format("production follows {} of {}, which moves",
                  revision.empty() ? "the default branch" : fmt::format("`{}`", revision),
                  text_of(source, "repoURL")),
      where);
}

const Node* source_node(const Definition& definition, size_t index) {
  const Node* spec = definition.node ? definition.node->find("spec") : nullptr;
  if (!spec) return definition.node;
  const Node* list = spec->find("sources");
  if (list && index < list->elements().size()) return list->elements()[index];
  const Node* source = spec->find("source");
  return source ? source : spec;
}

/// Whether objects of the kind live in namespaces; nothing when nobody knows.
std::optional<bool> is_namespaced(const Resource& resource) {
  schemas::ApiKind kind = schemas::kubernetes_api().find(resource.gvk);
  if (kind && kind.scope() != Scope::Unknown) return kind.scope() == Scope::Namespaced;
  if (!resource.namespace_name.empty()) return true;
  return std::nullopt;
}

std::string own_name(const Definition& definition) {
  return fmt::format("Application {}", definition.name);
}

}  // namespace

void check_application(const CheckedApplication& application, std::vector<Diagnostic>& problems) {
  const Definition& definition = application.definition;
  Arena scratch;
  std::vector<Value> sources = sources_of(definition.value, scratch);
  for (size_t i = 0; i < sources.size(); ++i) {
    check_revision(application, sources[i], source_node(definition, i), problems);
  }
  if (!application.app_project) return;
  Value project = application.app_project->value;
  auto forbid = [&](std::string what, SourcePos where) {
    add(problems, Severity::Error, "argocd-project",
        fmt::format("the AppProject {} does not permit {}", application.app_project->name, what),
        where);
    Diagnostic note;
    note.severity = Severity::Info;
    note.message = "the AppProject";
    note.where = application.app_project->node->where();
    problems.back().notes.push_back(std::move(note));
  };
  for (size_t i = 0; i < sources.size(); ++i) {
    std::string_view url = text_of(sources[i], "repoURL");
    if (permits_source(project, url)) continue;
    forbid(fmt::format("the source {}", url), place_at(source_node(definition, i), {"repoURL"}));
  }
  if (!permits_destination(project, application.destination, application.namespace_name,
                           application.project_clusters)) {
    std::string_view server = application.destination.server;
    forbid(fmt::format("the namespace {} of {}", application.namespace_name,
                       server.empty() ? application.destination.name : server),
           place_at(definition.node, {"spec", "destination"}));
  }
  std::string_view own = definition.namespace_name;
  std::string_view home = application.app_project->namespace_name;
  if (!permits_application_namespace(project, own, home.empty() ? "argocd" : home)) {
    forbid(fmt::format("Applications of the namespace {}", own),
           place_at(definition.node, {"metadata", "namespace"}));
  }
}

void check_objects(const CheckedApplication& application, const ResourceSet& set,
                   std::vector<Diagnostic>& problems) {
  if (!application.app_project) return;
  Value project = application.app_project->value;
  for (const Resource& resource : set.resources) {
    std::optional<bool> namespaced = is_namespaced(resource);
    if (!namespaced) continue;
    std::string_view place = resource.namespace_name;
    if (place.empty()) place = application.namespace_name;
    if (!*namespaced) place = "";
    if (permits_resource(project, resource.gvk.group, resource.gvk.kind, resource.name,
                         application.destination, place, application.project_clusters)) {
      continue;
    }
    bool kind_is_permitted =
        permits_kind(project, resource.gvk.group, resource.gvk.kind, resource.name, *namespaced);
    // A destination that is not permitted at all is told once, at the Application.
    if (kind_is_permitted && place == application.namespace_name) continue;
    std::string message =
        kind_is_permitted
            ? fmt::format("the AppProject {} does not permit {} {} in the namespace {}",
                          application.app_project->name, resource.gvk.kind, resource.name, place)
            : fmt::format("the AppProject {} does not permit {} {} of {}",
                          application.app_project->name, resource.gvk.kind, resource.name,
                          own_name(application.definition));
    add(problems, Severity::Error, "argocd-project", std::move(message), resource.root->where());
  }
}

void check_generate_paths(const Definition& definition, std::span<const std::string> source_paths,
                          const InputLog& inputs, std::vector<Diagnostic>& problems) {
  constexpr std::string_view kAnnotation = "argocd.argoproj.io/manifest-generate-paths";
  std::string_view written =
      text_of(field_of(field_of(definition.value, "metadata"), "annotations"), kAnnotation);
  if (written.empty()) return;
  std::vector<std::string> covered;
  std::string_view rest = written;
  auto cover = [&](std::string_view folder, std::string_view path) {
    if (std::optional<std::string> clean = join_path(folder, path)) covered.push_back(*clean);
  };
  while (true) {
    size_t end = rest.find(';');
    std::string_view part = rest.substr(0, end);
    if (part.starts_with('/')) {
      cover("", part.substr(1));
    } else if (!part.empty()) {
      for (const std::string& folder : source_paths) cover(folder, part);
    }
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  std::set<std::string> missed;
  std::set<std::string> folders;
  for (const std::string& file : inputs.files()) {
    bool known = std::any_of(covered.begin(), covered.end(), [&](const std::string& path) {
      return is_below(file, path) || path_match(path, file).value_or(false);
    });
    if (known) continue;
    missed.insert(file);
    folders.insert("/" + std::string(parent_path(file)));
  }
  if (missed.empty()) return;
  add(problems, Severity::Warning, "argocd-generate-paths",
      fmt::format("manifest-generate-paths leaves out {} of the files that {} is rendered from, "
                  "such as {}",
                  missed.size(), own_name(definition), *missed.begin()),
      place_at(definition.node, {"metadata", "annotations", kAnnotation}),
      fmt::format("Set it to `{};{}`.", written, fmt::join(folders, ";")));
}

void check_cycles(const Definitions& definitions, std::vector<Diagnostic>& problems) {
  const auto& children = definitions.children();
  // A walk with its own stack: 1 is open, 2 is done.
  std::map<std::string, int> state;
  for (const Definition* start : definitions.applications()) {
    std::vector<std::pair<std::string, bool>> stack = {{start->key(), false}};
    while (!stack.empty()) {
      auto [key, leave] = stack.back();
      stack.pop_back();
      if (leave) {
        state[key] = 2;
        continue;
      }
      if (state[key] != 0) continue;
      state[key] = 1;
      stack.emplace_back(key, true);
      auto below = children.find(key);
      if (below == children.end()) continue;
      for (const std::string& child : below->second) {
        // One that deploys itself is a usual way to start.
        if (child == key) continue;
        if (state[child] == 0) stack.emplace_back(child, false);
        if (state[child] != 1) continue;
        for (const Definition* application : definitions.applications()) {
          if (application->key() != child) continue;
          add(problems, Severity::Warning, "argocd-cycle",
              fmt::format("{} deploys an Application that deploys it again",
                          own_name(*application)),
              application->node->where());
        }
      }
    }
  }
}

void check_doubles(const Definitions& definitions, const std::function<bool(Value)>& is_chart,
                   std::vector<Diagnostic>& problems) {
  std::map<std::string, const Definition*> first;
  for (const Definition* application : definitions.applications()) {
    Value spec = field_of(application->value, "spec");
    std::string key = application->cluster;
    bool named_by_application = false;
    for (std::string_view field : {"source", "sources", "destination"}) {
      key += "\n" + to_json(field_of(spec, field));
    }
    // The name of a release comes from the Application, so a chart may be there twice.
    Arena scratch;
    for (Value source : sources_of(application->value, scratch)) {
      if (is_chart(source) && text_of(field_of(source, "helm"), "releaseName").empty()) {
        named_by_application = true;
      }
      if (key.find("ARGOCD_APP_NAME") != std::string::npos) named_by_application = true;
    }
    if (named_by_application) continue;
    auto [at, is_new] = first.try_emplace(key, application);
    if (is_new) continue;
    add(problems, Severity::Warning, "argocd-deployed-twice",
        fmt::format("{} deploys the same to the same place as {}", own_name(*application),
                    own_name(*at->second)),
        place_at(application->node, {"spec", "source", "path"}));
    Diagnostic note;
    note.severity = Severity::Info;
    note.message = "the other one";
    note.where = at->second->node->where();
    problems.back().notes.push_back(std::move(note));
  }
}

namespace {

/// The first placeholder that was left in a text; empty when there is none.
std::string_view placeholder_in(std::string_view text) {
  constexpr std::string_view kNoValue = "<no value>";
  size_t missing = text.find(kNoValue);
  if (missing != std::string_view::npos) return text.substr(missing, kNoValue.size());
  size_t open = text.find("{{");
  size_t close = open == std::string_view::npos ? open : text.find("}}", open);
  if (close == std::string_view::npos) return {};
  return text.substr(open, close + 2 - open);
}

/// Looks at names, sources and destinations, where nothing else is filled in later.
std::string find_placeholder(Value value, int depth = 0) {
  if (depth > 100) return {};
  if (value.is_string()) return std::string(placeholder_in(value.as_string()));
  if (value.is_list()) {
    for (Value item : value.as_list()) {
      std::string found = find_placeholder(item, depth + 1);
      if (!found.empty()) return found;
    }
  }
  if (!value.is_map()) return {};
  for (const ValueMap::Entry& entry : value.as_map().entries()) {
    if (entry.key == "values" || entry.key == "valuesObject" || entry.key == "info") continue;
    std::string found = find_placeholder(entry.value, depth + 1);
    if (!found.empty()) return found;
  }
  return {};
}

}  // namespace

std::string unfilled_placeholder(Value application) { return find_placeholder(application); }

void merge_repeated(std::vector<Diagnostic>& problems) {
  std::map<std::string, size_t> first;
  std::vector<size_t> more(problems.size());
  std::vector<Diagnostic> merged;
  for (Diagnostic& problem : problems) {
    std::string key = fmt::format("{} {} {} {}", problem.rule, problem.where.path(),
                                  problem.where.line, problem.where.column);
    auto [at, is_new] = first.try_emplace(std::move(key), merged.size());
    if (is_new || !problem.where.file) {
      merged.push_back(std::move(problem));
    } else {
      ++more[at->second];
    }
  }
  for (size_t i = 0; i < merged.size(); ++i) {
    if (more[i]) merged[i].message += fmt::format("; there are {} more like it", more[i]);
  }
  problems = std::move(merged);
}

void check_placeholders(const Definition& set, std::span<const Value> applications,
                        std::vector<Diagnostic>& problems) {
  std::set<std::string> told;
  for (Value application : applications) {
    std::string found = find_placeholder(application);
    if (found.empty() || !told.insert(found).second) continue;
    std::string_view name = text_of(field_of(application, "metadata"), "name");
    bool missing = found[0] == '<';
    add(problems, Severity::Warning, "argocd-unknown-parameter",
        missing
            ? fmt::format("a parameter of the template has no value in the Application {}", name)
            : fmt::format("no generator gives `{}`, which stays in the Application {}", found,
                          name),
        place_at(set.node, {"spec", "template"}));
  }
}

}  // namespace drydock::projects::argocd
