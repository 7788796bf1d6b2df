#include "projects/argocd/project_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/error.h"
#include "core/path_match.h"
#include "core/regex.h"
#include "projects/argocd/api_types.h"
#include "projects/argocd/go_glob.h"
#include "render/builtins/url.h"

namespace drydock::projects::argocd {
namespace {

bool denies(std::string_view pattern) { return pattern.starts_with('!'); }

/// A pattern that denies matches everything else.
bool pattern_matches(std::string_view pattern, std::string_view text, char separator = 0) {
  if (denies(pattern)) return !GoGlob(pattern.substr(1), separator).matches(text);
  return pattern == "*" || GoGlob(pattern, separator).matches(text);
}

bool destination_is_matched(Value project, const DestinationCluster& cluster,
                            std::string_view namespace_name) {
  bool any = false;
  for (Value item : list_of(field_of(project, "spec"), "destinations")) {
    std::string_view name = text_of(item, "name");
    std::string_view server = text_of(item, "server");
    std::string_view wanted_namespace = text_of(item, "namespace");
    bool name_fits = !cluster.name.empty() && pattern_matches(name, cluster.name);
    bool server_fits = !cluster.server.empty() && pattern_matches(server, cluster.server);
    bool namespace_fits = pattern_matches(wanted_namespace, namespace_name);
    if ((server_fits || name_fits) && namespace_fits) {
      any = true;
      continue;
    }
    // As in the original: a name denies in every namespace, a server only where the namespace fits,
    // and a namespace only where the server does.
    if (!name_fits && denies(name)) return false;
    if (!server_fits && denies(server) && namespace_fits) return false;
    if (!namespace_fits && denies(wanted_namespace) && server_fits) return false;
  }
  return any;
}

bool fits(std::string_view pattern, std::string_view text) {
  return path_match(pattern, text).value_or(false);
}

bool is_listed(std::span<const Value> list, std::string_view group, std::string_view kind,
               std::string_view name) {
  return std::any_of(list.begin(), list.end(), [&](Value item) {
    if (!fits(text_of(item, "kind"), kind) || !fits(text_of(item, "group"), group)) return false;
    std::string_view wanted_name = text_of(item, "name");
    return wanted_name.empty() || fits(wanted_name, name);
  });
}

std::string_view path_part(std::string_view url) {
  size_t scheme = url.find("://");
  std::string_view rest = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
  if (scheme != std::string_view::npos) {
    rest.remove_prefix(std::min(rest.find_first_of("/?#"), rest.size()));
  }
  return rest.substr(0, rest.find_first_of("?#"));
}

/// Whether Go writes a path as it is; else it escapes all that it can, stars too.
bool is_valid_path(std::string_view path) {
  return std::all_of(path.begin(), path.end(), [](unsigned char c) {
    return std::isalnum(c) ||
           std::string_view("-_.~!$&'()*+,;=:@[]/%").find(static_cast<char>(c)) !=
               std::string_view::npos;
  });
}

bool is_ssh(std::string_view url) {
  static const Regex expression("^(ssh://)?([^/:]*?)@[^@]+$");
  return expression.matches(url);
}

}  // namespace

std::string normalized_repository(std::string_view url) {
  std::string result;
  for (char c : url) result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  size_t first = result.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return "";
  result = result.substr(first, result.find_last_not_of(" \t\r\n") - first + 1);
  if (is_ssh(result) && !result.starts_with("ssh://")) {
    size_t colon = result.find(':');
    if (colon != std::string::npos) result[colon] = '/';
    result.insert(0, "ssh://");
  }
  if (result.ends_with(".git")) result.resize(result.size() - 4);
  // What is no URL is nothing, and so is a pattern with braces in the name of the host.
  render::UrlResult parsed = render::parse_url(result);
  if (!parsed.problem.empty()) return "";
  if (!is_valid_path(path_part(result))) result = parsed.url.text();
  if (result.starts_with("ssh://")) result.erase(0, 6);
  return result;
}

bool permits_source(Value project, std::string_view repository) {
  std::string wanted = normalized_repository(repository);
  bool any = false;
  for (Value entry : list_of(field_of(project, "spec"), "sourceRepos")) {
    std::string_view pattern = entry.as_string();
    std::string normalized = denies(pattern) ? "!" + normalized_repository(pattern.substr(1))
                                             : normalized_repository(pattern);
    if (pattern_matches(normalized, wanted, '/')) {
      any = true;
    } else if (denies(normalized)) {
      return false;
    }
  }
  return any;
}

bool permits_destination(Value project, const DestinationCluster& cluster,
                         std::string_view namespace_name,
                         std::span<const DestinationCluster> project_clusters) {
  if (!destination_is_matched(project, cluster, namespace_name)) return false;
  if (!flag_of(field_of(project, "spec"), "permitOnlyProjectScopedClusters")) return true;
  return std::any_of(project_clusters.begin(), project_clusters.end(),
                     [&](const DestinationCluster& own) {
                       return own.name == cluster.name || own.server == cluster.server;
                     });
}

bool permits_kind(Value project, std::string_view group, std::string_view kind,
                  std::string_view name, bool namespaced) {
  Value spec = field_of(project, "spec");
  if (namespaced) {
    // No list at all allows everything, an empty one nothing.
    bool listed = !field_of(spec, "namespaceResourceWhitelist").is_list() ||
                  is_listed(list_of(spec, "namespaceResourceWhitelist"), group, kind, name);
    return listed && !is_listed(list_of(spec, "namespaceResourceBlacklist"), group, kind, name);
  }
  return is_listed(list_of(spec, "clusterResourceWhitelist"), group, kind, name) &&
         !is_listed(list_of(spec, "clusterResourceBlacklist"), group, kind, name);
}

bool permits_resource(Value project, std::string_view group, std::string_view kind,
                      std::string_view name, const DestinationCluster& cluster,
                      std::string_view namespace_name,
                      std::span<const DestinationCluster> project_clusters) {
  if (!permits_kind(project, group, kind, name, !namespace_name.empty())) return false;
  return namespace_name.empty() ||
         permits_destination(project, cluster, namespace_name, project_clusters);
}

bool matches_namespace(std::string_view pattern, std::string_view namespace_name) {
  if (pattern.size() > 1 && pattern.starts_with('/') && pattern.ends_with('/')) {
    try {
      if (Regex(pattern.substr(1, pattern.size() - 2)).matches(namespace_name)) return true;
    } catch (const Error&) {
      return false;
    }
  }
  return GoGlob(pattern).matches(namespace_name);
}

bool permits_application_namespace(Value project, std::string_view namespace_name,
                                   std::string_view argocd_namespace) {
  if (namespace_name.empty() || namespace_name == argocd_namespace) return true;
  for (Value entry : list_of(field_of(project, "spec"), "sourceNamespaces")) {
    if (matches_namespace(entry.as_string(), namespace_name)) return true;
  }
  return false;
}

}  // namespace drydock::projects::argocd
