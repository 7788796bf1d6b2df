#pragma once

#include <string>
#include <string_view>

#include "core/project.h"
#include "core/resource.h"
#include "validate/fleet.h"

namespace drydock::validate {

/// An object that admission policies judge, as the request to create it would name it.
struct AdmissionTarget {
  const Resource* resource = nullptr;
  const Project* project = nullptr;
  std::string plural;           // "deployments"
  std::string_view name_space;  // "" when the kind has none
  const Node* space = nullptr;  // the Namespace object, if the fleet has it
};

/// The name of a kind's resource, as far as its letters tell: "networkpolicies".
std::string guess_plural(std::string_view kind);

/// Whether `matchConstraints` or `matchResources` mean the request to create the object. An absent
/// one means everything.
bool means(const Node* match, const AdmissionTarget& target);

}  // namespace drydock::validate
