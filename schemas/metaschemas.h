#pragma once

#include <string_view>

#include "core/arena.h"
#include "schemas/json_value.h"

namespace drydock::schemas {

/// Whether the document at this URI is one of json-schema.org's, which are built in.
bool is_metaschema(std::string_view uri);

/// All of them: an object whose keys are their URIs, without fragment.
JsonValue read_metaschemas(Arena& arena);

}  // namespace drydock::schemas
