#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/rendered.h"
#include "core/settings.h"
#include "core/yaml/read.h"
#include "validate/fleet.h"

namespace drydock::testing_support {

/// Projects made from YAML texts, as if they had been rendered.
class FleetFixture {
 public:
  /// One file `<name>/<name>.yaml` with these documents.
  FleetFixture& project(const std::string& name, const std::string& yaml,
                        const std::string& cluster = "default",
                        const std::string& namespace_name = "default") {
    Project& project = *projects_.emplace_back(std::make_unique<Project>());
    project.name = project.path = name;
    project.cluster = cluster;
    project.namespace_name = namespace_name;
    RenderedProject rendered;
    rendered.project = &project;
    const SourceFile& file = sources_.add(name + "/" + name + ".yaml", yaml);
    for (Node* root : read_yaml(file, rendered.set.arena).roots) add_resources(rendered.set, root);
    rendered_.push_back(std::move(rendered));
    return *this;
  }

  Settings settings;

  validate::Fleet fleet() const { return {rendered_, settings}; }
  std::vector<RenderedProject>& rendered() { return rendered_; }

 private:
  Sources sources_;
  std::vector<std::unique_ptr<Project>> projects_;
  std::vector<RenderedProject> rendered_;
};

}  // namespace drydock::testing_support
