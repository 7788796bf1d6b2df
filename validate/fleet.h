#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/kinds.h"
#include "core/rendered.h"
#include "core/settings.h"

namespace drydock::validate {

/// All rendered projects of one run, with what has to be known of all of them before any can be
/// judged. Refers to the projects and settings, which must outlive it.
class Fleet {
 public:
  Fleet(std::span<const RenderedProject> projects, const Settings& settings);

  std::span<const RenderedProject> projects() const { return projects_; }
  const Settings& settings() const { return settings_; }

  /// From the built-in table, else from a CustomResourceDefinition of any project.
  Scope scope_of(const Gvk& gvk) const;
  /// Where the object goes: the namespace it names, else its project's; "" when cluster-scoped.
  std::string_view namespace_of(const Resource& resource, const Project& project) const;
  /// "Kind.group/namespace/name" with the group that serves the kind today.
  std::string resource_id(const Resource& resource, const Project& project) const;

 private:
  std::span<const RenderedProject> projects_;
  const Settings& settings_;
  std::unordered_map<std::string, Scope> custom_scopes_;  // by "group/kind"
};

}  // namespace drydock::validate
