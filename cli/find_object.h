#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/flags.h"
#include "cli/pipeline.h"
#include "validate/fleet.h"

namespace drydock::cli {

/// An object as a person names it.
struct ObjectChoice {
  std::string object;                           // KIND/NAME or KIND/NAMESPACE/NAME
  std::string field;                            // empty: all of it
  std::vector<std::string> projects, clusters;  // globs
};

void add_object_flags(Flags& flags, ObjectChoice& choice);

/// Leaves the projects that are asked for.
void keep_chosen(const ObjectChoice& choice, std::vector<Project>& projects);

/// Renders the projects that are left; what is wrong with them goes to the session's err.
std::vector<RenderedProject> render_chosen(Repository& repository, Session& session);

struct FoundObject {
  const RenderedProject* project = nullptr;
  const Resource* resource = nullptr;
};

/// The object of that name, else the only one whose name begins so. Throws Error, with what might
/// be meant, when there is none or when there are several.
FoundObject find_object(const ObjectChoice& choice, const validate::Fleet& fleet);

}  // namespace drydock::cli
