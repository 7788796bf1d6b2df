#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/diagnostic.h"
#include "core/project.h"
#include "core/yaml/node.h"

namespace drydock {

struct ClusterSettings {
  std::string name;
  std::string server;
  std::string kubernetes_version;
  std::vector<std::string> api_versions;
  std::vector<std::pair<std::string, std::string>> labels;
  SourcePos where;
};

/// An object that several projects may define, on purpose. Name globs allowed.
struct SharedObject {
  std::string kind;
  std::string namespace_name;  // empty: any, or none
  std::string name;
  std::vector<std::string> projects = {"*"};  // names
  SourcePos where;
};

/// A finding that somebody accepted. Name globs allowed in `resource` and `container`.
struct Waiver {
  std::string rule;
  std::string resource;
  std::string container;  // empty: whatever the container
  std::string path;       // of the field; empty: all
  std::string reason;
  std::string ticket;
  std::string by;
  std::string until;  // YYYY-MM-DD
  SourcePos where;
};

struct WorkloadKind {
  std::string kind;
  std::string pod_template;
};

struct ExternalObject {
  std::string kind;
  std::string namespace_name;
  std::string name;
};

/// What drydock.yaml says (shape: docs/configuration.md), defaults filled in. Paths are relative to
/// the root and without "." and "..". Plain data.
struct Settings {
  std::string kubernetes_version;  // as written; empty: the newest built in
  std::vector<Project> projects;
  std::vector<ClusterSettings> clusters;
  std::vector<std::pair<std::string, std::string>> sources;  // URL, folder; may leave the root
  bool discovery = true;
  std::vector<std::string> ignore;  // globs of paths that discovery passes over
  std::vector<std::string> shared_namespaces;
  std::vector<SharedObject> shared;
  std::vector<std::string> schemas;
  std::vector<std::string> policy_paths;
  std::vector<std::string> policy_packs;
  std::vector<std::pair<std::string, const Node*>> policy_parameters;  // nodes of drydock.yaml
  std::vector<Waiver> waivers;
  std::vector<std::pair<std::string, Severity>> severities;  // by rule
  std::vector<WorkloadKind> workload_kinds;
  std::vector<ExternalObject> externals;
  Severity fail_on = Severity::Error;
};

}  // namespace drydock
