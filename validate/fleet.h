#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/kinds.h"
#include "core/rendered.h"
#include "core/settings.h"

namespace drydock::validate {

/// Rendered projects in a row, which may live in different places.
class ProjectList {
 public:
  class Iterator {
   public:
    explicit Iterator(const RenderedProject* const* at) : at_(at) {}
    const RenderedProject& operator*() const { return **at_; }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const RenderedProject* const* at_;
  };

  explicit ProjectList(std::span<const RenderedProject* const> projects = {})
      : projects_(projects) {}

  size_t size() const { return projects_.size(); }
  const RenderedProject& operator[](size_t index) const { return *projects_[index]; }
  Iterator begin() const { return Iterator(projects_.data()); }
  Iterator end() const { return Iterator(projects_.data() + projects_.size()); }

 private:
  std::span<const RenderedProject* const> projects_;
};

/// All rendered projects of one run, with what has to be known of all of them before any can be
/// judged. Refers to the projects and settings, which must outlive it.
class Fleet {
 public:
  Fleet(std::span<const RenderedProject> projects, const Settings& settings);
  Fleet(std::vector<const RenderedProject*> projects, const Settings& settings);

  ProjectList projects() const { return ProjectList(projects_); }
  const Settings& settings() const { return settings_; }

  /// From the built-in table, else from a CustomResourceDefinition of any project.
  Scope scope_of(const Gvk& gvk) const;
  /// Whether Argo CD or Flux deploy something of it: they say which namespace objects go to that
  /// name none.
  bool has_deployers() const { return has_deployers_; }
  /// Where the object goes: the namespace it names, else its project's; "" when cluster-scoped.
  std::string_view namespace_of(const Resource& resource, const Project& project) const;
  /// "Kind.group/namespace/name" with the group that serves the kind today.
  std::string resource_id(const Resource& resource, const Project& project) const;

 private:
  std::vector<const RenderedProject*> projects_;
  const Settings& settings_;
  std::unordered_map<std::string, Scope> custom_scopes_;  // by "group/kind"
  bool has_deployers_ = false;
};

}  // namespace drydock::validate
