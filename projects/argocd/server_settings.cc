#include "projects/argocd/server_settings.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/yaml/decode.h"
#include "core/yaml/read.h"
#include "projects/argocd/api_types.h"
#include "projects/argocd/go_glob.h"
#include "projects/argocd/ignored_fields.h"

namespace drydock::projects::argocd {
namespace {

constexpr std::string_view kBuildOptions = "kustomize.buildOptions";

bool fits_any(const std::vector<std::string>& patterns, std::string_view text) {
  return patterns.empty() ||
         std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& one) { return GoGlob(one).matches(text); });
}

/// What Argo CD never looks at.
const std::vector<ResourceClass>& always_excluded() {
  static const std::vector<ResourceClass> kClasses = {{{"events.k8s.io", "metrics.k8s.io"}, {}, {}},
                                                      {{""}, {"Event"}, {}},
                                                      {{"coordination.k8s.io"}, {"Lease"}, {}}};
  return kClasses;
}

std::vector<std::string> comma_list(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    size_t end = std::min(text.find(','), text.size());
    std::string_view item = text.substr(0, end);
    while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
    while (!item.empty() && item.back() == ' ') item.remove_suffix(1);
    if (!item.empty()) items.emplace_back(item);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return items;
}

std::vector<std::string> texts_in(Value value, std::string_view name) {
  std::vector<std::string> texts;
  for (Value item : list_of(value, name)) {
    if (item.is_string()) texts.emplace_back(item.as_string());
  }
  return texts;
}

class SettingsReader {
 public:
  SettingsReader(Sources& sources, ServerSettings& into, std::vector<Diagnostic>& problems)
      : sources_(sources), into_(into), problems_(problems) {}

  void read(const Node& data) {
    into_.is_known = true;
    for (const NodeEntry& entry : data.pairs()) {
      if (entry.key->is_scalar() && entry.value->is_scalar()) {
        read_entry(entry.key->text(), *entry.value);
      }
    }
    take_status_out();
  }

 private:
  void read_entry(std::string_view key, const Node& node) {
    std::string text(node.text());
    if (key == kBuildOptions) {
      into_.build_options = text;
    } else if (key.starts_with("kustomize.buildOptions.")) {
      into_.build_options_of[std::string(key.substr(kBuildOptions.size() + 1))] = text;
    } else if (key.starts_with("kustomize.path.") || key.starts_with("kustomize.version.")) {
      into_.kustomize_versions.emplace(key.substr(key.find('.', key.find('.') + 1) + 1));
    } else if (key == "helm.valuesFileSchemes") {
      into_.values_schemes = comma_list(text);
    } else if (key == "helm.enable") {
      into_.renders_helm = text.empty() || text == "true";
    } else if (key == "kustomize.enable") {
      into_.renders_kustomize = text.empty() || text == "true";
    } else if (key == "jsonnet.enable") {
      into_.renders_jsonnet = text.empty() || text == "true";
    } else if (key == "resource.exclusions") {
      into_.excluded = classes(key, node);
    } else if (key == "resource.inclusions") {
      into_.included = classes(key, node);
    } else if (key == "application.instanceLabelKey") {
      if (!text.empty()) into_.instance_label = text;
    } else if (key == "application.resourceTrackingMethod") {
      into_.tracking = tracking(text);
    } else if (key == "installationID") {
      into_.installation = text;
    } else if (key == "cluster.inClusterEnabled") {
      into_.has_own_cluster = text.empty() || text == "true";
    } else if (key == "globalProjects") {
      into_.global_projects = text;
    } else if (key == "resource.sensitive.mask.annotations") {
      into_.masked_annotations = comma_list(text);
    } else if (key == "resource.compareoptions") {
      read_compare_options(key, node);
    } else if (key == "resource.customizations") {
      read_customizations(key, node);
    } else if (key.starts_with("resource.customizations.ignoreDifferences.")) {
      read_ignored(key, key.substr(key.find('.', 24) + 1), node);
    }
  }

  static Tracking tracking(std::string_view text) {
    if (text == "label") return Tracking::Label;
    return text == "annotation+label" ? Tracking::AnnotationAndLabel : Tracking::Annotation;
  }

  /// The YAML in a value; nil, with a problem, for what is none.
  Value parse(std::string_view key, const Node& node) {
    const SourceFile& file =
        sources_.add(fmt::format("{} of argocd-cm", key), std::string(node.text()));
    YamlDecoded decoded = decode_yaml_file(file, arena_, {YamlDialect::Sigs, YamlNumbers::Exact});
    if (decoded.go_error.empty()) return decoded.value;
    tell(key, node, decoded.go_error);
    return {};
  }

  void tell(std::string_view key, const Node& node, std::string_view why) {
    Diagnostic& problem = problems_.emplace_back();
    problem.rule = "argocd-settings";
    problem.message = fmt::format("`{}` of argocd-cm cannot be read: {}", key, why);
    problem.where = node.where();
  }

  std::vector<ResourceClass> classes(std::string_view key, const Node& node) {
    std::vector<ResourceClass> found;
    Value list = parse(key, node);
    if (list.is_nil()) return found;
    if (!list.is_list()) {
      tell(key, node, "it is no list");
      return found;
    }
    for (Value item : list.as_list()) {
      if (!item.is_map()) continue;
      found.push_back(
          {texts_in(item, "apiGroups"), texts_in(item, "kinds"), texts_in(item, "clusters")});
    }
    return found;
  }

  void read_compare_options(std::string_view key, const Node& node) {
    Value options = parse(key, node);
    if (!options.is_map()) return;
    into_.ignores_aggregated_roles = flag_of(options, "ignoreAggregatedRoles");
    Value status = field_of(options, "ignoreResourceStatusField");
    // YAML makes false of off.
    std::string_view word = status.is_string() ? status.as_string() : "";
    bool none = word == "none" || word == "off" || word == "false" ||
                (status.is_bool() && !status.as_bool());
    into_.ignores_definitions_status = !none;
    into_.ignores_status = !none && word != "crd";
  }

  /// The old form: one YAML map of all kinds.
  void read_customizations(std::string_view key, const Node& node) {
    Value all = parse(key, node);
    if (!all.is_map()) return;
    for (const ValueMap::Entry& entry : all.as_map().entries()) {
      std::string_view text = text_of(entry.value, "ignoreDifferences");
      if (text.empty()) continue;
      const SourceFile& file = sources_.add(fmt::format("{} of argocd-cm", key), std::string(text));
      YamlDecoded rule = decode_yaml_file(file, arena_, {YamlDialect::Sigs, YamlNumbers::Exact});
      if (!rule.go_error.empty()) {
        tell(key, node, rule.go_error);
        continue;
      }
      size_t slash = entry.key.find('/');
      bool has_group = slash != std::string_view::npos;
      add_ignored(has_group ? entry.key.substr(0, slash) : "",
                  has_group ? entry.key.substr(slash + 1) : entry.key, rule.value, node);
    }
  }

  void read_ignored(std::string_view key, std::string_view group_kind, const Node& node) {
    size_t line = group_kind.find('_');
    if (line != std::string_view::npos &&
        group_kind.find('_', line + 1) != std::string_view::npos) {
      return tell(key, node, "it ends in neither GROUP_KIND nor KIND");
    }
    Value rule = parse(key, node);
    if (group_kind == "all") return add_ignored("*", "*", rule, node);
    bool has_group = line != std::string_view::npos;
    add_ignored(has_group ? group_kind.substr(0, line) : "",
                has_group ? group_kind.substr(line + 1) : group_kind, rule, node);
  }

  void add_ignored(std::string_view group, std::string_view kind, Value rule, const Node& node) {
    if (!rule.is_map()) return;
    IgnoreRule& ignored = into_.ignored.emplace_back();
    ignored.group = group;
    ignored.kind = kind;
    ignored.pointers = texts_in(rule, "jsonPointers");
    ignored.paths = texts_in(rule, "jqPathExpressions");
    ignored.managers = texts_in(rule, "managedFieldsManagers");
    for (Diagnostic& problem : faults_of(ignored, node.where())) {
      problems_.push_back(std::move(problem));
    }
  }

  void take_status_out() {
    if (into_.ignores_status) {
      into_.ignored.push_back({"*", "*", "", "", {"/status"}, {}, {}});
    } else if (into_.ignores_definitions_status) {
      into_.ignored.push_back(
          {"apiextensions.k8s.io", "CustomResourceDefinition", "", "", {"/status"}, {}, {}});
    }
  }

  Sources& sources_;
  ServerSettings& into_;
  std::vector<Diagnostic>& problems_;
  Arena arena_;
};

}  // namespace

bool ResourceClass::fits_cluster(std::string_view server) const {
  return fits_any(clusters, server);
}

bool ResourceClass::fits(std::string_view group, std::string_view kind,
                         std::string_view server) const {
  bool kind_fits = kinds.empty() || std::any_of(kinds.begin(), kinds.end(), [&](const auto& one) {
                     return one == "*" || one == kind;
                   });
  return kind_fits && fits_any(groups, group) && fits_cluster(server);
}

const std::string& ServerSettings::options_of(std::string_view version) const {
  auto own = build_options_of.find(version);
  return own == build_options_of.end() ? build_options : own->second;
}

bool ServerSettings::leaves_out(std::string_view group, std::string_view kind,
                                std::string_view server) const {
  auto fits = [&](const ResourceClass& one) { return one.fits(group, kind, server); };
  auto any = [&](const std::vector<ResourceClass>& classes) {
    return std::any_of(classes.begin(), classes.end(), fits);
  };
  if (any(always_excluded()) || any(excluded)) return true;
  if (any(included)) return false;
  return std::any_of(included.begin(), included.end(),
                     [&](const ResourceClass& one) { return one.fits_cluster(server); });
}

std::string ServerSettings::render_key() const {
  std::string key = build_options;
  for (const auto& [version, options] : build_options_of) {
    key += fmt::format("\n{}={}", version, options);
  }
  for (const std::string& version : kustomize_versions) key += "\nv " + version;
  for (const std::string& scheme : values_schemes) key += "\ns " + scheme;
  key += fmt::format("\n{}{}{}", renders_helm, renders_kustomize, renders_jsonnet);
  for (const auto* classes : {&excluded, &included}) {
    key += "\nclasses";
    for (const ResourceClass& one : *classes) {
      key += fmt::format("\n{};{};{}", fmt::join(one.groups, ","), fmt::join(one.kinds, ","),
                         fmt::join(one.clusters, ","));
    }
  }
  return key;
}

void read_server_settings(const Node& data, Sources& sources, ServerSettings& into,
                          std::vector<Diagnostic>& problems) {
  SettingsReader(sources, into, problems).read(data);
}

void read_server_parameters(const Node& data, ServerSettings& into) {
  into.new_git_file_globbing =
      data.text_of("applicationsetcontroller.enable.new.git.file.globbing") == "true";
  into.application_namespaces = comma_list(data.text_of("application.namespaces"));
}

ServerSettings read_given_settings(std::span<const SourceFile* const> files, Sources& sources,
                                   std::vector<Diagnostic>& problems) {
  ServerSettings settings;
  bool found = false;
  for (const SourceFile* file : files) {
    Arena arena;
    YamlDocuments documents = read_yaml(*file, arena);
    for (Diagnostic& problem : documents.problems) problems.push_back(std::move(problem));
    for (const Node* root : documents.roots) {
      if (!root || root->text_of("kind") != "ConfigMap") continue;
      const Node* metadata = root->find("metadata");
      const Node* data = root->find("data");
      std::string_view name = metadata ? metadata->text_of("name") : "";
      bool is_main = name == "argocd-cm";
      if (!is_main && name != "argocd-cmd-params-cm") continue;
      found = true;
      if (is_main) settings.is_known = true;
      if (!data) continue;
      if (is_main) {
        read_server_settings(*data, sources, settings, problems);
      } else {
        read_server_parameters(*data, settings);
      }
    }
  }
  if (!found) {
    fail("argocd-settings",
         "--argocd-config names no ConfigMap that is called argocd-cm or argocd-cmd-params-cm");
  }
  return settings;
}

}  // namespace drydock::projects::argocd
