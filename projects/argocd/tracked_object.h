#pragma once

#include <string>
#include <string_view>

#include "core/arena.h"
#include "core/value.h"
#include "projects/argocd/server_settings.h"

namespace drydock::projects::argocd {

/// Marks an object as one of an Application, the way the settings say. `instance` is the name of
/// the Application as objects carry it, `namespace_name` that of its destination.
void set_tracking(Value object, const ServerSettings& server, std::string_view instance,
                  std::string_view namespace_name, Arena& arena);

/// The name of the Application that an object is marked with; empty when it has no mark.
std::string_view tracked_by(Value object, const ServerSettings& server);

/// Puts plus signs in place of the values of two states of a Secret, more where they differ, as
/// Argo CD shows them. Either may be nil.
void mask_secrets(Value target, Value live, const ServerSettings& server, Arena& arena);

}  // namespace drydock::projects::argocd
