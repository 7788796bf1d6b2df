#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/source_cache.h"
#include "core/tree.h"
#include "tests/fleet_fixture.h"
#include "validate/policy/run_policies.h"

namespace drydock::testing_support {

/// Policies from Lua texts, over projects from YAML texts.
class PolicyFixture {
 public:
  PolicyFixture& file(const std::string& path, const std::string& text) {
    files_.emplace_back(path, text);
    return *this;
  }
  PolicyFixture& parameters(const std::string& yaml) {
    const SourceFile& source = sources_.add("drydock.yaml", yaml);
    for (const NodeEntry& entry : read_yaml(source, arena_).roots.at(0)->pairs()) {
      parameters_.emplace_back(entry.key->text(), entry.value);
    }
    return *this;
  }

  const validate::policy::PolicySet& load(const std::vector<std::string>& packs = {}) {
    tree_ = make_memory_tree(files_);
    cache_ = std::make_unique<SourceCache>(*tree_, sources_);
    validate::policy::PolicySources sources;
    if (!files_.empty()) sources.paths = {"p"};
    sources.packs = packs;
    sources.parameters = parameters_;
    set_ = validate::policy::load_policies(*cache_, sources);
    return *set_;
  }

  validate::policy::PolicyRun run(int jobs = 1, FleetFixture* old = nullptr) {
    if (!set_) load();
    std::optional<validate::Fleet> base;
    if (old) base.emplace(old->fleet());
    validate::Fleet fleet = fleet_.fleet();
    return validate::policy::run_policies(*set_, fleet,
                                          {base ? &*base : nullptr, 1'700'000'000, jobs});
  }

  FleetFixture& fleet() { return fleet_; }
  SourceCache& cache() { return *cache_; }
  Arena& arena() { return arena_; }

 private:
  std::vector<std::pair<std::string, std::string>> files_;
  std::vector<std::pair<std::string, const Node*>> parameters_;
  Sources sources_;
  Arena arena_;
  std::unique_ptr<Tree> tree_;
  std::unique_ptr<SourceCache> cache_;
  std::unique_ptr<validate::policy::PolicySet> set_;
  FleetFixture fleet_;
};

/// "file:line:column severity rule field: message" of each finding.
inline std::vector<std::string> shown(const std::vector<Finding>& findings) {
  std::vector<std::string> lines;
  for (const Finding& finding : findings) {
    const Diagnostic& d = finding.diagnostic;
    lines.push_back(fmt::format("{}:{}:{} {} {} {}: {}", d.where.path(), d.where.line,
                                d.where.column, severity_name(d.severity), d.rule, finding.field,
                                d.message));
  }
  return lines;
}

inline const std::string kDeployment = R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web, "app.kubernetes.io/name": web}
spec:
  replicas: 3
  template:
    metadata: {labels: {app: web}}
    spec:
      initContainers:
      - {name: init, image: "registry.example.com:5000/team/init:v1@sha256:abc"}
      containers:
      - name: web
        image: nginx
        ports: [{containerPort: 80}, {containerPort: 443}]
        resources: {limits: {cpu: 100m, memory: 1Gi}}
)";

}  // namespace drydock::testing_support
