#pragma once

#include <string_view>

#include "validate/server/field.h"
#include "validate/server/quantity.h"

/// Names and amounts of compute resources.
namespace drydock::validate::server {

bool is_huge_pages(std::string_view resource);
bool is_overcommit_allowed(std::string_view resource);
bool is_standard_quota_resource(std::string_view resource);

/// A resource by its standard name or with a domain.
bool check_resource_name(const Field& where, std::string_view resource);
void check_container_resource_name(const Field& where, std::string_view resource);
void check_quota_resource_name(const Field& where, std::string_view resource);
/// Not negative, and whole where only whole ones exist.
void check_resource_amount(const Field& amount, std::string_view resource);
void check_positive(const Field& amount);

/// What asks for resources: a container, a pod or something alike.
struct ResourceRules {
  bool pod_level = false;
  /// Whether requests that are not given are as large as the limits: so in a Pod, not in templates.
  bool requests_from_limits = false;
  const Seen* claims = nullptr;  // names in resourceClaims of the pod
};
void check_resource_requirements(const Field& resources, const ResourceRules& rules);

/// The resources of `limits` (or overhead) alone.
void check_overhead(const Field& overhead);

}  // namespace drydock::validate::server
